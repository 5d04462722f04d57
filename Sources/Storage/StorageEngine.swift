/// Everything an engine offers.
public protocol StorageEngine: EventReader, TagReader, EventWriter, IssueCommands, IssueMerging, GroupingRuleStore,
    RegroupStore, Directory, ProjectStore, SettingsStore, IssueWorkflowStore, SavedSearchStore, IssueListReader,
    AssigneeFacts
{
    /// Finishes what is queued and closes every file. Nothing may be called afterwards.
    func close() async
    /// Nil when writes can be accepted; otherwise why not (disk full, read-only directory).
    func readiness() async -> String?
    /// Figures for `/metrics`.
    func statistics() async -> StorageStatistics
}

/// What an engine has done since it was opened, and what it is at.
public struct StorageStatistics: Sendable {
    /// Events made durable.
    public var eventsStored = 0
    /// Events that were there already.
    public var eventsDuplicate = 0
    /// Rows of other kinds made durable.
    public var recordsStored = 0
    /// Transactions, spans and blocks of logs and metrics among them.
    public var telemetryStored = 0
    public var commits = 0
    /// Bytes that wait for the writer.
    public var queuedBytes = 0
    public init() {}
}

/// What `culprit doctor` found.
public struct DoctorReport: Sendable {
    public var events = 0
    public var issues = 0
    /// One sentence for each difference between a stored counter and the recount; first 100.
    public var differences: [String] = []
    public var mismatches = 0
    public init() {}
}
