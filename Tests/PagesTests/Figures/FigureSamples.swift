import Pages
import SentryProtocol
import Storage

/// A week of the shop, in numbers.
extension Samples {
    static let overview: Overview = {
        var overview = Overview()
        overview.events = (0..<28).map { ($0 * 37) % 90 + ($0 == 20 ? 400 : 10) }
        overview.eventsBefore = (0..<28).map { ($0 * 53) % 70 + 5 }
        (overview.users, overview.usersBefore) = (PeopleCount(count: 1_284, isExact: false), PeopleCount(count: 1_010))
        (overview.newIssues, overview.newIssuesBefore) = (4, 9)
        (overview.regressedIssues, overview.regressedIssuesBefore) = (1, 1)
        overview.types = [
            NamedCount(name: "TypeError", events: 812), NamedCount(name: "OperationalError", events: 301),
            NamedCount(name: "", events: 40), NamedCount(name: "<script>alert(\"1\")</script>", events: 3),
        ]
        overview.releases = [NamedCount(name: "shop@2.4.1", events: 900), NamedCount(name: "a/b 1", events: 12)]
        overview.environments = [NamedCount(name: "production", events: 1_100), NamedCount(name: "", events: 56)]
        overview.frequent = Array(issues.prefix(3))
        overview.dropped = [
            DroppedItems(category: .error, outcome: "filtered", reason: "web-crawlers", quantity: 24_001),
            DroppedItems(category: .transaction, outcome: "rate_limited", reason: "something_new", quantity: 7),
        ]
        return overview
    }()

    static let sessions = [
        "shop@2.4.1": SessionCounts(total: 900, errored: 12, crashed: 3), "shop@2.4.0": SessionCounts(total: 100),
    ]

    static func dashboard(
        _ language: Language = .english, overview: Overview = overview, state: DashboardState = DashboardState()
    ) -> DashboardModel {
        DashboardModel(
            frame: frame(language), state: state,
            data: DashboardData(projects: projects, overview: overview, sessions: sessions), now: now)
    }

    static let release: Release = {
        var release = Release(
            id: ReleaseID(rawValue: 7), organizationID: OrganizationID(rawValue: 1), version: "shop@2.4.1",
            createdAt: ago(minutes: 4_000))
        release.releasedAt = ago(minutes: 3_900)
        release.url = "https://git.example.com/shop/releases/2.4.1"
        release.commits = [
            Commit(
                id: "4f1c2a9e8b7d6c5f4e3d2c1b0a99887766554433", message: "Count what is in the basket\n\nLonger words.",
                authorName: "Mina Park", authorEmail: "mina@example.com", createdAt: ago(minutes: 4_100)),
            Commit(id: "<b>", message: "<script>"),
        ]
        release.projects = [
            ReleaseProject(
                projectID: ProjectID(rawValue: 1), events: 900, firstEventAt: ago(minutes: 3_800),
                lastEventAt: ago(minutes: 3), newIssues: 2)
        ]
        return release
    }()

    static let releases: [Release] = {
        var old = Release(
            id: ReleaseID(rawValue: 3), organizationID: OrganizationID(rawValue: 1), version: "old/\"1\" <i>",
            createdAt: ago(minutes: 90_000))
        old.isArchived = true
        return [release, old]
    }()

    static func releaseList(
        _ language: Language = .english, rows: [Release] = releases, state: ReleaseListState = ReleaseListState()
    ) -> ReleaseListModel {
        ReleaseListModel(
            frame: frame(language), state: state,
            data: ReleaseListData(
                projects: projects,
                page: Page(rows: rows, next: rows.isEmpty ? nil : Cursor(value: 5, offset: 3, isPrevious: false)),
                environments: ["production", "staging"], sessions: sessions), now: now)
    }

    static func releasePageModel(_ language: Language = .english, isBare: Bool = false) -> ReleaseModel {
        var data = ReleaseData(release: isBare ? releases[1] : release, projects: [projects[0]])
        if !isBare {
            data.events = (0..<30).map { $0 % 7 * 13 }
            data.newIssues = Array(issues.prefix(2))
            data.regressedIssues = [issues[1]]
            data.health = ReleaseHealth(
                release: release.version, sessions: SessionCounts(total: 900, errored: 12, crashed: 3),
                users: SessionCounts(total: 300, crashed: 1))
            data.allSessions = 1_000
            data.deploys = [
                Deploy(
                    id: 1, environment: "production", name: "blue", url: nil, startedAt: nil,
                    finishedAt: ago(minutes: 3_890))
            ]
            data.before = "shop@2.4.0"
        }
        return ReleaseModel(frame: frame(language), data: data, project: nil, now: now)
    }
}
