import SentryProtocol
import Storage

/// What the stored events of an issue say that cannot be lessened by one event: its users, its first and last moment, and
/// what it is called.
struct IssueRecount: Sendable {
    let issue: IssueID
    let project: ProjectID
    /// Up to which row of each day events were counted when this began.
    let counted: [Day: Int64]
    /// Users that it is linked with and that none of these events has.
    private(set) var staleUsers: [Int64] = []
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
        let labels = try reader.culprit.labels(of: issue)
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
        // Nobody knows the users of events that retention has taken.
        guard try reader.culprit.integer("SELECT 1 FROM issue WHERE id = \(issue) AND dropped_events > 0") == nil else {
            return
        }
        isReleaseCertain = newest.count < Self.newestMax
        staleUsers = try reader.culprit.rows("SELECT user_hash FROM issue_user WHERE issue_id = \(issue)") {
            $0.integer(0)
        }.filter { !users.contains($0) }
    }

    private mutating func add(_ moment: Moment) {
        oldest = oldest.map { min($0, moment) } ?? moment
        if newest.count >= Self.newestMax, let last = newest.last, moment < last { return }
        let position = newest.firstIndex { $0 < moment } ?? newest.count
        newest.insert(moment, at: position)
        if newest.count > Self.newestMax { newest.removeLast() }
    }

    /// Takes some users out, unless an event of theirs has arrived meanwhile.
    func delete(_ users: some Sequence<Int64>, _ culprit: Connection, _ files: MoveFiles) throws {
        let arrivals = try culprit.arrivals(of: issue, since: counted, files)
        let back = Set(arrivals.compactMap(\.userHash))
        var deleted = 0
        for user in users where !back.contains(user) {
            deleted += try culprit.run("DELETE FROM issue_user WHERE issue_id = \(issue) AND user_hash = \(user)")
        }
        try culprit.run("UPDATE issue SET users_affected = users_affected - \(deleted) WHERE id = \(issue)")
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
        if let facts = try files.facts(at: newest.place, of: project) {
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
        try culprit.run(
            """
            UPDATE issue SET
                first_release = iif(dropped_first_seen < \(oldest.occurredAt), first_release, \(release)),
                first_seen = min(coalesce(dropped_first_seen, \(oldest.occurredAt)), \(oldest.occurredAt)),
                last_seen = max(coalesce(dropped_last_seen, \(newest.occurredAt)), \(newest.occurredAt))
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
