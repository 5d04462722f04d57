import SentryProtocol
import Storage

extension SQLiteEngine {
    public func monitors(of projects: [ProjectID]) async throws -> [Monitor] {
        guard !projects.isEmpty else { return [] }
        return try await readers.read { reader in
            try reader.culprit.snapshot {
                var states: [Int64: [Monitor.State]] = [:]
                try reader.culprit.forEachRow(
                    """
                    SELECT monitor_id, environment, status, first_check_in_at, last_check_in_at
                    FROM monitor_environment JOIN monitor ON monitor.id = monitor_id
                    WHERE project_id IN \(anyOf: projects) ORDER BY environment
                    """
                ) { row in
                    states[row.integer(0), default: []].append(
                        Monitor.State(
                            environment: row.text(1), status: CheckInStatus(rawValue: row.text(2)) ?? .unknown,
                            firstCheckInAt: row.time(3), lastCheckInAt: row.time(4)))
                }
                return try reader.culprit.rows(
                    """
                    SELECT id, project_id, slug, config, created_at FROM monitor
                    WHERE project_id IN \(anyOf: projects) ORDER BY slug, id
                    """
                ) { row in
                    Monitor(
                        id: row.integer(0), projectID: ProjectID(rawValue: row.integer(1)), slug: row.text(2),
                        config: row.text(3), createdAt: row.time(4), environments: states[row.integer(0)] ?? [])
                }
            }
        }
    }

    public func checkIns(
        of monitor: String, in project: ProjectID, environment: String?, cursor: Cursor, limit: Int
    ) async throws -> Page<StoredCheckIn> {
        let isInEnvironment: SQL = environment.map { " AND environment = \($0)" } ?? ""
        return try await readers.read { reader in
            try reader.page(of: .checkIns, in: nil, from: cursor, limit: limit) { walk in
                """
                SELECT started_at, id, check_in_id, monitor, environment, status, received_at, updated_at, duration,
                    release, trace_id
                FROM check_in
                WHERE project_id = \(project) AND monitor = \(monitor)\(isInEnvironment)\(walk.range("started_at"))\(
                    walk.order("started_at"))
                """
            } read: { row, _ in
                StoredCheckIn(
                    id: row.eventID(2), monitorSlug: row.text(3), environment: row.text(4),
                    status: CheckInStatus(rawValue: row.text(5)) ?? .unknown, startedAt: row.time(0),
                    receivedAt: row.time(6), updatedAt: row.time(7), duration: row.optionalDouble(8),
                    release: row.optionalText(9), traceID: row.traceID(10))
            }
        }
    }
}
