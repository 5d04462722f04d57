import SentryProtocol
import Storage
import Testing

@Suite("Commits")
struct CommitTests {
    @Test("an event is readable as soon as its commit is answered", arguments: EngineUnderTest.all)
    func readsOwnWrites(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            let receipt = try await store.commit(Sample.batch(Sample.event(1, environment: "prod", user: "7")))
            #expect(receipt.stored == 1)
            #expect(receipt.newIssues.count == 1)
            let issue = try await store.onlyIssue()
            #expect(issue.shortID.description == "SHOP-1")
            #expect(issue.timesSeen == 1)
            #expect(issue.usersAffected == 1)
            #expect(issue.status == .unresolved)
            #expect(issue.substatus == .new)
            let event = try await store.event(Sample.id(1), in: Sample.project)
            #expect(event?.issueID == issue.id)
            #expect(event?.event?.environment == "prod")
        }
    }

    @Test("a resend is acknowledged and counted once", arguments: EngineUnderTest.all)
    func isIdempotent(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for round in 0..<3 {
                let receipt = try await store.commit(Sample.batch(Sample.event(1), Sample.event(2)))
                #expect(receipt.stored == (round == 0 ? 2 : 0))
                #expect(receipt.duplicates == (round == 0 ? 0 : 2))
                #expect(receipt.newIssues.count == (round == 0 ? 1 : 0))
            }
            #expect(try await store.onlyIssue().timesSeen == 2)
            let statistics = await store.statistics()
            #expect(statistics.eventsStored == 2)
            #expect(statistics.eventsDuplicate == 4)
        }
    }

    @Test("the same id twice in one batch is one event", arguments: EngineUnderTest.all)
    func duplicateInsideBatch(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let receipt = try await store.commit(
                Sample.batch(Sample.event(1, in: ["a"]), Sample.event(1, in: ["b"]), Sample.event(2, in: ["c"])))
            #expect(receipt.stored == 2)
            #expect(receipt.duplicates == 1)
            #expect(receipt.newIssues.map(\.rawValue) == [1, 2], "a duplicate uses up no issue")
        }
    }

    @Test("a resend after midnight is a duplicate", arguments: EngineUnderTest.all)
    func duplicateAcrossMidnight(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let tomorrow = Sample.noon.adding(seconds: 13 * 3600)
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let receipt = try await store.commit(
                Sample.batch(Sample.event(1, received: tomorrow), Sample.event(2, received: tomorrow)))
            #expect(receipt.duplicates == 1)
            #expect(receipt.stored == 1)
            #expect(try await store.onlyIssue().timesSeen == 2)
        }
    }

    @Test("one id may occur in two projects", arguments: EngineUnderTest.all)
    func idsBelongToProjects(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let other = ProjectID(rawValue: 2)
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let receipt = try await store.commit(Sample.batch(Sample.event(1), project: other))
            #expect(receipt.stored == 1)
            #expect(receipt.newIssues.count == 1, "hashes lead to issues of their own project")
            #expect(try await store.event(Sample.id(1), in: other)?.projectID == other)
        }
    }

    @Test("a batch may span two days", arguments: EngineUnderTest.all)
    func spansDays(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let tomorrow = Sample.noon.adding(seconds: 86_400)
            let receipt = try await store.commit(
                Sample.batch(Sample.event(1), Sample.event(2, received: tomorrow), Sample.event(3)))
            #expect(receipt.stored == 3)
            #expect(receipt.newIssues.count == 1)
            #expect(try await store.onlyIssue().timesSeen == 3)
        }
    }

    @Test("many writers at once open each issue once and lose nothing", arguments: EngineUnderTest.all)
    func concurrency(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
                for writer in 0..<24 {
                    group.addTask {
                        var sum = Receipt()
                        for round in 0..<25 {
                            // Every id is sent by two writers.
                            let number = writer / 2 * 25 + round
                            let receipt = try await store.commit(
                                Sample.batch(
                                    Sample.event(
                                        number, in: ["h\(number % 7)"], at: Sample.noon.adding(seconds: Int64(-number)),
                                        environment: number % 3 == 0 ? "prod" : nil, user: "\(number % 11)")))
                            sum.stored += receipt.stored
                            sum.duplicates += receipt.duplicates
                            sum.newIssues += receipt.newIssues
                        }
                        return sum
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(receipts.reduce(0) { $0 + $1.stored } == 300)
            #expect(receipts.reduce(0) { $0 + $1.duplicates } == 300)
            let opened = receipts.flatMap(\.newIssues)
            #expect(opened.count == 7)
            #expect(Set(opened).count == 7)
            let page = try await store.issues(matching: IssueQuery(projects: [Sample.project]))
            #expect(page.hits == 7)
            #expect(page.rows.reduce(0) { $0 + $1.timesSeen } == 300)
            #expect(Set(page.rows.map(\.shortID.number)) == Set(1...7))
        }
    }

    @Test("a batch without events is answered at once", arguments: EngineUnderTest.all)
    func emptyBatch(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let receipt = try await store.commit(IngestBatch(projectID: Sample.project))
            #expect(receipt.stored == 0)
        }
    }

    @Test("what was accepted before closing is there after opening", arguments: EngineUnderTest.all)
    func closesCleanly(engine: EngineUnderTest) async throws {
        let folder = try TemporaryFolder()
        let first = try engine.open(folder.path)
        try await first.makeShop()
        let commits = (0..<40).map { number in
            Task { try await first.commit(Sample.batch(Sample.event(number))) }
        }
        for commit in commits { _ = try await commit.value }
        await first.close()
        await #expect(throws: CommitError.closing) {
            try await first.commit(Sample.batch(Sample.event(99)))
        }
        let second = try engine.open(folder.path)
        #expect(try await second.onlyIssue().timesSeen == 40)
        #expect(try await second.commit(Sample.batch(Sample.event(7))).duplicates == 1)
        #expect(try await second.commit(Sample.batch(Sample.event(50, in: ["new"]))).newIssues.map(\.rawValue) == [2])
        await second.close()
        #expect(try engine.doctor(folder.path).differences == [])
    }
}
