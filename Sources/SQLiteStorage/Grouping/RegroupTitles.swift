import SentryProtocol
import Storage

/// What today's rules call events, where their bodies have the names that they came with. Only the newest event of an
/// issue gives it its name, so only that is kept.
struct RegroupTitles {
    let culprit: Connection
    let job: Int64

    /// Takes the names from events that have been regrouped, inside a transaction, when they are where they belong.
    func note(_ events: [EventMove]) throws {
        var newest: [IssueID: EventMove] = [:]
        for event in events {
            if let known = newest[event.to.issue], Self.order(event) < Self.order(known) { continue }
            newest[event.to.issue] = event
        }
        for (issue, event) in newest.sorted(by: { $0.key < $1.key }) where try culprit.exists(issue) {
            guard let facts = event.facts else { continue }
            try note(facts, of: event, in: issue)
        }
    }

    private static func order(_ event: EventMove) -> (Timestamp, EventPlace) { (event.occurredAt, event.place) }

    private func note(_ facts: EventFacts, of event: EventMove, in issue: IssueID) throws {
        let (day, row) = (event.place.day, event.place.row)
        try culprit.run(
            """
            DELETE FROM regroup_title WHERE issue_id = \(issue)
                AND (occurred_at, day, event_row) <= (\(event.occurredAt), \(day), \(row))
            """)
        let newer = try culprit.integer("SELECT 1 FROM regroup_title WHERE issue_id = \(issue) LIMIT 1")
        guard newer == nil else { return }
        try culprit.run(
            """
            INSERT OR REPLACE INTO regroup_title (day, event_row, occurred_at, issue_id, job_id, title, culprit,
                location, metadata_type, metadata_value, metadata_filename, metadata_function, metadata_title)
            VALUES (\(day), \(row), \(event.occurredAt), \(issue), \(job), \(facts.title), \(facts.culprit),
                \(facts.location), \(facts.metadata.type), \(facts.metadata.value), \(facts.metadata.filename),
                \(facts.metadata.function), \(facts.metadata.title))
            """)
        try culprit.run(
            """
            UPDATE issue SET title = \(facts.title), culprit = \(facts.culprit), location = \(facts.location),
                metadata_type = \(facts.metadata.type), metadata_value = \(facts.metadata.value),
                metadata_filename = \(facts.metadata.filename), metadata_function = \(facts.metadata.function),
                metadata_title = \(facts.metadata.title)
            WHERE id = \(issue) AND last_seen <= \(event.occurredAt)
            """)
    }

    /// Forgets the names that the job has given; its issues are named by their events again when they are recounted.
    func forget() throws {
        try culprit.run(
            """
            INSERT OR IGNORE INTO issue_recount (issue_id)
            SELECT id FROM issue WHERE id IN (SELECT issue_id FROM regroup_title WHERE job_id = \(job))
            """)
        try culprit.run("DELETE FROM regroup_title WHERE job_id = \(job)")
    }
}

extension EventFacts {
    /// Takes the name that a regrouping has given the event, if one has.
    mutating func rename(asNotedAt place: EventPlace, in culprit: Connection) throws {
        let noted = try culprit.first(
            """
            SELECT title, culprit, location, metadata_type, metadata_value, metadata_filename, metadata_function,
                metadata_title
            FROM regroup_title WHERE day = \(place.day) AND event_row = \(place.row)
            """
        ) { row in
            var facts = self
            (facts.title, facts.culprit, facts.location) = (row.text(0), row.text(1), row.optionalText(2))
            (facts.metadata.type, facts.metadata.value) = (row.optionalText(3), row.optionalText(4))
            (facts.metadata.filename, facts.metadata.function) = (row.optionalText(5), row.optionalText(6))
            facts.metadata.title = row.optionalText(7)
            return facts
        }
        if let noted { self = noted }
    }
}
