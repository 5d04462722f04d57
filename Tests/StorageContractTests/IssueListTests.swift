import SentryProtocol
import Storage
import Testing

@Suite("Lists of issues")
struct IssueListTests {
    private let projects = (1...3).map { ProjectID(rawValue: $0) }

    /// 57 issues in three projects: `i<number>` was first seen `number` minutes ago, in steps of three minutes.
    private func fill(_ store: any StorageEngine) async throws {
        for number in 0..<57 {
            let time = Sample.noon.adding(seconds: Int64(-60 * (number / 3) - 3600))
            for repetition in 0...number % 4 {
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(
                            number * 10 + repetition, in: ["h\(number)"], at: time,
                            level: number % 5 == 0 ? .warning : .error, value: "i\(number)",
                            environment: number % 2 == 0 ? "prod" : nil, user: "\(repetition)"),
                        project: projects[number % 3]))
            }
        }
        let resolved = try await store.issues(
            matching: IssueQuery(projects: [projects[0]], search: SearchQuery(parsing: "level:warning"), limit: 100))
        _ = try await store.apply(.resolve, to: resolved.rows.map(\.id), by: .system, at: Sample.noon)
    }

    @Test("pages neither repeat nor skip, forwards and backwards", arguments: EngineUnderTest.all, IssueSort.allCases)
    func cursors(engine: EngineUnderTest, sort: IssueSort) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            for search in ["", "is:unresolved", "!is:resolved level:error", "i*"] {
                for chosen in [projects, [projects[0]], [projects[1], projects[2]]] {
                    var query = IssueQuery(
                        projects: chosen, search: try SearchQuery(parsing: search), sort: sort, limit: 100)
                    let everything = try await store.issues(matching: query)
                    #expect(everything.previous == nil && everything.next == nil)
                    #expect(everything.hits == everything.rows.count)
                    let ordered = isOrdered(everything.rows, by: sort)
                    #expect(ordered)
                    let ids = everything.rows.map(\.id)

                    query.limit = 7
                    var forwards: [[IssueID]] = []
                    var last: Page<IssueSummary>?
                    while last == nil || last?.next != nil {
                        query.cursor = last?.next ?? .start
                        let page = try await store.issues(matching: query)
                        #expect((page.previous == nil) == forwards.isEmpty)
                        forwards.append(page.rows.map(\.id))
                        last = page
                    }
                    #expect(forwards.flatMap { $0 } == ids)

                    var backwards: [[IssueID]] = []
                    while let cursor = last?.previous {
                        query.cursor = cursor
                        let page = try await store.issues(matching: query)
                        #expect(page.next != nil)
                        backwards.append(page.rows.map(\.id))
                        last = page
                    }
                    #expect(backwards.reversed() == Array(forwards.dropLast()))
                }
            }
        }
    }

    private func isOrdered(_ rows: [IssueSummary], by sort: IssueSort) -> Bool {
        func key(_ issue: IssueSummary) -> Int64 {
            switch sort {
            case .lastSeen: issue.lastSeen.microseconds
            case .firstSeen: issue.firstSeen.microseconds
            case .events: Int64(issue.timesSeenInPeriod)
            case .users: Int64(issue.usersAffected)
            case .inbox: (issue.statusChangedAt ?? issue.firstSeen).microseconds
            // What these go by is no part of an issue.
            case .trends, .recommended, .priority: 0
            }
        }
        if [.trends, .recommended, .priority].contains(sort) { return true }
        return zip(rows, rows.dropFirst()).allSatisfy { (key($0), $0.id.rawValue) > (key($1), $1.id.rawValue) }
    }

    @Test("the page before the first is empty and leads back", arguments: EngineUnderTest.all)
    func beforeTheStart(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let cursor = try #require(Cursor(parsing: "0:0:1"))
            let page = try await store.issues(matching: IssueQuery(projects: [Sample.project], cursor: cursor))
            #expect(page.rows.isEmpty)
            #expect(page.next == .start)
            let events = try await store.events(of: Sample.project, cursor: cursor, limit: 5)
            #expect(events.rows.isEmpty)
        }
    }

    @Test(
        "searches find what they say",
        arguments: EngineUnderTest.all,
        [
            ("", 8), ("is:unresolved", 6), ("is:resolved", 1), ("is:ignored", 1), ("!is:resolved", 7), ("is:new", 6),
            ("is:archived_forever", 1), ("!is:new", 2), ("is:unresolved is:resolved", 0), ("is:assigned", 0),
            ("is:unassigned", 8), ("level:error", 6), ("level:[error, fatal]", 7), ("!level:error", 2),
            ("timeout", 2), ("TIMEOUT", 2), ("time*db", 1), ("\"db timeout\"", 0), ("größe", 1), ("GRÖSSE", 0),
            ("GRÖßE", 1), ("shop.views", 7), ("100%", 1), ("a\\*b", 1), ("title:Value*", 7), ("!title:Value*", 1),
            ("title:\"ValueError: number 100%\"", 1), ("culprit:shop", 0), ("platform:python", 8),
            ("platform:[java, python]", 8), ("!platform:python", 0), ("has:location", 0), ("!has:location", 8),
            ("timesSeen:>1", 1), ("timesSeen:1", 7), ("times_seen:>=1 timesSeen:<3", 8), ("timesSeen:[2, 5]", 1),
            ("firstSeen:-90m", 2), ("age:+90m", 6), ("lastSeen:-1d", 7), ("lastSeen:>2026-11-23T11:45:00", 1),
            ("lastSeen:2026-11-21", 1), ("!lastSeen:2026-11-21", 7), ("firstSeen:2026-11-23T12:00:30Z", 1),
            ("issue:SHOP-3", 1), ("issue:[shop-1, SHOP-2, other-1]", 2), ("!issue:SHOP-3", 7), ("issue.id:1", 1),
            ("project:shop", 8), ("project:other", 0), ("project.id:1", 8), ("issue.priority:[high, medium]", 7),
            ("issue.priority:low", 1), ("issue.category:error", 8), ("issue.type:performance_n_plus_one", 0),
        ])
    func searches(engine: EngineUnderTest, search: (text: String, hits: Int)) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            let hour: Int64 = 3600
            let events = [
                Sample.event(1, in: ["1"], at: Sample.noon, value: "timeout of the db"),
                Sample.event(2, in: ["2"], at: Sample.noon.adding(seconds: -hour), value: "another Timeout"),
                Sample.event(3, in: ["3"], at: Sample.noon.adding(seconds: -2 * hour), level: .fatal, value: "Größe"),
                Sample.event(4, in: ["4"], at: Sample.noon.adding(seconds: -3 * hour), level: .info, value: "a*b"),
                Sample.event(5, in: ["5"], at: Sample.noon.adding(seconds: -48 * hour), value: "number 100%"),
                Sample.event(6, in: ["6"], at: Sample.noon.adding(seconds: -2 * hour), type: "KeyError", culprit: "x"),
                Sample.event(7, in: ["7"], at: Sample.noon.adding(seconds: -2 * hour)),
                Sample.event(8, in: ["8"], at: Sample.noon.adding(seconds: -2 * hour)),
                Sample.event(9, in: ["8"], at: Sample.noon.adding(seconds: -2 * hour)),
            ]
            for event in events { _ = try await store.commit(Sample.batch(event)) }
            _ = try await store.apply(.resolve, to: [IssueID(rawValue: 6)], by: .system, at: Sample.noon)
            _ = try await store.apply(.archive, to: [IssueID(rawValue: 7)], by: .system, at: Sample.noon)
            let query = IssueQuery(projects: [Sample.project], search: try SearchQuery(parsing: search.text))
            let page = try await store.issues(matching: query)
            #expect(page.rows.count == search.hits)
            #expect(page.hits == search.hits)
            #expect(try await store.issueCount(matching: query, upTo: 5) == min(search.hits, 5))
        }
    }

    @Test("a period selects issues with events in it and counts those", arguments: EngineUnderTest.all)
    func period(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            func add(_ number: Int, _ name: String, hoursAgo: Int, environment: String? = nil) async throws {
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(
                            number, in: [name], at: Sample.noon.adding(seconds: Int64(-3600 * hoursAgo)), value: name,
                            environment: environment)))
            }
            try await add(1, "steady", hoursAgo: 50)
            try await add(2, "steady", hoursAgo: 10, environment: "prod")
            try await add(3, "steady", hoursAgo: 9)
            try await add(4, "steady", hoursAgo: 0)
            try await add(5, "gap", hoursAgo: 50, environment: "prod")
            try await add(6, "gap", hoursAgo: 0)
            try await add(7, "late", hoursAgo: 0)
            try await add(8, "early", hoursAgo: 60)
            try await add(9, "inside", hoursAgo: 8, environment: "dev")

            let period = Period(
                start: Sample.noon.adding(seconds: -12 * 3600), end: Sample.noon.adding(seconds: -6 * 3600))
            var query = IssueQuery(projects: [Sample.project], period: period)
            #expect(try await store.titles(query) == ["steady", "inside"])
            #expect(try await store.issues(matching: query).rows.map(\.timesSeenInPeriod) == [2, 1])
            query.sort = .events
            #expect(try await store.titles(query) == ["steady", "inside"])
            query.environments = ["prod"]
            #expect(try await store.titles(query) == ["steady"])
            #expect(try await store.issues(matching: query).rows.map(\.timesSeenInPeriod) == [1])
            query.environments = ["prod", "dev", "nowhere"]
            #expect(try await store.issueCount(matching: query, upTo: 10) == 2)
            query.period = nil
            query.environments = ["prod"]
            query.sort = .lastSeen
            #expect(Set(try await store.titles(query)) == ["steady", "gap"])
            query.environments = [""]
            #expect(Set(try await store.titles(query)) == ["steady", "gap", "late", "early"])
            query.environments = ["nowhere"]
            #expect(try await store.titles(query).isEmpty)
        }
    }

    @Test("an environment in a period is that of some event in it", arguments: EngineUnderTest.all)
    func environmentInPeriod(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let events: [(name: String, hoursAgo: Int, environment: String?)] = [
                ("moved", 50, "prod"), ("moved", 1, "dev"), ("prod", 1, "prod"), ("both", 50, "dev"),
                ("both", 2, "prod"), ("both", 1, "dev"), ("none", 1, nil), ("old", 50, "prod"),
            ]
            for (number, event) in events.enumerated() {
                let at = Sample.noon.adding(seconds: Int64(-3600 * event.hoursAgo))
                _ = try await store.commit(
                    Sample.batch(
                        Sample.event(
                            number, in: [event.name], at: at, value: event.name, environment: event.environment)))
            }
            let day = Period(start: Sample.noon.adding(seconds: -86_400), end: Sample.noon.adding(seconds: 1))
            let morning = Period(start: day.start, end: Sample.noon.adding(seconds: -5_400))
            let expected: [(period: Period, environments: [String], names: [String])] = [
                (day, ["prod"], ["both", "prod"]), (day, ["dev"], ["both", "moved"]), (day, [""], ["none"]),
                (day, ["prod", "dev"], ["both", "moved", "prod"]), (day, ["nowhere"], []),
                (morning, ["prod"], ["both"]), (morning, ["dev"], []),
            ]
            for (period, environments, names) in expected {
                for sort in IssueSort.allCases {
                    let query = IssueQuery(
                        projects: [Sample.project], environments: environments, period: period, sort: sort)
                    #expect(try await store.titles(query).sorted() == names)
                    #expect(try await store.issueCount(matching: query, upTo: 10) == names.count)
                }
            }
        }
    }

    @Test("no project means no issue", arguments: EngineUnderTest.all)
    func noProjects(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let page = try await store.issues(matching: IssueQuery(projects: []))
            #expect(page.rows.isEmpty)
            #expect(page.hits == 0)
        }
    }

    @Test("very many projects are still one list", arguments: EngineUnderTest.all)
    func manyProjects(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let projects = (1...130).map { ProjectID(rawValue: $0) }
            for (number, project) in projects.enumerated() {
                let time = Sample.noon.adding(seconds: Int64(-number * 7 % 130))
                _ = try await store.commit(Sample.batch(Sample.event(number, at: time), project: project))
            }
            var query = IssueQuery(projects: projects, limit: 50)
            var seen: [Timestamp] = []
            var page = try await store.issues(matching: query)
            seen += page.rows.map(\.lastSeen)
            while let next = page.next {
                query.cursor = next
                page = try await store.issues(matching: query)
                seen += page.rows.map(\.lastSeen)
            }
            #expect(seen.count == 130)
            #expect(seen == seen.sorted(by: >))
        }
    }
}
