import SentryProtocol
import Storage
import Testing

@Suite("Hashes without events that are taken out")
struct ForgottenHashTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("bring back the issue that they came from with their next event", arguments: EngineUnderTest.all)
    func comesBack(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            try await Sample.fillThree(store)
            // The second issue knows a hash that decided none of its events.
            _ = try await store.commit(Sample.batch(Sample.event(100, in: ["d", "d system"], user: "x")))
            let ids = try await store.picture().issues.map(\.id)
            let (target, origin) = (ids[0], ids[3])
            let number = try #require(try await store.issue(origin)).shortID
            _ = try await store.apply(.resolve, to: [origin], by: actor, at: Sample.day(3))
            _ = try await store.merge([target, origin], into: target, by: actor, at: Sample.day(4))

            let taken = try await store.unmerge(
                [Sample.hash("d system")], of: target, by: actor, at: Sample.day(5))
            #expect(taken == Unmerging(source: target, issues: [], forgotten: 1))
            try await store.finishMoves()
            #expect(try await store.issue(origin)?.id == target, "until then its address leads to where its events are")
            let left = try await store.hashes(of: target, limit: 9).map(\.hash)
            #expect(!left.contains(Sample.hash("d system")))

            let batch = Sample.batch(
                Sample.event(101, in: ["d system"], at: Sample.day(6), received: Sample.day(6), user: "y"))
            #expect(try await store.commit(batch).newIssues.isEmpty)
            #expect(try await store.issue(ofEvent: 101) == origin)
            #expect(try await store.issue(ofEvent: 100) == target, "what had another hash stays")
            let back = try #require(try await store.issue(origin))
            #expect(back.shortID == number && back.timesSeen == 1 && back.usersAffected == 1)
            #expect(back.status == .unresolved, "it was resolved, and an event of it has come")
            #expect(try await store.issue(target)?.timesSeen == 17)
        }
    }

    @Test("and with those that have events, go without a word", arguments: EngineUnderTest.all)
    func withOthers(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let one = IssueID(rawValue: 1)
            let taken = try await store.unmerge(
                [Sample.hash("a2"), Sample.hash("a system")], of: one, by: actor, at: Sample.day(5))
            #expect(taken.issues.count == 1 && taken.forgotten == 0)
            try await store.finishMoves()
            #expect(try await store.issue(ofHash: "a system") == taken.issues[0])
        }
    }

    @Test("an issue that waits for its next event goes with the one it is part of", arguments: EngineUnderTest.all)
    func mergedOn(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            _ = try await store.commit(Sample.batch(Sample.event(100, in: ["d", "d system"])))
            let ids = try await store.picture().issues.map(\.id)
            _ = try await store.merge([ids[0], ids[3]], into: ids[0], by: actor, at: Sample.day(4))
            _ = try await store.takeOut([Sample.hash("d system")], of: ids[0], by: actor, at: Sample.day(5))
            _ = try await store.merge([ids[0], ids[1]], into: ids[1], by: actor, at: Sample.day(5))
            _ = try await store.commit(Sample.batch(Sample.event(101, in: ["d system"])))
            #expect(try await store.issue(ofEvent: 101) == ids[3])
            #expect(try await store.issue(ofEvent: 100) == ids[1])
        }
    }

    @Test("hashes lead to an issue when they led nowhere before", arguments: EngineUnderTest.all)
    func lead(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            try await store.lead([Sample.hash("new"), Sample.hash("b")], to: ids[2], at: Sample.noon)
            try await store.lead([Sample.hash("nobody")], to: IssueID(rawValue: 99), at: Sample.noon)
            _ = try await store.commit(Sample.batch(Sample.event(100, in: ["new"]), Sample.event(101, in: ["b"])))
            #expect(try await store.issue(ofEvent: 100) == ids[2])
            #expect(try await store.issue(ofEvent: 101) == ids[1], "whose it was before")
            #expect(try await store.issue(ofHash: "nobody") == nil)
        }
    }

    @Test("what is stored under hashes is counted among the newest events", arguments: EngineUnderTest.all)
    func counts(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let count = IssueHash.eventsMax
            for start in stride(from: 0, to: count + 500, by: 500) {
                let hashes = start < 500 ? ["old", "shared"] : ["new", "shared"]
                let events = (start..<start + 500).map {
                    Sample.event($0, in: hashes, at: Sample.noon.adding(seconds: Int64($0)))
                }
                _ = try await store.commit(Sample.batch(events))
            }
            let hashes = try await store.hashes(of: IssueID(rawValue: 1), limit: 9)
            #expect(hashes.first?.hash == Sample.hash("new") && hashes.first?.events == count)
            #expect(hashes.first { $0.hash == Sample.hash("old") }?.events == 0)
        }
    }
}
