import SentryProtocol
import Storage
import Testing

@Suite("What issues know of their events")
struct IssueCountingTests {
    @Test("the order of arrival does not matter", arguments: EngineUnderTest.all)
    func outOfOrder(engine: EngineUnderTest) async throws {
        // Every order of the same four events, in one batch and in four, ends in the same issue.
        let events = [
            Sample.event(1, at: Sample.noon.adding(seconds: -30), value: "old", release: "1.0", user: "a"),
            Sample.event(2, at: Sample.noon.adding(seconds: -20), value: "middle", user: "b"),
            Sample.event(
                3, at: Sample.noon.adding(seconds: -10), level: .fatal, value: "new", release: "1.2", user: "a"),
            Sample.event(4, at: Sample.noon.adding(seconds: -20), value: "other middle", release: "1.1"),
        ]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            for isOneBatch in [true, false] {
                try await withEngine(engine) { store, _ in
                    if isOneBatch {
                        _ = try await store.commit(Sample.batch(order.map { events[$0] }))
                    } else {
                        for index in order { _ = try await store.commit(Sample.batch(events[index])) }
                    }
                    let issue = try await store.onlyIssue()
                    #expect(issue.firstSeen == Sample.noon.adding(seconds: -30))
                    #expect(issue.lastSeen == Sample.noon.adding(seconds: -10))
                    #expect(issue.title == "ValueError: new")
                    #expect(issue.level == .fatal)
                    #expect(issue.timesSeen == 4)
                    #expect(issue.usersAffected == 2)
                    #expect(issue.firstRelease == "1.0")
                    #expect(issue.lastRelease == "1.2")
                }
            }
        }
    }

    @Test("users are counted once in each issue", arguments: EngineUnderTest.all)
    func users(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for number in 0..<12 {
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(number, in: ["h\(number % 2)"], user: number < 6 ? "\(number % 3)" : nil)))
            }
            let page = try await store.issues(matching: IssueQuery(projects: [Sample.project]))
            #expect(page.rows.map(\.usersAffected) == [3, 3])
        }
    }

    @Test("hourly counts make bars", arguments: EngineUnderTest.all)
    func trends(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            var number = 0
            for (hoursAgo, count) in [(0, 3), (1, 1), (5, 2), (23, 4), (30, 7)] {
                for _ in 0..<count {
                    number += 1
                    _ = try await store.commit(
                        Sample.batch(
                            Sample.event(
                                number, at: Sample.noon.adding(seconds: Int64(-3600 * hoursAgo)),
                                environment: number % 2 == 0 ? "prod" : nil)))
                }
            }
            let issue = try await store.onlyIssue()
            let period = Period(start: Sample.noon.adding(seconds: -23 * 3600), end: Sample.noon.adding(seconds: 3600))
            let bars = try await store.trends(of: [issue.id], environments: [], over: period, bars: 24)
            #expect(bars[issue.id]?.count == 24)
            #expect(bars[issue.id]?[0] == 4)
            #expect(bars[issue.id]?[18] == 2)
            #expect(bars[issue.id]?[23] == 3)
            #expect(bars[issue.id]?.reduce(0, +) == 10)
            let ofProject = try await store.trend(of: [Sample.project], environments: [], over: period, bars: 24)
            #expect(ofProject == bars[issue.id])
            let four = try await store.trend(of: [Sample.project], environments: [], over: period, bars: 4)
            #expect(four == [4, 0, 0, 6])
            let named = try await store.trend(of: [Sample.project], environments: ["prod"], over: period, bars: 1)
            let unnamed = try await store.trend(of: [Sample.project], environments: [""], over: period, bars: 1)
            #expect(named[0] + unnamed[0] == 10)
            #expect(named[0] == 5)
            let backwards = Period(start: period.end, end: period.start)
            #expect(try await store.trend(of: [Sample.project], environments: [], over: backwards, bars: 2) == [0, 0])
        }
    }

    @Test("the first known hash decides, and heals the ones before it", arguments: EngineUnderTest.all)
    func hashes(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let steps: [(hashes: [String], issue: Int64, why: Comment)] = [
                (["app", "system"], 1, "nothing is known yet"),
                (["other app", "system"], 1, "found through the second hash"),
                (["other app", "other system"], 1, "the first hash was added"),
                (["third app", "other system"], 2, "a hit adds no further system hashes"),
                (["app", "third app"], 1, "the order of hashes counts"),
            ]
            for (number, step) in steps.enumerated() {
                _ = try await store.commit(Sample.batch(Sample.event(number, in: step.hashes)))
                let event = try await store.event(Sample.id(number), in: Sample.project)
                #expect(event?.issueID.rawValue == step.issue, step.why)
            }
        }
    }

    @Test("environments are listed once, those without a name not at all", arguments: EngineUnderTest.all)
    func environments(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for (number, name) in ["prod", nil, "dev", "prod"].enumerated() {
                _ = try await store.commit(Sample.batch(Sample.event(number, environment: name)))
            }
            _ = try await store.commit(
                Sample.batch(Sample.event(9, environment: "elsewhere"), project: ProjectID(rawValue: 2)))
            #expect(try await store.environments(of: [Sample.project]) == ["dev", "prod"])
            #expect(try await store.environments(of: []) == [])
        }
    }

    @Test("a project knows when its first event came", arguments: EngineUnderTest.all)
    func firstEvent(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            #expect(try await store.projects().first?.firstEventAt == nil)
            let version = try await store.version()
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            #expect(try await store.projects().first?.firstEventAt == Sample.noon)
            #expect(try await store.version() != version, "caches of projects notice")
            let later = try await store.version()
            _ = try await store.commit(Sample.batch(Sample.event(2)))
            #expect(try await store.version() == later, "events alone do not change the directory")
        }
    }
}
