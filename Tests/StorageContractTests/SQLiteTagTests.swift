import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: tags after crashes and retention")
struct SQLiteTagTests {
    private let projects = [Sample.project]

    private func events(_ numbers: Range<Int>, at time: Timestamp = Sample.noon) -> IngestBatch {
        Sample.batch(
            numbers.map { number in
                Sample.event(
                    number, in: ["h\(number % 3)"], at: time, environment: number % 2 == 0 ? "prod" : nil,
                    tags: ["n": "\(number % 5)"])
            })
    }

    private func tags(_ store: SQLiteEngine) async throws -> [TagSummary] {
        try await store.tags(of: .projects(projects), top: 50)
    }

    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    @Test("what a crash left uncounted is counted once, wherever it came", arguments: [0, 1, 2])
    func resumes(moment: Int) async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        if moment > 0 { _ = try await first.commit(events(0..<20)) }
        if moment > 1 { _ = try await tags(first) }
        await first.close()
        // The tags of before, the events of after.
        try folder.copy("search.db", to: "search.before")
        let second = try SQLiteEngine.open(.test(folder.path))
        _ = try await second.commit(events(20..<50))
        let expected = try await tags(second)
        await second.close()
        try folder.copy("search.before", to: "search.db")
        let third = try SQLiteEngine.open(.test(folder.path))
        #expect(try await tags(third) == expected)
        #expect(expected.first { $0.key == "n" }?.events == (moment > 0 ? 50 : 30))
        #expect(try doctor(folder) == [])
        await third.close()
    }

    @Test("tags that cannot be read are counted anew from the events")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        _ = try await first.commit(events(0..<20))
        let expected = try await tags(first)
        await first.close()
        let file = try #require(fopen(folder.path + "/search.db", "w"))
        fputs(String(repeating: "no database ", count: 1000), file)
        fclose(file)
        let second = try SQLiteEngine.open(.test(folder.path))
        #expect(try await tags(second) == expected)
        await second.close()
    }

    @Test("rows of files from before tags were kept are read from their bodies")
    func olderFiles() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        _ = try await first.commit(events(0..<20))
        let expected = try await tags(first)
        await first.close()
        let file = try Connection(
            path: StoreLayout(directory: folder.path).file(of: Sample.noon.day), mode: .write)
        try file.run("UPDATE event SET tags = NULL")
        try Connection(path: folder.path + "/search.db", mode: .write).execute(
            "DELETE FROM tag_total; DELETE FROM tag_count; DELETE FROM folded")
        let second = try SQLiteEngine.open(.test(folder.path))
        // Reading adds what SDKs leave out.
        let again = try await tags(second).filter { $0.key != "mechanism" }
        #expect(again == expected)
        #expect(try doctor(folder) == [])
        await second.close()
    }

    @Test("a day that is dropped takes its tags along, and values that nobody has any more")
    func retention() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        _ = try await store.makeShop()
        let old = Sample.noon.adding(seconds: -40 * 86_400)
        var batch = events(0..<10)
        batch.events += (100..<104).map { number in
            Sample.event(number, in: ["h1"], at: old, received: old, tags: ["n": "old", "gone": "yes"])
        }
        batch.events.append(Sample.event(105, in: ["only old"], at: old, received: old, tags: ["n": "old"]))
        _ = try await store.commit(batch)
        #expect(try await store.tag("gone", of: .projects(projects))?.events == 4)
        var policy = RetentionPolicy()
        policy.days[.errors] = 30
        _ = try await store.maintain(now: Sample.noon, policy: policy)
        #expect(try await store.tag("gone", of: .projects(projects)) == nil)
        #expect(try await store.tag("n", of: .projects(projects))?.events == 10)
        let kept = try await store.writer.perform { _ in true }
        #expect(kept)
        #expect(try doctor(folder) == [])
        let left = try await store.readers.read {
            try $0.culprit.integer("SELECT count(*) FROM tag_value WHERE value = 'old'")
        }
        #expect(left == 0)
        await store.close()
    }

    @Test("values that are kept go on being counted when others find no room")
    func fullKeys() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        let count = TagLimits.valuesOfProjectMax + 100
        for round in 0..<2 {
            for start in stride(from: 0, to: count, by: 550) {
                let rows = (start..<start + 550).map { number in
                    Sample.event(
                        round * count + number, in: [number < 100 ? "few" : "many"],
                        tags: ["n": "\(number)", "few": "\(number % 3)"])
                }
                _ = try await store.commit(Sample.batch(rows))
            }
            #expect(try await store.tag("n", of: .projects(projects))?.events == (round + 1) * count)
        }
        let issues = try await store.issues(of: [Sample.hash("few"), Sample.hash("many")], in: Sample.project)
        for (hash, isCapped) in [("few", false), ("many", true)] {
            let issue = try #require(issues[Sample.hash(hash)])
            let values = try await store.values(
                of: "n", in: .issue(issue), containing: "", order: .count, limit: 2 * count)
            #expect(values.count == TagLimits.valuesOfIssueMax)
            #expect(values.allSatisfy { $0.events == 2 })
            #expect(try await store.tag("n", of: .issue(issue))?.isCapped == isCapped)
        }
        let values = try await store.values(
            of: "n", in: .projects(projects), containing: "", order: .count, limit: 2 * count)
        #expect(values.count == TagLimits.valuesOfProjectMax)
        #expect(values.allSatisfy { $0.events == 2 })
        #expect(try doctor(folder) == [])
        await store.close()
    }

    @Test(
        "searches walk along indexes",
        arguments: [
            "browser.name:Chrome", "!browser.name:Chrome", "has:release", "!has:release", "release:latest",
            "user.id:7 environment:[a, b]", "url:*checkout*", "free text", "stack.function:*render*",
        ])
    func plans(text: String) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        _ = try await store.commit(events(0..<10))
        let query = IssueQuery(projects: projects, search: try SearchQuery(parsing: text))
        let statement = try #require(query.rows(after: nil, backwards: false, limit: 50, at: Sample.noon).first)
        let plan = try await store.readers.read { try $0.culprit.queryPlan(of: statement) }
        #expect(plan.contains { $0.contains("issue_by_last_seen") }, "\(plan)")
        for step in plan where step.hasPrefix("SCAN") {
            let isExpected = ["matching", "text_index", "CONSTANT", "subquery"].contains { step.contains($0) }
            #expect(isExpected, "\(step)")
        }
        await store.close()
    }
}
