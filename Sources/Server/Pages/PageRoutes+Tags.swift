import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/issues/<id>/tags/` and `/issues/<id>/tags/<key>/`: which properties the events of an issue share.
extension PageRoutes {
    func tags(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        let (projects, project) = try await projects(visit, around: issue)
        let tags = try await storage.tags(of: .issue(issue.id), top: TagsModel.valuesMax)
        let model = TagsModel(
            frame: frame(visit, projects: projects), issue: issue, project: project, tags: tags, now: visit.now)
        return page(tagsPage(model), visit)
    }

    func tag(_ visit: Visit, _ issue: IssueSummary, key: String) async throws -> Response {
        let (projects, project) = try await projects(visit, around: issue)
        let scope = TagScope.issue(issue.id)
        guard var tag = try await storage.tag(key, of: scope) else { throw PageFailure.notFound }
        let text = String((visit.query[FieldName.text] ?? "").prefix(200))
        tag.top = try await storage.values(
            of: key, in: scope, containing: text, order: .count, limit: TagsModel.valuesOfKeyMax)
        let model = TagsModel(
            frame: frame(visit, projects: projects), issue: issue, project: project, tags: [tag], key: key, text: text,
            now: visit.now)
        return page(tagPage(model), visit)
    }

    private func projects(_ visit: Visit, around issue: IssueSummary) async throws -> ([Project], Project) {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        return (projects, project)
    }
}
