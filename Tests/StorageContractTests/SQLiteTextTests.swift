import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: texts of events")
struct SQLiteTextTests {
    private typealias Told = (event: Event?, tags: PackedTags)

    private static let label: Int64 = 7

    /// `search.db` and the tables that say where labels lead, in one file; without some of the last migrations.
    private func store(without missing: Int = 0) throws -> Connection {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        for script in DatabaseKind.search.migrations.dropLast(missing) { try connection.execute(script) }
        registerTextMatch(on: connection)
        registerLineMatch(on: connection)
        return connection
    }

    /// What an event says. Titles differ, the rest is partly what others say, too.
    private func told(_ number: Int, functions: [String] = ["main", "render page"]) -> Told {
        var exception = Exception()
        exception.type = "Failure\(number % 3)"
        // Long enough for some not to find room.
        exception.value = String(repeating: "w\(number).", count: 150)
        exception.stacktrace = Stacktrace()
        exception.stacktrace?.frames = functions.map { name in
            var frame = Frame()
            frame.function = name
            return frame
        }
        var event = Event()
        event.title = "결제 failed at step \(number) of all"
        event.exceptions = [exception]
        event.tags = [Tag(key: "n", value: "value \(number % 5)")]
        return (event, PackedTags(event))
    }

    private func told(_ numbers: Range<Int>) -> [Told] { numbers.map { told($0) } }

    /// Labels whose texts have this in them, as often as they are listed.
    private func labels(saying text: String, in search: Connection) throws -> [Int64] {
        try search.rows(EventMatching.list(within: TextPattern(within: text))) { $0.integer(0) }
    }

