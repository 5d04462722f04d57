import SentryProtocol
import Storage

/// Moves stored events between issues. Used by the writer's thread alone, when everything stored is counted.
///
/// A move is one transaction of `culprit.db`: it changes the counters of both issues and notes the rows with their new
/// labels in `event_move`. From then on the events count for the other issue, whatever their rows say. Then the rows are
/// relabelled, and then the note goes. A crash may come anywhere: what is noted is done again.
final class EventMover {
    let culprit: Connection
    let statements: FoldStatements
    private let layout: StoreLayout
    private let configuration: SQLiteConfiguration

    /// Rows that are moved at once; about 20 ms.
    static let rowsMax = 500

    init(_ culprit: Connection, _ layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        (self.culprit, self.layout, self.configuration) = (culprit, layout, configuration)
        statements = try FoldStatements(culprit)
    }

    func files() -> MoveFiles { MoveFiles(layout, configuration) }

    /// What a move leaves behind.
    struct Result {
        /// Issues without any event, with the issue that their last one went to.
        var emptied: [(issue: IssueID, last: IssueID)] = []
        /// Issues that were not there before.
        var opened: [IssueID] = []
    }

    /// Counts the moved events where they go and notes their rows; inside a transaction, after `relabelNoted`.
    func move(_ moves: [EventMove], recountingBoth: Bool, _ files: MoveFiles) throws -> Result {
        var result = Result()
        let moved = moves.filter(\.changesIssue)
        result.opened = try gain(moved, files)
        let losses = Dictionary(grouping: moved) { $0.from.issue }
        for (issue, events) in losses.sorted(by: { $0.key < $1.key }) {
            try lose(events, of: issue, besides: moved, files)
            guard try culprit.integer("SELECT 1 FROM issue_day WHERE issue_id = \(issue) LIMIT 1") == nil else {
                continue
            }
            let last = events.max { $0.place < $1.place }
            result.emptied.append((issue, last?.to.issue ?? issue))
        }
        for issue in Set(moved.flatMap { [$0.from.issue, $0.to.issue] }) { try culprit.noteTagRecount(of: issue) }
        if recountingBoth { for issue in Set(moved.map(\.to.issue)) { try noteRecount(of: issue) } }
        for (day, events) in Dictionary(grouping: moves, by: \.place.day).sorted(by: { $0.key < $1.key }) {
            let rows = LabelledRows(events.map { ($0.place.row, $0.to) })
            try culprit.run("INSERT INTO event_move (day, rows) VALUES (\(day), \(rows.bytes))")
        }
        return result
    }

    func noteRecount(of issue: IssueID) throws {
        try culprit.run("INSERT OR IGNORE INTO issue_recount (issue_id) VALUES (\(issue))")
    }

    /// Relabels the rows that are noted, in their files.
    func relabelNoted() throws {
        let files = files()
        let noted = try culprit.rows("SELECT id, day, rows FROM event_move ORDER BY id") {
            (id: $0.integer(0), day: Day(number: $0.int(1)), rows: $0.blob(2))
        }
        for note in noted {
            if let file = try files.file(of: note.day) {
                guard let rows = LabelledRows(note.rows) else {
                    throw SQLiteStorageError.damaged(file: culprit.path, row: note.id)
                }
                try file.transaction {
                    for (row, label) in rows.rows {
                        try file.run(
                            "UPDATE event SET issue_id = \(label.issue), hash = \(label.hash) WHERE id = \(row)")
                    }
                }
            }
            try culprit.run("DELETE FROM event_move WHERE id = \(note.id)")
        }
    }

    /// Counts events for the issues that they come to; returns those that were not there before.
    private func gain(_ moves: [EventMove], _ files: MoveFiles) throws -> [IssueID] {
        guard !moves.isEmpty else { return [] }
        let rows = moves.map(\.countedRow)
        var users: [IssueID: Int] = [:]
        for row in rows {
            guard let user = row.userHash else { continue }
            if try statements.addUser(user, to: row.issueID) { users[row.issueID, default: 0] += 1 }
        }
        var opened: [IssueID] = []
        for change in IssueChange.summing(rows) {
            let newest = try facts(of: change.newest, among: moves, rows, files)
            let oldest = try facts(of: change.oldest, among: moves, rows, files)
            let users = users[change.issueID] ?? 0
            if try statements.update(change, users: users, newest: newest)
                || culprit.wake(change.issueID) && statements.update(change, users: 0, newest: newest)
            {
                try statements.moveFirstSeen(of: change.issueID, to: oldest)
            } else {
                try statements.create(change, users: users, newest: newest, oldest: oldest)
                try statements.setLastIssueID(change.issueID.rawValue)
                opened.append(change.issueID)
            }
        }
        for (hour, events) in Self.hours(of: moves, in: \.to) {
            let environment = try statements.environmentID(of: hour.environment)
            try statements.count(events, of: hour.issue, hour: hour.hour, environment: environment)
            try statements.issueEnvironment.insert(hour.issue.rawValue, environment)
        }
        for link in Set(moves.map { DayLink(issue: $0.to.issue, day: $0.place.day) }) {
            try statements.issueDay.insert(link.issue.rawValue, Int64(link.day.number))
        }
        return opened
    }

