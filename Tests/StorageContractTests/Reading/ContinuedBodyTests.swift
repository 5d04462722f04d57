import Compression
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: bodies that continue others")
struct ContinuedBodyTests {
    @Test("a body is read together with the one that it continues")
    func oneStatement() async throws {
        let folder = try TemporaryFolder()
        var configuration = SQLiteConfiguration(
            dataDirectory: folder.path, now: { Sample.noon }, decodeBody: SQLiteDeletionTests.decode)
        configuration.readers = 1
        let store = try SQLiteEngine.open(configuration)
        try await store.makeShop()
        let keyframe = Sample.event(1)
        var dependent = Sample.event(2)
        let json = Array(dependent.body.dropFirst())
        dependent.body = try #require(
            BodyCodec.standard.encode(json, after: Array(keyframe.body.dropFirst()), named: keyframe.facts.id.bytes))
        _ = try await store.commit(Sample.batch(keyframe))
        _ = try await store.commit(Sample.batch(dependent))
        let issue = try await store.onlyIssue().id

        func read(_ selector: EventSelector) async throws -> (body: [UInt8]?, statements: Int) {
            // The first time, the file is opened.
            _ = try await store.event(selector, of: issue, environments: [])
            let request = ReadingRequest()
            let event = try await ReadingRequest.$current.withValue(request) {
                try await store.event(selector, of: issue, environments: [])
            }
            return (event?.body, request.statementCount)
        }
        let pairs: [(alone: EventSelector, continued: EventSelector)] = [
            (.oldest, .latest), (.id(keyframe.facts.id), .id(dependent.facts.id)),
        ]
        for pair in pairs {
            let (alone, continued) = (try await read(pair.alone), try await read(pair.continued))
            #expect(alone.body == Array(keyframe.body.dropFirst()) && continued.body == json)
            #expect(alone.statements == continued.statements)
        }
        await store.close()
    }

    @Test("a body is found by the place of its row and by its id")
    func plan() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .events)
        let scope = EventScope.issue(labels: [IssueID(rawValue: 1)], environments: [])
        for sql in [
            scope.rows(after: nil, oldestFirst: false, limit: 2, withBodies: true),
            FoundEvent.selection(Sample.id(1), in: Sample.project, withBody: true),
        ] {
            let plan = try connection.queryPlan(of: sql)
            #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(plan)")
            #expect(plan.contains { $0.hasPrefix("SEARCH named") && $0.contains("event_by_event_id") }, "\(plan)")
        }
    }
}
