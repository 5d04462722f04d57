import SentryProtocol

/// What pages and the API may ask about everything that is no event of an issue. Engines live behind it.
///
/// Lists are newest first: by the day on which something arrived, and within a day by its own time.
public protocol RecordReader: Sendable {
    /// Transactions of one project.
    func transactions(matching query: TransactionQuery) async throws -> Page<TransactionSummary>
    /// Transactions, and first spans that came without one, of a project by name: those that took the most time first.
    func transactionStatistics(
        of project: ProjectID, environments: [String], over period: Period, limit: Int
    ) async throws -> [TransactionStatistics]
    /// How a measurement such as `lcp` was spread; nil when there is none.
    func measurement(
        _ name: String, of project: ProjectID, transaction: String?, environments: [String], over period: Period
    ) async throws -> Spread?
    /// With its body.
    func transaction(_ id: EventID, in project: ProjectID) async throws -> StoredTransaction?
    /// Everything known of a trace in these projects, oldest first, bounded.
    func trace(_ id: TraceID, in projects: [ProjectID]) async throws -> StoredTrace
    /// First spans of a service that came without a transaction, as OpenTelemetry sends them.
    func segments(of project: ProjectID, over period: Period?, cursor: Cursor, limit: Int) async throws
        -> Page<StoredSpan>
    /// The profile that was taken during a transaction.
    func profile(ofTransaction id: EventID, in project: ProjectID) async throws -> StoredProfile?
    func profile(_ id: EventID, in project: ProjectID) async throws -> StoredProfile?

    /// Log entries of one project. A page may be short of rows and still have a next one: a search of text stops after
    /// so many blocks.
    func logs(matching query: LogQuery) async throws -> Page<StoredLog>

    /// Names of metrics that a project has sent, in alphabetical order.
    func metrics(of project: ProjectID, over period: Period) async throws -> [MetricName]
    /// Values of a metric in `bars` equal bars over the period, oldest first.
    func metricSeries(
        _ name: String, of project: ProjectID, environments: [String], over period: Period, bars: Int
    ) async throws -> [Spread?]

    /// In alphabetical order.
    func monitors(of projects: [ProjectID]) async throws -> [Monitor]
    func checkIns(
        of monitor: String, in project: ProjectID, environment: String?, cursor: Cursor, limit: Int
    ) async throws -> Page<StoredCheckIn>

    /// Sessions by release, those with the most sessions first.
    func releaseHealth(of project: ProjectID, environments: [String], over period: Period) async throws
        -> [ReleaseHealth]
    /// Sessions in `bars` equal bars over the period, oldest first; of one release, or of all.
    func sessions(
        of project: ProjectID, release: String?, environments: [String], over period: Period, bars: Int
    ) async throws -> [SessionCounts]

    /// What was attached to an event, and what somebody wrote about it.
    func companions(of event: EventID, in project: ProjectID) async throws -> EventCompanions
    /// The content of an attachment.
    func content(of attachment: StoredAttachment) async throws -> [UInt8]
    func userReports(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<UserReportRow>

    func replays(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<ReplaySummary>
    func replay(_ id: EventID, in project: ProjectID) async throws -> StoredReplay?
    /// Replays during which an error happened.
    func replays(withError id: EventID, in project: ProjectID) async throws -> [EventID]
    /// A segment's recording: rrweb's events as JSON, or the video.
    func recording(of replay: EventID, segment: Int, in project: ProjectID) async throws -> ReplayRecordingRow?
}
