import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: how the pages' statements are answered")
struct PagePlanTests {
    private static func question(_ selector: EventSelector = .recommended) -> IssuePageQuestion {
        let end = Timestamp(seconds: Int64(Sample.noon.hour + 1) * 3600)
        return IssuePageQuestion(
            issue: IssueID(rawValue: 1), project: Sample.project, timesSeen: 1, selector: selector,
            viewer: UserID(rawValue: 1), day: (Period(start: end.adding(seconds: -86_400), end: end), 24),
            month: (Period(start: end.adding(seconds: -30 * 86_400), end: end), 30), activitiesMax: 50,
            tagValuesMax: 5)
    }

    private func emptyStore() throws -> Connection {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        for script in DatabaseKind.search.migrations { try connection.execute(script) }
        registerTextMatch(on: connection)
        registerLineMatch(on: connection)
        return connection
    }

    @Test("the list reads its issues by the places that it walked to", arguments: SQLiteFilesTests.queries)
    func list(query: IssueQuery) throws {
        let connection = try emptyStore()
        for place in [nil, IssuePlace(key: 5, id: 5)] {
            for sql in query.summaries(after: place, backwards: false, limit: 51, at: Sample.noon) {
                let plan = try connection.queryPlan(of: sql)
                #expect(plan.contains("SEARCH issue USING INTEGER PRIMARY KEY (rowid=?)"), "\(plan)")
                #expect(!plan.contains { $0.sorts || $0.hasPrefix("SCAN issue") }, "\(plan)")
            }
        }
    }

