import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("The issue list in one question")
struct IssueListAnswerTests {
    private func question(_ query: IssueQuery, _ tabs: [String], countMax: Int = 1_000) throws -> IssueListQuestion {
        let end = Timestamp(seconds: Int64(Sample.noon.hour + 1) * 3600)
        return IssueListQuestion(
            query: query, tabs: try tabs.map { try SearchQuery(parsing: $0) }, countMax: countMax,
            trendPeriod: Period(start: end.adding(seconds: -24 * 3600), end: end), bars: 24, viewer: nil)
    }

    @Test("answers as the single questions do", arguments: EngineUnderTest.all)
    func agrees(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            for number in 1...60 {
                let at = Sample.noon.adding(seconds: Int64(-number) * 1_200)
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(
                            number, in: ["h\(number % 13)"], at: at, environment: number % 2 == 0 ? "production" : nil))
                )
            }
            let all = IssueQuery(projects: [shop.id], limit: 5)
            let resolved = try await store.issues(matching: all).rows[0].id
            _ = try await store.apply(.resolve, to: [resolved], by: .system, at: Sample.noon)
            // Begins within an hour, before the bars do; ends before the last events; all time.
            let periods = [
                Period(start: Sample.noon.adding(seconds: -86_000), end: Sample.noon.adding(seconds: 1)),
                Period(start: Sample.noon.adding(seconds: -30_000), end: Sample.noon.adding(seconds: -10_000)), nil,
            ]
            for environments in [[], ["production"], ["", "none"]] {
                for period in periods {
                    for sort in IssueSort.allCases {
                        var query = IssueQuery(projects: [shop.id], environments: environments, sort: sort, limit: 5)
                        query.search = try SearchQuery(parsing: "is:unresolved")
                        query.period = period
                        try await expectAgreement(on: query, store)
                    }
                }
            }
        }
    }

    private func expectAgreement(on query: IssueQuery, _ store: any StorageEngine) async throws {
        for countMax in [4, 1_000] {
            let question = try question(
                query, ["is:unresolved", "is:new", "is:regressed", "is:resolved", "is:archived"], countMax: countMax)
            let answer = try await store.issueList(question)
            let page = try await store.issues(matching: query)
            #expect(answer.page.rows == page.rows)
            #expect(answer.page.next == page.next)
            #expect(try await store.issueCount(matching: query, upTo: countMax) == answer.page.hits)
            let trends = try await store.trends(
                of: page.rows.map(\.id), environments: query.environments, over: question.trendPeriod, bars: 24)
            #expect(answer.trends == trends)
            let trend = try await store.trend(
                of: query.projects, environments: query.environments, over: question.trendPeriod, bars: 24)
            #expect(answer.trend == trend)
            #expect(answer.environments == ["production"])
            #expect(answer.tabCounts.count == question.tabs.count)
            for (tab, count) in zip(question.tabs, answer.tabCounts) {
                let alone = IssueQuery(
                    projects: query.projects, search: tab, environments: query.environments, period: query.period)
                #expect(try await store.issueCount(matching: alone, upTo: countMax) == count)
            }
        }
    }

    @Test("a search tells on every page how many match", arguments: EngineUnderTest.all)
    func hits(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            for number in 1...20 {
                let tags = ["n": "\(number % 2)"]
                _ = try await store.commit(Sample.batch(Sample.event(number, in: ["h\(number)"], tags: tags)))
            }
            for (text, hits) in [("n:1", 10), ("!n:1", 10), ("n:1 is:unresolved", 10), ("n:7", 0), ("is:new", 20)] {
                for sort in [IssueSort.lastSeen, .events, .users] {
                    var query = IssueQuery(
                        projects: [shop.id], search: try SearchQuery(parsing: text), sort: sort, limit: 4)
                    // Waits until tags are counted.
                    var page = try await store.issues(matching: query)
                    #expect(page.hits == hits)
                    #expect(try await store.issueList(question(query, ["is:new"])).page.hits == hits)
                    guard let next = page.next else { continue }
                    query.cursor = next
                    page = try await store.issues(matching: query)
                    let answer = try await store.issueList(question(query, ["is:new"], countMax: 7))
                    #expect(page.hits == hits && answer.page.rows == page.rows)
                    #expect(answer.page.hits == 7 && answer.tabCounts == [7])
                }
            }
        }
    }

    @Test("the cells of a list are its bars, cut where the period begins and ends")
    func cells() throws {
        let noon = Sample.noon
        let periods = [
            Period(start: noon.adding(seconds: -90_000), end: noon.adding(seconds: 1)),
            Period(start: noon.adding(seconds: -3_600), end: noon.adding(seconds: 1)),
            Period(start: noon.adding(seconds: -50_000), end: noon.adding(seconds: -20_000)), nil,
        ]
        for hours in [24, 25, 100] {
            for period in periods {
                for environments in [[], ["prod"]] {
                    var question = try question(
                        IssueQuery(projects: [Sample.project], environments: environments, period: period), [])
                    let end = question.trendPeriod.end
                    question.trendPeriod.start = end.adding(seconds: Int64(hours) * -3_600)
                    expectCells(of: question)
                    // Bars of a time that begins and ends within an hour.
                    question.trendPeriod.start = question.trendPeriod.start.adding(seconds: 1_000)
                    question.trendPeriod.end = end.adding(seconds: -700)
                    expectCells(of: question)
                }
            }
        }
    }

    private func expectCells(of question: IssueListQuestion) {
        let cells = question.cells
        let shown = question.trendPeriod.hours
        let (start, end) = (question.trendPeriod.start.seconds, question.trendPeriod.end.seconds)
        for hour in shown.lowerBound - 20..<shown.upperBound + 20 {
            let bar = min(max((Int64(hour) * 3_600 - start) * 24 / (end - start), 0), 23)
            let isInPeriod = question.countsHours && question.query.period?.hours.contains(hour) ?? true
            let found = cells.filter { $0.hours.contains(hour) }
            #expect(found.count <= 1)
            #expect(found.first?.bar == (shown.contains(hour) ? Int(bar) : nil))
            #expect((found.first?.isInPeriod ?? false) == isInPeriod)
        }
    }

    @Test("of no project there is nothing", arguments: EngineUnderTest.all)
    func nothing(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let answer = try await store.issueList(question(IssueQuery(projects: []), ["is:new"]))
            #expect(answer.page.rows.isEmpty && answer.page.hits == 0 && answer.tabCounts == [0])
            #expect(answer.trend == Array(repeating: 0, count: 24))
        }
    }

    @Test("what is known of events is listed once for a page and for how many match")
    func listsOnce() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        for script in DatabaseKind.search.migrations { try connection.execute(script) }
        registerTextMatch(on: connection)
        registerLineMatch(on: connection)
        let query = IssueQuery(projects: [Sample.project], search: try SearchQuery(parsing: "timeout"))
        #expect(query.tellsHits(at: Sample.noon))
        for sql in query.summaries(after: nil, backwards: false, limit: 51, hitsMax: 1_000, at: Sample.noon) {
            let plan = try connection.queryPlan(of: sql)
            #expect(plan.count { $0 == "MATERIALIZE matching_0" } == 1, "\(plan)")
        }
    }

    @Test("counts and bars walk indexes")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        registerTextMatch(on: connection)
        let question = try question(
            IssueQuery(
                projects: [Sample.project], period: Period(start: Sample.noon, end: Sample.noon.adding(seconds: 9))),
            ["is:unresolved", "is:new", "is:resolved"])
        for sql in [question.counts(at: Sample.noon), question.bars(of: [IssueID(rawValue: 1)])] {
            let plan = try connection.queryPlan(of: sql)
            #expect(!plan.contains { $0.hasPrefix("SCAN issue") || $0.hasPrefix("SCAN project_hour") }, "\(plan)")
        }
        let bars = try connection.queryPlan(of: question.bars(of: [IssueID(rawValue: 1)]))
        #expect(bars.contains("SEARCH issue_hour USING PRIMARY KEY (issue_id=? AND hour>? AND hour<?)"), "\(bars)")
        #expect(!bars.contains { $0.contains("TEMP B-TREE FOR GROUP BY") }, "\(bars)")
        let counts = try connection.queryPlan(of: question.counts(at: Sample.noon))
        // The query, which is none of the tabs, and the tabs; each once.
        let walks = counts.filter { $0.contains("issue_by_last_seen (project_id=? AND status=? AND last_seen>?)") }
        #expect(walks.count == 4, "\(counts)")
        let hidden = try connection.queryPlan(of: "SELECT id FROM issue WHERE status = 3 LIMIT 1")
        #expect(hidden.contains { $0.contains("issue_hidden") }, "\(hidden)")
    }
}
