import SentryProtocol
import Storage

extension SQLiteEngine {
    /// Recounts everything from the stored events and lists what differs from the counters.
    ///
    /// Works beside a server that takes events: it looks at the counters as they are at one moment, and at no more
    /// events than those counters have seen. `readingBodies` also decodes every body; that is most of the time it takes.
    public static func doctor(
        dataDirectory: String, readingBodies: Bool = true,
        decodeBody: @escaping BodyDecoder
    ) throws -> DoctorReport {
        let layout = StoreLayout(directory: dataDirectory)
        let culprit = try Connection(path: layout.culprit, mode: .read)
        try Migrator.check(culprit, is: .culprit)
        try culprit.attachSearch(layout)
        let clock = try Connection(path: layout.culprit, mode: .read)
        for attempt in 1... {
            let report = try culprit.snapshot {
                let moves = try culprit.moveCount()
                var tags = try readingBodies ? TagExamination(culprit: culprit, decode: decodeBody) : nil
                let files = try ExaminedFiles(layout, culprit)
                // Rows that were relabelled since would be counted for issues that these counters do not know of.
                guard try attempt >= attemptsMax || clock.moveCount() == moves else { return DoctorReport?.none }
                var examination = try Examination(culprit: culprit)
                var report = try examination.run(files, readingBodies ? decodeBody : nil)
                for (day, _, _, file) in files.days { try tags?.count(file, of: day) }
                try tags?.compare(&report)
                return report
            }
            if let report { return report }
        }
        return DoctorReport()
    }

    /// While events are moved, the files' snapshots are taken anew so often.
    private static let attemptsMax = 200
}

/// The files of days at one moment, each with a snapshot of its own.
private struct ExaminedFiles {
    /// Nil for a file that is missing.
    private(set) var days: [(day: Day, lastRow: Int64, dropped: Int64, file: Connection?)] = []

    init(_ layout: StoreLayout, _ culprit: Connection) throws {
        let counted = try culprit.rows("SELECT day, event_row, dropped_rows FROM applied ORDER BY day") {
            (Day(number: $0.int(0)), $0.integer(1), $0.integer(2))
        }
        for (day, lastRow, dropped) in counted {
            guard layout.exists(day) else {
                days.append((day, lastRow, dropped, nil))
                continue
            }
            let file = try Connection(path: layout.file(of: day), mode: .read)
            try file.execute("BEGIN")
            try Migrator.check(file, is: .events)
            days.append((day, lastRow, dropped, file))
        }
    }
}

extension Connection {
    /// How many moves of events there have been, and how many rows were dropped: what changes with either.
    fileprivate func moveCount() throws -> [Int64] {
        [
            try integer("SELECT seq FROM sqlite_sequence WHERE name = 'event_move'") ?? 0,
            try integer("SELECT coalesce(sum(dropped_rows), 0) FROM applied") ?? 0,
        ]
    }
}

extension DoctorReport {
    fileprivate static let differencesMax = 100

    mutating func note(_ difference: String) {
        mismatches += 1
        if differences.count < Self.differencesMax { differences.append(difference) }
    }

    fileprivate mutating func compare<Value: Equatable>(
        _ what: @autoclosure () -> String, stored: Value, counted: Value
    ) {
        if stored != counted { note("\(what()): stored \(stored), counted \(counted)") }
    }
}

/// What events say, held against what the counters say.
private struct Examination {
    let culprit: Connection
    var report = DoctorReport()

