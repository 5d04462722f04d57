import SentryProtocol
import Storage

extension SQLiteEngine {
    public func releaseHealth(
        of project: ProjectID, environments: [String], over period: Period
    ) async throws -> [ReleaseHealth] {
        try await readers.read { reader in
            var sessions: [String: SessionCounts] = [:]
            var users: [String: UserFold] = [:]
            try reader.forEachSessionFile(of: period) { file in
                try file.forEachRow(
                    """
                    SELECT release, sum(total), sum(errored), sum(crashed), sum(abnormal), sum(unhandled)
                    FROM deployment JOIN session_hour ON deployment_id = deployment.id
                    WHERE project_id = \(project)\(SQL.withinHours(of: period))\(
                        SQL.among(environments, "environment"))
                    GROUP BY release
                    """
                ) { sessions[$0.text(0), default: SessionCounts()] += SessionCounts($0, from: 1) }
                try file.forEachRow(
                    """
                    SELECT release, user_hash, flags FROM deployment
                    JOIN session_user ON deployment_id = deployment.id
                    WHERE project_id = \(project)\(SQL.withinHours(of: period))\(
                        SQL.among(environments, "environment"))
                    """
                ) { users[$0.text(0), default: UserFold()].add($0.integer(1), flags: $0.integer(2)) }
            }
            for release in users.keys where sessions[release] == nil { sessions[release] = SessionCounts() }
            let health = sessions.map { release, counts in
                ReleaseHealth(release: release, sessions: counts, users: users[release]?.counts ?? SessionCounts())
            }
            return health.sorted { ($0.sessions.total, $1.release) > ($1.sessions.total, $0.release) }
        }
    }

    public func sessions(
        of projects: [ProjectID], environments: [String], over period: Period
    ) async throws -> [String: SessionCounts] {
        try await readers.read { try $0.sessions(of: projects, environments: environments, over: period) }
    }

    public func sessions(
        of project: ProjectID, release: String?, environments: [String], over period: Period, bars: Int
    ) async throws -> [SessionCounts] {
        let isOfRelease: SQL = release.map { " AND release = \($0)" } ?? ""
        return try await readers.read { reader in
            let count = min(max(bars, 1), 10_000)
            var result = Array(repeating: SessionCounts(), count: count)
            try reader.forEachSessionFile(of: period) { file in
                try file.forEachRow(
                    """
                    SELECT hour, sum(total), sum(errored), sum(crashed), sum(abnormal), sum(unhandled)
                    FROM deployment JOIN session_hour ON deployment_id = deployment.id
                    WHERE project_id = \(project)\(isOfRelease)\(SQL.withinHours(of: period))\(
                        SQL.among(environments, "environment"))
                    GROUP BY hour
                    """
                ) { row in
                    // An hour belongs to the bar in which it begins, the first one to the first bar.
                    let start = max(Timestamp(seconds: row.integer(0) * 3600), period.start)
                    guard let bar = period.bar(of: start, count: count) else { return }
                    result[bar] += SessionCounts(row, from: 1)
                }
            }
            return result
        }
    }
}

extension Reader {
    /// By release.
    func sessions(
        of projects: [ProjectID], environments: [String], over period: Period
    ) throws -> [String: SessionCounts] {
        var sessions: [String: SessionCounts] = [:]
        try forEachSessionFile(of: period) { file in
            try file.forEachRow(
                """
                SELECT release, sum(total), sum(errored), sum(crashed), sum(abnormal), sum(unhandled)
                FROM deployment JOIN session_hour ON deployment_id = deployment.id
                WHERE project_id IN \(anyOf: projects)\(SQL.withinHours(of: period))\(
                    SQL.among(environments, "environment"))
                GROUP BY release
                """
            ) { sessions[$0.text(0), default: SessionCounts()] += SessionCounts($0, from: 1) }
        }
        return sessions
    }

    /// Sessions arrive on the day on which they start, or up to five days later (protocol.md §5.9).
    func forEachSessionFile(of period: Period, _ body: (Connection) throws -> Void) throws {
        let last = period.end.day.advanced(by: 6)
        let days = recordDays(of: .sessions, in: period).filter { $0 <= last }
        try forEachFile(of: .sessions, on: days) { file, _ in try body(file) }
    }
}

extension SQL {
    /// Hours that overlap the period.
    static func withinHours(of period: Period) -> SQL {
        let end = Timestamp(microseconds: period.end.microseconds &+ 3_599_999_999)
        return " AND hour >= \(period.start.hour) AND hour < \(end.hour)"
    }
}

extension SessionCounts {
    /// Five columns, the total first.
    init(_ row: Row, from column: Int32) {
        self.init(
            total: row.int(column), errored: row.int(column + 1), crashed: row.int(column + 2),
            abnormal: row.int(column + 3), unhandled: row.int(column + 4))
    }
}

/// Counts people once, however many hours and days they appear in.
struct UserFold {
    private var all: DistinctCount
    private var errored: DistinctCount
    private var crashed: DistinctCount
    private var abnormal: DistinctCount
    private var unhandled: DistinctCount

    init(hashesMax: Int = DistinctCount.hashesMax) {
        let none = DistinctCount(hashesMax: hashesMax)
        (all, errored, crashed, abnormal, unhandled) = (none, none, none, none, none)
    }

    mutating func add(_ user: Int64, flags: Int64) {
        all.insert(user)
        if flags & SessionFile.UserFlag.errored != 0 { errored.insert(user) }
        if flags & SessionFile.UserFlag.crashed != 0 { crashed.insert(user) }
        if flags & SessionFile.UserFlag.abnormal != 0 { abnormal.insert(user) }
        if flags & SessionFile.UserFlag.unhandled != 0 { unhandled.insert(user) }
    }

    var counts: SessionCounts {
        SessionCounts(
            total: all.count, errored: errored.count, crashed: crashed.count, abnormal: abnormal.count,
            unhandled: unhandled.count)
    }
}
