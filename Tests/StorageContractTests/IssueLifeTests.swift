import SentryProtocol
import Storage
import Testing

@Suite("The life of an issue")
struct IssueLifeTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("people resolve, archive and reopen, and all of it is remembered", arguments: EngineUnderTest.all)
    func commands(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let id = try await store.onlyIssue().id
            let steps: [(IssueCommand, IssueStatus, IssueSubstatus?)] = [
                (.resolve, .resolved, nil), (.archive, .archived, .archivedForever),
                (.unresolve, .unresolved, .ongoing),
            ]
            for (offset, step) in steps.enumerated() {
                let now = Sample.noon.adding(seconds: Int64(offset + 1))
                #expect(try await store.apply(step.0, to: [id], by: actor, at: now) == [id])
                let issue = try await store.onlyIssue()
                #expect(issue.status == step.1)
                #expect(issue.substatus == step.2)
                #expect(issue.statusChangedAt == now)
            }
            let activities = try await store.activities(of: id, limit: 10)
            #expect(activities.map(\.type) == ["set_unresolved", "set_ignored", "set_resolved"])
            #expect(activities.allSatisfy { $0.userID == UserID(rawValue: 3) && $0.data == "{}" })
            #expect(try await store.activities(of: id, limit: 1).count == 1)
        }
    }

    @Test("a command leaves alone what is in that state and what does not exist", arguments: EngineUnderTest.all)
    func idleCommands(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let id = try await store.onlyIssue().id
            let missing = IssueID(rawValue: 999)
            #expect(try await store.apply(.unresolve, to: [missing, id, id], by: .system, at: Sample.noon) == [id])
            let issue = try await store.onlyIssue()
            #expect(issue.substatus == .new)
            #expect(issue.statusChangedAt == nil)
            #expect(try await store.activities(of: id, limit: 10).isEmpty)
        }
    }

    @Test("an event reopens a resolved issue, once", arguments: EngineUnderTest.all)
    func regression(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let id = try await store.onlyIssue().id
            _ = try await store.apply(.resolve, to: [id], by: actor, at: Sample.noon.adding(seconds: 1))
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            #expect(try await store.onlyIssue().status == .resolved, "a duplicate is no new event")
            let back = Sample.noon.adding(seconds: 2)
            let first = try await store.commit(Sample.batch(Sample.event(2, at: back, release: "2.0")))
            #expect(first.newIssues.isEmpty)
            _ = try await store.commit(Sample.batch(Sample.event(3, at: back)))
            #expect(try await store.activities(of: id, limit: 10).map(\.type) == ["set_regression", "set_resolved"])
            let issue = try await store.onlyIssue()
            #expect(issue.status == .unresolved)
            #expect(issue.substatus == .regressed)
            #expect(issue.statusChangedAt == back)
            let activity = try #require(try await store.activities(of: id, limit: 1).first)
            #expect(activity.type == "set_regression")
            #expect(activity.userID == nil)
            #expect(activity.data == #"{"event_id":"\#(Sample.id(2).hex)","version":"2.0"}"#)
        }
    }

    @Test("an event does not bring back an archived issue", arguments: EngineUnderTest.all)
    func archivedStays(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let id = try await store.onlyIssue().id
            _ = try await store.apply(.archive, to: [id], by: .system, at: Sample.noon)
            _ = try await store.commit(Sample.batch(Sample.event(2)))
            #expect(try await store.onlyIssue().status == .archived)
            #expect(try await store.onlyIssue().timesSeen == 2)
        }
    }

    @Test("of many simultaneous events on a resolved issue, one reopens it", arguments: EngineUnderTest.all)
    func oneWinner(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(0)))
            let id = try await store.onlyIssue().id
            _ = try await store.apply(.resolve, to: [id], by: .system, at: Sample.noon)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...30 {
                    group.addTask { _ = try await store.commit(Sample.batch(Sample.event(number))) }
                }
                try await group.waitForAll()
            }
            #expect(try await store.activities(of: id, limit: 10).count == 2)
        }
    }

    @Test("issues are found by number and by short id", arguments: EngineUnderTest.all)
    func lookups(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            for number in 1...40 { _ = try await store.commit(Sample.batch(Sample.event(number, in: ["h\(number)"]))) }
            let shortID = try #require(ShortID(parsing: "shop-14"))
            let issue = try #require(try await store.issue(shortID, in: shop.organizationID))
            #expect(issue.shortID.number == 36)
            #expect(issue.shortID.description == "SHOP-14")
            #expect(try await store.issue(issue.id) == issue)
            #expect(try await store.issue(shortID, in: OrganizationID(rawValue: 77)) == nil)
            #expect(try await store.issue(IssueID(rawValue: 4711)) == nil)
        }
    }
}
