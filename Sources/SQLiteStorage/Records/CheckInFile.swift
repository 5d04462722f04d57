import SentryProtocol
import Storage

/// Check-ins whose first word arrived on one day.
final class CheckInFile: RecordFile {
    let connection: Connection

    init(_ connection: Connection) throws { self.connection = connection }

    /// A check-in as it stands.
    struct Found {
        let row: Int64
        let monitor: String
        let environment: String
        let status: CheckInStatus
        let startedAt: Timestamp
    }

    func find(_ id: EventID, of project: ProjectID) throws -> Found? {
        try connection.first("\(Found.selection) WHERE check_in_id = \(id) AND project_id = \(project)", Found.init)
    }

    /// The newest that has not ended.
    func findInProgress(of monitor: String, in environment: String, of project: ProjectID) throws -> Found? {
        try connection.first(
            """
            \(Found.selection)
            WHERE project_id = \(project) AND monitor = \(monitor) AND environment = \(environment)
                AND status = 'in_progress'
            ORDER BY started_at DESC, id DESC
            """, Found.init)
    }

    /// Returns the start.
    func insert(_ row: CheckInRow, as id: EventID, of project: ProjectID) throws -> Timestamp {
        // At most 24.8 days (protocol.md §5.8).
        let duration = row.duration.map { min(max($0, 0), 2_147_483.647) }
        let startedAt = Timestamp(
            microseconds: row.receivedAt.microseconds - Int64((duration ?? 0) * 1_000_000))
        try connection.run(
            """
            INSERT OR IGNORE INTO check_in
                (check_in_id, project_id, monitor, environment, status, started_at, received_at, updated_at, duration,
                release, trace_id, config)
            VALUES (\(id), \(project), \(row.monitorSlug), \(row.environment), \(row.status.rawValue), \(startedAt),
                \(row.receivedAt), \(row.receivedAt), \(duration), \(row.release), \(row.traceID),
                \(row.monitorConfig))
            """)
        return startedAt
    }

    /// Applies a later word; returns the status that stands afterwards (protocol.md §5.8, semantics 3 and 4).
    func update(_ found: Found, with row: CheckInRow) throws -> CheckInStatus {
        let measured = row.duration.map { min(max($0, 0), 2_147_483.647) }
        let elapsed = Double(row.receivedAt.duration(since: found.startedAt)) / 1_000_000
        switch (found.status, row.status) {
        case (.ok, _), (.error, _), (.missed, _): return found.status
        case (.timeout, .ok), (.timeout, .error):
            try connection.run(
                """
                UPDATE check_in SET duration = coalesce(duration, \(measured ?? elapsed)),
                    updated_at = \(row.receivedAt)
                WHERE id = \(found.row)
                """)
            return found.status
        case (.timeout, _): return found.status
        case (.inProgress, .inProgress), (.unknown, .inProgress):
            try connection.run(
                """
                UPDATE check_in SET updated_at = max(updated_at, \(row.receivedAt)) WHERE id = \(found.row)
                """)
            return found.status
        case (.inProgress, _), (.unknown, _):
            try connection.run(
                """
                UPDATE check_in SET status = \(row.status.rawValue), duration = \(measured ?? elapsed),
                    updated_at = \(row.receivedAt), release = coalesce(\(row.release), release),
                    trace_id = coalesce(\(row.traceID), trace_id), config = coalesce(\(row.monitorConfig), config)
                WHERE id = \(found.row)
                """)
            return CheckInStatus(rawValue: row.status.rawValue) ?? .unknown
        }
    }

    /// The newest check-in of each monitor and environment, as `MonitorIndex` wants it.
    func lastOfEach() throws -> [MonitorChange] {
        try connection.rows(
            """
            SELECT project_id, monitor, environment, status, max(started_at), received_at, (
                SELECT config FROM check_in AS other
                WHERE other.project_id = check_in.project_id AND other.monitor = check_in.monitor
                    AND other.config IS NOT NULL
                ORDER BY other.id DESC LIMIT 1
            )
            FROM check_in GROUP BY project_id, monitor, environment
            """
        ) { row in
            MonitorChange(
                project: ProjectID(rawValue: row.integer(0)), slug: row.text(1), environment: row.text(2),
                status: CheckInStatus(rawValue: row.text(3)) ?? .unknown, startedAt: row.time(4),
                receivedAt: row.time(5), config: row.optionalText(6), isRepeated: true)
        }
    }
}

extension CheckInFile.Found {
    fileprivate static let selection: SQL = "SELECT id, monitor, environment, status, started_at FROM check_in"

    fileprivate init(_ row: Row) {
        self.init(
            row: row.integer(0), monitor: row.text(1), environment: row.text(2),
            status: CheckInStatus(rawValue: row.text(3)) ?? .unknown, startedAt: row.time(4))
    }
}