    private var issues: [Int64: Count] = [:]
    private var issueHours: [HourKey: Int] = [:]
    private var projectHours: [HourKey: Int] = [:]
    private var issueUsers: Set<Link> = []
    private var issueDays: Set<Link> = []
    /// Days, or projects of days, that are being dropped: up to which issue they are no longer counted.
    private var removals: [Removal: Int64] = [:]
    /// Issues that retention has taken something from, and those that events have left: they may know more users.
    private var lessened: Set<Int64> = []
    /// Issues whose times are to be worked out anew.
    private var noted: Set<Int64> = []
    /// Where labels of rows lead, when that is not the issue itself.
    private var retired: [Int64: Int64] = [:]
    /// Rows that are about to get another label.
    private var moves: [Day: [Int64: RowLabel]] = [:]
    /// Issues and the beginnings of hashes that lead to them, or whose events are about to leave them.
    private var leads: Set<Lead> = []

    private struct Lead: Hashable {
        let project: Int64
        let prefix: Int64
        let issue: Int64
    }

    private struct Removal: Hashable {
        let day: Day
        /// 0 for all.
        let project: Int64
    }

    private struct Count {
        var project: Int64
        var events = 0
        var users = 0
        var firstSeen = Int64.max
        var lastSeen = Int64.min
    }

    private struct HourKey: Hashable {
        let id: Int64
        let hour: Int
        let environment: String
    }

    private struct Link: Hashable {
        let issue: Int64
        let other: Int64
    }

    private var figures: FigureExamination

    init(culprit: Connection) throws {
        self.culprit = culprit
        figures = try FigureExamination(culprit)
    }

    /// Bodies are read if there is a `decode`.
    mutating func run(_ files: ExaminedFiles, _ decode: BodyDecoder?) throws -> DoctorReport {
        try readRemovals()
        try readMoves()
        for (day, lastRow, dropped, file) in files.days {
            guard let file else {
                if !isRemoved(day) {
                    report.note("events/\(day.text).db is missing; \(lastRow) of its rows were counted")
                }
                continue
            }
            try count(file, of: day, upTo: lastRow, dropped: dropped)
            if let decode { try readBodies(file, of: day, upTo: lastRow, decode) }
        }
        try compareIssues()
        try compareHours()
        try compareSets()
        if decode != nil {
            for difference in try figures.differences({ isLosing(project: $0, $1) }) { report.note(difference) }
        }
        return report
    }

    /// What rows of deleted issues are labelled with.
    private var removedLabels: Set<Int64> = []

    /// What is being moved, and what is part of what.
    private mutating func readMoves() throws {
        try culprit.forEach("SELECT id, target_id FROM retired_issue") { retired[$0.integer(0)] = $0.integer(1) }
        try culprit.forEach("SELECT id, day, rows FROM event_move ORDER BY id") { row in
            guard let rows = LabelledRows(row.blob(2)) else { return report.note("move \(row.integer(0)) is damaged") }
            for (number, label) in rows.rows { moves[Day(number: row.int(1)), default: [:]][number] = label }
        }
        try culprit.forEach("SELECT issue_id FROM issue_recount") { noted.insert($0.integer(0)) }
        lessened.formUnion(noted)
        lessened.formUnion(retired.keys)
        try culprit.forEach("SELECT project_id, hash, issue_id FROM issue_hash") { row in
            leads.insert(
                Lead(
                    project: row.integer(0), prefix: Int64(bitPattern: row.eventID(1).high), issue: row.integer(2)))
        }
        try culprit.forEach(
            "SELECT project_id, hash, issue_id FROM unmerge JOIN issue ON issue.id = issue_id"
        ) { row in
            leads.insert(
                Lead(
                    project: row.integer(0), prefix: Int64(bitPattern: row.eventID(1).high), issue: row.integer(2)))
        }
    }

    /// Where a row belongs, whatever it is labelled with.
    private func issue(ofRow row: Int64, labelled label: Int64, on day: Day) -> Int64 {
        let label = moves[day]?[row]?.issue.rawValue ?? label
        return retired[label] ?? label
    }

    /// Whether a day's events are on their way out, so that some may belong where their hashes no longer lead.
    private func isLosing(project: Int64, _ day: Day) -> Bool {
        !removals.isEmpty && [0, project].contains { removals[Removal(day: day, project: $0)] != nil }
    }

