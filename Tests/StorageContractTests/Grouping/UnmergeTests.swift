import SentryProtocol
import Storage
import Testing

@Suite("Taking issues apart")
struct UnmergeTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("undoing a merge restores everything exactly", arguments: EngineUnderTest.all, [true, false])
    func undo(engine: EngineUnderTest, isIntoLast: Bool) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            _ = try await store.apply(.resolve, to: [ids[0]], by: actor, at: Sample.day(3))
            _ = try await store.apply(.archive, to: [ids[1]], by: actor, at: Sample.day(3))
            let before = try await store.picture()
            let merge = try await store.merge(
                ids, into: isIntoLast ? ids[2] : ids[0], by: actor, at: Sample.day(4))
            let moved = try await store.hashes(of: merge.target, limit: 99).filter { $0.mergedFrom != nil }
            let back = try await store.takeOut(
                moved.map(\.hash), of: merge.target, by: actor, at: Sample.day(5))
            #expect(back == merge.merged.sorted())
            let after = try await store.picture()
            for (one, other) in zip(after.issues, before.issues) { #expect(one == other) }
            #expect(after == before)
            let restored = try await store.activities(of: ids[1], limit: 9).map(\.type)
            #expect(restored == ["unmerge_destination", "set_ignored"])
            #expect(try await store.activities(of: merge.target, limit: 9).map(\.type).contains("unmerge_source"))
        }
    }

    @Test("hashes that were always the issue's open a new one", arguments: EngineUnderTest.all)
    func split(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let before = try await store.picture()
            let a = before.issues[0]
            let opened = try await store.takeOut([Sample.hash("a2")], of: a.id, by: actor, at: Sample.day(4))
            #expect(opened.map(\.rawValue) == [4])
            let new = try #require(try await store.issue(opened[0]))
            let rest = try #require(try await store.issue(a.id))
            #expect(new.timesSeen == 8 && rest.timesSeen == 8)
            #expect(new.title == "ValueError: a2 29" && rest.title == "ValueError: a 20")
            #expect(new.shortID.number == 4 && new.status == .unresolved && new.substatus == .new)
            #expect(rest.lastRelease == "1.20" && new.lastRelease == nil)
            #expect(try await store.eventIDs(of: new.id).count == 8)
            let source = try #require(try await store.activities(of: a.id, limit: 1).first)
            #expect(source.type == "unmerge_source")
            #expect(source.data == #"{"destination_id":"4","fingerprints":["\#(Sample.hash("a2"))"]}"#)
            let destination = try #require(try await store.activities(of: new.id, limit: 1).first)
            #expect(destination.data == #"{"source_id":"1","fingerprints":["\#(Sample.hash("a2"))"]}"#)
            // What comes now goes there, too; the other hash of those events stays where it was.
            _ = try await store.commit(
                Sample.batch(Sample.event(200, in: ["a2", "a system"]), Sample.event(201, in: ["x", "a system"])))
            #expect(try await store.issue(ofEvent: 200) == new.id)
            #expect(try await store.issue(ofEvent: 201) == a.id)
        }
    }

    @Test("a chain of merges gives the first one back", arguments: EngineUnderTest.all)
    func chain(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let before = try await store.picture()
            let ids = before.issues.map(\.id)
            _ = try await store.merge([ids[1], ids[0]], into: ids[0], by: actor, at: Sample.day(4))
            _ = try await store.commit(Sample.batch(Sample.event(300, in: ["b"], at: Sample.day(3), value: "b late")))
            _ = try await store.merge([ids[0], ids[2]], into: ids[2], by: actor, at: Sample.day(4))
            #expect(try await store.issue(ids[1])?.id == ids[2])
            let merged = try await store.hashes(of: ids[2], limit: 9)
            #expect(merged.first { $0.hash == Sample.hash("b") }?.mergedFrom == ids[1], "the first origin is kept")
            #expect(try await store.takeOut([Sample.hash("b")], of: ids[2], by: actor, at: Sample.day(5)) == [ids[1]])
            let back = try #require(try await store.issue(ids[1]))
            #expect(back.timesSeen == before.issues[1].timesSeen + 1)
            #expect(back.title == "ValueError: b late" && back.shortID == before.issues[1].shortID)
            #expect(try await store.issue(ids[0])?.id == ids[2])
            #expect(try await store.issue(ofEvent: 0) == ids[2])
            #expect(
                try await store.takeOut(
                    [Sample.hash("a")], of: ids[2], by: actor, at: Sample.day(5)) == [ids[0]])
            #expect(try await store.issue(ofEvent: 1) == ids[2], "the other hash of that issue stays")
            #expect(try await store.takeOut([Sample.hash("a2")], of: ids[2], by: actor, at: Sample.day(6)) == [ids[0]])
            #expect(try await store.issue(ofEvent: 1) == ids[0])
            #expect(try await store.issue(ids[0])?.timesSeen == before.issues[0].timesSeen)
        }
    }

    @Test("a hash without events leads nowhere afterwards", arguments: EngineUnderTest.all)
    func withoutEvents(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let one = IssueID(rawValue: 1)
            #expect(try await store.takeOut([Sample.hash("a system")], of: one, by: actor, at: Sample.noon) == [])
            #expect(try await store.issue(ofHash: "a system") == nil)
            #expect(try await store.commit(Sample.batch(Sample.event(300, in: ["a system"]))).newIssues.count == 1)
        }
    }

    @Test("is refused for hashes of others and for all of them; nothing changes", arguments: EngineUnderTest.all)
    func refusals(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let before = try await store.picture()
            let one = IssueID(rawValue: 1)
            let foreign = [Sample.hash("a"), Sample.hash("b"), Sample.hash("nobody")]
            await #expect(throws: MergeError.unknownHashes([foreign[1], foreign[2]])) {
                try await store.takeOut(foreign, of: one, by: actor, at: Sample.noon)
            }
            await #expect(throws: MergeError.unknownHashes([foreign[0]])) {
                try await store.takeOut([foreign[0]], of: IssueID(rawValue: 77), by: actor, at: Sample.noon)
            }
            await #expect(throws: MergeError.unknownHashes([])) {
                try await store.takeOut([], of: one, by: actor, at: Sample.noon)
            }
            for hashes in [["a", "a2", "a system"], ["a", "a2"]] {
                await #expect(throws: MergeError.nothingLeft) {
                    try await store.takeOut(hashes.map(Sample.hash), of: one, by: actor, at: Sample.noon)
                }
            }
            #expect(try await store.picture() == before)
        }
    }

    @Test("20,000 events leave while others arrive", arguments: EngineUnderTest.all)
    func concurrent(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for start in stride(from: 0, to: 40_000, by: 500) {
                let events = (start..<start + 500).map { number in
                    let at = Sample.day(Int64(number % 2)).adding(seconds: Int64(number % 3600))
                    return Sample.event(
                        number, in: [number % 2 == 0 ? "stays" : "leaves"], at: at, received: at,
                        user: "\(number % 911)")
                }
                _ = try await store.commit(Sample.batch(events))
            }
            let ids = (1...2).map { IssueID(rawValue: $0) }
            _ = try await store.merge(ids, into: ids[0], by: actor, at: Sample.day(2))
            let opened = try await withThrowingTaskGroup(of: [IssueID].self) { group in
                group.addTask {
                    try await store.takeOut([Sample.hash("leaves")], of: ids[0], by: actor, at: Sample.day(2))
                }
                group.addTask {
                    for number in 40_000..<40_400 {
                        let at = Sample.day(Int64(number % 2)).adding(seconds: 7200)
                        _ = try await store.commit(
                            Sample.batch(
                                Sample.event(
                                    number, in: [number % 2 == 0 ? "stays" : "leaves"], at: at, received: at,
                                    user: "late \(number % 30)")))
                    }
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(opened == [ids[1]])
            for (id, parity) in zip(ids, 0...1) {
                let issue = try #require(try await store.issue(id))
                #expect(issue.timesSeen == 20_200)
                let users = Set((0..<40_000).filter { $0 % 2 == parity }.map { "\($0 % 911)" }).count
                #expect(issue.usersAffected == users + 15)
            }
        }
    }
}
