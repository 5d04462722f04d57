/// Items that share a bound on how many they may be and how large (protocol.md §8).
enum ItemBudget: Int, CaseIterable {
    case event, attachment, session, clientReport, checkIn, log, traceMetric, span, legacySpan, profile, replay
    case metricBuckets

    /// Nil when only the body's own limit holds.
    init?(of item: Item) {
        switch item.type {
        case .event, .transaction, .security, .rawSecurity, .feedback, .replayEvent, .formData: self = .event
        case .attachment, .unrealReport, .userReport: self = .attachment
        case .session, .sessions: self = .session
        case .clientReport: self = .clientReport
        case .checkIn: self = .checkIn
        case .log: self = .log
        case .traceMetric: self = .traceMetric
        case .span: self = item.isContainer ? .span : .legacySpan
        case .profile, .profileChunk: self = .profile
        case .replayRecording, .replayVideo: self = .replay
        case .metricBuckets: self = .metricBuckets
        case .statsd, .metricMeta, .otelSpan, .otelLog, .nel, .integration, .unknown: return nil
        }
    }

    var itemsMax: Int {
        switch self {
        case .event: WireLimits.eventItemsMax
        case .attachment: WireLimits.attachmentItemsMax
        case .session: WireLimits.sessionItemsMax
        case .clientReport: WireLimits.clientReportItemsMax
        case .checkIn: WireLimits.checkInItemsMax
        case .log: WireLimits.logContainersMax
        case .traceMetric: WireLimits.traceMetricContainersMax
        case .span: WireLimits.spanContainersMax
        case .legacySpan: WireLimits.legacySpanItemsMax
        case .profile: WireLimits.profileItemsMax
        case .replay: WireLimits.replayItemsMax
        case .metricBuckets: WireLimits.metricBucketItemsMax
        }
    }

    /// Of one item.
    var itemBytesMax: Int {
        switch self {
        case .event: WireLimits.eventBytesMax
        case .attachment: WireLimits.attachmentBytesMax
        case .session: WireLimits.sessionBytesMax
        case .clientReport: WireLimits.clientReportBytesMax
        case .checkIn: WireLimits.checkInBytesMax
        case .log: WireLimits.logContainerBytesMax
        case .traceMetric: WireLimits.traceMetricContainerBytesMax
        case .span: WireLimits.spanContainerBytesMax
        case .legacySpan: WireLimits.legacySpanBytesMax
        case .profile: WireLimits.profileBytesMax
        case .replay: WireLimits.replayBytesMax
        case .metricBuckets: WireLimits.metricBucketBytesMax
        }
    }

    /// Of all of them together.
    var bytesMax: Int {
        switch self {
        case .attachment: WireLimits.attachmentsBytesMax
        case .legacySpan: .max
        default: itemBytesMax
        }
    }

    /// Of one entry of a container, on average.
    var entryBytesMax: Int {
        switch self {
        case .log: WireLimits.logBytesMax
        case .traceMetric: WireLimits.traceMetricBytesMax
        case .span: WireLimits.spanBytesMax
        default: .max
        }
    }
}

extension Envelope {
    /// Throws at the first item that is reserved or breaks its budget.
    static func checkLimits(of items: [Item]) throws(EnvelopeError) {
        var used = [(items: Int, bytes: Int)](repeating: (0, 0), count: ItemBudget.allCases.count)
        for item in items {
            if item.type == .integration { throw .internalItem }
            guard let budget = ItemBudget(of: item) else { continue }
            let size = item.payload.count
            used[budget.rawValue].items += 1
            used[budget.rawValue].bytes += size
            guard used[budget.rawValue].items <= budget.itemsMax, size <= budget.itemBytesMax,
                used[budget.rawValue].bytes <= budget.bytesMax,
                size / max(1, item.itemCount ?? size) <= budget.entryBytesMax
            else { throw .tooLarge(item.type) }
        }
    }
}
