import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Figures: overviews")
struct OverviewTests {
    private static let hour: Int64 = 3_600
    /// Two days up to the hour after noon, in two bars; and the two days before.
    private static let query = OverviewQuery(
        projects: [Sample.project],
        period: Period(
            start: Sample.noon.adding(seconds: -47 * hour), end: Sample.noon.adding(seconds: hour)), bars: 2)

    private func ago(_ hours: Int64) -> Timestamp { Sample.noon.adding(seconds: -hours * Self.hour) }

    private func figures(_ store: any StorageEngine) throws -> any FigureReader {
        try #require(store as? any FigureReader)
    }

    private func fill(_ store: any StorageEngine) async throws {
        try await store.makeShop()
        _ = try await store.commit(
            Sample.batch(
                Sample.event(1, in: ["a"], environment: "prod", release: "shop@2", user: "ann"),
                Sample.event(2, in: ["a"], at: ago(1), environment: "prod", release: "shop@2", user: "ann"),
                Sample.event(3, in: ["a"], at: ago(30), environment: "dev", release: "shop@1", user: "bob"),
                Sample.event(4, in: ["b"], at: ago(40), type: "KeyError", value: "b", user: "cyd"),
                Sample.event(5, in: ["b"], at: ago(60), type: "KeyError", value: "b", user: "ann"),
                Sample.event(6, in: ["b"], at: ago(70), type: "KeyError", value: "b", user: "bob"),
                Sample.event(7, in: ["old"], at: ago(200), type: "Gone", value: "old", user: "dan")))
    }

