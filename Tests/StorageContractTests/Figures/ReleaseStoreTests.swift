import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Figures: releases")
struct ReleaseStoreTests {
    private let acme = OrganizationID(rawValue: 1)
    private let other = ProjectID(rawValue: 2)

    private func at(_ minutes: Int64) -> Timestamp { Sample.noon.adding(seconds: minutes * 60) }

    private func versions(_ store: any ReleaseStore, _ query: ReleaseQuery) async throws -> [String] {
        try await store.releases(matching: query).rows.map(\.version)
    }

    @Test(
        "a release comes into being when an event names it, and tells what events said", arguments: EngineUnderTest.all)
    func fromEvents(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore)
            try await store.makeShop()
            _ = try await store.commit(
                Sample.batch(
                    Sample.event(1, in: ["a"], at: at(5), environment: "prod", release: "shop@1"),
                    Sample.event(2, in: ["b"], at: at(1), release: "shop@1"),
                    Sample.event(3, in: ["a"], at: at(9), release: "shop@2"), Sample.event(4, at: at(20))))
            let found = try #require(try await releases.release("shop@1", in: acme))
            #expect(found.events == 2 && found.newIssues == 2)
            #expect(found.firstEventAt == at(1) && found.lastEventAt == at(5))
            #expect(found.projects.map(\.projectID) == [Sample.project])
            #expect(try await releases.release("shop@2", in: acme)?.newIssues == 0)
            #expect(try await releases.release("shop@2", in: OrganizationID(rawValue: 7)) == nil)
            let pages = try #require(store as? any ReleasePageReader)
            let new = try await pages.releasePage(.month(of: found, in: [Sample.project])).newIssues
            #expect(new.count == 2 && new.map(\.id) == new.map(\.id).sorted(by: >))
            #expect(try await pages.releasePage(.month(of: found, in: [other])).newIssues.isEmpty)
        }
    }

    @Test("the page of a release agrees with the single questions", arguments: EngineUnderTest.all)
    func page(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore & ReleasePageReader & FigureReader)
            try await store.makeShop()
            for number in 1...9 {
                let event = Sample.event(
                    number, in: ["h\(number % 4)"], at: at(Int64(-number) * 300), release: "v\(number % 3)")
                _ = try await store.commit(Sample.batch(event, project: number == 9 ? other : Sample.project))
            }
            for (number, version) in ["v0", "v1", "v2", "elsewhere"].enumerated() {
                var change = ReleaseChange()
                change.releasedAt = at(Int64(number))
                _ = try await releases.save(change, to: version, in: acme, at: at(0))
            }
            for version in ["v0", "v1", "v2"] {
                let release = try #require(try await releases.release(version, in: acme))
                for minute in [1, 2] {
                    let deploy = Deploy(
                        id: 0, environment: "e\(minute)", name: nil, url: nil, startedAt: nil,
                        finishedAt: at(Int64(minute)))
                    #expect(try await releases.addDeploy(deploy, to: release.id) != nil)
                }
                for projects in [[Sample.project], [other], [Sample.project, other]] {
                    let question = ReleasePageQuestion.month(of: release, in: projects)
                    let answer = try await releases.releasePage(question)
                    let events = try await releases.eventCounts(
                        of: projects, label: .release(version), environments: [], over: question.chart.period,
                        bars: question.chart.bars)
                    #expect(answer.events == events)
                    #expect(try await answer.deploys == releases.deploys(of: release.id))
                    let place = Cursor(
                        value: release.date.microseconds, offset: release.id.rawValue, isPrevious: false)
                    let older = try await releases.releases(
                        matching: ReleaseQuery(
                            organization: acme, projects: projects, isArchived: nil, cursor: place, limit: 1))
                    #expect(answer.before == older.rows.first?.version)
                    let new = try await store.issues(
                        matching: IssueQuery(
                            projects: projects, search: SearchQuery(parsing: "firstRelease:\(version)"), limit: 100))
                    #expect(answer.newIssues.map(\.id) == new.rows.map(\.id).sorted(by: >))
                    #expect(answer.health == nil && answer.allSessions == 0)
                }
                let again = try #require(try await releases.release(version, in: acme))
                #expect(again.deployCount == 2 && again.lastDeploy?.environment == "e2")
                let listed = try await releases.releases(matching: ReleaseQuery(organization: acme, projects: [other]))
                #expect(listed.rows.allSatisfy { $0.version == "v0" && $0.projects.map(\.projectID).contains(other) })
            }
        }
    }

    @Test("the page of a release tells its sessions, and people where there is one project")
    func sessions() async throws {
        try await withRecords { store, engine, _ in
            try await engine.makeShop()
            try store.store(
                Sample.session(1, 0, initial: true, user: "ann"),
                Sample.session(1, 1, status: "crashed", errors: 1, user: "ann"),
                Sample.session(2, 0, initial: true, user: "bob"),
                Sample.session(3, 0, initial: true, user: "cyd", release: "shop@2"))
            try store.store(Sample.session(4, 0, initial: true, user: "ann", received: Sample.tomorrow))
            try store.store(Sample.session(5, 0, initial: true, user: "dan"), project: other)
            for (version, projects) in [
                ("shop@1", [Sample.project]), ("shop@1", [Sample.project, other]), ("shop@2", [Sample.project]),
                ("none", [Sample.project]),
            ] {
                let release = Release(
                    id: ReleaseID(rawValue: 1), organizationID: acme, version: version, createdAt: Sample.noon)
                var question = ReleasePageQuestion.month(of: release, in: projects)
                question.sessionPeriod = Sample.period
                let answer = try await engine.releasePage(question)
                let all = try await engine.sessions(of: projects, environments: [], over: Sample.period)
                #expect(answer.allSessions == all.values.reduce(0) { $0 + $1.total })
                #expect(answer.health?.sessions == all[version])
                let health = try await engine.releaseHealth(
                    of: Sample.project, environments: [], over: Sample.period)
                let people = health.first { $0.release == version }?.users
                #expect(answer.health?.users == (projects.count == 1 ? people : SessionCounts()))
            }
        }
    }

    @Test("a release that a command line made is the one that events name", arguments: EngineUnderTest.all)
    func fromCommands(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore)
            try await store.makeShop()
            var change = ReleaseChange()
            change.projects = [Sample.project]
            change.commits = [Commit(id: "abc", message: "first", authorName: "Ann", createdAt: at(0))]
            let made = try await releases.save(change, to: "shop@1", in: acme, at: at(0))
            #expect(made.isNew && made.release.commits == change.commits)
            var finish = ReleaseChange()
            finish.releasedAt = at(3)
            let finished = try await releases.save(finish, to: "shop@1", in: acme, at: at(3))
            #expect(!finished.isNew && finished.release.releasedAt == at(3))
            #expect(finished.release.commits == change.commits, "what is not said stays")
            _ = try await store.commit(Sample.batch(Sample.event(1, release: "shop@1")))
            let found = try #require(try await releases.release("shop@1", in: acme))
            #expect(found.id == made.release.id && found.events == 1 && found.releasedAt == at(3))
        }
    }

    @Test(
        "lists are newest first, page both ways, and search versions, environments and archives",
        arguments: EngineUnderTest.all)
    func lists(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore)
            try await store.makeShop()
            for number in 1...5 {
                var change = ReleaseChange()
                change.projects = [number == 5 ? other : Sample.project]
                _ = try await releases.save(change, to: "Shop@\(number)", in: acme, at: at(Int64(number)))
            }
            var archive = ReleaseChange()
            archive.isArchived = true
            _ = try await releases.save(archive, to: "Shop@2", in: acme, at: at(9))
            _ = try await store.commit(Sample.batch(Sample.event(1, environment: "prod", release: "Shop@3")))

            var query = ReleaseQuery(organization: acme, projects: [Sample.project], limit: 2)
            let first = try await releases.releases(matching: query)
            #expect(first.rows.map(\.version) == ["Shop@4", "Shop@3"] && first.previous == nil)
            query.cursor = try #require(first.next)
            let second = try await releases.releases(matching: query)
            #expect(second.rows.map(\.version) == ["Shop@1"] && second.next == nil)
            query.cursor = try #require(second.previous)
            #expect(try await versions(releases, query) == ["Shop@4", "Shop@3"])

            #expect(
                try await versions(releases, ReleaseQuery(organization: acme, projects: [Sample.project], text: "P@3"))
                    == ["Shop@3"])
            #expect(
                try await versions(
                    releases, ReleaseQuery(organization: acme, projects: [Sample.project], environments: ["prod"]))
                    == ["Shop@3"])
            #expect(
                try await versions(
                    releases, ReleaseQuery(organization: acme, projects: [Sample.project], isArchived: true))
                    == ["Shop@2"])
            #expect(
                try await versions(releases, ReleaseQuery(organization: acme, projects: [other], isArchived: nil))
                    == ["Shop@5"])
            #expect(try await versions(releases, ReleaseQuery(organization: acme, projects: [])) == [])
        }
    }

    @Test("only a release that nothing refers to is deleted", arguments: EngineUnderTest.all)
    func deletion(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore)
            try await store.makeShop()
            _ = try await store.commit(Sample.batch(Sample.event(1, release: "used")))
            _ = try await releases.save(ReleaseChange(), to: "unused", in: acme, at: at(0))
            #expect(try await releases.deleteRelease("used", in: acme) == .inUse)
            #expect(try await releases.deleteRelease("unused", in: acme) == .deleted)
            #expect(try await releases.deleteRelease("unused", in: acme) == .missing)
            _ = try await store.commit(Sample.batch(Sample.event(2, release: "unused")))
            #expect(try await releases.release("unused", in: acme)?.events == 1)
        }
    }

    @Test(
        "the release before is the newest older one with commits; deploys are told newest first",
        arguments: EngineUnderTest.all)
    func history(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let releases = try #require(store as? any ReleaseStore)
            try await store.makeShop()
            for (number, commits) in [(1, ["a"]), (2, ["b"]), (3, []), (4, ["d"])] {
                var change = ReleaseChange()
                change.projects = [Sample.project]
                change.commits = commits.map { Commit(id: $0) }
                _ = try await releases.save(change, to: "v\(number)", in: acme, at: at(Int64(number)))
            }
            #expect(try await releases.releaseWithCommits(before: "v4", in: acme)?.version == "v2")
            #expect(try await releases.releaseWithCommits(before: "v1", in: acme) == nil)
            #expect(try await releases.releaseWithCommits(before: "none", in: acme) == nil)
            let id = try #require(try await releases.release("v4", in: acme)?.id)
            for environment in ["staging", "prod"] {
                let deploy = Deploy(
                    id: 0, environment: environment, name: nil, url: nil, startedAt: nil, finishedAt: at(5))
                #expect(try await releases.addDeploy(deploy, to: id) != nil)
            }
            #expect(try await releases.deploys(of: id).map(\.environment) == ["prod", "staging"])
            let none = ReleaseID(rawValue: 99)
            let deploy = Deploy(id: 0, environment: "x", name: nil, url: nil, startedAt: nil, finishedAt: at(0))
            #expect(try await releases.addDeploy(deploy, to: none) == nil)
        }
    }

    @Test("lists of releases and their issues walk an index and never sort")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .culprit)
        let query = ReleaseQuery(organization: acme, projects: [Sample.project], text: "a", environments: ["prod"])
        for place in [nil, ReleasePlace(date: 5, id: 5)] {
            for backwards in [false, true] {
                let plan = try connection.queryPlan(of: query.rows(after: place, backwards: backwards, limit: 9))
                #expect(plan.contains { $0.hasPrefix("SEARCH release USING INDEX release_by_date") }, "\(plan)")
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            }
        }
        let release = Release(id: ReleaseID(rawValue: 1), organizationID: acme, version: "a", createdAt: at(0))
        let page = try connection.queryPlan(
            of: ReleasePageQuestion.month(of: release, in: [Sample.project, other]).surroundings)
        for step in [
            "issue_by_first_release", "activity_of_releases", "deploy_by_release",
            "SEARCH project_figure USING PRIMARY KEY", "release_by_date",
        ] {
            #expect(page.contains { $0.contains(step) }, "\(step): \(page)")
        }
        let whole = try connection.queryPlan(of: Release.selection("a", in: acme))
        for plan in [page, whole] {
            for table in ["issue", "activity", "deploy", "project_figure", "release"] {
                #expect(!plan.contains { $0.hasPrefix("SCAN \(table)") }, "\(plan)")
            }
        }
        let new = try connection.queryPlan(of: ReleaseIssues.new(in: "a", of: [Sample.project], 9))
        #expect(new.contains { $0.contains("issue_by_first_release (project_id=? AND first_release=?)") }, "\(new)")
        let back = try connection.queryPlan(of: ReleaseIssues.regressed(in: "a", of: [Sample.project], 9))
        #expect(back.contains { $0.contains("activity_of_releases") }, "\(back)")
        #expect(back.contains("SEARCH issue USING INTEGER PRIMARY KEY (rowid=?)"), "\(back)")
    }
}

extension ReleasePageQuestion {
    /// With a chart of the last 30 days.
    static func month(of release: Release, in projects: [ProjectID]) -> ReleasePageQuestion {
        let end = Sample.noon.day.advanced(by: 1).start
        return ReleasePageQuestion(
            release: release, projects: projects,
            chart: (Period(start: end.adding(seconds: -30 * 86_400), end: end), 30),
            sessionPeriod: Period(start: Sample.noon.adding(seconds: -86_400), end: Sample.noon.adding(seconds: 1)),
            issuesMax: 25)
    }
}
