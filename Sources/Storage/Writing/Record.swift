import SentryProtocol

/// One thing to be stored that is no event of an issue. Parsed, scrubbed and bounded; the engine only files it.
///
/// Bodies are packed by `BodyCodec`; everything beside them is what questions are asked about.
public enum Record: Sendable {
    case transaction(TransactionRow)
    case span(SpanRow)
    case logs(LogBlock)
    case metrics(MetricBlock)
    case checkIn(CheckInRow)
    case session(SessionRow)
    case sessionAggregate(SessionAggregateRow)
    case userReport(UserReportRow)
    case attachment(AttachmentRow)
    case profile(ProfileRow)
    case replayEvent(ReplayEventRow)
    case replayRecording(ReplayRecordingRow)

    /// What decides how long it is kept.
    public var kind: DataKind {
        switch self {
        case .transaction, .span, .profile: .performance
        case .metrics: .metrics
        case .logs(let block): block.kind
        case .checkIn: .checkIns
        case .session, .sessionAggregate: .sessions
        case .userReport, .attachment: .attachments
        case .replayEvent, .replayRecording: .replays
        }
    }
}

extension Record {
    /// What it takes in memory while it waits, in bytes; roughly.
    public var byteCount: Int {
        switch self {
        case .transaction(let row): row.body.count + 512
        case .span(let row): row.body.count + 256
        case .logs(let block): block.body.count + block.entries.count * 96
        case .metrics(let block): block.body.count + block.entries.count * 160
        case .checkIn, .session, .sessionAggregate, .userReport: 512
        case .attachment(let row): row.content.count + 256
        case .profile(let row): row.body.count + 256
        case .replayEvent(let row): row.body.count + 512
        case .replayRecording(let row): row.content.count + 128
        }
    }
}

extension Record {
    /// A transaction, a span, a block of logs or metrics: what stands for itself as an event does.
    public var isTelemetry: Bool {
        switch self {
        case .transaction, .span, .logs, .metrics: true
        default: false
        }
    }
}

/// Kinds of data, each kept for its own time.
public enum DataKind: String, Sendable, CaseIterable {
    /// Events of issues.
    case errors
    /// Logs that the application writes.
    case logs
    /// Logs of single requests: access logs, log drains of platforms, network reports of browsers.
    case requestLogs = "request_logs"
    /// Transactions, spans, profiles.
    case performance
    case metrics
    case checkIns = "check_ins"
    case sessions
    /// Files and feedback that belong to events.
    case attachments
    case replays
    /// What became of items.
    case outcomes
}

/// A transaction: the root span of a service's part of a trace (protocol.md §5.7).
public struct TransactionRow: Sendable {
    public var id: EventID
    public var traceID: TraceID
    public var spanID: SpanID
    public var parentSpanID: SpanID?
    public var receivedAt: Timestamp
    public var startedAt: Timestamp
    public var endedAt: Timestamp
    /// Such as `/api/orders/{id}`.
    public var name: String
    /// `http.server`, `queue.task`, …; `default` when unknown.
    public var op: String
    /// `ok`, `internal_error`, …; `unknown` when it was not said.
    public var status: String
    public var platform: String
    public var environment: String?
    public var release: String?
    /// `EventUser.identity`.
    public var userIdentity: String?
    public var spanCount: Int
    /// Name to value, as sent, in the unit beside it (`none` when it has none).
    public var measurements: [Measurement]
    /// The finished event as JSON with its `spans`, packed.
    public var body: [UInt8]

    /// A web vital or another number that was measured during a transaction.
    public struct Measurement: Sendable, Equatable {
        public var name: String
        public var value: Double
        public var unit: String
        public init(name: String, value: Double, unit: String) {
            (self.name, self.value, self.unit) = (name, value, unit)
        }
    }

    public init(
        id: EventID, traceID: TraceID, spanID: SpanID, parentSpanID: SpanID?, receivedAt: Timestamp,
        startedAt: Timestamp, endedAt: Timestamp, name: String, op: String, status: String, platform: String,
        environment: String?, release: String?, userIdentity: String?, spanCount: Int, measurements: [Measurement],
        body: [UInt8]
    ) {
        (self.id, self.traceID, self.spanID, self.parentSpanID) = (id, traceID, spanID, parentSpanID)
        (self.receivedAt, self.startedAt, self.endedAt) = (receivedAt, startedAt, endedAt)
        (self.name, self.op, self.status, self.platform) = (name, op, status, platform)
        (self.environment, self.release, self.userIdentity) = (environment, release, userIdentity)
        (self.spanCount, self.measurements, self.body) = (spanCount, measurements, body)
    }
}