    @Test(
        "an overview tells events, people and issues of the period and of the one before",
        arguments: EngineUnderTest.all)
    func periods(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let found = try await figures(store).overview(Self.query)
            #expect(found.events == [2, 2])
            #expect(found.eventsBefore == [0, 2])
            #expect(found.users == PeopleCount(count: 3))
            #expect(found.usersBefore == PeopleCount(count: 2))
            #expect((found.newIssues, found.newIssuesBefore) == (1, 1))
            #expect((found.regressedIssues, found.regressedIssuesBefore) == (0, 0))
        }
    }

    @Test("types, releases and environments are ranked by events of the period", arguments: EngineUnderTest.all)
    func rankings(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let found = try await figures(store).overview(Self.query)
            #expect(
                found.types == [NamedCount(name: "ValueError", events: 3), NamedCount(name: "KeyError", events: 1)])
            #expect(found.releases == [NamedCount(name: "shop@2", events: 2), NamedCount(name: "shop@1", events: 1)])
            #expect(
                found.environments == [
                    NamedCount(name: "prod", events: 2), NamedCount(name: "", events: 1),
                    NamedCount(name: "dev", events: 1),
                ])
            #expect(found.frequent.map(\.timesSeenInPeriod) == [3, 1])
            #expect(found.frequent.map { $0.metadata.value ?? "" } == ["bad value", "b"])
        }
    }

    @Test("the most frequent issues are those of the period, not those of all time", arguments: EngineUnderTest.all)
    func frequent(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await store.makeShop()
            var events: [EventRow] = []
            for issue in 0..<15 {
                // Whoever has the most events of all time has the fewest now.
                for number in 0..<(30 - issue) {
                    let isNow = number <= issue
                    events.append(
                        Sample.event(
                            issue * 100 + number, in: ["i\(issue)"], at: isNow ? ago(1) : ago(500),
                            value: "i\(issue)"))
                }
            }
            _ = try await store.commit(Sample.batch(events))
            let found = try await figures(store).overview(Self.query).frequent
            #expect(found.map(\.timesSeenInPeriod) == [15, 14, 13, 12, 11, 10, 9, 8, 7, 6])
            #expect(found.first?.metadata.value == "i14")
        }
    }

    @Test("an issue that comes back counts as regressed in its release", arguments: EngineUnderTest.all)
    func regressions(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let issues = try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows
            let issue = try #require(issues.first { $0.metadata.value == "b" })
            _ = try await store.apply(.resolve, to: [issue.id], by: .system, at: Sample.noon)
            _ = try await store.commit(
                Sample.batch(Sample.event(20, in: ["b"], type: "KeyError", value: "b", release: "shop@3")))
            #expect(try await figures(store).overview(Self.query).regressedIssues == 1)
            let releases = try #require(store as? any ReleaseStore & ReleasePageReader)
            let release = try #require(try await releases.release("shop@3", in: OrganizationID(rawValue: 1)))
            for (project, expected) in [(Sample.project, [issue.id]), (ProjectID(rawValue: 9), [])] {
                let found = try await releases.releasePage(.month(of: release, in: [project])).regressedIssues
                #expect(found.map(\.id) == expected)
            }
        }
    }

    @Test("other projects are left out, and no project has no figures", arguments: EngineUnderTest.all)
    func projects(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let other = ProjectID(rawValue: 2)
            _ = try await store.commit(Sample.batch(Sample.event(50, user: "eve"), project: other))
            var query = Self.query
            query.projects = [other]
            let found = try await figures(store).overview(query)
            #expect(found.events == [0, 1] && found.users.count == 1 && found.frequent.count == 1)
            query.projects = [Sample.project, other]
            #expect(try await figures(store).overview(query).events == [2, 3])
            query.projects = []
            #expect(try await figures(store).overview(query) == Overview())
        }
    }

    @Test("what was not accepted is listed with its reason", arguments: EngineUnderTest.all)
    func dropped(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let outcomes = try #require(store as? any OutcomeStore)
            func sample(_ outcome: String, _ reason: String, _ quantity: Int, hoursAgo: Int = 1) -> OutcomeSample {
                OutcomeSample(
                    minute: Int(Sample.noon.seconds / 60) - hoursAgo * 60, projectID: Sample.project, publicKey: nil,
                    category: .error, outcome: outcome, reason: reason, sdk: "", quantity: quantity)
            }
            try await outcomes.recordOutcomes([
                sample("accepted", "", 100), sample("filtered", "web-crawlers", 3),
                sample("rate_limited", "key_quota", 5), sample("rate_limited", "key_quota", 2, hoursAgo: 2),
                sample("invalid", "too_large", 9, hoursAgo: 60),
            ])
            #expect(
                try await figures(store).overview(Self.query).dropped == [
                    DroppedItems(category: .error, outcome: "rate_limited", reason: "key_quota", quantity: 7),
                    DroppedItems(category: .error, outcome: "filtered", reason: "web-crawlers", quantity: 3),
                ])
        }
    }

    @Test("events of one type or release are told per bar, by the hour and by the day", arguments: EngineUnderTest.all)
    func series(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let figures = try figures(store)
            func counts(_ label: EventLabel?, _ period: Period, _ bars: Int) async throws -> [Int] {
                try await figures.eventCounts(
                    of: [Sample.project], label: label, environments: [], over: period, bars: bars)
            }
            #expect(try await counts(.release("shop@2"), Self.query.period, 2) == [0, 2])
            #expect(try await counts(.type("KeyError"), Self.query.period, 2) == [1, 0])
            #expect(try await counts(nil, Self.query.period, 2) == [2, 2])
            #expect(try await counts(.release("unheard of"), Self.query.period, 1) == [0])
            let month = Period(
                start: Sample.noon.day.advanced(by: -29).start, end: Sample.noon.day.advanced(by: 1).start)
            let days = try await counts(.type("KeyError"), month, 30)
            #expect(days.reduce(0, +) == 3 && days.count == 30)
            #expect(try await figures.peopleCounts(of: [Sample.project], over: Self.query.period, bars: 2) == [2, 1])
        }
    }

    @Test("ranges of hours are made of whole days and the hours at their ends")
    func spans() {
        func parts(_ range: Range<Int>) -> [String] {
            FigureSpan.parts(of: range).map { "\($0.hours):\($0.range.lowerBound)-\($0.range.upperBound)" }
        }
        #expect(parts(24..<72) == ["24:24-72"])
        #expect(parts(23..<73) == ["1:23-24", "24:24-72", "1:72-73"])
        #expect(parts(30..<50) == ["1:30-50"])
        #expect(parts(30..<48) == ["1:30-48"])
        #expect(parts(-30..<(-1)) == ["1:-30--1"])
    }
}

