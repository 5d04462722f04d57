import SentryProtocol
import Storage
import Testing

@Suite("Changing many issues, and taking it back")
struct UndoTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    private func fill(_ store: any StorageEngine, _ count: Int) async throws -> [IssueID] {
        let events = (1...count).map {
            Sample.event($0, in: ["h\($0)"], at: Sample.noon.adding(seconds: Int64(-$0)), value: "v\($0)")
        }
        _ = try await store.commit(Sample.batch(events))
        return try await store.issueIDs(matching: IssueQuery(projects: [Sample.project]), upTo: 10_000)
    }

    @Test("all that match are listed in order, as far as asked", arguments: EngineUnderTest.all)
    func lists(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issues = try await fill(store, 250)
            #expect(issues.count == 250)
            let query = IssueQuery(projects: [Sample.project], limit: 3)
            #expect(try await store.issueIDs(matching: query, upTo: 7) == Array(issues.prefix(7)))
            let rows = try await store.issues(matching: query).rows.map(\.id)
            #expect(rows == Array(issues.prefix(3)))
            #expect(try await store.issueIDs(matching: IssueQuery(projects: []), upTo: 7).isEmpty)
        }
    }

    @Test("a change of many is one change, and goes back to what each was before", arguments: EngineUnderTest.all)
    func undo(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issues = try await fill(store, 250)
            let (archived, resolved) = (issues[3], issues[4])
            let condition = ArchiveCondition(events: 5, eventsWindow: 60)
            _ = try await store.apply(.archiveUntil(condition), to: [archived], by: actor, at: Sample.noon)
            _ = try await store.apply(.resolveIn(.release("2.0")), to: [resolved], by: actor, at: Sample.noon)
            let before = try await store.issue(archived)
            let later = Sample.noon.adding(seconds: 60)
            let change = try await store.change(
                issues + [archived, IssueID(rawValue: 9_999)], by: [.resolve, .assign(.user(UserID(rawValue: 3)))],
                actor: actor, at: later)
            #expect(change.found == issues)
            #expect(change.changed == 250)
            let id = try #require(change.id)
            #expect(try await store.issue(archived)?.status == .resolved)
            #expect(try await Set(store.undo(id, by: actor, at: later)) == Set(issues))
            #expect(try await store.issue(archived) == before)
            #expect(try await store.issue(resolved)?.workflow.resolution == Resolution(kind: .release, release: "2.0"))
            #expect(try await store.issue(issues[0])?.substatus == .new)
            #expect(try await store.issue(issues[0])?.workflow.assignee == nil)
            #expect(
                try await store.activities(of: archived, limit: 9).map(\.type)
                    == ["unassigned", "set_ignored", "assigned", "set_resolved", "set_ignored"])
            #expect(try await store.undo(id, by: actor, at: later).isEmpty, "once is all")
        }
    }

    @Test("what happened since is left alone", arguments: EngineUnderTest.all)
    func since(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issues = try await fill(store, 3)
            let change = try await store.change(issues, by: [.resolve], actor: actor, at: Sample.noon)
            let event = Sample.event(10, in: ["h1"], at: Sample.noon.adding(seconds: 5))
            _ = try await store.commit(Sample.batch(event))
            _ = try await store.apply(.archive, to: [issues[1]], by: actor, at: Sample.noon.adding(seconds: 6))
            let restored = try await store.undo(
                try #require(change.id), by: actor, at: Sample.noon.adding(seconds: 7))
            #expect(restored == [issues[2]])
            #expect(try await store.issue(issues[0])?.substatus == .regressed)
            #expect(try await store.issue(issues[1])?.status == .archived)
        }
    }

    @Test("nobody takes back what another did, nor what is a day old", arguments: EngineUnderTest.all)
    func refusals(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issues = try await fill(store, 2)
            let id = try #require(try await store.change(issues, by: [.archive], actor: actor, at: Sample.noon).id)
            let others: [Actor] = [.user(UserID(rawValue: 4)), .token(TokenID(rawValue: 3)), .system]
            for other in others { #expect(try await store.undo(id, by: other, at: Sample.noon).isEmpty) }
            #expect(try await store.undo(id + 1, by: actor, at: Sample.noon).isEmpty)
            #expect(try await store.undo(id, by: actor, at: Sample.noon.adding(seconds: 86_401)).isEmpty)
            let token = Actor.token(TokenID(rawValue: 3))
            let own = try #require(try await store.change(issues, by: [.unresolve], actor: token, at: Sample.noon).id)
            #expect(try await store.undo(own, by: token, at: Sample.noon).count == 2)
        }
    }
}
