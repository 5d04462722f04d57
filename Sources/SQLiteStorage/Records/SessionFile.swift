import SentryProtocol
import Storage

/// Sessions of one day: every update, and what they add up to (protocol.md §5.9).
final class SessionFile: RecordFile {
    let connection: Connection
    private let findUpdate: Statement
    private let findErrored: Statement
    private let insertUpdate: Statement
    private let addToHour: Statement
    private let addUser: Statement
    private var deployments: [Deployment: Int64] = [:]

    static let deploymentsMax = 10_000

    private struct Deployment: Hashable {
        let project: ProjectID
        let release: String
        let environment: String
    }

    /// Bits of `session_user.flags`.
    enum UserFlag {
        static let errored: Int64 = 1
        static let crashed: Int64 = 2
        static let abnormal: Int64 = 4
        static let unhandled: Int64 = 8
    }

    init(_ connection: Connection) throws {
        self.connection = connection
        findUpdate = try connection.prepare(
            "SELECT 1 FROM session_update WHERE session_id = ?1 AND sequence = ?2 AND project_id = ?3")
        findErrored = try connection.prepare(
            "SELECT 1 FROM session_update WHERE session_id = ?1 AND project_id = ?2 AND is_errored = 1")
        insertUpdate = try connection.prepare(
            """
            INSERT OR IGNORE INTO session_update
                (session_id, sequence, project_id, deployment_id, started_at, received_at, is_initial, is_errored,
                status, errors, duration, abnormal_mechanism, user_hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """)
        addToHour = try connection.prepare(
            """
            INSERT INTO session_hour (deployment_id, hour, total, errored, crashed, abnormal, unhandled)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET total = total + excluded.total, errored = errored + excluded.errored,
                crashed = crashed + excluded.crashed, abnormal = abnormal + excluded.abnormal,
                unhandled = unhandled + excluded.unhandled
            """)
        addUser = try connection.prepare(
            """
            INSERT INTO session_user (deployment_id, hour, user_hash, flags) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET flags = flags | excluded.flags WHERE flags | excluded.flags <> flags
            """)
    }

    /// `before` is the file of the day before: a session may go on over midnight.
    func insert(_ row: SessionRow, of project: ProjectID, before: SessionFile?) throws {
        if try before?.contains(row, of: project) == true { return }
        let isErrored = row.errors > 0 || (row.status != "ok" && row.status != "exited")
        let wasErrored =
            try isErrored && (hasErrored(row.id, of: project) || before?.hasErrored(row.id, of: project) == true)
        let deployment = try deployment(project, row.release, row.environment)
        let user = StableHash.user(row.distinctID)
        let isNew = try run(insertUpdate) {
            $0.add(row.id)
            $0.add(row.sequence)
            $0.add(project)
            $0.add(deployment)
            $0.add(row.startedAt)
            $0.add(row.receivedAt)
            $0.add(row.isInitial)
            $0.add(isErrored)
            $0.add(row.status)
            $0.add(row.errors)
            $0.add(row.duration.flatMap { $0.isFinite ? $0 : nil })
            $0.add(row.abnormalMechanism)
            $0.add(user)
        }
        guard isNew else { return }
        let counts = SessionCounts(
            total: row.isInitial ? 1 : 0, errored: isErrored && !wasErrored ? 1 : 0,
            crashed: row.status == "crashed" ? 1 : 0, abnormal: row.status == "abnormal" ? 1 : 0,
            unhandled: row.status == "unhandled" ? 1 : 0)
        try add(counts, isErrored: isErrored, user: user, to: deployment, hour: row.startedAt.hour)
    }

    func insert(_ row: SessionAggregateRow, of project: ProjectID) throws {
        if let digest = row.digest {
            let isNew = try connection.run(
                "INSERT OR IGNORE INTO aggregate (digest) VALUES (\(digest.bytes + withUnsafeBytes(of: project.rawValue.bigEndian) { Array($0) }))"
            )
            guard isNew > 0 else { return }
        }
        func bounded(_ count: Int) -> Int { min(max(count, 0), 1_000_000_000) }
        let (crashed, abnormal) = (bounded(row.crashed), bounded(row.abnormal))
        let unhandled = bounded(row.unhandled)
        let errored = bounded(row.errored) + crashed + abnormal + unhandled
        let counts = SessionCounts(
            total: bounded(row.exited) + errored, errored: errored, crashed: crashed, abnormal: abnormal,
            unhandled: unhandled)
        try add(
            counts, isErrored: errored > 0, user: StableHash.user(row.distinctID),
            to: try deployment(project, row.release, row.environment), hour: row.startedAt.hour)
    }

    private func contains(_ row: SessionRow, of project: ProjectID) throws(SQLiteError) -> Bool {
        try exists(findUpdate) {
            $0.add(row.id)
            $0.add(row.sequence)
            $0.add(project)
        }
    }

    private func hasErrored(_ session: EventID, of project: ProjectID) throws(SQLiteError) -> Bool {
        try exists(findErrored) {
            $0.add(session)
            $0.add(project)
        }
    }

    private func add(
        _ counts: SessionCounts, isErrored: Bool, user: Int64?, to deployment: Int64, hour: Int
    ) throws(SQLiteError) {
        if counts != SessionCounts() {
            _ = try run(addToHour) {
                $0.add(deployment)
                $0.add(hour)
                $0.add(counts.total)
                $0.add(counts.errored)
                $0.add(counts.crashed)
                $0.add(counts.abnormal)
                $0.add(counts.unhandled)
            }
        }
        guard let user else { return }
        var flags: Int64 = isErrored ? UserFlag.errored : 0
        if counts.crashed > 0 { flags |= UserFlag.crashed }
        if counts.abnormal > 0 { flags |= UserFlag.abnormal }
        if counts.unhandled > 0 { flags |= UserFlag.unhandled }
        _ = try run(addUser) {
            $0.add(deployment)
            $0.add(hour)
            $0.add(user)
            $0.add(flags)
        }
    }

    private func deployment(_ project: ProjectID, _ release: String, _ environment: String?) throws -> Int64 {
        let key = Deployment(project: project, release: release, environment: environment ?? "")
        if let id = deployments[key] { return id }
        try connection.run(
            """
            INSERT OR IGNORE INTO deployment (project_id, release, environment)
            VALUES (\(project), \(release), \(key.environment))
            """)
        let id = try connection.integer(
            """
            SELECT id FROM deployment
            WHERE project_id = \(project) AND release = \(release) AND environment = \(key.environment)
            """)
        if deployments.count >= Self.deploymentsMax { deployments.removeAll() }
        deployments[key] = id
        return id ?? 0
    }
}
