import SentryProtocol
import Storage

/// What becomes of counts when events change their labels, or go.
extension TagFold {
    /// A label that is to be counted anew, and the last of the notes that say so: moving a thousand events leaves a
    /// thousand.
    struct Note {
        let label: Int64
        let lastID: Int64
    }

    /// Labels that events have come to or left, as far as their rows say so already.
    func notes() throws -> [Note] {
        let notes = try culprit.rows(
            "SELECT label, max(id) FROM tag_recount GROUP BY label ORDER BY min(id) LIMIT \(Self.notesMax)"
        ) { Note(label: $0.integer(0), lastID: $0.integer(1)) }
        guard !notes.isEmpty, try culprit.integer("SELECT 1 FROM event_move LIMIT 1") == nil else { return [] }
        return notes
    }

    static let notesMax = 100

    /// Counts the tags of a label's events anew, as far as events are counted.
    func recount(_ label: Int64) throws {
        guard try !removedLabels().contains(label) else { return }
        var tally = TagTally()
        var texts = IssueTexts()
        for day in layout.days() {
            guard let file = try file(of: day) else { continue }
            let mark = try place(in: day, file)
            let gone = try projectsGone(from: day, upTo: label)
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
            try counters.replace(label, with: tally)
            try self.texts.replace(label, with: tally.rows == 0 ? nil : texts)
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

    /// The same for days that went while nobody could note it any more.
    func finishUnfoldingDaysGone() throws {
        let days = try search.rows("SELECT day FROM unfolded WHERE project_id = 0") { Day(number: $0.int(0)) }
        for day in days where !layout.exists(day) { try finishUnfolding(day, nil) }
    }

    /// Projects whose events of a day are on their way out; 0 for all.
    func projectsLeaving(on day: Day) throws -> Set<Int64> {
        Set(try search.rows("SELECT project_id FROM unfolded WHERE day = \(day)") { $0.integer(0) })
    }

    /// Takes the events of a label out of the counts, before their rows are deleted.
    func unfold(label: IssueID) throws {
        guard try !removedLabels().contains(label.rawValue) else { return }
        var tally = TagTally()
        for day in layout.days() {
            guard let file = try file(of: day) else { continue }
            let mark = try place(in: day, file)
            let gone = try projectsGone(from: day, upTo: label.rawValue)
            if gone.contains(0) { continue }
            try file.forEachRow(
                "SELECT \(TagRow.columns) FROM event WHERE issue_id = \(label) AND event.id <= \(mark)",
                while: { found in
                    let row = TagRow(found)
                    if !gone.contains(row.project) { tally.add(row, try tags(of: row, in: file)) }
                    return true
                })
        }
        try change {
            try counters.take(tally)
            try search.run("INSERT INTO removed_label (label) VALUES (\(label))")
        }
    }

    /// The rows of a label are deleted.
    func finishUnfolding(label: IssueID) throws {
        try change { try search.run("DELETE FROM removed_label WHERE label = \(label)") }
    }

    func removedLabels() throws -> Set<Int64> {
        Set(try search.rows("SELECT label FROM removed_label") { $0.integer(0) })
    }

    /// Projects whose events of a day are out of the counts already as far as `label`; 0 for all.
    private func projectsGone(from day: Day, upTo label: Int64) throws -> Set<Int64> {
        Set(
            try search.rows("SELECT project_id FROM unfolded WHERE day = \(day) AND last_label >= \(label)") {
                $0.integer(0)
            })
    }

    /// Forgets labels that lead nowhere any more.
    func remove(_ labels: [Int64]) throws {
        try change {
            for label in labels.sorted() {
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
