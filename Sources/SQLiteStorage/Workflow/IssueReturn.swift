import SentryProtocol
import Storage

/// A row of `issue_return`: when an issue comes back that is neither to come back at any event nor never.
struct IssueReturn {
    /// `Resolution.Kind`, or one of the words below.
    var kind: String
    var release: String?
    var commit: String?
    var repository: String?
    var until: Timestamp?
    var events = Goal()
    var users = Goal()

    static let condition = "condition"
    static let escalating = "escalating"

    /// So many more, within so many minutes, counted from a number and a moment.
    struct Goal {
        var count: Int?
        var window: Int?
        var base = 0
        var from = Timestamp(microseconds: 0)

        /// Begins a new window when the last one is over; true then.
        mutating func moveWindow(to now: Timestamp, before total: Int) -> Bool {
            guard let window, now.microseconds(since: from) >= Int64(window) * 60_000_000 else { return false }
            (base, from) = (total, now)
            return true
        }

        func isReached(by total: Int) -> Bool { count.map { total - base >= $0 } ?? false }
    }

    init(_ resolution: Resolution) {
        kind = resolution.kind.rawValue
        (release, commit, repository) = (resolution.release, resolution.commit, resolution.repository)
    }

    init(_ condition: ArchiveCondition, eventsSeen: Int, usersSeen: Int, at now: Timestamp) {
        kind = condition.untilEscalating ? Self.escalating : Self.condition
        until = condition.until
        events = Goal(count: condition.events, window: condition.eventsWindow, base: eventsSeen, from: now)
        users = Goal(count: condition.users, window: condition.usersWindow, base: usersSeen, from: now)
    }

    static let columns: SQL = """
        kind, release, commit_id, repository, until, events, events_window, events_base, events_from, users,
        users_window, users_base, users_from
        """

    /// A row of `columns`.
    init(_ row: Row) {
        kind = row.text(0)
        (release, commit, repository) = (row.optionalText(1), row.optionalText(2), row.optionalText(3))
        until = row.optionalTime(4)
        events = Goal(
            count: row.optionalInteger(5).map { Int($0) }, window: row.optionalInteger(6).map { Int($0) },
            base: row.int(7), from: row.time(8))
        users = Goal(
            count: row.optionalInteger(9).map { Int($0) }, window: row.optionalInteger(10).map { Int($0) },
            base: row.int(11), from: row.time(12))
    }

    func store(for issue: IssueID, in culprit: Connection) throws {
        try culprit.run(
            """
            INSERT OR REPLACE INTO issue_return (issue_id, \(Self.columns))
            VALUES (\(issue), \(kind), \(release), \(commit), \(repository), \(until), \(events.count), \(events.window),
                \(events.base), \(events.from), \(users.count), \(users.window), \(users.base), \(users.from))
            """)
    }

    /// The row as a JSON object, for undoing; `issue` is the table outside.
    static let json: SQL = """
        (SELECT json_object('kind', kind, 'release', release, 'commit_id', commit_id, 'repository', repository,
            'until', until, 'events', events, 'events_window', events_window, 'events_base', events_base,
            'events_from', events_from, 'users', users, 'users_window', users_window, 'users_base', users_base,
            'users_from', users_from) FROM issue_return WHERE issue_id = issue.id)
        """

    /// Puts a row back that `json` has read.
    static func restore(_ json: String?, of issue: IssueID, in culprit: Connection) throws {
        try culprit.run("DELETE FROM issue_return WHERE issue_id = \(issue)")
        guard let json else { return }
        let names = [
            "kind", "release", "commit_id", "repository", "until", "events", "events_window", "events_base",
            "events_from", "users", "users_window", "users_base", "users_from",
        ]
        let values = names.map { name -> SQL in "json_extract(\(json), \("$." + name))" }
        try culprit.run(
            """
            INSERT INTO issue_return (issue_id, \(Self.columns))
            VALUES (\(issue), \(values.joined(separator: ", ")))
            """)
    }
}

extension Connection {
    func comesBack(_ issue: IssueID) throws -> IssueReturn? {
        try first("SELECT \(IssueReturn.columns) FROM issue_return WHERE issue_id = \(issue)", IssueReturn.init)
    }
}
