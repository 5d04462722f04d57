import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: issues that are about to be taken apart")
struct SQLiteUnmergeWishTests {
    private let one = IssueID(rawValue: 1)
    private let two = IssueID(rawValue: 2)

    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    /// Two issues of 600 and 300 events, made one.
    private func merged(_ folder: TemporaryFolder) async throws -> (SQLiteEngine, Merge) {
        let engine = try SQLiteEngine.open(.test(folder.path))
        let events = (1...900).map { Sample.event($0, in: [$0 % 3 == 0 ? "leaves" : "stays"], user: "\($0 % 50)") }
        for start in stride(from: 0, to: 900, by: 300) {
            _ = try await engine.commit(Sample.batch(Array(events[start..<start + 300])))
        }
        return (engine, try await engine.merge([one, two], into: one, by: .system, at: Sample.noon))
    }

    /// Notes a wish as if whoever noted it had stopped there.
    private func note(_ wish: UnmergeSurvey.Wish, in engine: SQLiteEngine) async throws {
        try await engine.writer.perform { files in
            try files.change { try $0.add(wish, of: one, opening: nil, by: .system, at: Sample.noon) }
        }
    }

    @Test("what was asked for before a crash is done by the next start", arguments: [true, false])
    func crash(isUndo: Bool) async throws {
        let folder = try TemporaryFolder()
        let (first, merge) = try await merged(folder)
        try await note(isUndo ? .merge(merge.id) : .hashes([Sample.hash("leaves")], of: one), in: first)
        _ = try await first.commit(Sample.batch(Sample.event(1000, in: ["leaves"], user: "new")))
        #expect(try await first.issue(ofEvent: 1000) == one, "nothing has begun yet")
        await first.close()
        #expect(try doctor(folder) == [])
        let second = try SQLiteEngine.open(.test(folder.path))
        try await second.finishMoves()
        #expect(try await second.issue(one)?.timesSeen == 600)
        #expect(try await second.issue(two)?.timesSeen == 301)
        #expect(try await second.issue(ofEvent: 1000) == two)
        #expect(try await !second.isMovingEvents(of: one))
        #expect(try await !second.isMovingEvents(of: two))
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .read)
        for table: SQL in ["event_move", "issue_recount", "unmerge", "unmerge_wish"] {
            #expect(try culprit.integer("SELECT count(*) FROM \(table)") == 0, "\(table.text)")
        }
        await second.close()
        #expect(try doctor(folder) == [])
    }

    @Test("an issue is left alone while events are about to leave it")
    func busy() async throws {
        let folder = try TemporaryFolder()
        let (engine, merge) = try await merged(folder)
        _ = try await engine.commit(Sample.batch(Sample.event(1001, in: ["other"]), Sample.event(1002, in: ["more"])))
        try await note(.merge(merge.id), in: engine)
        #expect(try await engine.isMovingEvents(of: one))
        let three = try #require(try await engine.issue(ofHash: "other"))
        await #expect(throws: MergeError.busy) {
            try await engine.merge([one, three], into: one, by: .system, at: Sample.noon)
        }
        await #expect(throws: MergeError.busy) {
            try await engine.unmerge([Sample.hash("leaves")], of: one, by: .system, at: Sample.noon)
        }
        let four = try #require(try await engine.issue(ofHash: "more"))
        _ = try await engine.merge([three, four], into: three, by: .system, at: Sample.noon)
        try await engine.finishMoves()
        #expect(try await engine.issue(two)?.timesSeen == 300)
        await engine.close()
        #expect(try doctor(folder) == [])
    }

    @Test("what cannot be done any more is forgotten")
    func stale() async throws {
        let folder = try TemporaryFolder()
        let (engine, _) = try await merged(folder)
        for wish in [
            UnmergeSurvey.Wish.merge(99), .hashes([Sample.hash("nobody")], of: one),
            .hashes([Sample.hash("leaves"), Sample.hash("stays")], of: one),
        ] {
            try await note(wish, in: engine)
            try await engine.finishMoves()
            #expect(try await !engine.isMovingEvents(of: one))
        }
        #expect(try await engine.issue(one)?.timesSeen == 900)
        await engine.close()
        #expect(try doctor(folder) == [])
    }

    @Test("an issue all of whose events leave goes where they go")
    func emptied() async throws {
        let folder = try TemporaryFolder()
        let (engine, merge) = try await merged(folder)
        try await engine.lead([Sample.hash("kept")], to: one, at: Sample.noon)
        try await note(.hashes([Sample.hash("leaves"), Sample.hash("stays")], of: one), in: engine)
        try await engine.finishMoves()
        let issues = try await engine.picture().issues
        #expect(issues.map(\.timesSeen).reduce(0, +) == 900)
        #expect(try await engine.issue(one).map { issues.map(\.id).contains($0.id) } == true)
        #expect(merge.target == one)
        await engine.close()
        #expect(try doctor(folder) == [])
    }

    @Test("an issue comes back with what retention had taken of it")
    func afterRetention() async throws {
        try await withRecords { _, engine, folder in
            for (number, hash) in [(1, "early"), (2, "late"), (3, "late")] {
                let at = Sample.day(hash == "early" ? 0 : 2).adding(seconds: Int64(number))
                _ = try await engine.commit(
                    Sample.batch(Sample.event(number, in: [hash], at: at, received: at, user: "\(number)")))
            }
            let merge = try await engine.merge([one, two], into: two, by: .system, at: Sample.day(3))
            _ = try await engine.maintain(now: Sample.day(91), policy: RetentionPolicy())
            #expect(try await engine.issue(two)?.timesSeen == 3)
            let undone = try await engine.undo(merge: merge.id, by: .system, at: Sample.day(91))
            #expect(undone.issues.isEmpty && undone.forgotten == 1)
            try await engine.finishMoves()
            #expect(try doctor(folder) == [])
            let at = Sample.day(3)
            _ = try await engine.commit(
                Sample.batch(Sample.event(4, in: ["early"], at: at, received: at, user: "4")))
            let back = try #require(try await engine.issue(one))
            #expect(back.id == one && back.timesSeen == 2 && back.usersAffected == 2)
            #expect(back.firstSeen == Sample.day(0).adding(seconds: 1))
            #expect(try await engine.issue(two)?.timesSeen == 2)
            #expect(try doctor(folder) == [])
        }
    }

    @Test("counting hashes walks an index and never sorts")
    func plan() throws {
        let events = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(events, as: .events)
        let labels = (1...5).map { IssueID(rawValue: $0) }
        let plan = try events.queryPlan(of: EventMove.newest(labelled: labels, limit: 9))
        #expect(plan.count { $0.contains("SEARCH event USING INDEX event_by_issue") } == 5, "\(plan)")
        #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") && !$0.contains("SCAN event") }, "\(plan)")
    }
}