    /// What housekeeping is in the middle of, and what it has done.
    mutating func readRemovals() throws {
        try culprit.forEach("SELECT day, project_id, last_issue_id FROM event_day_removal") { row in
            removals[Removal(day: Day(number: row.int(0)), project: row.integer(1))] = row.integer(2)
        }
        try culprit.forEach("SELECT DISTINCT label FROM issue_removal") { removedLabels.insert($0.integer(0)) }
        try culprit.forEach(
            """
            SELECT id FROM issue WHERE dropped_events > 0 UNION SELECT id FROM removed_issue
            UNION SELECT target_id FROM retired_issue WHERE dropped_events > 0
            """
        ) {
            lessened.insert($0.integer(0))
        }
    }

    /// The day is out of the counters, and its file may be gone.
    func isRemoved(_ day: Day) -> Bool { removals[Removal(day: day, project: 0)] == EventDayRemoval.finished }

    /// The row is out of the counters, and waits for being deleted or holds the place of the last one.
    private func isDropped(project: Int64, issue: Int64, on day: Day) -> Bool {
        if project == 0 || removedLabels.contains(issue) { return true }
        guard !removals.isEmpty else { return false }
        return [0, project].contains { issue <= removals[Removal(day: day, project: $0)] ?? 0 }
    }

    /// Counts the rows of a day's file.
    mutating func count(_ file: Connection, of day: Day, upTo lastRow: Int64, dropped: Int64) throws {
        var events: Int64 = 0
        let statement = try file.prepare(
            """
            SELECT event.id, issue_id, project_id, occurred_at, environment, user_hash, body.id IS NULL, hash
            FROM event LEFT JOIN body ON body.id = event.id WHERE event.id <= ?1
            """)
        statement.bind(1, lastRow)
        while try statement.step() {
            let row = statement.row
            if isDropped(project: row.integer(2), issue: row.integer(1), on: day) { continue }
            let issue = issue(ofRow: row.integer(0), labelled: row.integer(1), on: day)
            let occurredAt = row.integer(3)
            events += 1
            if let hash = moves[day]?[row.integer(0)]?.hash ?? row.optionalInteger(7),
                !leads.contains(Lead(project: row.integer(2), prefix: hash, issue: issue)),
                !isLosing(project: row.integer(2), day)
            {
                report.note("event \(row.integer(0)) of \(day.text): its hash does not lead to issue \(issue)")
            }
            var count = issues[issue] ?? Count(project: row.integer(2))
            count.events += 1
            count.firstSeen = min(count.firstSeen, occurredAt)
            count.lastSeen = max(count.lastSeen, occurredAt)
            if let user = row.optionalInteger(5), issueUsers.insert(Link(issue: issue, other: user)).inserted {
                count.users += 1
            }
            issues[issue] = count
            issueDays.insert(Link(issue: issue, other: Int64(day.number)))
            let (hour, environment) = (Timestamp(microseconds: occurredAt).hour, row.text(4))
            issueHours[HourKey(id: issue, hour: hour, environment: environment), default: 0] += 1
            projectHours[HourKey(id: row.integer(2), hour: hour, environment: environment), default: 0] += 1
            if count.project != row.integer(2) {
                report.note("issue \(issue) has events of projects \(count.project) and \(row.integer(2))")
            }
            if row.bool(6) { report.note("event \(row.integer(0)) of \(day.text) has no body") }
        }
        report.events += Int(events)
        // Rows are numbered without gaps, so one that is missing was counted and then lost.
        report.compare("last row of events/\(day.text).db", stored: lastRow, counted: events + dropped)
    }

