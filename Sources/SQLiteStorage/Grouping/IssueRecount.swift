import SentryProtocol
import Storage

/// What the stored events of an issue say that cannot be lessened by one event: its users, its first and last moment, and
/// what it is called.
struct IssueRecount: Sendable {
    let issue: IssueID
    let project: ProjectID
    /// Up to which row of each day events were counted when this began.
    let counted: [Day: Int64]
    /// Users that it, or a part of it, is linked with and that none of these events has.
    private(set) var staleUsers: [(label: IssueID, user: Int64)] = []
    /// Users of these events that it is not linked with: a part of it was, and has left.
    private(set) var missingUsers: [Int64] = []
    private let labels: [IssueID]
    /// The newest first.
    private var newest: [Moment] = []
    private var oldest: Moment?
    /// Of the newest event that has one.
    private var release: String?
    /// Whether all events were asked for one, and retention has taken none.
    private var isReleaseCertain = false

    private struct Moment: Comparable {
        let occurredAt: Int64
        let place: EventPlace
        static func < (one: Moment, other: Moment) -> Bool {
            (one.occurredAt, one.place) < (other.occurredAt, other.place)
        }
    }

    /// So many of the newest events are asked for a release, and so many of those that arrive meanwhile.
    private static let newestMax = 200
    private static let arrivalsMax = 10

    /// Reads all events of an issue; nil when there is no such issue.
    init?(of issue: IssueID, _ reader: Reader) throws {
        guard let project = try reader.culprit.project(of: issue) else { return nil }
        (self.issue, self.project) = (issue, project)
        counted = try reader.culprit.countedRows()
        var users: Set<Int64> = []
        labels = try reader.culprit.labels(of: issue)
        for day in try reader.days(of: issue) {
            guard let file = try reader.file(of: day) else { continue }
            for label in labels {
                try file.forEachRow(
                    "SELECT id, occurred_at, user_hash FROM event WHERE issue_id = \(label)",
                    while: { row in
                        if let user = row.optionalInteger(2) { users.insert(user) }
                        add(Moment(occurredAt: row.integer(1), place: EventPlace(day: day, row: row.integer(0))))
                        return true
                    })
            }
        }
        for moment in newest where release == nil {
            let file = try reader.file(of: moment.place.day)
            release = try file?.facts(ofRow: moment.place.row, in: project, reader.configuration.decodeBody)?.release
        }
        isReleaseCertain = try newest.count < Self.newestMax && reader.culprit.dropped(of: issue).count == 0
        try compare(users, with: reader.culprit)
    }

    /// Nobody knows the users of events that retention has taken: those of its labels stay.
    private mutating func compare(_ users: Set<Int64>, with culprit: Connection) throws {
        var missing = users
        for label in labels {
            let hasLost =
                try culprit.integer(
                    """
                    SELECT 1 FROM issue WHERE id = \(label) AND dropped_events > 0
                    UNION ALL SELECT 1 FROM retired_issue WHERE id = \(label) AND dropped_events > 0
                    """) != nil
            for user in try culprit.rows(
                "SELECT user_hash FROM issue_user WHERE issue_id = \(label)", { $0.integer(0) })
            {
                missing.remove(user)
                if !hasLost, !users.contains(user) { staleUsers.append((label, user)) }
            }
        }
        missingUsers = missing.sorted()
    }

    private mutating func add(_ moment: Moment) {
        oldest = oldest.map { min($0, moment) } ?? moment
        if newest.count >= Self.newestMax, let last = newest.last, moment < last { return }
        let position = newest.firstIndex { $0 < moment } ?? newest.count
        newest.insert(moment, at: position)
        if newest.count > Self.newestMax { newest.removeLast() }
    }

