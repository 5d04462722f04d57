import CSQLite
import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

/// Lets a test reach a limit of SQLite with few bytes.
func lowerBlobLimit(of file: Connection) { sqlite3_limit(file.handle, SQLITE_LIMIT_LENGTH, 150_000) }

extension String {
    /// Whether a step of a plan sorts; what is listed of events has each label once.
    var sorts: Bool { contains("TEMP B-TREE") && !hasSuffix("FOR DISTINCT") }
}

@Suite("SQLite: files, migrations and plans")
struct SQLiteFilesTests {
    /// Set `CULPRIT_RECORD_SNAPSHOTS` to write it anew.
    @Test("schema.sql shows what fresh files look like")
    func schema() throws {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/" + folder + "/Migrations/SQLite/schema.sql"
        let generated = try Migrator.schema()
        if getenv("CULPRIT_RECORD_SNAPSHOTS") != nil {
            let file = try #require(fopen(path, "w"))
            defer { fclose(file) }
            #expect(fwrite(generated, 1, generated.utf8.count, file) == generated.utf8.count)
        }
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        let stored = String(decoding: bytes.prefix(count), as: UTF8.self)
        #expect(stored == generated, "print Migrator.schema() into Migrations/SQLite/schema.sql")
    }

    @Test("a file from the future is refused", arguments: ["culprit.db", "events/2026-11-23.db"])
    func future(name: String) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        _ = try await store.commit(Sample.batch(Sample.event(1)))
        await store.close()
        let file = try Connection(path: folder.path + "/" + name, mode: .write)
        try file.execute("PRAGMA user_version = 99")
        #expect(
            throws: SQLiteStorageError.fromTheFuture(
                file: folder.path + "/" + name, version: 99,
                supported: (name == "culprit.db" ? DatabaseKind.culprit : .events).migrations.count)
        ) {
            _ = try SQLiteEngine.open(.test(folder.path))
        }
        #expect(throws: SQLiteStorageError.self) {
            try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode)
        }
    }

    @Test("a failed migration leaves the file as it was")
    func migrationIsOneTransaction() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try connection.execute("CREATE TABLE event (x)")
        #expect(throws: SQLiteError.self) { try Migrator.migrate(connection, as: .events) }
        #expect(try Migrator.version(of: connection) == 0)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 1)
    }

    static let queries: [IssueQuery] = {
        var queries: [IssueQuery] = []
        let projects = (1...4).map { ProjectID(rawValue: $0) }
        let searches = [
            "", "is:unresolved", "!is:resolved level:error", "timeout lastSeen:-1d", "firstSeen:+7d timesSeen:>3",
        ]
        let period = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 3600))
        for text in searches {
            guard let search = try? SearchQuery(parsing: text) else { continue }
            for sort in [IssueSort.lastSeen, .firstSeen] {
                queries.append(IssueQuery(projects: [projects[0]], search: search, sort: sort))
                queries.append(
                    IssueQuery(projects: projects, search: search, environments: ["prod"], period: period, sort: sort))
            }
        }
        return queries
    }()

    @Test("lists of issues walk an index and never sort", arguments: queries)
    func issuePlans(query: IssueQuery) throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        for script in DatabaseKind.search.migrations { try connection.execute(script) }
        registerTextMatch(on: connection)
        registerLineMatch(on: connection)
        for place in [nil, IssuePlace(key: 5, id: 5)] {
            for backwards in [false, true] {
                for sql in query.rows(after: place, backwards: backwards, limit: 51, at: Sample.noon) {
                    let plan = try connection.queryPlan(of: sql)
                    let index = query.sort == .lastSeen ? "issue_by_last_seen" : "issue_by_first_seen"
                    #expect(plan.contains { $0.hasPrefix("SEARCH issue USING") && $0.contains(index) })
                    #expect(!plan.contains { $0.sorts || $0.hasPrefix("SCAN issue") }, "\(plan)")
                }
            }
        }
    }

    @Test("a search for short ids looks them up")
    func shortIDPlan() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        let search = try SearchQuery(parsing: "issue:SHOP-1")
        let query = IssueQuery(projects: [Sample.project], search: search)
        let sql = try #require(query.rows(after: nil, backwards: false, limit: 51, at: Sample.noon).first)
        let plan = try connection.queryPlan(of: sql)
        #expect(plan.contains { $0.contains("issue_by_number (project_id=? AND number=?)") }, "\(plan)")
    }

    @Test("lists of events walk an index and never sort")
    func eventPlans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .events)
        let place = OccurrencePlace(day: Sample.noon.day, occurredAt: 7, row: 7)
        let issue = IssueID(rawValue: 1)
        for (scope, index) in [
            (EventScope.issue(labels: [issue], environments: []), "event_by_issue"),
            (.issue(labels: [issue], environments: ["prod"]), "event_by_issue"),
            (.project(Sample.project), "event_by_project"),
        ] {
            for place in [nil, place] {
                for oldestFirst in [false, true] {
                    let sql = scope.rows(after: place, oldestFirst: oldestFirst, limit: 51)
                    let plan = try connection.queryPlan(of: sql)
                    #expect(plan.count == 1, "\(plan)")
                    #expect(plan.first?.hasPrefix("SEARCH event USING INDEX \(index)") == true, "\(plan)")
                }
            }
        }
        let byID = try connection.queryPlan(of: FoundEvent.selection(Sample.id(1), in: Sample.project))
        #expect(byID == ["SEARCH event USING INDEX event_by_event_id (event_id=? AND project_id=?)"])
    }

    @Test(
        "texts match in any case, with gaps",
        arguments: [
            ("abc", "ABC", true), ("abc", "abcd", false), ("", "", true), ("", "a", false), ("*", "", true),
            ("a*", "Abc", true), ("a*", "ba", false), ("*c", "abC", true), ("a*c", "ac", true), ("a*c", "a", false),
            ("ab*bc", "abc", false), ("*b*b*", "abcb", true), ("*b*b*", "abc", false), ("a**c", "abc", true),
            ("*ö*", "schÖn", true), ("*ö*", "schon", false), ("*[*", "a[b", true), ("*@*", "a`b", false),
            ("*{*", "a[b", false), ("*k*", "\u{212A}", false),
        ])
    func textMatch(example: (pattern: String, text: String, matches: Bool)) throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        registerTextMatch(on: connection)
        let found = try connection.integer(
            "SELECT text_match(\(TextPattern(example.pattern).encoded), 'something else', \(example.text))")
        #expect(found == (example.matches ? 1 : 0))
    }

    @Test("a pattern made to be slow is not")
    func hostilePattern() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        registerTextMatch(on: connection)
        let pattern = TextPattern(within: String(repeating: "a*", count: 1000) + "b").encoded
        let text = String(repeating: "a", count: 4000)
        let start = ContinuousClock.now
        for _ in 0..<10 {
            let found = try connection.integer("SELECT text_match(\(pattern), \(text))")
            #expect(found == 0)
        }
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("days have one file each, named by the day of arrival")
    func layout() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        for days in [0, 2, 40] {
            _ = try await store.commit(
                Sample.batch(Sample.event(days, received: Sample.noon.adding(seconds: Int64(days) * 86_400))))
        }
        let layout = StoreLayout(directory: folder.path)
        #expect(layout.days().map(\.text) == ["2026-11-23", "2026-11-25", "2027-01-02"])
        for days in 3...12 {
            _ = try await store.commit(
                Sample.batch(Sample.event(days, received: Sample.noon.adding(seconds: Int64(days) * 86_400))))
        }
        #expect(try await store.events(of: Sample.project, cursor: .start, limit: 100).rows.count == 13)
        await store.close()
        #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
    }
}
