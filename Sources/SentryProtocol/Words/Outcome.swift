/// What kind of data something is, for quotas and reports (protocol.md §6.2).
public enum DataCategory: String, Sendable, CaseIterable {
    case `default`, error, transaction, security, attachment, session, profile, replay, monitor, span, feedback
    case logItem = "log_item"
    case logByte = "log_byte"
    case metricBucket = "metric_bucket"
    case profileChunk = "profile_chunk"
    case attachmentItem = "attachment_item"
    case traceMetric = "trace_metric"
    case `internal`
    case unknown
}

/// What became of an item. Every item ends in exactly one.
public enum Outcome: Sendable, Hashable {
    case accepted
    case filtered(reason: DropReason)
    case rateLimited(reason: DropReason)
    case invalid(reason: DropReason)
    /// Thrown away by the SDK, which told us so.
    case clientDiscard(reason: String)
    /// Understood, but nothing is kept of it yet.
    case unsupported(reason: DropReason)

    /// `accepted`, `rate_limited`, …
    public var name: String {
        switch self {
        case .accepted: "accepted"
        case .filtered: "filtered"
        case .rateLimited: "rate_limited"
        case .invalid: "invalid"
        case .clientDiscard: "client_discard"
        case .unsupported: "unsupported"
        }
    }

    public var reason: String {
        switch self {
        case .accepted: ""
        case .filtered(let reason), .rateLimited(let reason), .invalid(let reason), .unsupported(let reason):
            reason.rawValue
        case .clientDiscard(let reason): reason
        }
    }
}

/// Why an item was not kept.
public enum DropReason: String, Sendable, CaseIterable {
    /// The payload is not JSON.
    case invalidJSON = "invalid_json"
    /// More nested than `JSONLimits.depthMax`.
    case tooDeep = "too_deep"
    /// The framing of the envelope is broken; nothing of it was read.
    case invalidEnvelope = "invalid_envelope"
    /// The payload is JSON, but no object.
    case notAnObject = "not_an_object"
    case empty
    /// An item type that Culprit knows but does not keep yet.
    case itemTypeNotKept = "item_type_not_kept"
    /// An item type nobody has heard of.
    case unknownItemType = "unknown_item_type"
    /// The queue before the writer was full.
    case backpressure
    /// The disk is below its floor.
    case diskFull = "disk_full"
    case internalError = "internal_error"
}
