import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/go/`: from an id that somebody has to the page about it.
extension PageRoutes {
    func jump(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        let text = String((visit.query[FieldName.jump] ?? "")[...].trimmingSpaces())
        if !text.isEmpty, text.utf8.count <= JumpModel.textMax,
            let link = try await place(of: text, in: projects, visit)
        {
            return redirect(to: link.path)
        }
        return page(
            jumpPage(JumpModel(frame: frame(visit, projects: projects), text: text)),
            status: text.isEmpty ? .ok : .notFound, visit)
    }

    /// Issues first: what looks like one and is one is hardly ever meant as a version.
    private func place(of text: String, in projects: [Project], _ visit: Visit) async throws -> Link? {
        if let issue = try await find(issue: text, for: visit),
            projects.contains(where: { $0.id == issue.projectID })
        {
            return .issue(issue.id)
        }
        if let id = EventID(hex: text[...]) {
            for project in projects {
                guard let event = try await storage.event(id, in: project.id) else { continue }
                return .event(event.issueID, .id(id), EventViewState())
            }
        }
        return try await find(release: text, in: projects).map { .release(version: $0.0.version, project: nil) }
    }
}
