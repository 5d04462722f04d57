import SentryProtocol
import Storage

/// Takes the events of one day out of the counters, all of them or those of one project, issue by issue.
///
/// What counts by the hour says what is stored, so it is lessened. What an issue says of its life (`times_seen`,
/// `first_seen`, `last_seen`, its users) goes on counting what is gone; `dropped_…` says how much of it that is, so
/// that every number can still be checked. An issue without any event left is deleted.
///
/// `event_day_removal` notes in the same transactions up to which issue this is done. A crash may come anywhere.
struct EventDayRemoval: Sendable {
    let day: Day
    /// Nil for all.
    let project: ProjectID?

    /// What an issue loses.
    struct Loss: Sendable {
        /// As the rows are labelled; the order of losses is that of labels.
        let issue: Int64
        /// The issue that the label leads to, which loses the events.
        var target: IssueID
        /// No label that comes after this one leads there, too.
        var isLastOfTarget = true
        let project: Int64
        var events = 0
        var firstSeen = Int64.max
        var lastSeen = Int64.min
        var hours: [Hour: Int] = [:]
    }

    struct Hour: Hashable {
        let hour: Int
        let environment: String
    }

    /// The losses of some issues in the order of their ids.
    struct Chunk: Sendable {
        var losses: [Loss] = []
        /// Nothing comes after them.
        var isLast = true
    }

    /// Every issue is done; only the file is left.
    static let finished = Int64.max
    /// Rows of a chunk, unless one issue has more.
    static let rowsMax = 20_000
    static let hoursMax = 5_000

    private var projectKey: Int64 { project?.rawValue ?? 0 }

    /// Adds up what issues after `issue` lose. Reads only; takes as long as it takes.
    func chunk(after issue: Int64, in file: Connection, _ culprit: Connection) throws -> Chunk {
        let isOfProject: SQL = project.map { " AND project_id = \($0)" } ?? ""
        var chunk = Chunk()
        var (rows, hours) = (0, 0)
        // Rows of deleted issues count no more.
        let removed = Set(try culprit.rows("SELECT label FROM issue_removal WHERE day = \(day)") { $0.integer(0) })
        let sql: SQL = """
            SELECT issue_id, project_id, occurred_at, environment FROM event
            WHERE issue_id > \(issue) AND project_id <> 0\(isOfProject) ORDER BY issue_id
            """
        try file.forEachRow(
            sql,
            while: { row in
                if removed.contains(row.integer(0)) { return true }
                if chunk.losses.last?.issue != row.integer(0) {
                    if rows >= Self.rowsMax || hours >= Self.hoursMax {
                        chunk.isLast = false
                        return false
                    }
                    let label = IssueID(rawValue: row.integer(0))
                    chunk.losses.append(
                        Loss(
                            issue: label.rawValue, target: try culprit.issue(labelled: label), project: row.integer(1)))
                }
                rows += 1
                let hour = Hour(hour: row.time(2).hour, environment: row.text(3))
                if chunk.losses[chunk.losses.count - 1].add(row.integer(2), hour) { hours += 1 }
                return true
            })
        for index in chunk.losses.indices {
            chunk.losses[index].isLastOfTarget = try !isFollowed(chunk.losses[index], in: file, culprit)
        }
        return chunk
    }

    /// Whether rows with a later label belong to the same issue.
    private func isFollowed(_ loss: Loss, in file: Connection, _ culprit: Connection) throws -> Bool {
        try culprit.labels(of: loss.target).contains { label in
            try label.rawValue > loss.issue
                && file.integer("SELECT 1 FROM event WHERE issue_id = \(label) LIMIT 1") != nil
        }
    }

    /// How far this has come; 0 when it has not begun.
    func progress(_ culprit: Connection) throws -> Int64 {
        try culprit.integer(
            "SELECT last_issue_id FROM event_day_removal WHERE day = \(day) AND project_id = \(projectKey)") ?? 0
    }

    /// Applies the losses that follow `issue`, inside a transaction; returns the issues that are deleted.
    func apply(_ losses: [Loss], after issue: Int64, to culprit: Connection) throws -> [IssueID] {
        guard let last = losses.last else { return [] }
        guard try progress(culprit) == issue else {
            throw SQLiteStorageError.unusable(path: culprit.path, reason: "somebody else drops \(day.text), too")
        }
        var deleted: [IssueID] = []
        var projectHours: [Int64: [Hour: Int]] = [:]
        for loss in losses {
            try apply(loss, to: culprit)
            projectHours[loss.project, default: [:]].merge(loss.hours, uniquingKeysWith: +)
            if try culprit.integer("SELECT 1 FROM issue_day WHERE issue_id = \(loss.target) LIMIT 1") == nil {
                try culprit.delete(loss.target)
                deleted.append(loss.target)
            }
        }
        for (project, hours) in projectHours {
            for (hour, events) in hours {
                try culprit.lessen("project_hour", "project_id", project, hour, by: events)
            }
        }
        try culprit.run(
            """
            UPDATE applied SET dropped_rows = dropped_rows + \(losses.reduce(0) { $0 + $1.events }) WHERE day = \(day)
            """)
        try note(last.issue, in: culprit)
        return deleted
    }

