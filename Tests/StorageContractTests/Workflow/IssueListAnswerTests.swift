import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("The issue list in one question")
struct IssueListAnswerTests {
    private func question(_ query: IssueQuery, _ tabs: [String]) throws -> IssueListQuestion {
        let end = Timestamp(seconds: Int64(Sample.noon.hour + 1) * 3600)
        return IssueListQuestion(
            query: query, tabs: try tabs.map { try SearchQuery(parsing: $0) }, countMax: 1_000,
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
            for environments in [[], ["production"], ["", "none"]] {
                for sort in IssueSort.allCases {
                    var query = IssueQuery(projects: [shop.id], environments: environments, sort: sort, limit: 5)
                    query.search = try SearchQuery(parsing: "is:unresolved")
                    let question = try question(query, ["is:unresolved", "is:new", "is:resolved", "is:archived"])
                    let answer = try await store.issueList(question)
                    let page = try await store.issues(matching: query)
                    #expect(answer.page.rows == page.rows)
                    #expect(answer.page.next == page.next && answer.page.hits == page.hits)
                    let trends = try await store.trends(
                        of: page.rows.map(\.id), environments: environments, over: question.trendPeriod, bars: 24)
                    #expect(answer.trends == trends)
                    let trend = try await store.trend(
                        of: [shop.id], environments: environments, over: question.trendPeriod, bars: 24)
                    #expect(answer.trend == trend)
                    #expect(answer.environments == ["production"])
                    for (tab, count) in zip(question.tabs, answer.tabCounts) {
                        let alone = IssueQuery(projects: [shop.id], search: tab, environments: environments)
                        #expect(try await store.issueCount(matching: alone, upTo: 1_000) == count)
                    }
                }
            }
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
        let hidden = try connection.queryPlan(of: "SELECT id FROM issue WHERE status = 3 LIMIT 1")
        #expect(hidden.contains { $0.contains("issue_hidden") }, "\(hidden)")
    }
}
