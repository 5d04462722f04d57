import SentryProtocol

/// A question about a project's transactions.
public struct TransactionQuery: Sendable {
    public var project: ProjectID
    /// Only this name.
    public var name: String?
    /// Empty means any; the empty name stands for transactions without one.
    public var environments: [String]
    /// Only those that ended in it.
    public var period: Period?
    public var cursor: Cursor
    /// Rows of a page, 1 to 100.
    public var limit: Int

    public init(
        project: ProjectID, name: String? = nil, environments: [String] = [], period: Period? = nil,
        cursor: Cursor = .start, limit: Int = 50
    ) {
        (self.project, self.name, self.environments) = (project, name, environments)
        (self.period, self.cursor, self.limit) = (period, cursor, limit)
    }
}

/// A transaction as lists show it.
public struct TransactionSummary: Sendable, Equatable {
    public var id: EventID
    public var projectID: ProjectID
    public var traceID: TraceID
    public var spanID: SpanID
    public var parentSpanID: SpanID?
    public var receivedAt: Timestamp
    public var startedAt: Timestamp
    public var endedAt: Timestamp
    public var name: String
    public var op: String
    public var status: String
    public var platform: String
    public var environment: String?
    public var release: String?
    public var spanCount: Int

    public init(
        id: EventID, projectID: ProjectID, traceID: TraceID, spanID: SpanID, parentSpanID: SpanID?,
        receivedAt: Timestamp, startedAt: Timestamp, endedAt: Timestamp, name: String, op: String, status: String,
        platform: String, environment: String?, release: String?, spanCount: Int
    ) {
        (self.id, self.projectID, self.traceID, self.spanID) = (id, projectID, traceID, spanID)
        (self.parentSpanID, self.receivedAt) = (parentSpanID, receivedAt)
        (self.startedAt, self.endedAt, self.name, self.op) = (startedAt, endedAt, name, op)
        (self.status, self.platform, self.environment) = (status, platform, environment)
        (self.release, self.spanCount) = (release, spanCount)
    }
}

/// A transaction with its body.
public struct StoredTransaction: Sendable {
    public var summary: TransactionSummary
    public var measurements: [TransactionRow.Measurement]
    /// The finished event as JSON with its `spans`.
    public var json: [UInt8]
    public init(summary: TransactionSummary, measurements: [TransactionRow.Measurement], json: [UInt8]) {
        (self.summary, self.measurements, self.json) = (summary, measurements, json)
    }
}

/// Transactions of one name, summed up.
public struct TransactionStatistics: Sendable, Equatable {
    public var name: String
    public var op: String
    /// Ended neither well nor by choice (`ok`, `cancelled`, `unknown`).
    public var failures: Int
    /// Known users.
    public var users: Int
    /// Of durations in milliseconds.
    public var durations: Spread
    public init(name: String, op: String, failures: Int, users: Int, durations: Spread) {
        (self.name, self.op, self.failures) = (name, op, failures)
        (self.users, self.durations) = (users, durations)
    }
    public var failureRate: Double { durations.count == 0 ? 0 : Double(failures) / Double(durations.count) }
}

/// A span that came without its transaction.
public struct StoredSpan: Sendable, Equatable {
    public var traceID: TraceID
    public var spanID: SpanID
    public var parentSpanID: SpanID?
    public var projectID: ProjectID
    public var isSegment: Bool
    public var startedAt: Timestamp
    public var endedAt: Timestamp
    public var name: String
    public var op: String
    public var status: String
    public var environment: String?
    public var release: String?
    /// In the second version's shape.
    public var json: [UInt8]

    public init(
        traceID: TraceID, spanID: SpanID, parentSpanID: SpanID?, projectID: ProjectID, isSegment: Bool,
        startedAt: Timestamp, endedAt: Timestamp, name: String, op: String, status: String, environment: String?,
        release: String?, json: [UInt8]
    ) {
        (self.traceID, self.spanID, self.parentSpanID) = (traceID, spanID, parentSpanID)
        (self.projectID, self.isSegment, self.startedAt) = (projectID, isSegment, startedAt)
        (self.endedAt, self.name, self.op, self.status) = (endedAt, name, op, status)
        (self.environment, self.release, self.json) = (environment, release, json)
    }
}

/// Everything known of a trace.
public struct StoredTrace: Sendable {
    public var transactions: [StoredTransaction] = []
    public var spans: [StoredSpan] = []
    /// There was more than is listed.
    public var isCut = false
    public init() {}
}

/// A profile with its body.
public struct StoredProfile: Sendable {
    public var id: EventID
    public var profilerID: EventID?
    public var transactionID: EventID?
    public var traceID: TraceID?
    public var platform: String
    public var startedAt: Timestamp
    /// In seconds.
    public var duration: Double
    public var environment: String?
    public var release: String?
    public var json: [UInt8]

    public init(
        id: EventID, profilerID: EventID?, transactionID: EventID?, traceID: TraceID?, platform: String,
        startedAt: Timestamp, duration: Double, environment: String?, release: String?, json: [UInt8]
    ) {
        (self.id, self.profilerID, self.transactionID) = (id, profilerID, transactionID)
        (self.traceID, self.platform, self.startedAt) = (traceID, platform, startedAt)
        (self.duration, self.environment, self.release, self.json) = (duration, environment, release, json)
    }
}
