import SentryAPI
import SentryProtocol
import Storage

/// Releases and statistics that a test has made up.
actor MemoryFigures: APIFigures {
    var made: [Release] = []
    var deployed: [ReleaseID: [Deploy]] = [:]
    var series: [OutcomeSeries] = []
    var figures = Overview()
    var counts: [Int] = []
    var groups: [SessionGroup] = []
    /// What was asked for last.
    var lastLabel: EventLabel?
    var lastSessionQuery: SessionQuery?

    func set(_ series: [OutcomeSeries]) { self.series = series }
    func setGroups(_ groups: [SessionGroup]) { self.groups = groups }
    func set(_ figures: Overview, counts: [Int]) { (self.figures, self.counts) = (figures, counts) }

    func overview(_ query: OverviewQuery) -> Overview { figures }

    func eventCounts(
        of projects: [ProjectID], label: EventLabel?, environments: [String], over period: Period, bars: Int
    ) -> [Int] {
        lastLabel = label
        return (0..<bars).map { $0 < counts.count ? counts[$0] : 0 }
    }

    func peopleCounts(of projects: [ProjectID], over period: Period, bars: Int) -> [Int] {
        Array(repeating: 2, count: bars)
    }

    func sessions(of projects: [ProjectID], environments: [String], over period: Period) -> [String: SessionCounts] {
        ["web@1.0.0": SessionCounts(total: 3, errored: 1, crashed: 1), "other": SessionCounts(total: 1)]
    }

    func sessionGroups(_ query: SessionQuery) -> [SessionGroup] {
        lastSessionQuery = query
        return groups
    }

    func outcomes(of project: ProjectID?, over period: Period, bars: Int) -> [OutcomeSeries] {
        series.map { one in
            var one = one
            one.quantities = (0..<bars).map { $0 < one.quantities.count ? one.quantities[$0] : 0 }
            return one
        }
    }
    func outcomeTotals(of project: ProjectID?, over period: Period) -> [OutcomeSample] { [] }
    func refusals(limit: Int) -> [Refusal] { [] }

    func releases(matching query: ReleaseQuery) -> Page<Release> {
        let rows = made.filter { release in
            release.projects.contains { query.projects.contains($0.projectID) }
                && (query.text.isEmpty || release.version.contains(query.text))
                && (query.isArchived == nil || release.isArchived == query.isArchived)
        }
        return Page(rows: Array(rows.reversed().prefix(query.limit)))
    }

    func release(_ version: String, in organization: OrganizationID) -> Release? {
        made.first { $0.version == version && $0.organizationID == organization }
    }

    func save(
        _ change: ReleaseChange, to version: String, in organization: OrganizationID, at now: Timestamp
    ) -> (release: Release, isNew: Bool) {
        let known = made.firstIndex { $0.version == version }
        if known == nil {
            made.append(
                Release(
                    id: ReleaseID(rawValue: Int64(made.count + 1)), organizationID: organization, version: version,
                    createdAt: now))
        }
        let index = known ?? made.count - 1
        made[index].startedAt = change.startedAt ?? made[index].startedAt
        made[index].releasedAt = change.releasedAt ?? made[index].releasedAt
        made[index].isArchived = change.isArchived ?? made[index].isArchived
        made[index].ref = change.ref ?? made[index].ref
        made[index].url = change.url ?? made[index].url
        made[index].commits = change.commits ?? made[index].commits
        for project in change.projects where !made[index].projects.contains(where: { $0.projectID == project }) {
            made[index].projects.append(ReleaseProject(projectID: project))
        }
        return (made[index], known == nil)
    }

    func deleteRelease(_ version: String, in organization: OrganizationID) -> ReleaseDeletion {
        guard let index = made.firstIndex(where: { $0.version == version }) else { return .missing }
        guard made[index].events == 0 else { return .inUse }
        made.remove(at: index)
        return .deleted
    }

    func releaseWithCommits(before version: String, in organization: OrganizationID) -> Release? {
        made.last { $0.version != version && !$0.commits.isEmpty }
    }

    func deploys(of release: ReleaseID) -> [Deploy] { deployed[release] ?? [] }

    func addDeploy(_ deploy: Deploy, to release: ReleaseID) -> Deploy? {
        var deploy = deploy
        deploy.id = Int64((deployed[release]?.count ?? 0) + 1)
        deployed[release, default: []].insert(deploy, at: 0)
        return deploy
    }

    /// Pretends that events named a release.
    func count(_ events: Int, in version: String) {
        guard let index = made.firstIndex(where: { $0.version == version }), !made[index].projects.isEmpty else {
            return
        }
        made[index].projects[0].events = events
        made[index].projects[0].firstEventAt = World.now
    }
}
