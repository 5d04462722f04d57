import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/issues/<id>/grouping/` and `….json`: why an event belongs to its issue, and why another one does not.
extension PageRoutes {
    func explainGrouping(_ visit: Visit, _ issue: IssueSummary, isJSON: Bool) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        let data = try await groupingData(visit, issue, project)
        if isJSON { return PageResponse.file(data.json, type: "application/json", to: visit.request) }
        let model = GroupingModel(frame: frame(visit, projects: projects), data: data, now: visit.now)
        return page(groupingPage(model), visit)
    }

    private func groupingData(_ visit: Visit, _ issue: IssueSummary, _ project: Project) async throws -> GroupingData {
        let wanted = visit.query[FieldName.event].flatMap { $0.isEmpty ? nil : $0 }
        var selector = EventSelector.recommended
        if let wanted {
            guard let named = EventSelector(pathSegment: wanted) else { throw PageFailure.notFound }
            selector = named
        }
        guard let event = try await storage.event(selector, of: issue.id, environments: []) else {
            guard wanted == nil else { throw PageFailure.notFound }
            return GroupingData(issue: issue, project: project, explanation: nil)
        }
        let text = (visit.query[FieldName.otherEvent] ?? "").filter { !$0.isWhitespace }
        guard !text.isEmpty else {
            return GroupingData(
                issue: issue, project: project, explanation: try await grouping.explanation(of: event))
        }
        guard let id = EventID(hex: text), let other = try await storage.event(id, in: project.id),
            let otherIssue = try await storage.issue(other.issueID),
            let (explanation, comparison) = try await grouping.comparison(of: event, with: other, in: otherIssue)
        else {
            return GroupingData(
                issue: issue, project: project, explanation: try await grouping.explanation(of: event),
                compareText: text, isUnknownEvent: true)
        }
        return GroupingData(
            issue: issue, project: project, explanation: explanation, comparison: comparison, compareText: text)
    }
}
