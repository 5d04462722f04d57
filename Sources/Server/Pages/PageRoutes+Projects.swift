import Access
import HTTPTypes
import Hummingbird
import Ingest
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// Projects and how to send to them.
extension PageRoutes {
    /// How far back the connect page looks for what was not kept, in seconds.
    private static let troubleSeconds: Int64 = 3_600
    private static let troublesMax = 5

    func projects(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        let model = ProjectsModel(
            frame: frame(visit, projects: projects), projects: projects, keys: try await storage.keys(),
            deletions: try await storage.projectDeletions().filter { $0.organizationID == visit.organization },
            canCreate: gate.may(visit.caller, .projectCreate), now: visit.now,
            dsn: address.dsn(of:))
        return page(projectsPage(model), visit)
    }

    /// `connect/`, `connect/<platform>/`, and what the live line asks for: `connect/arrival/`.
    func connect(_ visit: Visit, slug: String, _ rest: [String]) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.slug == slug }) else { throw PageFailure.notFound }
        let keys = try await storage.keys().filter { $0.projectID == project.id }
        var data = ConnectData(
            project: project, dsn: keys.first(where: \.isActive).flatMap { DSN(address.dsn(of: $0)) })
        try await readArrival(into: &data, keys, at: visit.now)
        if rest == ["arrival"] {
            let arrival = ArrivalModel(data: data, now: visit.now, language: visit.language)
            return page(arrivalSection(arrival, visit.language), visit)
        }
        if let name = rest.first {
            guard let platform = ConnectPlatform.named(name) else { throw PageFailure.notFound }
            data.platform = platform
        }
        data.query = String((visit.query[FieldName.query] ?? "").prefix(60))
        data.isLive = visit.query[FieldName.live] != nil
        data.script = SitePath.mounted(assets.path(of: "connect.js"))
        let model = ConnectModel(frame: frame(visit, projects: projects), data: data, now: visit.now)
        var response = page(connectPage(model), visit)
        // Where no script asks, the browser does.
        if data.isLive, project.firstEventAt == nil, let refresh = HTTPField.Name("Refresh") {
            response.headers[refresh] = "5"
        }
        return response
    }

    /// What has come in, and what came in and was not kept.
    private func readArrival(into data: inout ConnectData, _ keys: [ProjectKey], at now: Timestamp) async throws {
        let project = data.project
        if project.firstEventAt != nil {
            data.newestIssue = try await storage.issues(
                matching: IssueQuery(projects: [project.id], sort: .lastSeen, limit: 1)
            ).rows.first
        }
        let since = now.adding(seconds: -Self.troubleSeconds)
        let own = Set(keys.map(\.publicKey))
        data.refusals = ingest.refusals.recent.lazy
            .filter { $0.at >= since }
            .filter { $0.project == String(project.id.rawValue) || $0.publicKey.map(own.contains) == true }
            .prefix(Self.troublesMax).map(\.self)
        let period = Period(start: since, end: now.adding(seconds: 60))
        data.outcomes = try await installation.storage.outcomes(of: project.id, over: period, bars: 1)
            .filter { ["filtered", "rate_limited", "invalid"].contains($0.outcome) && $0.total > 0 }
            .prefix(Self.troublesMax).map {
                OutcomeFigure(category: $0.category, outcome: $0.outcome, reason: $0.reason, quantity: $0.total)
            }
    }

    /// Where an address leads whose project has been renamed; nil for every other address.
    func formerAddress(_ visit: Visit, _ segments: [String]) async throws -> String? {
        let slug: String?
        switch segments.first {
        case "projects" where segments.count > 2: slug = segments[1]
        case "issues" where segments.count == 1: slug = visit.query["project"]
        default: slug = nil
        }
        guard visit.isRead, let slug, slug.isSlug else { return nil }
        let projects = try await visibleProjects(visit)
        guard !projects.contains(where: { $0.slug == slug }) else { return nil }
        for membership in visit.caller.access?.memberships ?? [] {
            guard let project = try await storage.project(formerlyCalled: slug, in: membership.organizationID) else {
                continue
            }
            if segments.count == 1 {
                var state = IssueListState(visit.query)
                state.project = project.slug
                return Link.issues(state).path
            }
            var path = segments
            path[1] = project.slug
            let query = visit.request.uri.query.map { "?" + $0 } ?? ""
            return LocalPath.checked(
                SitePath.mounted("/" + path.map { PercentEncoding.encode($0) + "/" }.joined() + query))
        }
        return nil
    }
}