    /// The facts that came with a move, or those of its body, with what its row says.
    private func facts(
        of index: Int, among moves: [EventMove], _ rows: [CountedRow], _ files: MoveFiles
    ) throws -> EventFacts {
        guard moves[index].facts == nil, let read = try files.facts(at: moves[index].place, of: moves[index].project)
        else { return rows[index].facts }
        var facts = read
        facts.occurredAt = rows[index].facts.occurredAt
        facts.environment = rows[index].facts.environment
        return facts
    }

    /// Takes events out of the counters of the issue that they leave.
    private func lose(
        _ events: [EventMove], of issue: IssueID, besides moves: [EventMove], _ files: MoveFiles
    ) throws {
        try culprit.run("UPDATE issue SET times_seen = times_seen - \(events.count) WHERE id = \(issue)")
        for (hour, count) in Self.hours(of: events, in: \.from) {
            try culprit.lessen(
                "issue_hour", "issue_id", issue.rawValue,
                EventDayRemoval.Hour(hour: hour.hour, environment: hour.environment), by: count)
        }
        for (day, leaving) in Dictionary(grouping: events, by: \.place.day) {
            let hasGained = moves.contains { $0.to.issue == issue && $0.place.day == day }
            let rows = Set(leaving.map(\.place.row))
            if try !hasGained && !hasOthers(than: rows, of: issue, files.file(of: day)) {
                try culprit.run("DELETE FROM issue_day WHERE issue_id = \(issue) AND day = \(day)")
            }
        }
        // Environments of events that retention has taken stay.
        if try culprit.dropped(of: issue).count == 0 {
            try culprit.run(
                """
                DELETE FROM issue_environment WHERE issue_id = \(issue)
                    AND environment_id NOT IN (SELECT environment_id FROM issue_hour WHERE issue_id = \(issue))
                """)
        }
        try noteRecount(of: issue)
    }

    /// Whether the issue has other events on the day.
    private func hasOthers(than rows: Set<Int64>, of issue: IssueID, _ file: Connection?) throws -> Bool {
        guard let file else { return false }
        for label in try culprit.labels(of: issue) {
            var isFound = false
            try file.forEachRow(
                "SELECT id FROM event WHERE issue_id = \(label)",
                while: { row in
                    isFound = !rows.contains(row.integer(0))
                    return !isFound
                })
            if isFound { return true }
        }
        return false
    }

    private struct DayLink: Hashable {
        let issue: IssueID
        let day: Day
    }

    private struct Hour: Hashable {
        let issue: IssueID
        let hour: Int
        let environment: String
    }

    private static func hours(of moves: [EventMove], in end: KeyPath<EventMove, RowLabel>) -> [Hour: Int] {
        var hours: [Hour: Int] = [:]
        for move in moves {
            let issue = move[keyPath: end].issue
            hours[Hour(issue: issue, hour: move.occurredAt.hour, environment: move.environment), default: 0] += 1
        }
        return hours
    }
}

extension Connection {
    /// The tags of whatever is labelled with an issue are to be counted anew, when the rows say what they will.
    func noteTagRecount(of issue: IssueID) throws {
        for label in try labels(of: issue) { try run("INSERT INTO tag_recount (label) VALUES (\(label))") }
    }
}

extension WriterFiles {
    /// What moving events takes; a process that does not take events must not move any.
    func moving() throws -> (mover: EventMover, ingestion: Ingestion) {
        guard let ingestion, let mover = try mover() else {
            throw SQLiteStorageError.unusable(path: directory.path, reason: "this process does not take events")
        }
        return (mover, ingestion)
    }
}
