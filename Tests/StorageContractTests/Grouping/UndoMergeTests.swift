import SentryProtocol
import Storage
import Testing

@Suite("Undoing merges")
struct UndoMergeTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("an issue comes back with what had been part of it", arguments: EngineUnderTest.all)
    func parts(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let first = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(4))
            let before = try await store.picture().withoutReleases
            let second = try await store.merge([ids[0], ids[2]], into: ids[2], by: actor, at: Sample.day(4))
            #expect(second.id != first.id)
            #expect(try await store.takeBack(merge: second.id, by: actor, at: Sample.day(5)) == [ids[0]])
            let after = try await store.picture().withoutReleases
            for (one, other) in zip(after.issues, before.issues) { #expect(one == other) }
            #expect(after == before)
            #expect(try await store.issue(ids[1])?.id == ids[0], "what was part of it is part of it again")
            #expect(try await store.takeBack(merge: first.id, by: actor, at: Sample.day(5)) == [ids[1]])
            #expect(try await store.picture().issues.map(\.timesSeen) == [16, 7, 7])
        }
    }

    @Test("an earlier merge is undone inside a later one", arguments: EngineUnderTest.all)
    func inside(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let first = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(4))
            let second = try await store.merge([ids[0], ids[2]], into: ids[2], by: actor, at: Sample.day(4))
            #expect(try await store.takeBack(merge: first.id, by: actor, at: Sample.day(5)) == [ids[1]])
            #expect(try await store.takeBack(merge: second.id, by: actor, at: Sample.day(5)) == [ids[0]])
            #expect(try await store.picture().issues.map(\.timesSeen) == [16, 7, 7])
        }
    }

    @Test("hashes that were learnt through those that came go back with them", arguments: EngineUnderTest.all)
    func learnt(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let merge = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(1))
            var moved = Sample.event(401, in: ["b next"], received: Sample.day(3))
            moved.facts.previousHashes = [Sample.hash("b")]
            _ = try await store.commit(
                Sample.batch(
                    Sample.event(400, in: ["b healed", "b"], received: Sample.day(3)), moved,
                    Sample.event(402, in: ["b healed too", "b healed"], received: Sample.day(3)),
                    Sample.event(403, in: ["a healed", "a system"], received: Sample.day(3))))
            #expect(try await store.issue(ofEvent: 402) == ids[0])
            #expect(try await store.takeBack(merge: merge.id, by: actor, at: Sample.day(5)) == [ids[1]])
            for number in 400...402 { #expect(try await store.issue(ofEvent: number) == ids[1], "\(number)") }
            #expect(try await store.issue(ofEvent: 403) == ids[0])
        }
    }

    @Test("each issue is told of the hashes that it got", arguments: EngineUnderTest.all)
    func activities(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let merge = try await store.merge(ids, into: ids[0], by: actor, at: Sample.day(4))
            _ = try await store.takeBack(merge: merge.id, by: actor, at: Sample.day(5))
            for (id, hash) in [(ids[1], "b"), (ids[2], "c")] {
                let told = try #require(try await store.activities(of: id, limit: 1).first)
                #expect(told.data == #"{"source_id":"1","fingerprints":["\#(Sample.hash(hash))"]}"#)
            }
        }
    }

    @Test("is refused when there is nothing to undo; nothing changes", arguments: EngineUnderTest.all)
    func refusals(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let merge = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(4))
            _ = try await store.takeBack(merge: merge.id, by: actor, at: Sample.day(5))
            let before = try await store.picture()
            for id in [merge.id, 0, -1, 99, .max] {
                await #expect(throws: MergeError.unknownHashes([])) {
                    try await store.takeBack(merge: id, by: actor, at: Sample.day(5))
                }
            }
            #expect(try await store.picture() == before)
        }
    }
}