    private func labelsWithout(_ words: EventWords, in search: Connection) throws -> [Int64] {
        let matching = EventMatching(
            condition: .words(words, .isEmpty), isNegated: false, projects: [], period: nil, now: Sample.noon)
        return try search.rows(try #require(matching.filter(as: "listed").list)) { $0.integer(0) }.sorted()
    }

    /// All lines of a label, by column.
    private func lines(of label: Int64, in search: Connection) throws -> [[Substring]] {
        let rows: [[String]] = try search.rows(
            """
            SELECT messages, types, functions, files, modules, tags FROM issue_text
            WHERE id >> 4 = \(label) ORDER BY id
            """
        ) { row in IssueTexts.columns.indices.map { row.text(Int32($0)) } }
        return IssueTexts.columns.indices.map { column in
            rows.flatMap { row in row[column].split(separator: "\n") }
        }
    }

    private func rowCount(_ search: Connection) throws -> Int64? {
        try search.integer("SELECT count(*) FROM issue_text")
    }

    /// Throws when the index says anything else than the texts.
    private func examine(_ search: Connection) throws {
        try search.execute("INSERT INTO text_index (text_index, rank) VALUES ('integrity-check', 1)")
    }

    @Test("added step by step, texts are what they are when added at once", arguments: 1...5)
    func steps(length: Int) throws {
        let events = told(0..<IssueTexts.eventsMax)
        let (atOnce, inSteps) = (try store(), try store())
        try TextIndex(atOnce).add(events, to: Self.label)
        #expect(try rowCount(atOnce) == 1)
        let index = TextIndex(inSteps)
        for start in stride(from: 0, to: events.count, by: length) {
            // Another label's, so that rows lie between others.
            for label in [Self.label - 1, Self.label] {
                try index.add(Array(events[start..<min(start + length, events.count)]), to: label)
            }
            try examine(inSteps)
        }
        let expected = try lines(of: Self.label, in: atOnce)
        #expect(try lines(of: Self.label, in: inSteps) == expected)
        #expect(expected[0].reduce(0) { $0 + $1.utf8.count + 1 } > TextLines.bytesMax - 1_000)
        #expect(expected[0].reduce(0) { $0 + $1.utf8.count + 1 } <= TextLines.bytesMax + 1)
        #expect(try rowCount(inSteps) ?? 0 <= 2 * 4)
        for text in [
            "failed at step", "step 0 of", "step 11 of", "결제", "결제 failed", "at*step*2", "11", "Failure2", "value 4",
            "render", "w3.w3", "w9.w9", "of all\n결제", "nothing of the kind",
        ] {
            let found = try labels(saying: text, in: atOnce)
            #expect(found.count <= 1)
            #expect(try labels(saying: text, in: inSteps).sorted() == found.flatMap { [$0 - 1, $0] }, "\(text)")
        }
    }

    @Test("words of a later event are found, and a label is listed once")
    func laterRows() throws {
        let search = try store()
        let index = TextIndex(search)
        for number in 0..<3 { try index.add([told(number)], to: Self.label) }
        #expect(try rowCount(search) == 2)
        #expect(try labels(saying: "failed at step", in: search) == [Self.label])
        #expect(try labels(saying: "step 0 of", in: search) == [Self.label])
        #expect(try labels(saying: "step 2 of", in: search) == [Self.label])
        #expect(try labels(saying: "step*2 of", in: search) == [Self.label])
        #expect(try labels(saying: "0", in: search) == [Self.label])
    }

    @Test("events that say nothing new are noted, and not read again")
    func nothingNew() throws {
        let search = try store()
        let events = told(0..<IssueTexts.eventsMax + 2)
        let index = TextIndex(search)
        for (number, told) in events.prefix(IssueTexts.eventsMax).enumerated() {
            #expect(try index.wants(told.tags.signature, of: Self.label))
            // One that cannot be read says nothing.
            try index.add([(number % 2 == 0 ? told.event : nil, told.tags)], to: Self.label)
            try examine(search)
            // As remembered, and as stored.
            for index in [index, TextIndex(search)] {
                #expect(try !index.wants(told.tags.signature, of: Self.label))
                let isFull = number == IssueTexts.eventsMax - 1
                #expect(try index.wants(events[IssueTexts.eventsMax].tags.signature, of: Self.label) == !isFull)
            }
        }
        #expect(try rowCount(search) == 4)
    }

    @Test("what a label does not have is what none of its rows has")
    func emptiness() throws {
        let search = try store()
        let index = TextIndex(search)
        for label: Int64 in 1...3 { try index.add([told(0, functions: [])], to: label) }
        try index.add([told(0)], to: 4)
        try index.add([told(1, functions: [])], to: 3)
        #expect(try labelsWithout(.functions, in: search) == [1, 2, 3])
        try index.add([told(1)], to: 2)
        try index.add([told(2)], to: 3)
        #expect(try labelsWithout(.functions, in: search) == [1])
        #expect(try labelsWithout(.files, in: search) == [1, 2, 3, 4])
        #expect(try labelsWithout(.messages, in: search) == [])
    }

    @Test("a label that is forgotten or counted anew leaves no row behind")
    func removal() throws {
        let search = try store()
        let index = TextIndex(search)
        for label: Int64 in 1...3 {
            for number in 0..<8 { try index.add([told(number)], to: label) }
        }
        #expect(try rowCount(search) == 9)
        var texts = IssueTexts()
        let new = told(99)
        texts.signatures.append(new.tags.signature)
        if let event = new.event { texts.add(event, new.tags) }
        try index.replace(2, with: texts)
        try examine(search)
        #expect(try labels(saying: "step 99 of", in: search) == [2])
        #expect(try labels(saying: "step 5 of", in: search).sorted() == [1, 3])
        #expect(try !index.wants(new.tags.signature, of: 2))
        try index.add([told(5)], to: 2)
        #expect(try labels(saying: "step 5 of", in: search).sorted() == [1, 2, 3])
        for label: Int64 in 1...3 { try index.replace(label, with: nil) }
        try examine(search)
        #expect(try rowCount(search) == 0)
        #expect(try labels(saying: "failed", in: search) == [])
        #expect(try index.wants(new.tags.signature, of: 2))
    }

    @Test("texts of the version before are found, and added to")
    func migration() throws {
        let search = try store(without: 1)
        let columns: SQL = "messages, types, functions, files, modules, tags"
        for (label, message) in [(Self.label, "left over words\nsecond line"), (9, "others")] {
            let values: SQL = "\(message), 'KeyError', '', '', '', ''"
            try search.run(
                "INSERT INTO issue_text (label, signatures, \(columns)) VALUES (\(label), x'01020304', \(values))")
            try search.run("INSERT INTO text_index (rowid, \(columns)) VALUES (\(label), \(values))")
        }
        let script = try #require(DatabaseKind.search.migrations.last)
        try search.transaction { try search.execute(script) }
        try examine(search)
        #expect(try labels(saying: "left over", in: search) == [Self.label])
        #expect(try labels(saying: "KeyError", in: search).sorted() == [Self.label, 9])
        let index = TextIndex(search)
        #expect(try !index.wants(0x0403_0201, of: Self.label))
        try index.add([told(1)], to: Self.label)
        try examine(search)
        #expect(try labels(saying: "second line", in: search) == [Self.label])
        #expect(try labels(saying: "step 1 of", in: search) == [Self.label])
        #expect(try labelsWithout(.functions, in: search) == [9])
    }

    @Test("a store of the version before goes on with its texts")
    func olderStore() async throws {
        let folder = try TemporaryFolder()
        let layout = StoreLayout(directory: folder.path)
        try layout.makeDirectories()
        do {
            let search = try Connection(path: layout.search, mode: .create)
            try search.prepareForWriting(synchronous: .full, cacheKibibytes: 512)
            try search.execute(try #require(DatabaseKind.search.migrations.first))
            try search.execute(
                """
                INSERT INTO issue_text VALUES (1, x'01020304', 'left over words', '', '', '', '', '');
                INSERT INTO text_index (rowid, messages) VALUES (1, 'left over words');
                PRAGMA user_version = 1
                """)
        }
        let store = try SQLiteEngine.open(.test(folder.path))
        _ = try await store.commit(Sample.batch(Sample.event(1)))
        for text in ["left over words", "bad value"] {
            let query = IssueQuery(projects: [Sample.project], search: try SearchQuery(parsing: text))
            #expect(try await store.issues(matching: query).rows.count == 1, "\(text)")
        }
        await store.close()
    }
}