    /// Reads each body as a restart would, and compares it with its row.
    mutating func readBodies(
        _ file: Connection, of day: Day, upTo lastRow: Int64, _ decode: BodyDecoder
    ) throws {
        let statement = try file.prepare(
            """
            SELECT event.id, event_id, project_id, issue_id, occurred_at, environment, user_hash, level, bytes, hash
            FROM event JOIN body ON body.id = event.id WHERE event.id <= ?1
            """)
        statement.bind(1, lastRow)
        while try statement.step() {
            let row = statement.row
            if isDropped(project: row.integer(2), issue: row.integer(3), on: day) { continue }
            let name = "event \(row.eventID(1).hex) of \(day.text)"
            let project = ProjectID(rawValue: row.integer(2))
            guard let json = try? decode(row.blob(8), { try file.storedBody(of: $0, in: project) }),
                let facts = EventFacts(stored: json)
            else {
                report.note("\(name): the body cannot be read")
                figures.pass(project.rawValue, on: day)
                continue
            }
            figures.add(
                facts, row: row.integer(0), on: day, project: project.rawValue, user: row.optionalInteger(6))
            report.compare("\(name), id in its body", stored: row.eventID(1).hex, counted: facts.id.hex)
            report.compare("\(name), time", stored: row.time(4).iso8601, counted: facts.occurredAt.iso8601)
            report.compare("\(name), environment", stored: row.text(5), counted: facts.environment ?? "")
            report.compare("\(name), level", stored: row.int(7), counted: facts.level.rawValue)
            report.compare(
                "\(name), user", stored: row.optionalInteger(6), counted: StableHash.user(facts.userIdentity))
            // A row that knows its hash may have been regrouped; what the body says is what was true when it came.
            guard row.isNull(9), !isLosing(project: row.integer(2), day) else { continue }
            let issue = issue(ofRow: row.integer(0), labelled: row.integer(3), on: day)
            let isLed = facts.hashes.contains { text in
                let key = HashKey(text, of: project)
                return leads.contains(Lead(project: project.rawValue, prefix: key.prefix, issue: issue))
            }
            if !isLed { report.note("\(name): none of its hashes leads to issue \(issue)") }
        }
    }

    mutating func compareIssues() throws {
        report.issues = issues.count
        var stored: Set<Int64> = []
        try culprit.forEach(
            """
            SELECT id, project_id, times_seen, users_affected, first_seen, last_seen,
                EXISTS (SELECT 1 FROM issue_hash WHERE issue_id = issue.id),
                (SELECT sum(dropped_events) FROM (\(Self.dropped))),
                (SELECT min(dropped_first_seen) FROM (\(Self.dropped))),
                (SELECT max(dropped_last_seen) FROM (\(Self.dropped))),
                (SELECT count(DISTINCT user_hash) FROM issue_user WHERE issue_id = issue.id
                    OR issue_id IN (SELECT id FROM retired_issue WHERE target_id = issue.id))
            FROM issue
            """
        ) { row in
            let id = row.integer(0)
            stored.insert(id)
            guard var count = issues[id] else { return report.note("issue \(id) has no events") }
            if row.int(7) > 0 {
                // What is gone is still told of; who was in it is known only from the list of users.
                count.events += row.int(7)
                count.firstSeen = min(count.firstSeen, row.integer(8))
                count.lastSeen = max(count.lastSeen, row.integer(9))
                count.users = row.int(10)
            }
            if noted.contains(id) {
                // Events have left it, and who and when they were is not taken out yet.
                count.users = row.int(10)
                count.firstSeen = min(count.firstSeen, row.integer(4))
                count.lastSeen = max(count.lastSeen, row.integer(5))
            }
            report.compare("issue \(id), project", stored: row.integer(1), counted: count.project)
            report.compare("issue \(id), events", stored: row.int(2), counted: count.events)
            report.compare("issue \(id), users", stored: row.int(3), counted: count.users)
            report.compare("issue \(id), first seen", stored: row.integer(4), counted: count.firstSeen)
            report.compare("issue \(id), last seen", stored: row.integer(5), counted: count.lastSeen)
            if !row.bool(6) { report.note("issue \(id) has no hash that leads to it") }
        }
        for (id, count) in issues where !stored.contains(id) {
            report.note("\(count.events) events belong to issue \(id), which does not exist")
        }
        try culprit.forEach(
            """
            SELECT DISTINCT issue_id FROM issue_hash
            WHERE issue_id NOT IN (SELECT id FROM issue) AND issue_id NOT IN (SELECT id FROM retired_issue)
            """
        ) { report.note("a hash leads to issue \($0.integer(0)), which does not exist") }
        for (id, target) in retired {
            if !stored.contains(target) { report.note("issue \(id) is part of issue \(target), which does not exist") }
            if stored.contains(id) { report.note("issue \(id) exists, and is part of issue \(target)") }
        }
    }