    func note(_ issue: Int64, in culprit: Connection) throws {
        try culprit.run(
            """
            INSERT INTO event_day_removal (day, project_id, last_issue_id) VALUES (\(day), \(projectKey), \(issue))
            ON CONFLICT DO UPDATE SET last_issue_id = excluded.last_issue_id
            """)
    }

    /// To be called when the file is gone, or the project's rows.
    func finish(_ culprit: Connection) throws {
        if project == nil {
            try culprit.run("DELETE FROM applied WHERE day = \(day)")
            try culprit.run("DELETE FROM event_day_removal WHERE day = \(day)")
            try culprit.run("DELETE FROM regroup_step WHERE day = \(day)")
            try culprit.run("DELETE FROM regroup_title WHERE day = \(day)")
        } else {
            try culprit.run("DELETE FROM event_day_removal WHERE day = \(day) AND project_id = \(projectKey)")
        }
    }

    private func apply(_ loss: Loss, to culprit: Connection) throws {
        // Where the label has a row of its own, so that it can be taken out of the target with what it has lost.
        for table: SQL in ["issue", "retired_issue"] {
            try culprit.run(
                """
                UPDATE \(table) SET dropped_events = dropped_events + \(loss.events),
                    dropped_first_seen = min(coalesce(dropped_first_seen, \(loss.firstSeen)), \(loss.firstSeen)),
                    dropped_last_seen = max(coalesce(dropped_last_seen, \(loss.lastSeen)), \(loss.lastSeen))
                WHERE id = \(loss.issue)
                """)
        }
        for (hour, events) in loss.hours {
            try culprit.lessen("issue_hour", "issue_id", loss.target.rawValue, hour, by: events)
        }
        if loss.isLastOfTarget {
            try culprit.run("DELETE FROM issue_day WHERE issue_id = \(loss.target) AND day = \(day)")
        }
    }
}

extension EventDayRemoval.Loss {
    /// True when the hour is a new one.
    fileprivate mutating func add(_ occurredAt: Int64, _ hour: EventDayRemoval.Hour) -> Bool {
        events += 1
        firstSeen = min(firstSeen, occurredAt)
        lastSeen = max(lastSeen, occurredAt)
        hours[hour, default: 0] += 1
        return hours[hour] == 1
    }

    /// About how many statements it takes.
    var cost: Int { 2 * hours.count + 4 }
}

extension Connection {
    /// Takes events out of an hour.
    func lessen(
        _ table: SQL, _ owner: SQL, _ id: Int64, _ hour: EventDayRemoval.Hour, by events: Int
    ) throws {
        let isMeant: SQL = """
            \(owner) = \(id) AND hour = \(hour.hour)
                AND environment_id = (SELECT id FROM environment WHERE name = \(hour.environment))
            """
        try run("UPDATE \(table) SET events = events - \(events) WHERE \(isMeant)")
        try run("DELETE FROM \(table) WHERE \(isMeant) AND events <= 0")
    }

    /// Reads an answer row by row until `body` says to stop.
    func forEachRow(_ sql: SQL, while body: (Row) throws -> Bool) throws {
        let statement = try prepare(sql.text)
        ReadingRequest.current?.countStatement()
        for (offset, value) in sql.values.enumerated() { statement.bind(Int32(offset + 1), value) }
        while try statement.step() { guard try body(statement.row) else { return } }
    }
}

/// Deletes what is left of deleted issues.
enum RemovedIssues {
    /// False when nothing is left.
    static func deleteSome(_ culprit: Connection, limit: Int) throws -> Bool {
        guard let issue = try culprit.integer("SELECT id FROM removed_issue LIMIT 1") else { return false }
        let deleted = try culprit.run(
            """
            DELETE FROM issue_user WHERE issue_id = \(issue) AND user_hash IN (
                SELECT user_hash FROM issue_user WHERE issue_id = \(issue) LIMIT \(limit)
            )
            """)
        if deleted < limit { try culprit.run("DELETE FROM removed_issue WHERE id = \(issue)") }
        return true
    }
}
