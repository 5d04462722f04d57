/// What an item of an envelope holds (protocol.md §5.1).
public enum ItemType: Hashable, Sendable {
    case event, transaction, security, rawSecurity, feedback, userReport, formData, attachment, unrealReport
    case session, sessions, clientReport, checkIn
    case log, traceMetric, span
    case profile, profileChunk
    case replayEvent, replayRecording, replayVideo
    case metricBuckets
    /// Text of the metrics that SDKs sent in 2023 and 2024.
    case statsd, metricMeta
    case otelSpan, otelLog
    case nel
    /// Reserved for gateways; refused.
    case integration
    /// A type nobody has heard of, by its name.
    case unknown(String)

    /// Names as they are sent.
    private static let named: [String: ItemType] = [
        "event": .event, "transaction": .transaction, "security": .security, "raw_security": .rawSecurity,
        "feedback": .feedback, "user_report_v2": .feedback, "user_report": .userReport, "form_data": .formData,
        "attachment": .attachment, "unreal_report": .unrealReport, "session": .session, "sessions": .sessions,
        "client_report": .clientReport, "check_in": .checkIn, "log": .log, "trace_metric": .traceMetric,
        "span": .span, "profile": .profile, "profile_chunk": .profileChunk, "profile_chunk_ui": .profileChunk,
        "replay_event": .replayEvent, "replay_recording": .replayRecording, "replay_video": .replayVideo,
        "metric_buckets": .metricBuckets, "statsd": .statsd, "metric_meta": .metricMeta, "otel_span": .otelSpan,
        "otel_log": .otelLog, "nel": .nel, "integration": .integration,
    ]

    /// Every type has a name, so every name is some type.
    public init(name: String) { self = Self.named[name] ?? .unknown(name) }

    /// The protocol's name.
    public var name: String {
        switch self {
        case .event: "event"
        case .transaction: "transaction"
        case .security: "security"
        case .rawSecurity: "raw_security"
        case .feedback: "feedback"
        case .userReport: "user_report"
        case .formData: "form_data"
        case .attachment: "attachment"
        case .unrealReport: "unreal_report"
        case .session: "session"
        case .sessions: "sessions"
        case .clientReport: "client_report"
        case .checkIn: "check_in"
        case .log: "log"
        case .traceMetric: "trace_metric"
        case .span: "span"
        case .profile: "profile"
        case .profileChunk: "profile_chunk"
        case .replayEvent: "replay_event"
        case .replayRecording: "replay_recording"
        case .replayVideo: "replay_video"
        case .metricBuckets: "metric_buckets"
        case .statsd: "statsd"
        case .metricMeta: "metric_meta"
        case .otelSpan: "otel_span"
        case .otelLog: "otel_log"
        case .nel: "nel"
        case .integration: "integration"
        case .unknown(let name): name
        }
    }

    /// What quotas and reports count it as.
    public var category: DataCategory {
        switch self {
        case .event, .unrealReport: .error
        case .transaction: .transaction
        case .security, .rawSecurity: .security
        case .feedback, .userReport: .feedback
        case .attachment: .attachment
        case .session, .sessions: .session
        case .clientReport, .integration: .internal
        case .checkIn: .monitor
        case .log, .otelLog, .nel: .logItem
        case .traceMetric: .traceMetric
        case .span, .otelSpan: .span
        case .profile: .profile
        case .profileChunk: .profileChunk
        case .replayEvent, .replayRecording, .replayVideo: .replay
        case .metricBuckets, .statsd, .metricMeta: .metricBucket
        case .formData, .unknown: .unknown
        }
    }

    /// One of the types of which an envelope may hold a single item in all.
    public var isEventClass: Bool {
        switch self {
        case .event, .transaction, .security, .rawSecurity, .feedback, .replayEvent, .formData: true
        default: false
        }
    }

    /// Alone enough for an event; of attachments `Item.createsEvent` knows more (protocol.md §3.6).
    public var createsEvent: Bool {
        switch self {
        case .event, .transaction, .security, .rawSecurity, .feedback, .unrealReport: true
        default: false
        }
    }

    /// Dropped together with the envelope's event when that is filtered or limited.
    public var requiresEvent: Bool {
        switch self {
        case .attachment, .formData, .userReport, .replayEvent, .profile: true
        default: createsEvent
        }
    }
}