    /// Takes some users out, unless an event of theirs has arrived meanwhile.
    func delete(_ users: some Sequence<(label: IssueID, user: Int64)>, _ culprit: Connection, _ files: MoveFiles) throws
    {
        let arrivals = try culprit.arrivals(of: issue, since: counted, files)
        let back = Set(arrivals.compactMap(\.userHash))
        var deleted = 0
        for (label, user) in users where !back.contains(user) {
            deleted += try culprit.run("DELETE FROM issue_user WHERE issue_id = \(label) AND user_hash = \(user)")
        }
        guard labels.count == 1 else { return try countUsers(culprit) }
        try culprit.run("UPDATE issue SET users_affected = users_affected - \(deleted) WHERE id = \(issue)")
    }

    /// Links the issue with some users.
    func add(_ users: some Sequence<Int64>, _ culprit: Connection) throws {
        for user in users {
            try culprit.run("INSERT OR IGNORE INTO issue_user (issue_id, user_hash) VALUES (\(issue), \(user))")
        }
        try countUsers(culprit)
    }

    private func countUsers(_ culprit: Connection) throws {
        try culprit.run("UPDATE issue SET users_affected = \(try culprit.userCount(of: issue)) WHERE id = \(issue)")
    }

    /// Sets moments, title and releases as the events say, and forgets that this was to be done.
    func finish(_ culprit: Connection, _ files: MoveFiles) throws {
        var recount = self
        for event in try culprit.arrivals(of: issue, since: counted, files) {
            let moment = Moment(occurredAt: event.occurredAt.microseconds, place: event.place)
            if !recount.newest.contains(moment) { recount.add(moment) }
        }
        try culprit.run("DELETE FROM issue_recount WHERE issue_id = \(issue)")
        guard let newest = recount.newest.first, let oldest = recount.oldest else { return }
        if var facts = try files.facts(at: newest.place, of: project) {
            try facts.rename(asNotedAt: newest.place, in: culprit)
            let arrived = recount.newest.prefix { moment in self.newest.first.map { moment > $0 } ?? true }
            var release: String?
            for moment in arrived.prefix(Self.arrivalsMax) where release == nil {
                release = try files.facts(at: moment.place, of: project)?.release
            }
            release = release ?? self.release
            try culprit.run(
                """
                UPDATE issue SET level = \(facts.level), is_unhandled = \(!facts.isHandled),
                    type = \(facts.type.rawValue), platform = \(facts.platform), logger = \(facts.logger),
                    title = \(facts.title), culprit = \(facts.culprit), location = \(facts.location),
                    metadata_type = \(facts.metadata.type), metadata_value = \(facts.metadata.value),
                    metadata_filename = \(facts.metadata.filename), metadata_function = \(facts.metadata.function),
                    metadata_title = \(facts.metadata.title), last_release = iif(\(isReleaseCertain), \(release), coalesce(\(release), last_release))
                WHERE id = \(issue)
                """)
        }
        let release = try files.facts(at: oldest.place, of: project)?.release
        let dropped = try culprit.dropped(of: issue)
        try culprit.run(
            """
            UPDATE issue SET
                first_release = iif(\(dropped.firstSeen) < \(oldest.occurredAt), first_release, \(release)),
                first_seen = \(min(dropped.firstSeen ?? .max, oldest.occurredAt)),
                last_seen = \(max(dropped.lastSeen ?? .min, newest.occurredAt))
            WHERE id = \(issue)
            """)
    }
}

extension Connection {
    /// Up to which row the events of each day are counted.
    func countedRows() throws -> [Day: Int64] {
        Dictionary(
            try rows("SELECT day, event_row FROM applied") { (Day(number: $0.int(0)), $0.integer(1)) },
            uniquingKeysWith: max)
    }

    /// Events of an issue that have been stored after `counted`.
    func arrivals(of issue: IssueID, since counted: [Day: Int64], _ files: MoveFiles) throws -> [EventMove] {
        let labels = try labels(of: issue)
        var arrivals: [EventMove] = []
        for (day, row) in try countedRows() where row > counted[day] ?? 0 {
            guard let file = try files.file(of: day) else { continue }
            arrivals += try file.rows(
                """
                SELECT \(EventMove.columns) FROM event
                WHERE id > \(counted[day] ?? 0) AND +issue_id IN \(anyOf: labels)
                """
            ) { EventMove($0, on: day, in: issue) }
        }
        return arrivals
    }
}
