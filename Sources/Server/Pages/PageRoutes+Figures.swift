import Hummingbird
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// `/dashboard/` and `/releases/`.
extension PageRoutes {
    func dashboard(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let state = DashboardState(visit.query)
        let projects = try await visibleProjects(visit)
        let shown = shown(state.project, of: projects)
        let data = DashboardData(
            projects: projects,
            overview: try await installation.storage.overview(state.query(of: shown, at: visit.now)),
            sessions: try await sessionsOfDay(of: shown, at: visit.now))
        let model = DashboardModel(frame: frame(visit, projects: projects), state: state, data: data, now: visit.now)
        return page(dashboardPage(model), visit)
    }

    func releases(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let state = ReleaseListState(visit.query)
        let projects = try await visibleProjects(visit)
        let shown = projects.filter { state.project == nil || $0.slug == state.project }
        let data = ReleaseListData(
            projects: projects, page: try await releases(state, of: shown),
            environments: try await storage.environments(of: shown.map(\.id)),
            sessions: try await sessionsOfDay(of: shown.map(\.id), at: visit.now))
        let model = ReleaseListModel(frame: frame(visit, projects: projects), state: state, data: data, now: visit.now)
        return page(releaseListPage(model), visit)
    }

    /// Releases belong to organizations; the list is that of the first one that has a shown project.
    private func releases(_ state: ReleaseListState, of shown: [Project]) async throws -> Page<Release> {
        guard let organization = shown.first?.organizationID else { return Page(rows: []) }
        return try await installation.storage.releases(
            matching: ReleaseQuery(
                organization: organization,
                projects: shown.filter { $0.organizationID == organization }.map(\.id), text: state.query,
                environments: state.environment.map { [$0] } ?? [], isArchived: nil, cursor: state.cursor, limit: 50))
    }

    func release(_ visit: Visit, version: String) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let all = try await visibleProjects(visit)
        let project = visit.query["project"].flatMap { slug in all.first { $0.slug == slug } }
        guard let (release, projects) = try await find(release: version, in: project.map { [$0] } ?? all) else {
            throw PageFailure.notFound
        }
        let figures = installation.storage
        let ids = projects.map(\.id)
        var data = ReleaseData(
            release: release, projects: projects,
            events: try await figures.eventCounts(
                of: ids, label: .release(version), environments: [],
                over: IssueData.monthPeriod(at: visit.now, in: zone(of: visit)), bars: 30),
            newIssues: try await figures.newIssues(in: version, of: ids, limit: ReleaseData.issuesMax),
            regressedIssues: try await figures.regressedIssues(in: version, of: ids, limit: ReleaseData.issuesMax),
            deploys: try await figures.deploys(of: release.id), before: try await releaseBefore(release, in: ids))
        try await addHealth(to: &data, of: ids, at: visit.now)
        let model = ReleaseModel(
            frame: frame(visit, projects: all), data: data, project: project?.slug, now: visit.now)
        return page(releasePage(model), visit)
    }

    /// A release that is in one of these projects, with those it is in.
    func find(release version: String, in projects: [Project]) async throws -> (Release, [Project])? {
        var seen: Set<OrganizationID> = []
        for organization in projects.map(\.organizationID) where seen.insert(organization).inserted {
            guard var release = try await installation.storage.release(version, in: organization) else { continue }
            let found = projects.filter { project in release.projects.contains { $0.projectID == project.id } }
            release.projects.removeAll { part in !found.contains { $0.id == part.projectID } }
            if !found.isEmpty { return (release, found) }
        }
        return nil
    }

    private func releaseBefore(_ release: Release, in projects: [ProjectID]) async throws -> String? {
        let query = ReleaseQuery(
            organization: release.organizationID, projects: projects, isArchived: nil,
            cursor: Cursor(value: release.date.microseconds, offset: release.id.rawValue, isPrevious: false), limit: 1)
        return try await installation.storage.releases(matching: query).rows.first?.version
    }

    /// Of the first project that has sessions of it: people are counted in each project for itself.
    private func addHealth(to data: inout ReleaseData, of projects: [ProjectID], at now: Timestamp) async throws {
        let sessions = try await sessionsOfDay(of: projects, at: now)
        data.allSessions = sessions.values.reduce(0) { $0 + $1.total }
        guard let counts = sessions[data.release.version] else { return }
        data.health = ReleaseHealth(release: data.release.version, sessions: counts, users: SessionCounts())
        guard projects.count == 1 else { return }
        data.health =
            try await installation.storage.releaseHealth(of: projects[0], environments: [], over: lastDay(at: now))
            .first { $0.release == data.release.version } ?? data.health
    }

    private func shown(_ slug: String?, of projects: [Project]) -> [ProjectID] {
        projects.filter { slug == nil || $0.slug == slug }.map(\.id)
    }

    private func sessionsOfDay(of projects: [ProjectID], at now: Timestamp) async throws -> [String: SessionCounts] {
        guard !projects.isEmpty else { return [:] }
        return try await installation.storage.sessions(of: projects, environments: [], over: lastDay(at: now))
    }

    private func lastDay(at now: Timestamp) -> Period {
        Period(start: now.adding(seconds: -86_400), end: now.adding(seconds: 1))
    }
}
