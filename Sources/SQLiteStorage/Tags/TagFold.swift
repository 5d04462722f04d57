import SentryProtocol
import Storage

/// Counts the tags of stored events into `search.db`, and keeps what they say in words. Used by one thread at a time.
///
/// Each step is one transaction that also notes how far it came (`folded`), so that every event is counted once, whatever
/// happens. It reads what is durable in the days' files, after the fact: taking events in does not wait for it.
final class TagFold {
    let layout: StoreLayout
    let configuration: SQLiteConfiguration
    let search: Connection
    let culprit: Connection
    let counters: TagCounters
    let texts: TextIndex
    private var files: [Day: Connection] = [:]
    /// Days that are counted to their end and get no more events.
    private var settled: Set<Day> = []

    /// Events that are read at once.
    static let rowsMax = 2_000
    /// Events of one step; about 100 ms. The more there are, the more of them change the same counts.
    static let stepRowsMax = 20_000
    /// Counts that one step changes.
    private static let stepCountsMax = 50_000
    /// Events of one read whose tags have to be read from their bodies; about 60 ms.
    static let bodiesMax = 400
    /// Events of one step that are read for their words; about 30 ms.
    static let textsMax = 200
    private static let filesOpenMax = 8

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        (self.layout, self.configuration) = (layout, configuration)
        search = try Connection(
            path: layout.search, mode: .write, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        // What a power cut takes is counted again.
        try search.prepareForWriting(synchronous: .normal, cacheKibibytes: 8192)
        culprit = try Connection(path: layout.culprit, mode: .read)
        counters = try TagCounters(search)
        texts = TextIndex(search)
    }

    /// Counts some of what is not counted yet, the newest days first; false when nothing is left.
    func step() throws -> Bool {
        for day in layout.days().reversed() where !settled.contains(day) {
            guard let file = try file(of: day) else { continue }
            if try step(day, file) { return true }
            // Files of yesterday may still get what came before midnight.
            if day.advanced(by: 2) < configuration.now().day { settled.insert(day) }
        }
        return false
    }

    /// False when the day is counted to its end.
    private func step(_ day: Day, _ file: Connection) throws -> Bool {
        let mark = try place(in: day, file)
        let leaving = try projectsLeaving(on: day)
        if leaving.contains(0) { return false }
        let removed = try removedLabels()
        var batch = Batch(last: mark)
        var hasMore = true
        while batch.tally.rows < Self.stepRowsMax, batch.tally.size < Self.stepCountsMax, batch.events < Self.textsMax {
            let (rows, isEnd) = try rows(after: batch.last, in: file)
            for row in rows {
                batch.last = row.row
                guard !row.isBlank, !leaving.contains(row.project), !removed.contains(row.label) else { continue }
                let tags = try tags(of: row, in: file)
                batch.tally.add(row, tags)
                if try texts.wants(tags.signature, of: row.label), batch.add(row, tags), batch.events == Self.textsMax {
                    break
                }
            }
            if isEnd, rows.isEmpty || rows.last?.row == batch.last {
                hasMore = false
                break
            }
        }
        guard batch.last > mark else { return false }
        let last = batch.last
        let id = try file.first("SELECT event_id FROM event WHERE id = \(last)") { $0.eventID(0) }
        try change {
            try counters.add(batch.tally)
            for (label, told) in batch.told.sorted(by: { $0.key < $1.key }) {
                try texts.add(told.map { (try event($0.row.row, of: $0.row.project, in: file), $0.tags) }, to: label)
            }
            try search.run(
                """
                INSERT INTO folded (day, event_row, event_id) VALUES (\(day), \(last), \(id))
                ON CONFLICT DO UPDATE SET event_row = excluded.event_row, event_id = excluded.event_id
                """)
        }
        return hasMore
    }

    /// What one step adds.
    private struct Batch {
        /// The last row that is in it.
        var last: Int64
        var tally = TagTally()
        /// Events that are to be read for their words, by label.
        private(set) var told: [Int64: [(row: TagRow, tags: PackedTags)]] = [:]
        private(set) var events = 0

        /// False when one of the same words is there already, or enough of the label.
        mutating func add(_ row: TagRow, _ tags: PackedTags) -> Bool {
            let others = told[row.label] ?? []
            guard others.count < Batch.eventsMax, !others.contains(where: { $0.tags.signature == tags.signature })
            else {
                return false
            }
            told[row.label, default: []].append((row, tags))
            events += 1
            return true
        }