    @Test("what surrounds an issue is searched in indexes, and not sorted", arguments: [EventSelector.latest, .oldest])
    func surroundings(selector: EventSelector) throws {
        let plan = try emptyStore().queryPlan(of: Self.question(selector).surroundings)
        for step in [
            "retired_issue_by_target", "SEARCH issue_day USING PRIMARY KEY", "SEARCH issue_hour USING PRIMARY KEY",
            "activity_by_issue", "SEARCH issue_mark USING PRIMARY KEY", "release_seen_by_time",
        ] {
            #expect(plan.contains { $0.contains(step) }, "\(step): \(plan)")
        }
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        let tables = ["retired_issue", "issue_day", "issue_hour", "activity", "issue_mark", "release_seen"]
        for table in tables { #expect(!plan.contains { $0.hasPrefix("SCAN \(table)") }, "\(plan)") }
    }

    @Test("an issue's tags are read from its own counts", arguments: [[Int64(1)], [1, 2]])
    func tags(owners: [Int64]) throws {
        let keys = TagSummary.selection(of: owners) + " ORDER BY events DESC, name"
        let plan = try emptyStore().queryPlan(of: TagSummary.withValues(of: keys, owners, 5))
        #expect(plan.contains { $0.hasPrefix("SEARCH tag_total USING PRIMARY KEY (owner=?") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH tag_count USING PRIMARY KEY (owner=? AND key_id=?)") }, "\(plan)")
        for table in ["tag_total", "tag_count", "tag_value", "tag_key"] {
            #expect(!plan.contains { $0.hasPrefix("SCAN \(table)") }, "\(plan)")
        }
    }

    @Test("an issue is looked up by its number, also when it is part of another")
    func issue() throws {
        let plan = try emptyStore().queryPlan(of: IssueSummary.selection(leadTo: IssueID(rawValue: 1)))
        #expect(plan.contains("SEARCH issue USING INTEGER PRIMARY KEY (rowid=?)"), "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.contains("CONSTANT") }, "\(plan)")
    }

    @Test("the pages take few statements, however much is stored", arguments: [3, 300])
    func statements(events: Int) async throws {
        let folder = try TemporaryFolder()
        var configuration = SQLiteConfiguration.test(folder.path)
        // Another reader would open files of its own, which takes statements.
        configuration.readers = 1
        let store = try SQLiteEngine.open(configuration)
        let shop = try await store.makeShop()
        let rows = (1...events).map { number in
            Sample.event(number, in: ["h\(number % 60)"], release: "1.\(number % 7)", tags: ["n": "\(number % 5)"])
        }
        _ = try await store.commit(Sample.batch(rows))
        _ = try await store.tags(of: .projects([shop.id]), top: 0)

        func statements(_ ask: () async throws -> Void) async throws -> Int {
            // The first one is remembered.
            try await ask()
            let request = ReadingRequest()
            try await ReadingRequest.$current.withValue(request) { try await ask() }
            return request.statementCount
        }
        var list = IssueListQuestion(
            query: IssueQuery(projects: [shop.id], limit: 50), tabs: [try SearchQuery(parsing: "is:new")],
            countMax: 1_000, trendPeriod: Self.question().day.period, bars: 24, viewer: UserID(rawValue: 1))
        // Rows, counts, bars with environments; and the version of the directory, which the session tells on a page.
        #expect(try await statements { _ = try await store.issueList(list) } == 4)
        if let next = try await store.issueList(list).page.next {
            list.query.cursor = next
            #expect(try await statements { _ = try await store.issueList(list) } == 5)
        }
        // One that goes by events finds its issues first, and sees on the way whether there are others before them.
        (list.query.sort, list.query.cursor) = (.events, .start)
        #expect(try await statements { _ = try await store.issueList(list) } == 5)
        if let next = try await store.issueList(list).page.next {
            list.query.cursor = next
            #expect(try await statements { _ = try await store.issueList(list) } == 5)
        }
        #expect(try await statements { _ = try await store.suggestedTags(of: [shop.id], keys: 12, values: 4) } == 1)
        // Figures, and the most frequent issues.
        let overview = OverviewQuery(projects: [shop.id], period: Self.question().month.period, bars: 30)
        #expect(try await statements { _ = try await store.overview(overview) } == 2)
        let found = try #require(try await store.release("1.1", in: shop.organizationID))
        #expect(try await statements { _ = try await store.release("1.1", in: shop.organizationID) } == 1)
        let release = ReleasePageQuestion(
            release: found, projects: [shop.id], chart: Self.question().month,
            sessionPeriod: Self.question().day.period, issuesMax: 25)
        #expect(try await statements { _ = try await store.releasePage(release) } == 1)
        // Surroundings, tags, event.
        var question = Self.question()
        #expect(try await statements { _ = try await store.issuePage(question) } == 3)
        let event = try #require(try await store.issuePage(question).event)
        question.selector = .id(event.id)
        // A look to either side, and how many are newer.
        #expect(try await statements { _ = try await store.issuePage(question) } == 6)
        await store.close()
    }

    @Test("the page of an issue agrees with the single questions")
    func agrees() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        let shop = try await store.makeShop()
        let ada = try await store.createUser(
            email: "ada@example.com", name: "Ada", role: .owner, passwordHash: "x", at: Sample.noon)
        let rows = (1...9).map { number in
            Sample.event(
                number, in: ["h\(number % 2)"], at: Sample.noon.adding(seconds: Int64(-number) * 40_000),
                release: "shop@1.\(number).0", tags: ["n": "\(number % 5)"])
        }
        _ = try await store.commit(Sample.batch(rows))
        let both = try await store.issues(matching: IssueQuery(projects: [shop.id])).rows.map(\.id)
        _ = try await store.apply(.resolve, to: [both[0]], by: .user(ada.id), at: Sample.noon)
        try await store.mark([both[0]], for: ada.id, .init(isBookmarked: true), at: Sample.noon)
        _ = try await store.merge(both, into: nil, by: .user(ada.id), at: Sample.noon)
        let issue = try await store.onlyIssue()
        // The page does not wait until tags are counted.
        _ = try await store.tags(of: .issue(issue.id), top: 5)
        for selector in [EventSelector.recommended, .oldest, .id(Sample.id(4)), .id(Sample.id(77))] {
            var question = Self.question(selector)
            (question.issue, question.viewer, question.timesSeen) = (issue.id, ada.id, issue.timesSeen)
            let answer = try await store.issuePage(question)
            let event = try await store.event(selector, of: issue.id, environments: [])
            #expect(answer.event?.id == event?.id && answer.event?.body == event?.body)
            #expect(answer.event?.previous == event?.previous && answer.event?.next == event?.next)
            if let event { #expect(try await answer.position == store.position(of: event)) }
            #expect(try await answer.isMoving == store.isMovingEvents(of: issue.id))
            for (bars, chart) in [(answer.day, question.day), (answer.month, question.month)] {
                let single = try await store.trends(
                    of: [issue.id], environments: [], over: chart.period, bars: chart.bars)[issue.id]
                #expect(bars == single)
            }
            #expect(try await answer.activities == store.activities(of: issue.id, limit: 50))
            let marks = try await store.marks(of: [issue.id], for: ada.id)
            #expect(answer.marks == marks[issue.id])
            #expect(try await answer.newestRelease == store.newestRelease(of: shop.id))
            #expect(try await answer.tags == store.tags(of: .issue(issue.id), top: 5))
        }
        #expect(try await store.issues([issue.id, IssueID(rawValue: 99)]).keys.map(\.rawValue) == [issue.id.rawValue])
        await store.close()
    }
}