/// A span that came without its transaction: span items, OpenTelemetry.
public struct SpanRow: Sendable {
    public var traceID: TraceID
    public var spanID: SpanID
    public var parentSpanID: SpanID?
    /// Whether it is the first of its service in the trace.
    public var isSegment: Bool
    public var receivedAt: Timestamp
    public var startedAt: Timestamp
    public var endedAt: Timestamp
    public var name: String
    public var op: String
    public var status: String
    public var environment: String?
    public var release: String?
    /// The span as JSON in the second version's shape (`attributes` typed), packed.
    public var body: [UInt8]

    public init(
        traceID: TraceID, spanID: SpanID, parentSpanID: SpanID?, isSegment: Bool, receivedAt: Timestamp,
        startedAt: Timestamp, endedAt: Timestamp, name: String, op: String, status: String, environment: String?,
        release: String?, body: [UInt8]
    ) {
        (self.traceID, self.spanID, self.parentSpanID) = (traceID, spanID, parentSpanID)
        (self.isSegment, self.receivedAt, self.startedAt, self.endedAt) = (isSegment, receivedAt, startedAt, endedAt)
        (self.name, self.op, self.status) = (name, op, status)
        (self.environment, self.release, self.body) = (environment, release, body)
    }
}

/// Log entries that came together and are kept equally long; packed as one.
public struct LogBlock: Sendable {
    /// `.logs` or `.requestLogs`.
    public var kind: DataKind
    public var receivedAt: Timestamp
    /// What entries are found by, in the order in which they stand in `body`.
    public var entries: [Entry]
    /// A JSON array with one object an entry, packed: `{"timestamp": seconds, "level", "body", "trace_id", "span_id",
    /// "severity_number", "attributes": {"key": {"type", "value", "unit"?}}}`.
    public var body: [UInt8]

    /// One entry's searchable part.
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var level: LogLevel
        public var traceID: TraceID?
        public var spanID: SpanID?
        public var environment: String?
        public var release: String?
        public init(
            at: Timestamp, level: LogLevel, traceID: TraceID?, spanID: SpanID?, environment: String?, release: String?
        ) {
            (self.at, self.level, self.traceID, self.spanID) = (at, level, traceID, spanID)
            (self.environment, self.release) = (environment, release)
        }
    }

    /// Of the body before it was packed: the same however it is packed. A block that is there already is not stored again.
    public var digest: ContentDigest

    /// `content` is the body before it was packed.
    public init(
        kind: DataKind, receivedAt: Timestamp, entries: [Entry], body: [UInt8], content: [UInt8]? = nil
    ) {
        (self.kind, self.receivedAt, self.entries, self.body) = (kind, receivedAt, entries, body)
        digest = ContentDigest(of: content ?? body)
    }
}

/// How bad a log entry is; ordered (protocol.md §5.10).
public enum LogLevel: Int, Sendable, CaseIterable, Comparable {
    case trace = 1
    case debug = 5
    case info = 9
    case warn = 13
    case error = 17
    case fatal = 21

    public var name: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info: "info"
        case .warn: "warn"
        case .error: "error"
        case .fatal: "fatal"
        }
    }

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Metrics that came together, packed as one (protocol.md §5.11).
public struct MetricBlock: Sendable {
    public var receivedAt: Timestamp
    public var entries: [Entry]
    /// A JSON array with one object an entry, packed; attributes typed as those of logs.
    public var body: [UInt8]

