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
        let chart = (period: IssueData.monthPeriod(at: visit.now, in: zone(of: visit)), bars: 30)
        let answer = try await installation.storage.releasePage(
            ReleasePageQuestion(
                release: release, projects: projects.map(\.id), chart: chart, sessionPeriod: lastDay(at: visit.now),
                issuesMax: ReleaseData.issuesMax))
        let data = ReleaseData(
            release: release, projects: projects, events: answer.events, newIssues: answer.newIssues,
            regressedIssues: answer.regressedIssues, health: answer.health, allSessions: answer.allSessions,
            deploys: answer.deploys, before: answer.before)
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
