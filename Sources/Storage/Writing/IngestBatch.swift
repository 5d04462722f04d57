import SentryProtocol

/// The rows of one request: committed together or not at all.
public struct IngestBatch: Sendable {
    public let projectID: ProjectID
    public var events: [EventRow] = []
    /// Everything else that is to be stored.
    public var records: [Record] = []
    /// To be done by whoever commits the batch, when that has worked.
    public var followUps: [@Sendable (Receipt) -> Void] = []
    /// What became of each item, counted.
    public var outcomes: [OutcomeCount] = []

    public init(projectID: ProjectID) { self.projectID = projectID }

    /// What the batch takes in memory while it waits, in bytes.
    public var byteCount: Int {
        events.reduce(256) { $0 + $1.body.count + 1024 } + records.reduce(outcomes.count * 64) { $0 + $1.byteCount }
    }
    public var isEmpty: Bool { events.isEmpty && records.isEmpty && outcomes.isEmpty }
    /// Whether there is anything to store.
    public var hasRows: Bool { !events.isEmpty || !records.isEmpty }

    public mutating func count(_ outcome: Outcome, of category: DataCategory, quantity: Int = 1) {
        outcomes.append(OutcomeCount(outcome: outcome, category: category, quantity: quantity))
    }
}

/// So many items of a category that ended in one way.
public struct OutcomeCount: Sendable, Hashable {
    public var outcome: Outcome
    public var category: DataCategory
    public var quantity: Int
    public init(outcome: Outcome, category: DataCategory, quantity: Int) {
        (self.outcome, self.category, self.quantity) = (outcome, category, quantity)
    }
}

/// What a commit did.
public struct Receipt: Sendable {
    /// Events that were new.
    public var stored = 0
    /// Events that were there already; not counted again.
    public var duplicates = 0
    /// Rows of other kinds, new or not.
    public var records = 0
    /// Transactions, spans and blocks of logs and metrics among them.
    public var telemetry = 0
    /// Issues that these events opened.
    public var newIssues: [IssueID] = []
    /// Check-ins that were not kept, as their monitors do not exist and they bring no configuration that would make them.
    public var unknownMonitors = 0
    public init() {}
}

/// Why a commit was refused. Nothing of the batch was kept.
public enum CommitError: Error, Sendable, Equatable {
    /// The queue before the writer is full; try again after so many seconds.
    case overloaded(retryAfter: Int)
    /// The disk is full or broken; reads may still work.
    case unavailable(reason: String)
    /// The store is closing.
    case closing
    /// A body refers to another that is not there any more: its file was set aside. Sent again, it is packed anew.
    case keyframeMissing
}

/// One writer, one transaction per batch of batches; an engine may not reorder them.
public protocol EventWriter: Sendable {
    /// Calls `finish` when the rows are durable or refused, on a thread of its own choice that must not be held up.
    /// Idempotent by project and event id.
    func commit(_ batch: IngestBatch, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void)
}

extension EventWriter {
    /// Returns when the rows are durable.
    public func commit(_ batch: IngestBatch) async throws(CommitError) -> Receipt {
        let result: Result<Receipt, CommitError> = await withCheckedContinuation { continuation in
            commit(batch) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
