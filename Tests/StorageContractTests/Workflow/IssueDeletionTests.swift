import SentryProtocol
import Storage
import Testing

@Suite("Deleting issues with their events")
struct IssueDeletionTests {
    private let actor = Actor.user(UserID(rawValue: 3))
    private let query = IssueQuery(projects: [Sample.project])

    /// Two issues, events of both on two days and in two environments.
    private func fill(_ store: any StorageEngine) async throws -> (gone: IssueID, kept: IssueID) {
        for number in 1...40 {
            let day = Int64(number % 2) * -86_400
            let at = Sample.noon.adding(seconds: day - Int64(number) * 60)
            _ = try await store.commit(
                Sample.batch(
                    Sample.event(
                        number, in: [number % 4 < 2 ? "a" : "b"], at: at, received: at,
                        environment: number % 3 == 0 ? "production" : nil, release: "1.\(number)", user: "u\(number)")))
        }
        let rows = try await store.issues(matching: query).rows
        return (rows[0].id, rows[1].id)
    }

    @Test("an issue is gone at once, its events soon, and everything else still counts", arguments: EngineUnderTest.all)
    func deletes(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let (gone, kept) = try await fill(store)
            let before = try await store.issue(kept)
            _ = try await store.addComment("bye", to: gone, by: actor, at: Sample.noon)
            let events = try await store.events(of: gone, environments: [], cursor: .start, limit: 100).rows
            #expect(try await store.delete([gone, gone, IssueID(rawValue: 99)], at: Sample.noon) == [gone])
            #expect(try await store.hasDeletions())
            #expect(try await store.issue(gone) == nil)
            #expect(try await store.issues(matching: query).rows.map(\.id) == [kept])
            #expect(try await store.delete([gone], at: Sample.noon).isEmpty)
            #expect(try await store.apply(.resolve, to: [gone], by: actor, at: Sample.noon).isEmpty)
            try await store.finishDeletions()
            #expect(try await !store.hasDeletions())
            #expect(try await store.issue(kept) == before)
            for event in events { #expect(try await store.event(event.facts.id, in: Sample.project) == nil) }
            #expect(try await store.events(of: Sample.project, cursor: .start, limit: 100).rows.count == 20)
            #expect(try await store.activities(of: gone, limit: 5).isEmpty)
        }
    }

    @Test("the next event like those opens a new issue", arguments: EngineUnderTest.all)
    func comesAgain(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let gone = try await store.onlyIssue().id
            _ = try await store.delete([gone], at: Sample.noon)
            // What comes before the events are taken goes with them.
            _ = try await store.commit(Sample.batch(Sample.event(2)))
            try await store.finishDeletions()
            #expect(try await store.issues(matching: query).rows.isEmpty)
            let receipt = try await store.commit(Sample.batch(Sample.event(3)))
            #expect(receipt.newIssues.count == 1 && receipt.newIssues != [gone])
            let issue = try await store.onlyIssue()
            #expect(issue.timesSeen == 1 && issue.shortID.number == 2)
            // And again, with the place of the last row held once already.
            _ = try await store.delete([issue.id], at: Sample.noon)
            try await store.finishDeletions()
            _ = try await store.commit(Sample.batch(Sample.event(4)))
            #expect(try await store.onlyIssue().timesSeen == 1)
            let found = try await store.event(.latest, of: store.onlyIssue().id, environments: [])
            #expect(found?.id == Sample.id(4))
        }
    }

    @Test("an issue takes those along that were merged into it", arguments: EngineUnderTest.all)
    func merged(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let (first, second) = try await fill(store)
            _ = try await store.commit(Sample.batch(Sample.event(100, in: ["c"], value: "other")))
            let merge = try await store.merge([first, second], into: nil, by: actor, at: Sample.noon)
            _ = try await store.delete([merge.target], at: Sample.noon)
            try await store.finishDeletions()
            #expect(try await store.onlyIssue().timesSeen == 1)
            #expect(try await store.events(of: Sample.project, cursor: .start, limit: 100).rows.count == 1)
        }
    }

    @Test("what was hidden when the process died is finished by the next one", arguments: EngineUnderTest.all)
    func restart(engine: EngineUnderTest) async throws {
        let folder = try TemporaryFolder()
        var store = try engine.open(folder.path)
        let (gone, kept) = try await fill(store)
        _ = try await store.delete([gone], at: Sample.noon)
        await store.close()
        #expect(try engine.doctor(folder.path).differences == [])
        store = try engine.open(folder.path)
        #expect(try await store.issue(gone) == nil)
        #expect(try await store.hasDeletions())
        try await store.finishDeletions()
        #expect(try await store.issues(matching: query).rows.map(\.id) == [kept])
        #expect(try engine.doctor(folder.path).differences == [])
        await store.close()
    }

    @Test("events come in while others are deleted, and every one is counted", arguments: EngineUnderTest.all)
    func meanwhile(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let (gone, _) = try await fill(store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 200...300 {
                    group.addTask {
                        _ = try await store.commit(
                            Sample.batch(Sample.event(number, in: [number % 2 == 0 ? "a" : "b"])))
                    }
                }
                group.addTask {
                    _ = try await store.delete([gone], at: Sample.noon)
                    try await store.finishDeletions()
                }
                try await group.waitForAll()
            }
            #expect(try await store.issue(gone) == nil)
        }
    }
}
