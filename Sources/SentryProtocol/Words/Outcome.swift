/// What kind of data something is, for quotas and reports (protocol.md §6.2).
public enum DataCategory: String, Sendable, CaseIterable {
    case `default`, error, transaction, security, attachment, session, profile, replay, monitor, span, feedback
    case logItem = "log_item"
    case logByte = "log_byte"
    case metricBucket = "metric_bucket"
    case profileChunk = "profile_chunk"
    case attachmentItem = "attachment_item"
    case traceMetric = "trace_metric"
    case traceMetricByte = "trace_metric_byte"
    /// JavaScript's name for trace metrics.
    case metric
    case replayVideo = "replay_video"
    case profileChunkUI = "profile_chunk_ui"
    case profileBackend = "profile_backend"
    case profileUI = "profile_ui"
    case `internal`
    case unknown

    /// Relay's number of it, below 64; those that Relay has no number for count down from 63.
    public var number: UInt8 {
        switch self {
        case .default: 0
        case .error: 1
        case .transaction: 2
        case .security: 3
        case .attachment: 4
        case .session: 5
        case .profile: 6
        case .replay: 7
        case .monitor: 10
        case .span: 12
        case .feedback: 14
        case .metricBucket: 15
        case .profileChunk: 18
        case .replayVideo: 20
        case .attachmentItem: 22
        case .logItem: 23
        case .logByte: 24
        case .profileChunkUI: 26
        case .traceMetric: 33
        case .profileBackend: 35
        case .profileUI: 36
        case .traceMetricByte: 37
        case .metric: 61
        case .internal: 62
        case .unknown: 63
        }
    }
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
    /// A quota of the project is used up.
    case quotaExceeded = "quota_exceeded"
    /// A quota of the key is used up.
    case keyQuota = "key_quota"
    /// The excess of a sudden flood of errors.
    case spikeProtection = "spike_protection"
    case internalError = "internal_error"

    // What is wrong with payloads besides their JSON.

    /// A field that nothing can be made of without is absent or of a wrong type.
    case missingField = "missing_field"
    /// A value is outside of what it may be.
    case badValue = "bad_value"
    /// It ends before it begins.
    case badTimes = "bad_times"
    /// Older than what is kept of its kind.
    case tooOld = "too_old"
    /// Further ahead of us than clocks differ.
    case inFuture = "in_future"
    /// Larger than `WireLimits` allow.
    case tooLarge = "too_large"
    /// The release is missing or no release's name.
    case invalidRelease = "invalid_release"
    /// A file without the id of its event.
    case noEventID = "no_event_id"
    /// The bytes are not of the format that they are said to have.
    case corrupt
    /// A reference to an upload that we never took.
    case attachmentReference = "attachment_reference"
    /// A browser's report of a kind that is not kept.
    case unknownReport = "unknown_report"
    /// A check-in of a monitor that nobody has made, and without a configuration that would make it.
    case unknownMonitor = "unknown_monitor"
    /// More check-ins of a monitor and environment than a minute may have.
    case checkInRate = "check_in_rate"

    // Inbound filters, by Sentry's names (protocol.md §9.6).

    case chunkLoadError = "chunk-load-error"
    case hydrationError = "react-hydration-errors"
    /// A report about a source that the project ignores.
    case disallowedSource = "invalid-csp"
    case ipAddress = "ip-address"
    case releaseVersion = "release-version"
    case errorMessage = "error-message"
    case localhost
    case browserExtension = "browser-extensions"
    case legacyBrowser = "legacy-browsers"
    case webCrawler = "web-crawlers"
    /// A transaction that only answers health checks.
    case healthCheck = "filtered-transaction"
    /// A page whose domain is not allowed.
    case crossOrigin = "cors"
}
