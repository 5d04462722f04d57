import SentryProtocol
import Storage

/// A monitor within its project.
struct MonitorKey: Hashable {
    let project: ProjectID
    let slug: String
}

/// What a check-in means for its monitor.
struct MonitorChange {
    let project: ProjectID
    let slug: String
    let environment: String
    let status: CheckInStatus
    let startedAt: Timestamp
    let receivedAt: Timestamp
    let config: String?
    /// Worked out again after a restart: people may have changed the configuration since.
    let isRepeated: Bool
}

/// The monitors of `culprit.db`, kept up to date from check-ins. Applying a change twice is the same as once.
final class MonitorIndex {
    private let layout: StoreLayout
    private let configuration: SQLiteConfiguration
    private var connection: Connection?
    /// Nil for monitors that do not exist; bounded by being emptied when full.
    private var runtimes: [MonitorKey: Int] = [:]
    /// Check-ins without a configuration of monitors that nobody has made.
    private(set) var unknownCheckIns = 0

    static let cacheMax = 10_000
    private static let defaultRuntimeMinutes = 30

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) {
        (self.layout, self.configuration) = (layout, configuration)
    }

    var openFiles: [Connection] { connection.map { [$0] } ?? [] }

    func close() { connection = nil }

    func noteUnknown() { unknownCheckIns += 1 }

    /// How many days a run may take, rounded up; nil when there is no such monitor.
    func maxRuntimeDays(of key: MonitorKey) throws -> Int? {
        if let days = runtimes[key] { return days }
        let minutes = try culprit().first(
            """
            SELECT
                CASE WHEN json_type(config, '$.max_runtime') = 'integer' THEN json_extract(config, '$.max_runtime') END
            FROM monitor WHERE project_id = \(key.project) AND slug = \(key.slug)
            """
        ) { $0.optionalInteger(0) ?? Int64(Self.defaultRuntimeMinutes) }
        guard let minutes else { return nil }
        let days = min(max(Int(clamping: minutes), 1), 40_320) / 1440 + 1
        if runtimes.count >= Self.cacheMax { runtimes.removeAll() }
        runtimes[key] = days
        return days
    }

    func apply(_ changes: [MonitorChange]) throws {
        guard !changes.isEmpty else { return }
        let culprit = try culprit()
        try culprit.transaction { for change in changes { try Self.apply(change, to: culprit) } }
        for change in changes where change.config != nil {
            runtimes[MonitorKey(project: change.project, slug: change.slug)] = nil
        }
    }

    private static func apply(_ change: MonitorChange, to culprit: Connection) throws {
        // Only what was sent changes, and the schedule as a whole.
        let merging: SQL =
            change.config == nil || change.isRepeated
            ? "NOTHING"
            : """
            UPDATE SET config = json_set(
                json_patch(config, excluded.config), '$.schedule',
                coalesce(json_extract(excluded.config, '$.schedule'), json_extract(config, '$.schedule')))
            """
        if let config = change.config {
            try culprit.run(
                """
                INSERT INTO monitor (project_id, slug, config, created_at)
                SELECT \(change.project), \(change.slug), \(config), \(change.receivedAt) WHERE json_valid(\(config))
                ON CONFLICT DO \(merging)
                """)
        }
        try culprit.run(
            """
            INSERT INTO monitor_environment
                (monitor_id, environment, status, first_check_in_at, last_check_in_at)
            SELECT id, \(change.environment), \(change.status.rawValue), \(change.startedAt), \(change.startedAt)
            FROM monitor WHERE project_id = \(change.project) AND slug = \(change.slug)
            ON CONFLICT DO UPDATE SET
                status = CASE WHEN excluded.last_check_in_at >= last_check_in_at THEN excluded.status ELSE status END,
                first_check_in_at = min(first_check_in_at, excluded.first_check_in_at),
                last_check_in_at = max(last_check_in_at, excluded.last_check_in_at)
            """)
    }

    private func culprit() throws -> Connection {
        if let connection { return connection }
        let connection = try Connection(
            path: layout.culprit, mode: .write, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        // What a power cut takes from here is worked out again from the check-ins.
        try connection.prepareForWriting(synchronous: .normal, cacheKibibytes: 512)
        self.connection = connection
        return connection
    }
}
