import SentryProtocol
import Storage

/// What stored events say of tags, held against what `search.db` says; for `culprit doctor`.
struct TagExamination {
    /// With `search.db` attached, inside a snapshot.
    let culprit: Connection
    let decode: BodyDecoder
    private var marks: [Day: Int64] = [:]
    private var unfolded: [Day: [Int64: Int64]] = [:]
    /// Labels whose events count no more.
    private var removed: Set<Int64> = []
    /// Labels that are to be counted anew.
    private var noted: Set<Int64> = []
    private var tally = TagTally()
    /// Events that were counted are not there to be counted again.
    private var isLessKnown = false

    private struct Name: Hashable {
        let owner: Int64
        let key: TagKey
    }

    /// Begins the snapshot; the days' files are to be opened after it.
    init(culprit: Connection, decode: @escaping BodyDecoder) throws {
        (self.culprit, self.decode) = (culprit, decode)
        for (day, row) in try culprit.rows("SELECT day, event_row FROM folded", { ($0.int(0), $0.integer(1)) }) {
            marks[Day(number: day)] = row
        }
        let leaving = try culprit.rows("SELECT day, project_id, last_label FROM unfolded") {
            (Day(number: $0.int(0)), $0.integer(1), $0.integer(2))
        }
        for (day, project, label) in leaving { unfolded[day, default: [:]][project] = label }
        removed = Set(try culprit.rows("SELECT label FROM removed_label") { $0.integer(0) })
        noted = Set(try culprit.rows("SELECT label FROM tag_recount") { $0.integer(0) })
        noted.formUnion(try culprit.rows("SELECT id FROM removed_issue") { $0.integer(0) })
    }

    /// Counts what is folded of a day.
    mutating func count(_ file: Connection?, of day: Day) throws {
        guard let mark = marks.removeValue(forKey: day) else { return }
        guard let file else { return isLessKnown = true }
        try file.forEachRow("SELECT \(TagRow.columns) FROM event WHERE event.id <= \(mark)") { found in
            let row = TagRow(found)
            let taken = [0, row.project].contains { row.label <= unfolded[day]?[$0] ?? 0 }
            guard !row.isBlank, !taken, !removed.contains(row.label) else { return true }
            tally.add(row, try row.tags(in: file, decode))
            return true
        }
    }

    /// Reports what differs, when every day is counted.
    mutating func compare(_ report: inout DoctorReport) throws {
        if !marks.isEmpty { isLessKnown = true }
        let counted = tally.labels.merging(tally.byProject, uniquingKeysWith: { first, _ in first })
        var capped: Set<Name> = []
        var totals: [Int64: Int] = [:]
        var keys: [Int64: Int] = [:]
        let stored = try culprit.rows(
            """
            SELECT owner, coalesce(name, ''), coalesce(is_field, 0), events, is_capped
            FROM tag_total LEFT JOIN tag_key ON tag_key.id = key_id
            """
        ) { (Name(owner: $0.integer(0), key: TagKey($0.text(1), isField: $0.bool(2))), $0.int(3), $0.bool(4)) }
        for (name, events, isCapped) in stored where !noted.contains(name.owner) {
            if isCapped { capped.insert(name) }
            keys[name.owner, default: 0] += 1
            let own = counted[name.owner]
            if name.key.name.isEmpty {
                totals[name.owner] = events
                compare("tags of \(text(name.owner)), events", events, own?.events ?? 0, &report)
            } else {
                let sum = own?.keys[name.key]?.values.reduce(0) { $0 + $1.events } ?? 0
                compare("tag \(name.key.name) of \(text(name.owner)), events", events, sum, &report)
            }
        }
        for (owner, counts) in counted where !noted.contains(owner) && totals[owner] == nil {
            report.note("tags of \(counts.events) events of \(text(owner)) are not counted")
        }
        try compareValues(counted, besides: capped, keys, &report)
    }

    private func compareValues(
        _ counted: [Int64: TagTally.Counts], besides capped: Set<Name>, _ keys: [Int64: Int],
        _ report: inout DoctorReport
    ) throws {
        var kept: [Int64: Int] = [:]
        let stored = try culprit.rows(
            """
            SELECT owner, name, is_field, value, events FROM tag_count
            JOIN tag_value ON tag_value.id = value_id JOIN tag_key ON tag_key.id = tag_count.key_id
            """
        ) { row in
            (Name(owner: row.integer(0), key: TagKey(row.text(1), isField: row.bool(2))), row.text(3), row.int(4))
        }
        for (name, value, events) in stored where !noted.contains(name.owner) && !capped.contains(name) {
            kept[name.owner, default: 0] += 1
            let own = counted[name.owner]?.keys[name.key]?[value]?.events ?? 0
            compare("tag \(name.key.name) of \(text(name.owner)), value '\(value)'", events, own, &report)
        }
        for (owner, counts) in counted where !noted.contains(owner) && keys[owner] ?? 0 < TagLimits.keysMax(of: owner) {
            let values = counts.keys.reduce(0) { sum, entry in
                sum + (capped.contains(Name(owner: owner, key: entry.key)) ? 0 : entry.value.count)
            }
            compare("tags of \(text(owner)), values", kept[owner] ?? 0, values, &report)
        }
    }

    private func compare(_ what: @autoclosure () -> String, _ stored: Int, _ counted: Int, _ report: inout DoctorReport)
    {
        if stored == counted || isLessKnown && stored > counted { return }
        report.note("\(what()): stored \(stored), counted \(counted)")
    }

    private func text(_ owner: Int64) -> String { owner < 0 ? "project \(-owner)" : "issue \(owner)" }
}
