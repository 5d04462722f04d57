import SentryProtocol
import Storage

/// What becomes of counts when events change their labels, or go.
extension TagFold {
    /// A label that is to be counted anew, and which note says so.
    struct Note {
        let id: Int64
        let label: Int64
    }

    /// Labels that events have come to or left, as far as their rows say so already.
    func notes() throws -> [Note] {
        let notes = try culprit.rows("SELECT id, label FROM tag_recount ORDER BY id LIMIT \(Self.notesMax)") {
            Note(id: $0.integer(0), label: $0.integer(1))
        }
        guard !notes.isEmpty, try culprit.integer("SELECT 1 FROM event_move LIMIT 1") == nil else { return [] }
        return notes
    }

    static let notesMax = 500

    /// Counts the tags of a label's events anew, as far as events are counted.
    func recount(_ label: Int64) throws {
        var tally = TagTally()
        var texts = IssueTexts()
        for day in layout.days() {
            guard let file = try file(of: day) else { continue }
            let mark = try place(in: day, file)
            let gone = try search.rows(
                "SELECT project_id FROM unfolded WHERE day = \(day) AND last_label >= \(label)"
            ) { $0.integer(0) }
            if gone.contains(0) { continue }
            try file.forEachRow(
                "SELECT \(TagRow.columns) FROM event WHERE issue_id = \(label) AND event.id <= \(mark)",
                while: { found in
                    let row = TagRow(found)
                    if gone.contains(row.project) { return true }
                    let tags = try tags(of: row, in: file)
                    tally.add(row, tags)
                    if texts.signatures.count < IssueTexts.eventsMax, !texts.signatures.contains(tags.signature) {
                        texts.signatures.append(tags.signature)
                        if let event = try event(row.row, of: row.project, in: file) { texts.add(event, tags) }
                    }
                    return true
                })
        }
        try change {
            try counters.replace(label, with: tally.labels[label])
            try self.texts.replace(label, with: tally.labels[label] == nil ? nil : texts)
        }
    }

    /// Takes the events of some labels of a day out of the counts, before the day is dropped; false when none is left.
    func unfold(_ day: Day, _ project: ProjectID?) throws -> Bool {
        let projectKey = project?.rawValue ?? 0
        let last =
            try search.integer("SELECT last_label FROM unfolded WHERE day = \(day) AND project_id = \(projectKey)") ?? 0
        guard last != .max else { return false }
        var tally = TagTally()
        var label: Int64 = .max
        if let file = try file(of: day) {
            let mark = try place(in: day, file)
            let isOfProject: SQL = project.map { " AND project_id = \($0)" } ?? ""
            try file.forEachRow(
                """
                SELECT \(TagRow.columns) FROM event
                WHERE issue_id > \(last) AND +event.id <= \(mark) AND project_id <> 0\(isOfProject) ORDER BY issue_id
                """,
                while: { found in
                    let row = TagRow(found)
                    if tally.rows >= Self.rowsMax, row.label != label { return false }
                    label = row.label
                    tally.add(row, try tags(of: row, in: file))
                    return true
                })
            if tally.rows < Self.rowsMax { label = .max }
        }
        try change {
            try counters.take(tally)
            try search.run(
                """
                INSERT INTO unfolded (day, project_id, last_label) VALUES (\(day), \(projectKey), \(label))
                ON CONFLICT DO UPDATE SET last_label = excluded.last_label
                """)
        }
        return label != .max
    }

    /// Takes a label's events of a day out of the counts, before they are deleted; once, whatever crashes in between.
    ///
    /// In `unfolded` the label stands where projects do, below zero.
    func takeOut(_ label: Int64, on day: Day) throws {
        // What is not counted yet could not be told from what is.
        while try step() {}
        let isDone = try search.integer("SELECT 1 FROM unfolded WHERE day = \(day) AND project_id = \(-label)") != nil
        guard !isDone, let file = try file(of: day) else { return }
        let mark = try place(in: day, file)
        var last: Int64 = 0
        var tally = TagTally()
        try change {
            repeat {
                tally = TagTally()
                try file.forEachRow(
                    """
                    SELECT \(TagRow.columns) FROM event
                    WHERE issue_id = \(label) AND event.id > \(last) AND event.id <= \(mark)
                    ORDER BY event.id LIMIT \(Self.rowsMax)
                    """,
                    while: { found in
                        let row = TagRow(found)
                        last = row.row
                        tally.add(row, try tags(of: row, in: file))
                        return true
                    })
                try counters.take(tally)
            } while tally.rows > 0
            try search.run(
                "INSERT INTO unfolded (day, project_id, last_label) VALUES (\(day), \(-label), 0)")
        }
    }

    /// The label's rows of the day are gone.
    func finishTakingOut(_ label: Int64, on day: Day) throws {
        try change { try search.run("DELETE FROM unfolded WHERE day = \(day) AND project_id = \(-label)") }
    }

    /// The day's file is gone, or the project's rows.
    func finishUnfolding(_ day: Day, _ project: ProjectID?) throws {
        close(day)
        try change {
            if let project {
                try search.run("DELETE FROM unfolded WHERE day = \(day) AND project_id = \(project)")
            } else {
                try search.run("DELETE FROM unfolded WHERE day = \(day)")
                try search.run("DELETE FROM folded WHERE day = \(day)")
            }
        }
    }

    /// Projects whose events of a day are on their way out; 0 for all.
    func projectsLeaving(on day: Day) throws -> Set<Int64> {
        Set(try search.rows("SELECT project_id FROM unfolded WHERE day = \(day)") { $0.integer(0) })
    }

    /// Forgets labels that lead nowhere any more.
    func remove(_ labels: [Int64]) throws {
        try change {
            for label in labels {
                try counters.delete(label)
                try texts.replace(label, with: nil)
            }
        }
    }

    /// Deletes some values that nobody has any more; false when none was found in `limit` of them after `value`.
    func sweepValues(after value: Int64, limit: Int) throws -> Int64? {
        let values = try search.rows("SELECT id FROM tag_value WHERE id > \(value) ORDER BY id LIMIT \(limit)") {
            $0.integer(0)
        }
        guard let last = values.last else { return nil }
        try change {
            try search.run(
                """
                DELETE FROM tag_value WHERE id > \(value) AND id <= \(last)
                    AND NOT EXISTS (SELECT 1 FROM tag_count WHERE value_id = tag_value.id)
                """)
        }
        counters.forget()
        return last
    }
}