@Suite("SQLite: figures")
struct SQLiteFigureTests {
    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    private func events(_ numbers: Range<Int>, at moment: Timestamp = Sample.noon) -> [EventRow] {
        numbers.map {
            Sample.event(
                $0, in: ["i\($0 % 7)"], at: moment, type: "T\($0 % 3)", environment: $0 % 2 == 0 ? "prod" : nil,
                release: $0 % 4 == 0 ? nil : "shop@\($0 % 5)", user: "u\($0 % 700)")
        }
    }

    private static let day = OverviewQuery(
        projects: [Sample.project],
        period: Period(start: Sample.noon.day.start, end: Sample.noon.day.advanced(by: 1).start), bars: 24)

    @Test("figures that a crash left uncounted are counted at the next start, exactly")
    func crash() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        try await first.makeShop()
        _ = try await first.commit(Sample.batch(events(0..<40)))
        _ = try await first.overview(Self.day)
        await first.close()
        try folder.copy("culprit.db", to: "culprit.before")
        let second = try SQLiteEngine.open(.test(folder.path))
        for start in stride(from: 40, to: 1240, by: 100) {
            _ = try await second.commit(Sample.batch(events(start..<start + 100)))
        }
        let expected = try await second.overview(Self.day)
        let release = try await second.release("shop@1", in: OrganizationID(rawValue: 1))
        #expect(expected.events.reduce(0, +) == 1240)
        #expect(expected.types.map(\.events).reduce(0, +) == 1240)
        await second.close()
        try folder.copy("culprit.before", to: "culprit.db")
        let third = try SQLiteEngine.open(.test(folder.path))
        #expect(try await third.overview(Self.day) == expected)
        #expect(try await third.release("shop@1", in: OrganizationID(rawValue: 1))?.projects == release?.projects)
        await third.close()
        #expect(try doctor(folder) == [])
    }

    @Test("people are counted exactly up to 512 in an hour, and nearly beyond")
    func people() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        defer { Task { await store.close() } }
        try await store.makeShop()
        _ = try await store.commit(Sample.batch((0..<512).map { Sample.event($0, user: "u\($0)") }))
        #expect(try await store.overview(Self.day).users == PeopleCount(count: 512))
        _ = try await store.commit(Sample.batch((512..<4000).map { Sample.event($0, user: "u\($0)") }))
        let users = try await store.overview(Self.day).users
        #expect(!users.isExact && (3400...4600).contains(users.count), "\(users)")
        #expect(try doctor(folder) == [])
    }

    @Test("figures go with the file of their day, of all projects or of one; merging changes none")
    func retention() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        try await store.makeShop()
        let other = ProjectID(rawValue: 2)
        let later = Sample.noon.adding(seconds: 86_400)
        _ = try await store.commit(Sample.batch(events(0..<50)))
        _ = try await store.commit(Sample.batch(events(50..<60), project: other))
        // Received a day later, of the same day.
        _ = try await store.commit(
            Sample.batch(Sample.event(70, at: Sample.noon, received: later, type: "Late", release: "late", user: "z")))
        _ = try await store.commit(Sample.batch(events(80..<90, at: later)))
        let issues = try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows.map(\.id)
        let before = try await store.overview(Self.day)
        _ = try await store.merge(Array(issues.prefix(2)), into: nil, by: .system, at: Sample.noon)
        let merged = try await store.overview(Self.day)
        #expect(merged.types == before.types && merged.releases == before.releases && merged.users == before.users)
        #expect(try doctor(folder) == [])

        // The other project keeps less.
        var policy = RetentionPolicy()
        policy.projects[other] = RetentionSettings()
        policy.projects[other]?.days[.errors] = 5
        _ = try await store.maintain(now: Sample.noon.adding(seconds: 10 * 86_400), policy: policy)
        var query = Self.day
        query.projects = [other]
        #expect(try await store.overview(query).types == [])
        #expect(try await store.overview(Self.day) == merged)
        #expect(try doctor(folder) == [])

        _ = try await store.maintain(now: Sample.noon.adding(seconds: 91 * 86_400), policy: RetentionPolicy())
        let left = try await store.overview(Self.day)
        #expect(left.types == [NamedCount(name: "Late", events: 1)])
        #expect(left.releases == [NamedCount(name: "late", events: 1)])
        #expect(left.users == PeopleCount(count: 1) && left.events.reduce(0, +) == 1)
        #expect(try doctor(folder) == [])
        await store.close()
    }

    @Test("what was dropped is forgotten with the outcomes that it is the sum of")
    func droppedRetention() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        try await store.makeShop()
        try await store.recordOutcomes([
            OutcomeSample(
                minute: Int(Sample.noon.seconds / 60), projectID: Sample.project, publicKey: nil, category: .error,
                outcome: "filtered", reason: "web-crawlers", sdk: "", quantity: 3)
        ])
        _ = try await store.maintain(now: Sample.noon.adding(seconds: 80 * 86_400), policy: RetentionPolicy())
        #expect(try await store.overview(Self.day).dropped.map(\.quantity) == [3])
        _ = try await store.maintain(now: Sample.noon.adding(seconds: 92 * 86_400), policy: RetentionPolicy())
        #expect(try await store.overview(Self.day).dropped.isEmpty)
        await store.close()
    }

    @Test("every statement of an overview walks an index")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        let long = Period(start: Sample.noon.adding(seconds: -30 * 86_400), end: Sample.noon)
        for projects in [[Sample.project], [Sample.project, ProjectID(rawValue: 2)]] {
            let sql = OverviewSQL(query: OverviewQuery(projects: projects, period: long, bars: 30))
            let figures = try connection.queryPlan(of: sql.figures)
            let frequent = try connection.queryPlan(of: sql.frequent[0])
            for (part, plan) in [
                ("SEARCH project_hour USING PRIMARY KEY (project_id=? AND hour>? AND hour<?)", figures),
                ("SEARCH project_figure USING PRIMARY KEY (project_id=? AND kind=? AND hours=?", figures),
                ("SEARCH project_people USING INDEX sqlite_autoindex_project_people_1", figures),
                ("SEARCH issue USING INDEX issue_by_times_seen (project_id=?)", frequent),
                ("issue_by_first_seen (project_id=? AND status=? AND first_seen>?", figures),
                ("activity_of_regressions (created_at>? AND created_at<?)", figures),
                ("SEARCH dropped_hour USING PRIMARY KEY (project_id=? AND hour>? AND hour<?)", figures),
            ] {
                #expect(plan.contains { $0.contains(part) }, "\(part): \(plan)")
            }
            let tables = ["project_hour", "project_figure", "project_people", "issue", "activity", "dropped_hour"]
            for table in tables {
                #expect(!(figures + frequent).contains { $0.hasPrefix("SCAN \(table)") }, "\(figures) \(frequent)")
            }
            #expect(!frequent.contains { $0.contains("TEMP B-TREE") }, "\(frequent)")
        }
        let series = try connection.queryPlan(of: EventLabel.release("a").hours(of: [Sample.project], in: long))
        #expect(series.contains { $0.contains("SEARCH project_figure USING PRIMARY KEY") }, "\(series)")
    }
}