    /// One value.
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var name: String
        /// `counter`, `gauge` or `distribution`.
        public var type: String
        public var value: Double
        public var unit: String
        public var traceID: TraceID?
        public var environment: String?
        public var release: String?
        public init(
            at: Timestamp, name: String, type: String, value: Double, unit: String, traceID: TraceID?,
            environment: String?, release: String?
        ) {
            (self.at, self.name, self.type, self.value, self.unit) = (at, name, type, value, unit)
            (self.traceID, self.environment, self.release) = (traceID, environment, release)
        }
    }

    /// Of the body before it was packed.
    public var digest: ContentDigest

    /// `content` is the body before it was packed.
    public init(receivedAt: Timestamp, entries: [Entry], body: [UInt8], content: [UInt8]? = nil) {
        (self.receivedAt, self.entries, self.body) = (receivedAt, entries, body)
        digest = ContentDigest(of: content ?? body)
    }
}

/// A report from a scheduled job (protocol.md §5.8).
public struct CheckInRow: Sendable, Equatable {
    /// Nil: the newest one in progress of this monitor and environment, or a new one with an id of our own.
    public var id: EventID?
    /// The id a new one gets when `id` is nil.
    public var newID: EventID
    public var monitorSlug: String
    public var status: Status
    /// In seconds; what the job measured itself.
    public var duration: Double?
    public var environment: String
    public var release: String?
    public var receivedAt: Timestamp
    public var traceID: TraceID?
    /// The valid `monitor_config` as JSON in the protocol's own names; nil when none was sent.
    public var monitorConfig: String?

    /// What a job says of itself.
    public enum Status: String, Sendable, CaseIterable {
        case inProgress = "in_progress"
        case ok, error
        case unknown
    }

    public init(
        id: EventID?, newID: EventID, monitorSlug: String, status: Status, duration: Double?, environment: String,
        release: String?, receivedAt: Timestamp, traceID: TraceID?, monitorConfig: String?
    ) {
        (self.id, self.newID, self.monitorSlug, self.status) = (id, newID, monitorSlug, status)
        (self.duration, self.environment, self.release) = (duration, environment, release)
        (self.receivedAt, self.traceID, self.monitorConfig) = (receivedAt, traceID, monitorConfig)
    }
}

/// One update of one session (protocol.md §5.9).
public struct SessionRow: Sendable, Equatable {
    public var id: EventID
    /// Who used it; hashed before it is stored.
    public var distinctID: String?
    public var sequence: Int64
    public var isInitial: Bool
    public var startedAt: Timestamp
    public var receivedAt: Timestamp
    /// `ok`, `exited`, `crashed`, `abnormal`, `errored`, `unhandled`, or as sent.
    public var status: String
    public var errors: Int
    /// In seconds, as the SDK measured it.
    public var duration: Double?
    public var abnormalMechanism: String?
    public var release: String
    public var environment: String?

    public init(
        id: EventID, distinctID: String?, sequence: Int64, isInitial: Bool, startedAt: Timestamp,
        receivedAt: Timestamp, status: String, errors: Int, duration: Double?, abnormalMechanism: String?,
        release: String, environment: String?
    ) {
        (self.id, self.distinctID, self.sequence, self.isInitial) = (id, distinctID, sequence, isInitial)
        (self.startedAt, self.receivedAt, self.status, self.errors) = (startedAt, receivedAt, status, errors)
        (self.duration, self.abnormalMechanism) = (duration, abnormalMechanism)
        (self.release, self.environment) = (release, environment)
    }
}

/// Sessions that an SDK has counted itself.
public struct SessionAggregateRow: Sendable, Equatable {
    public var startedAt: Timestamp
    public var receivedAt: Timestamp
    public var distinctID: String?
    public var exited: Int
    public var errored: Int
    public var abnormal: Int
    public var unhandled: Int
    public var crashed: Int
    public var release: String
    public var environment: String?
    /// Of the payload, the envelope's `sent_at` and the place in the list: what is sent again has it again. Nil counts
    /// every time.
    public var digest: ContentDigest?

    public init(
        startedAt: Timestamp, receivedAt: Timestamp, distinctID: String?, exited: Int, errored: Int, abnormal: Int,
        unhandled: Int, crashed: Int, release: String, environment: String?, digest: ContentDigest? = nil
    ) {
        self.digest = digest
        (self.startedAt, self.receivedAt, self.distinctID) = (startedAt, receivedAt, distinctID)
        (self.exited, self.errored, self.abnormal) = (exited, errored, abnormal)
        (self.unhandled, self.crashed) = (unhandled, crashed)
        (self.release, self.environment) = (release, environment)
    }
}

