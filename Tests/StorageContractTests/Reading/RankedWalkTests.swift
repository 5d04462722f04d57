import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: lists that go by sums over hours")
struct RankedWalkTests {
    private struct Candidate {
        let place: IssuePlace
        let ceiling: Int64
    }

    /// The same numbers every time.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    /// In the order of their ceilings; no key is higher than its ceiling, and many are alike.
    private func candidates(_ numbers: inout Numbers) -> [Candidate] {
        var candidates: [Candidate] = []
        for id in 0..<Int64.random(in: 0...25, using: &numbers) {
            let ceiling = Int64.random(in: 0...12, using: &numbers)
            let key = Int64.random(in: 0...ceiling, using: &numbers)
            candidates.append(Candidate(place: IssuePlace(key: key, id: id), ceiling: ceiling))
        }
        return candidates.sorted { $0.ceiling > $1.ceiling }
    }

    @Test("a walk that stops early finds what sorting everything finds")
    func stopsEarly() {
        var numbers = Numbers()
        for _ in 0..<1_000 {
            let candidates = candidates(&numbers)
            let places = candidates.map(\.place).sorted(by: >)
            let limit = Int.random(in: 1...8, using: &numbers)
            for place in [nil, places.randomElement(using: &numbers)] {
                for backwards in place == nil ? [false] : [false, true] {
                    var walk = RankedWalk(after: place, backwards: backwards, limit: limit)
                    for candidate in candidates {
                        guard walk.take(candidate.place, ceiling: candidate.ceiling) else { break }
                    }
                    let beyond = places.filter { other in
                        guard let place else { return true }
                        return backwards ? other > place : other < place
                    }
                    let expected = backwards ? Array(beyond.reversed().prefix(limit)) : Array(beyond.prefix(limit))
                    #expect(walk.places == expected)
                    guard place != nil, !expected.isEmpty else { continue }
                    #expect(walk.isAnythingBehind == (beyond.count < places.count))
                }
            }
        }
    }

    private static let projects = [Sample.project, Sample.other, ProjectID(rawValue: 3)]

    /// 60 issues in three projects: those with the most events ever have the fewest in the last day, and few of `prod`.
    private func fill(_ store: any StorageEngine) async throws {
        var number = 0
        for issue in 0..<60 {
            var rows: [EventRow] = []
            for repetition in 0..<(45 - issue / 2) {
                number += 1
                let isRecent = repetition < issue / 4
                let at = Sample.noon.adding(seconds: isRecent ? Int64(-60 * issue) : Int64(-86_400 * 3 - issue))
                let environment = repetition % (issue % 7 + 2) == 0 ? "prod" : "dev"
                rows.append(
                    Sample.event(
                        number, in: ["h\(issue)"], at: at, received: Sample.noon,
                        level: issue % 5 == 0 ? .fatal : .error, value: "i\(issue)", environment: environment))
            }
            _ = try await store.commit(Sample.batch(rows, project: Self.projects[issue % 3]))
        }
        let query = IssueQuery(projects: Self.projects, search: try SearchQuery(parsing: "level:fatal"), limit: 100)
        let resolved = try await store.issues(matching: query).rows.prefix(5).map(\.id)
        _ = try await store.apply(.resolve, to: resolved, by: .system, at: Sample.noon)
    }

    @Test("pages by events are those that adding up every issue gives", arguments: EngineUnderTest.all)
    func pages(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let day = Period(start: Sample.noon.adding(seconds: -86_400), end: Sample.noon.adding(seconds: 1))
            let before = Period(start: Sample.noon.adding(seconds: -5 * 86_400), end: day.start)
            for sort in [IssueSort.events, .recommended] {
                for projects in [[Self.projects[1]], Self.projects] {
                    for period in [nil, day, before] {
                        for environments in [[], ["prod"], ["nowhere"]] {
                            let query = IssueQuery(
                                projects: projects, search: try SearchQuery(parsing: "is:unresolved"),
                                environments: environments, period: period, sort: sort, limit: 7)
                            try await expectPages(of: query, store)
                        }
                    }
                }
            }
        }
    }

    /// `issueIDs` adds up every issue.
    private func expectPages(of query: IssueQuery, _ store: any StorageEngine) async throws {
        let expected = try await store.issueIDs(matching: query, upTo: 1_000)
        var query = query
        var found: [[IssueID]] = []
        var last: Page<IssueSummary>?
        while last == nil || last?.next != nil {
            query.cursor = last?.next ?? .start
            let page = try await store.issues(matching: query)
            #expect((page.previous == nil) == found.isEmpty)
            #expect(page.hits == expected.count)
            found.append(page.rows.map(\.id))
            last = page
        }
        #expect(found.flatMap { $0 } == expected)
        var backwards: [[IssueID]] = []
        while let cursor = last?.previous {
            query.cursor = cursor
            let page = try await store.issues(matching: query)
            #expect(page.next != nil)
            backwards.append(page.rows.map(\.id))
            last = page
        }
        #expect(backwards.reversed() == Array(found.dropLast()))
    }

    @Test("issues come along an index of all their events; what is recommended is sorted before hours are read")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        registerMagnitude(on: connection)
        let period = Period(start: Sample.noon, end: Sample.noon.adding(seconds: 9))
        for environments in [[], ["prod"]] {
            for projects in [[Sample.project], Self.projects] {
                var query = IssueQuery(
                    projects: projects, search: try SearchQuery(parsing: "is:unresolved level:error"),
                    environments: environments, period: period, sort: .events)
                for statement in try #require(query.candidates(at: Sample.noon)) {
                    let plan = try connection.queryPlan(of: statement)
                    let walks = plan.filter { $0 == "SEARCH issue USING INDEX issue_by_times_seen (project_id=?)" }
                    #expect(walks.count == projects.count, "\(plan)")
                    #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
                }
                query.sort = .recommended
                let statement = try #require(query.candidates(at: Sample.noon)?.first)
                let plan = try connection.queryPlan(of: statement)
                let sort = try #require(plan.firstIndex(of: "USE TEMP B-TREE FOR ORDER BY"), "\(plan)")
                let hours = try #require(plan.firstIndex { $0.hasPrefix("SEARCH issue_hour") }, "\(plan)")
                #expect(sort < hours, "\(plan)")
            }
        }
        var query = IssueQuery(projects: Self.projects, period: period)
        #expect(query.candidates(at: Sample.noon) == nil)
        query.sort = .trends
        // Once for each issue, also where a later page compares it.
        for place in [nil, IssuePlace(key: 5, id: 5)] {
            for statement in query.rows(after: place, backwards: false, limit: 9, at: Sample.noon) {
                let plan = try connection.queryPlan(of: statement)
                // The filter and the key.
                #expect(plan.count { $0.hasPrefix("SEARCH issue_hour") } == 2, "\(plan)")
            }
        }
    }
}
