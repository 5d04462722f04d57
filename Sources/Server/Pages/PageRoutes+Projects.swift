import Hummingbird
import Pages
import SentryProtocol
import Storage

/// Projects and how to send to them.
extension PageRoutes {
    func projects(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        let model = ProjectsModel(
            frame: frame(visit, projects: projects), projects: projects, keys: try await storage.keys(), now: visit.now,
            dsn: address.dsn(of:))
        return page(projectsPage(model), visit)
    }

    func connect(_ visit: Visit, slug: String) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.slug == slug }) else { throw PageFailure.notFound }
        let key = try await storage.keys().first { $0.projectID == project.id && $0.isActive }
        let model = ConnectModel(
            frame: frame(visit, projects: projects), project: project,
            dsn: key.flatMap { DSN(address.dsn(of: $0)) }, now: visit.now)
        return page(connectPage(model), visit)
    }
}