/// What somebody wrote about an event. A later one for the same event replaces it.
public struct UserReportRow: Sendable, Equatable {
    /// The event it is about, which may come later or never.
    public var eventID: EventID
    public var name: String
    public var email: String
    public var comments: String
    public var receivedAt: Timestamp

    public init(eventID: EventID, name: String, email: String, comments: String, receivedAt: Timestamp) {
        (self.eventID, self.name, self.email) = (eventID, name, email)
        (self.comments, self.receivedAt) = (comments, receivedAt)
    }
}

/// A file that belongs to an event (protocol.md §5.14).
public struct AttachmentRow: Sendable {
    public var eventID: EventID
    /// Without folders; never empty.
    public var name: String
    public var contentType: String
    /// `event.attachment`, `event.minidump`, …
    public var type: String
    public var receivedAt: Timestamp
    public var content: [UInt8]

    public init(
        eventID: EventID, name: String, contentType: String, type: String, receivedAt: Timestamp, content: [UInt8]
    ) {
        (self.eventID, self.name, self.contentType) = (eventID, name, contentType)
        (self.type, self.receivedAt, self.content) = (type, receivedAt, content)
    }
}

/// A profile of a transaction, or a chunk of a continuous one (protocol.md §5.16).
public struct ProfileRow: Sendable {
    /// The profile's id, or the chunk's.
    public var id: EventID
    /// Of a chunk: whose it is.
    public var profilerID: EventID?
    /// Of a profile: the transaction it was taken during.
    public var transactionID: EventID?
    public var traceID: TraceID?
    public var platform: String
    public var startedAt: Timestamp
    public var receivedAt: Timestamp
    /// In seconds.
    public var duration: Double
    public var environment: String?
    public var release: String?
    /// As sent and scrubbed, packed.
    public var body: [UInt8]

    public init(
        id: EventID, profilerID: EventID?, transactionID: EventID?, traceID: TraceID?, platform: String,
        startedAt: Timestamp, receivedAt: Timestamp, duration: Double, environment: String?, release: String?,
        body: [UInt8]
    ) {
        (self.id, self.profilerID, self.transactionID, self.traceID) = (id, profilerID, transactionID, traceID)
        (self.platform, self.startedAt, self.receivedAt) = (platform, startedAt, receivedAt)
        (self.duration, self.environment, self.release, self.body) = (duration, environment, release, body)
    }
}

/// The description of one segment of a replay (protocol.md §5.15).
public struct ReplayEventRow: Sendable {
    public var replayID: EventID
    public var segment: Int
    public var startedAt: Timestamp?
    public var at: Timestamp
    public var receivedAt: Timestamp
    public var platform: String
    public var environment: String?
    public var release: String?
    public var userIdentity: String?
    public var errorIDs: [EventID]
    public var traceIDs: [TraceID]
    public var urls: [String]
    /// As sent, normalised and scrubbed, packed.
    public var body: [UInt8]

    public init(
        replayID: EventID, segment: Int, startedAt: Timestamp?, at: Timestamp, receivedAt: Timestamp,
        platform: String, environment: String?, release: String?, userIdentity: String?, errorIDs: [EventID],
        traceIDs: [TraceID], urls: [String], body: [UInt8]
    ) {
        (self.replayID, self.segment, self.startedAt) = (replayID, segment, startedAt)
        (self.at, self.receivedAt, self.platform) = (at, receivedAt, platform)
        (self.environment, self.release, self.userIdentity) = (environment, release, userIdentity)
        (self.errorIDs, self.traceIDs, self.urls, self.body) = (errorIDs, traceIDs, urls, body)
    }
}

/// The recording of one segment of a replay.
public struct ReplayRecordingRow: Sendable {
    public var replayID: EventID
    public var segment: Int
    public var receivedAt: Timestamp
    public var format: Format
    /// rrweb's events as a JSON array (not packed; the engine packs it), or the video.
    public var content: [UInt8]

    /// What `content` is.
    public enum Format: Int, Sendable {
        case rrweb = 1
        case video = 2
    }

    public init(replayID: EventID, segment: Int, receivedAt: Timestamp, format: Format, content: [UInt8]) {
        (self.replayID, self.segment, self.receivedAt) = (replayID, segment, receivedAt)
        (self.format, self.content) = (format, content)
    }
}
