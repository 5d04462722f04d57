import SentryProtocol
import Storage
import Testing

@Suite("Regrouping stored events")
struct RegroupTests {
    static let period = Period(start: Sample.day(-1), end: Sample.day(9))

    /// Gives each event the hashes that `rule` has for it; steps of seven events.
    static func run(
        _ job: RegroupJob, on store: any StorageEngine, _ rule: (EventFacts) -> [String]
    ) async throws -> RegroupJob {
        var job = job
        while true {
            let events = try await store.placedEvents(
                of: job.projectID, in: job.period, after: job.progress, limit: 7)
            guard let last = events.last else { break }
            job = try await step(job, events, upTo: last.place, on: store, rule)
        }
        return try #require(try await store.setState(.done, problem: nil, of: job.id, at: Sample.day(5)))
    }

    static func step(
        _ job: RegroupJob, _ events: [PlacedEvent], upTo last: EventPlace, on store: any StorageEngine,
        _ rule: (EventFacts) -> [String]
    ) async throws -> RegroupJob {
        let regroupings = events.compactMap { placed -> EventRegrouping? in
            guard var facts = EventFacts(stored: placed.event.body) else { return nil }
            facts.hashes = rule(facts).map(Sample.hash)
            return EventRegrouping(place: placed.place, facts: facts)
        }
        return try await store.regroup(regroupings, upTo: last, of: job.id, at: Sample.day(5))
    }

