import SentryProtocol
import Storage
import Testing

@Suite("What regrouping leaves of issues")
struct RegroupIdentityTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    /// Gives all events the hashes that `rule` has for their names, with heirs and other titles.
    private func run(
        on store: any StorageEngine, title: String? = nil, heirs: [String: HashInIssue] = [:],
        _ rule: (String) -> [String]
    ) async throws -> RegroupJob {
        let job = try await RegroupTests.begin(store)
        let events = try await store.placedEvents(of: job.projectID, in: job.period, after: nil, limit: 999)
        let regroupings = try events.map { placed in
            var facts = try #require(EventFacts(stored: placed.event.body))
            let hashes = rule(String((facts.metadata.value ?? "").prefix { $0 != " " }))
            facts.hashes = hashes.map(Sample.hash)
            if let title { facts.title = title }
            return EventRegrouping(place: placed.place, facts: facts, heir: hashes.lazy.compactMap { heirs[$0] }.first)
        }
        let last = try #require(events.last?.place)
        _ = try await store.regroup(regroupings, upTo: last, of: job.id, at: Sample.day(5))
        return try #require(try await store.setState(.done, problem: nil, of: job.id, at: Sample.day(5)))
    }

    private func heir(_ issue: IssueID, _ hash: String) throws -> HashInIssue {
        HashInIssue(issue, try #require(UInt64(Sample.hash(hash).prefix(16), radix: 16)))
    }

    @Test(
        "an issue whose hash merely changes stays itself, and what people merged can still be undone",
        arguments: EngineUnderTest.all)
    func heirs(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let merge = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(1))
            _ = try await store.apply(.archive, to: [ids[0]], by: actor, at: Sample.day(3))
            let before = try await store.picture()
            let job = try await run(
                on: store,
                heirs: [
                    "A": heir(ids[0], "a"), "A2": heir(ids[0], "a2"), "B": heir(ids[0], "b"), "C": heir(ids[2], "c"),
                ]
            ) { [$0.uppercased()] }
            #expect(job.eventsMoved == 0 && job.issuesOpened == 0 && job.issuesEmptied == 0)
            #expect(try await store.picture().issues == before.issues)
            #expect(try await store.commit(Sample.batch(Sample.event(500, in: ["A"]))).newIssues == [])
            // The new hash of what came by the merge goes back with it.
            #expect(try await store.takeBack(merge: merge.id, by: actor, at: Sample.day(6)) == [ids[1]])
            #expect(try await store.picture().issues.map(\.timesSeen) == [17, 7, 7])
            #expect(try await store.issue(ofHash: "B") == ids[1])
        }
    }

    @Test("an issue that is gone is nobody's heir", arguments: EngineUnderTest.all)
    func missingHeir(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let nobody = try heir(IssueID(rawValue: 77), "x")
            let job = try await run(on: store, heirs: ["B": nobody]) { $0 == "b" ? ["B"] : [$0] }
            #expect(job.issuesOpened == 1 && job.eventsMoved == 7)
        }
    }

    @Test(
        "a job that only gave other hashes does not keep an earlier one from being taken back",
        arguments: EngineUnderTest.all)
    func relabels(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let before = try await store.picture().issues
            let first = try await run(on: store) { $0 == "c" ? ["b"] : [$0] }
            #expect(first.eventsMoved == 7)
            let two = IssueID(rawValue: 2)
            let second = try await run(on: store, heirs: ["B": heir(two, "b")]) {
                ["b", "c"].contains($0) ? ["B"] : [$0]
            }
            #expect(second.eventsMoved == 0)
            #expect(try await RegroupTests.revert(first, on: store).state == .reverted)
            #expect(try await store.picture().issues == before)
        }
    }

    @Test(
        "names follow the rules, also when events leave later, and go back with the job",
        arguments: EngineUnderTest.all)
    func titles(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let before = try await store.picture().issues.map(\.title)
            let job = try await run(on: store, title: "Renamed") { $0 == "c" ? ["b"] : [$0] }
            #expect(try await store.picture().issues.map(\.title) == ["Renamed", "Renamed"])
            _ = try await store.takeOut([Sample.hash("a")], of: ids[0], by: actor, at: Sample.day(6))
            #expect(try await store.issue(ids[0])?.title == "Renamed", "a recount keeps the name of its newest event")
            #expect(try await RegroupTests.revert(job, on: store).state == .reverted)
            #expect(try await store.issue(ids[2])?.title == before[2])
            #expect(try await store.issue(ids[0])?.title == before[0])
        }
    }

    @Test(
        "an issue whose events all go to one that is new lives on there: state, history, and back again",
        arguments: EngineUnderTest.all)
    func carries(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            _ = try await store.apply(.archive, to: [ids[1]], by: actor, at: Sample.day(3))
            let before = try await store.picture()
            let job = try await run(on: store) { $0 == "b" ? ["fresh"] : [$0] }
            let fresh = try #require(try await store.issue(ofHash: "fresh"))
            let one = try #require(try await store.issue(fresh))
            #expect(one.status == before.issues[1].status && one.substatus == before.issues[1].substatus)
            #expect(one.firstSeen == before.issues[1].firstSeen && one.timesSeen == 7)
            #expect(try await store.activities(of: fresh, limit: 9).map(\.type) == ["set_ignored"])
            #expect(try await RegroupTests.revert(job, on: store).state == .reverted)
            #expect(try await store.picture() == before)
            #expect(try await store.issue(fresh)?.id == ids[1], "its address leads to where its events went back")
            #expect(try await store.activities(of: ids[1], limit: 9).map(\.type) == ["set_ignored"])
        }
    }

    @Test(
        "what was merged before a job is as it was after its taking back, and can be undone",
        arguments: EngineUnderTest.all)
    func mergedBefore(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            try await Sample.fillThree(store)
            let original = try await store.picture()
            let ids = original.issues.map(\.id)
            let merge = try await store.merge([ids[0], ids[1]], into: ids[0], by: actor, at: Sample.day(4))
            let before = try await store.picture().withoutReleases
            let job = try await run(on: store) { _ in ["all"] }
            #expect(job.issuesEmptied == 2 && job.issuesOpened == 1)
            let all = try #require(try await store.issue(ofHash: "all"))
            #expect(try await store.issue(ids[1])?.id == all)
            #expect(try await RegroupTests.revert(job, on: store).state == .reverted)
            #expect(try await store.picture().withoutReleases == before)
            #expect(try await store.issue(ids[1])?.id == ids[0])
            #expect(try await store.issue(original.issues[1].shortID, in: shop.organizationID)?.id == ids[0])
            #expect(try await store.issue(all) != nil, "its address leads on")
            #expect(try await store.takeBack(merge: merge.id, by: actor, at: Sample.day(6)) == [ids[1]])
            #expect(try await store.picture().issues == original.issues)
        }
    }

    @Test("jobs at work are found", arguments: EngineUnderTest.all)
    func atWork(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let done = try await run(on: store) { [$0] }
            let job = try await RegroupTests.begin(store)
            #expect(try await store.regroupJobsAtWork().map(\.id) == [job.id])
            #expect(done.id < job.id)
        }
    }
}