    /// What retention has taken of an issue and of each of its parts.
    private static let dropped: SQL = """
        SELECT issue.dropped_events, issue.dropped_first_seen, issue.dropped_last_seen
        UNION ALL SELECT dropped_events, dropped_first_seen, dropped_last_seen FROM retired_issue
        WHERE target_id = issue.id
        """

    mutating func compareHours() throws {
        try compare(issueHours, with: "SELECT issue_id, hour, name, events FROM issue_hour", of: "issue")
        try compare(projectHours, with: "SELECT project_id, hour, name, events FROM project_hour", of: "project")
    }

    private mutating func compare(_ counted: [HourKey: Int], with table: SQL, of owner: String) throws {
        var counted = counted
        try culprit.forEach("\(table) LEFT JOIN environment ON environment.id = environment_id") { row in
            let key = HourKey(id: row.integer(0), hour: row.int(1), environment: row.text(2))
            let name = "\(owner) \(key.id), hour \(key.hour), environment '\(key.environment)'"
            report.compare(name, stored: row.int(3), counted: counted.removeValue(forKey: key) ?? 0)
        }
        for (key, events) in counted {
            report.note("\(owner) \(key.id), hour \(key.hour): \(events) events are not in the hourly counts")
        }
    }

    mutating func compareSets() throws {
        try compare(issueUsers, with: "SELECT issue_id, user_hash FROM issue_user", as: "user", mayBeMoreOf: lessened)
        try compare(issueDays, with: "SELECT issue_id, day FROM issue_day", as: "day")
        let environments = Set(issueHours.keys.map { "\($0.id) \($0.environment)" })
        var stored: Set<String> = []
        try culprit.forEach(
            "SELECT issue_id, name FROM issue_environment LEFT JOIN environment ON environment.id = environment_id"
        ) { row in
            let link = "\(row.integer(0)) \(row.text(1))"
            if environments.contains(link) || !lessened.contains(row.integer(0)) { stored.insert(link) }
        }
        for difference in environments.symmetricDifference(stored) {
            report.note("issue and environment \(difference) are not linked as the events say")
        }
    }

    private mutating func compare(
        _ counted: Set<Link>, with table: SQL, as name: String, mayBeMoreOf lessened: Set<Int64> = []
    ) throws {
        var counted = counted
        var stored: Set<Link> = []
        try culprit.forEach(table) { row in
            // Parts of an issue keep the users that were seen in them.
            stored.insert(Link(issue: retired[row.integer(0)] ?? row.integer(0), other: row.integer(1)))
        }
        for link in stored where counted.remove(link) == nil && !lessened.contains(link.issue) {
            report.note("issue \(link.issue) is linked with \(name) \(link.other), but no event says so")
        }
        // Users of those that are noted are about to be linked.
        for link in counted where lessened.isEmpty || !noted.contains(link.issue) {
            report.note("issue \(link.issue) is not linked with \(name) \(link.other)")
        }
    }
}

extension Connection {
    /// Reads an answer row by row, without keeping it.
    fileprivate func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        let statement = try prepare(sql.text)
        while try statement.step() { try body(statement.row) }
    }
}