        /// Of one label. Their texts are written together, so that a busy issue is not written for each event.
        private static let eventsMax = IssueTexts.eventsOfRowMin
    }

    /// Some rows, and whether they are the last.
    private func rows(after mark: Int64, in file: Connection) throws -> (rows: [TagRow], isEnd: Bool) {
        var rows = try file.rows(
            "SELECT \(TagRow.columns) FROM event WHERE id > \(mark) ORDER BY id LIMIT \(Self.rowsMax)", TagRow.init)
        let isEnd = rows.count < Self.rowsMax
        let unread = rows.indices.filter { rows[$0].tags == nil && !rows[$0].isBlank }.dropFirst(Self.bodiesMax).first
        if let unread { rows.removeSubrange(unread...) }
        return (rows, isEnd && unread == nil)
    }

    /// One transaction; what is remembered of one that failed is forgotten.
    func change(_ body: () throws -> Void) throws {
        do {
            try search.transaction(body)
        } catch {
            counters.forget()
            texts.forget()
            throw error
        }
        if search.logBytes > Checkpointer.logBytesStep { search.checkpoint() }
    }

    /// The row after which to go on. When the day's file was set aside since and another begun, everything is counted anew.
    func place(in day: Day, _ file: Connection) throws -> Int64 {
        let noted = try search.first("SELECT event_row, event_id FROM folded WHERE day = \(day)") {
            ($0.integer(0), $0.eventID(1))
        }
        guard let (row, id) = noted else { return 0 }
        let found = try file.first("SELECT event_id, project_id FROM event WHERE id = \(row)") {
            ($0.eventID(0), $0.integer(1))
        }
        // Retention blanks and deletes rows of old files.
        if let (other, project) = found, other == id || project == 0 { return row }
        if found == nil, try file.integer("SELECT coalesce(max(id), 0) FROM event") ?? 0 > row { return row }
        try forgetEverything()
        return 0
    }

    private func forgetEverything() throws {
        try change {
            for table: SQL in ["tag_count", "tag_total", "tag_value", "folded", "unfolded", "issue_text"] {
                try search.run("DELETE FROM \(table)")
            }
            try search.run("INSERT INTO text_index (text_index) VALUES ('rebuild')")
        }
        counters.forget()
        texts.forget()
        settled.removeAll()
    }

    /// The tags of a row; those of an older file's row from its body.
    func tags(of row: TagRow, in file: Connection) throws -> PackedTags {
        try row.tags(in: file, configuration.decodeBody)
    }

    /// Nil when the body cannot be read.
    func event(_ row: Int64, of project: Int64, in file: Connection) throws -> Event? {
        guard let bytes = try file.first("SELECT bytes FROM body WHERE id = \(row)", { $0.blob(0) }),
            let json = try? configuration.decodeBody(
                bytes, { try file.storedBody(of: $0, in: ProjectID(rawValue: project)) }),
            let document = try? JSONDocument(parsing: json, depthMax: JSONLimits.storedDepthMax)
        else { return nil }
        return Event(stored: document.root)
    }

    func file(of day: Day) throws -> Connection? {
        if files[day] != nil, !layout.exists(day) { files[day] = nil }
        if let file = files[day] { return file }
        guard layout.exists(day) else { return nil }
        let file = try Connection(path: layout.file(of: day), mode: .read)
        // A file that is just being made has no tables yet.
        guard try Migrator.version(of: file) > 0 else { return nil }
        try Migrator.check(file, is: .events)
        if files.count >= Self.filesOpenMax { files.removeAll() }
        files[day] = file
        return file
    }

    /// Lets go of a day's file; it is about to be removed or renamed.
    func close(_ day: Day) { files[day] = nil }
}

extension StoreLayout {
    /// Makes `search.db`, or makes it anew when it cannot be read: everything in it can be worked out again.
    func prepareSearch(at now: Timestamp) throws {
        func prepare() throws {
            let search = try Connection(path: search, mode: .create)
            try search.execute("PRAGMA page_size = \(Connection.pageBytes)")
            try search.execute("PRAGMA journal_mode = WAL")
            try Migrator.migrate(search, as: .search)
        }
        do {
            try prepare()
        } catch let error as SQLiteError where error.isDamage {
            _ = try setAside(search, at: now)
            try prepare()
        }
    }
}
