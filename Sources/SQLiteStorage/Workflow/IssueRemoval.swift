import Compression
import SentryProtocol
import Storage

/// Deletes an issue with all its events. A crash may come anywhere: whatever is left half done is gone on with.
///
/// First the issue is hidden (`status`), which takes no time. Then, in one transaction of `culprit.db`, it leaves every
/// counter, and `issue_removal` notes what its rows are labelled with; from then on those rows count no more, and new
/// events with its hashes open a new issue. Last the rows go, some at a time.
enum IssueRemoval {
    /// `issue.status` of an issue that waits for being deleted; no list asks for it.
    static let status = 3

    /// Where the events of an issue are, as a reader has seen it.
    struct Survey: Sendable {
        var labels: [IssueID] = []
        var days: [Day: (lastRow: Int64, events: Int)] = [:]
    }

    static func survey(_ issue: IssueID, _ reader: Reader) throws -> Survey {
        var survey = Survey(labels: try reader.culprit.labels(of: issue))
        for day in try days(of: issue, reader.culprit) {
            guard let file = try reader.file(of: day) else { continue }
            survey.days[day] = try file.snapshot {
                let lastRow = try file.integer("SELECT coalesce(max(id), 0) FROM event") ?? 0
                let events = try file.integer(
                    "SELECT count(*) FROM event WHERE issue_id IN \(anyOf: survey.labels) AND id <= \(lastRow)")
                return (lastRow, Int(events ?? 0))
            }
        }
        return survey
    }

    private static func days(of issue: IssueID, _ culprit: Connection) throws -> [Day] {
        try culprit.rows("SELECT day FROM issue_day WHERE issue_id = \(issue)") { Day(number: $0.int(0)) }
    }

    /// Takes the issue out of every counter, inside a transaction, with everything stored counted.
    static func takeOut(_ issue: IssueID, _ survey: Survey, _ culprit: Connection, _ files: MoveFiles) throws {
        guard let project = try culprit.project(of: issue) else { return }
        for day in try days(of: issue, culprit) {
            let known = survey.days[day]
            let newer = try files.file(of: day)?.integer(
                """
                SELECT count(*) FROM event NOT INDEXED
                WHERE id > \(known?.lastRow ?? 0) AND issue_id IN \(anyOf: survey.labels)
                """)
            try culprit.run(
                """
                UPDATE applied SET dropped_rows = dropped_rows + \((known?.events ?? 0) + Int(newer ?? 0))
                WHERE day = \(day)
                """)
            for label in survey.labels {
                try culprit.run("INSERT OR IGNORE INTO issue_removal (label, day) VALUES (\(label), \(day))")
            }
        }
        try culprit.run(
            """
            UPDATE project_hour SET events = project_hour.events - gone.events
            FROM (SELECT hour, environment_id, events FROM issue_hour WHERE issue_id = \(issue)) AS gone
            WHERE project_hour.project_id = \(project) AND project_hour.hour = gone.hour
                AND project_hour.environment_id = gone.environment_id
            """)
        try culprit.run("DELETE FROM project_hour WHERE project_id = \(project) AND events <= 0")
        try culprit.delete(issue)
    }

    /// Deletes rows for a few milliseconds; false when none is left.
    static func deleteSome(labelled label: IssueID, _ file: Connection) throws -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .milliseconds(5) {
            let rows = try file.rows("SELECT id FROM event WHERE issue_id = \(label) LIMIT 50") { $0.integer(0) }
            guard !rows.isEmpty else { return false }
            try file.transaction {
                let lastRow = try file.integer("SELECT max(id) FROM event")
                for row in rows {
                    try file.run("DELETE FROM body WHERE id = \(row)")
                    if row == lastRow {
                        // Only one row can hold a place.
                        try file.run("DELETE FROM event WHERE project_id = 0")
                        try ProjectEvents.blank(row, in: file)
                    } else {
                        try file.run("DELETE FROM event WHERE id = \(row)")
                    }
                }
            }
        }
        return true
    }

    /// Bodies of other issues that continue one of this label's: events that were moved here or away.
    static func dependents(onLabel label: IssueID, _ file: Connection) throws -> [Int64] {
        guard
            let project = try file.integer("SELECT project_id FROM event WHERE issue_id = \(label) LIMIT 1")
        else { return [] }
        var dependents: [Int64] = []
        let others: SQL = """
            SELECT body.id, bytes FROM event JOIN body ON body.id = event.id
            WHERE project_id = \(project) AND issue_id <> \(label)
            """
        try file.forEachRow(
            others,
            while: { row in
                guard let name = BodyCodec.keyframe(of: row.blob(1)), let keyframe = EventID(bytes: name) else {
                    return true
                }
                let isHere = try file.integer(
                    """
                    SELECT 1 FROM event WHERE event_id = \(keyframe) AND project_id = \(project) AND issue_id = \(label)
                    """)
                if isHere != nil { dependents.append(row.integer(0)) }
                return true
            })
        return dependents
    }

    /// Stores bodies so that they stand alone.
    static func unchain(_ rows: [Int64], _ file: Connection, _ decode: BodyDecoder) throws {
        try file.transaction {
            for row in rows {
                let stored = try file.first(
                    "SELECT bytes, project_id FROM body JOIN event ON event.id = body.id WHERE body.id = \(row)"
                ) { (bytes: $0.blob(0), project: ProjectID(rawValue: $0.integer(1))) }
                guard let stored,
                    let json = try? decode(stored.bytes, { try file.storedBody(of: $0, in: stored.project) })
                else { continue }
                try file.run("UPDATE body SET bytes = \(BodyCodec.standard.encode(json)) WHERE id = \(row)")
            }
        }
    }
}