    static func begin(_ store: any StorageEngine) async throws -> RegroupJob {
        try #require(
            try await store.beginRegrouping(
                of: Sample.project, in: period, rulesRevision: 3, by: UserID(rawValue: 7), at: Sample.day(4)))
    }

    static func revert(_ job: RegroupJob, on store: any StorageEngine) async throws -> RegroupJob {
        var job = try #require(try await store.setState(.reverting, problem: nil, of: job.id, at: Sample.day(6)))
        for _ in 0..<100 where job.state == .reverting {
            job = try await store.revertSome(of: job.id, at: Sample.day(6))
        }
        return job
    }

    @Test(
        "events move to where their new hashes lead; issues open, and empty ones lead on",
        arguments: EngineUnderTest.all)
    func moves(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            try await Sample.fillThree(store)
            let before = try await store.picture()
            var job = try await Self.begin(store)
            #expect(job.state == .running && job.eventsTotal == 30 && job.progress == nil && job.rulesRevision == 3)
            // All of `c` joins `b`; one user's events of `b` get an issue of their own.
            job = try await Self.run(job, on: store) { facts in
                switch facts.metadata.value?.first {
                case "c": ["b"]
                case "b" where facts.userIdentity?.hasSuffix("2") == true: ["fresh"]
                case "b": ["b"]
                default: [facts.metadata.value?.hasPrefix("a2") == true ? "a2" : "a"]
                }
            }
            #expect(job.state == .done && job.eventsRead == 30)
            #expect(job.issuesOpened == 1 && job.issuesEmptied == 1)
            let after = try await store.picture()
            #expect(after.issues.map(\.id.rawValue) == [1, 2, 4])
            let fresh = try #require(try await store.issue(ofHash: "fresh"))
            let users = after.issues.map(\.usersAffected)
            #expect(job.eventsMoved == 7 + after.issues[2].timesSeen)
            #expect(after.issues.map(\.timesSeen).reduce(0, +) == 30)
            #expect(users[1] == 7 && users[2] == 1)
            #expect(after.issues[0] == before.issues[0])
            let gone = before.issues[2]
            #expect(try await store.issue(gone.id)?.id.rawValue == 2, "its address leads to where its last event went")
            #expect(try await store.issue(gone.shortID, in: shop.organizationID)?.id.rawValue == 2)
            #expect(try await store.commit(Sample.batch(Sample.event(500, in: ["c"]))).newIssues == [])
            #expect(try await store.commit(Sample.batch(Sample.event(501, in: ["fresh"]))).newIssues == [])
            #expect(try await store.issue(ofEvent: 501) == fresh)
            // With the issue come back the events that arrived with its hashes meanwhile.
            #expect(try await Self.revert(job, on: store).state == .reverted)
            #expect(try await store.issue(ofEvent: 500) == gone.id)
            #expect(try await store.issue(ofEvent: 501) == fresh)
            #expect(try await store.picture().issues.map(\.timesSeen) == [16, 7, 8, 1])
        }
    }

    @Test("taking it back leaves everything as it was", arguments: EngineUnderTest.all)
    func reverts(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            _ = try await store.apply(.resolve, to: [ids[1]], by: .system, at: Sample.day(3))
            _ = try await store.apply(.archive, to: [ids[2]], by: .system, at: Sample.day(3))
            let before = try await store.picture()
            var job = try await Self.begin(store)
            var turn = 0
            job = try await Self.run(job, on: store) { facts in
                turn += 1
                return [["one"], ["two", "b"], ["b"], ["one", "c"]][turn % 4]
            }
            #expect(try await store.picture() != before)
            #expect(job.eventsMoved > 10)
            job = try await Self.revert(job, on: store)
            #expect(job.state == .reverted && job.eventsMoved == 0)
            #expect(job.issuesOpened == 0 && job.issuesEmptied == 0)
            var after = try await store.picture()
            for (one, other) in zip(after.issues, before.issues) { #expect(one == other) }
            // A hash that was added to an issue stays with it, without events.
            for (id, hashes) in after.hashes {
                after.hashes[id] = hashes.filter { !$0.contains(" 0 ") || before.hashes[id]?.contains($0) == true }
            }
            #expect(after == before)
            #expect(try await store.activities(of: ids[2], limit: 9).map(\.type) == ["set_ignored"])
        }
    }

    @Test("events that arrive stay where they were put, whatever is taken back", arguments: EngineUnderTest.all)
    func arrivals(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let job = try await Self.run(try await Self.begin(store), on: store) { _ in ["all"] }
            #expect(job.issuesEmptied == 3 && job.issuesOpened == 1)
            let all = try #require(try await store.issue(ofHash: "all"))
            _ = try await store.commit(Sample.batch(Sample.event(600, in: ["all"], user: "late")))
            #expect(try await Self.revert(job, on: store).state == .reverted)
            let picture = try await store.picture()
            #expect(picture.issues.map(\.id.rawValue) == [1, 2, 3, all.rawValue])
            #expect(picture.issues[3].timesSeen == 1 && picture.issues[3].usersAffected == 1)
            #expect(picture.issues[3].title == "ValueError: bad value")
        }
    }

    @Test("a step that is repeated does nothing the second time", arguments: EngineUnderTest.all)
    func idempotent(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let job = try await Self.begin(store)
            let events = try await store.placedEvents(of: job.projectID, in: job.period, after: nil, limit: 12)
            let last = try #require(events.last?.place)
            let first = try await Self.step(job, events, upTo: last, on: store) { _ in ["x"] }
            #expect(first.progress == last && first.eventsRead == 12)
            let picture = try await store.picture()
            #expect(try await Self.step(job, events, upTo: last, on: store) { _ in ["y"] } == first)
            #expect(try await store.picture() == picture)
            // A step without events goes on all the same.
            let further = EventPlace(day: last.day, row: last.row + 2)
            #expect(try await Self.step(job, [], upTo: further, on: store) { _ in [] }.progress == further)
            let cancelled = try #require(
                try await store.setState(.cancelled, problem: nil, of: job.id, at: Sample.noon))
            #expect(try await Self.step(job, events, upTo: last, on: store) { _ in ["z"] } == cancelled)
            await #expect(throws: RegroupError.noSuchJob(99)) {
                try await store.regroup([], upTo: last, of: 99, at: Sample.noon)
            }
            await #expect(throws: RegroupError.noSuchJob(99)) { try await store.revertSome(of: 99, at: Sample.noon) }
        }
    }

    @Test("jobs go from state to state as they may, one at a time in a project", arguments: EngineUnderTest.all)
    func states(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let job = try await Self.begin(store)
            let refused = try await store.beginRegrouping(
                of: Sample.project, in: Self.period, rulesRevision: 3, by: nil, at: Sample.noon)
            #expect(refused == nil)
            let other = try await store.beginRegrouping(
                of: ProjectID(rawValue: 2), in: Self.period, rulesRevision: 1, by: nil, at: Sample.noon)
            #expect(other?.eventsTotal == 0)
            for state in [RegroupJob.State.running, .reverting, .reverted] {
                #expect(try await store.setState(state, problem: nil, of: job.id, at: Sample.noon) == nil)
            }
            let failed = try await store.setState(.failed, problem: "disk full", of: job.id, at: Sample.day(1))
            #expect(failed?.state == .failed && failed?.problem == "disk full" && failed?.updatedAt == Sample.day(1))
            #expect(try await store.setState(.done, problem: nil, of: job.id, at: Sample.noon) == nil)
            #expect(try await store.regroupJob(job.id) == failed)
            #expect(try await store.regroupJob(77) == nil)
            #expect(try await store.regroupJobs(of: nil, limit: 9).map(\.id) == [2, 1])
            #expect(try await store.regroupJobs(of: Sample.project, limit: 9).map(\.id) == [1])
            let second = try await Self.run(try await Self.begin(store), on: store) { _ in ["b"] }
            #expect(
                try await store.setState(.reverting, problem: nil, of: job.id, at: Sample.noon) == nil,
                "what a later job has moved goes back first")
            #expect(try await Self.revert(second, on: store).state == .reverted)
            #expect(try await Self.revert(job, on: store).state == .reverted)
            #expect(try await store.setState(.reverting, problem: nil, of: job.id, at: Sample.noon) == nil)
        }
    }

    @Test("events are read in the order of their places, and counted", arguments: EngineUnderTest.all)
    func places(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            _ = try await store.commit(Sample.batch([Sample.event(900)], project: ProjectID(rawValue: 2)))
            let all = try await store.placedEvents(of: Sample.project, in: Self.period, after: nil, limit: 99)
            #expect(all.count == 30 && all.map(\.place) == all.map(\.place).sorted())
            #expect(all.allSatisfy { $0.event.event != nil && $0.event.projectID == Sample.project })
            let rest = try await store.placedEvents(
                of: Sample.project, in: Self.period, after: all[12].place, limit: 5)
            #expect(rest.map(\.place) == all[13..<18].map(\.place))
            let newest = try await store.newestEvents(of: Sample.project, in: Self.period, limit: 12)
            #expect(newest.map(\.place) == all.reversed().prefix(12).map(\.place))
            #expect(try await store.eventCount(of: Sample.project, in: Self.period) == 30)
            let hours = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 7200))
            let some = try await store.placedEvents(of: Sample.project, in: hours, after: nil, limit: 99)
            #expect(try await store.eventCount(of: Sample.project, in: hours) == some.count)
            #expect(some.count == 4)
            let none = Period(start: Sample.day(2), end: Sample.day(1))
            #expect(try await store.eventCount(of: Sample.project, in: none) == 0)
            _ = try await store.merge([1, 2].map { IssueID(rawValue: $0) }, into: nil, by: .system, at: Sample.noon)
            let merged = try await store.newestEvents(of: Sample.project, in: Self.period, limit: 99)
            #expect(Set(merged.map(\.event.issueID.rawValue)) == [1, 3])
        }
    }

    @Test("merging and taking apart go together with a job and its undoing", arguments: EngineUnderTest.all)
    func mixed(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let ids = try await store.picture().issues.map(\.id)
            let job = try await Self.run(try await Self.begin(store), on: store) { facts in
                facts.metadata.value?.hasPrefix("a2") == true ? ["one"] : ["two"]
            }
            let (one, two) = (try await store.issue(ofHash: "one"), try await store.issue(ofHash: "two"))
            let merge = try await store.merge([one, two].compactMap { $0 }, into: nil, by: .system, at: Sample.noon)
            _ = try await store.commit(Sample.batch(Sample.event(700, in: ["one"]), Sample.event(701, in: ["two"])))
            #expect(try await store.issue(ids[0])?.id == merge.target)
            #expect(try await Self.revert(job, on: store).state == .reverted)
            #expect(try await store.picture().issues.map(\.timesSeen) == [16, 7, 7, 2])
            let moved = try await store.hashes(of: merge.target, limit: 9).filter { $0.mergedFrom != nil }
            let back = try await store.takeOut(moved.map(\.hash), of: merge.target, by: .system, at: Sample.noon)
            #expect(back == merge.merged)
            #expect(try await store.picture().issues.map(\.timesSeen) == [16, 7, 7, 1, 1])
        }
    }
}
