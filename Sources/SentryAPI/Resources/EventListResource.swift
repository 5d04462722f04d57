import SentryProtocol
import Storage

/// Lists of events, of an issue and of a project (web-api.md §2.6.5, §2.7).
enum EventListResource {
    static let endpoints =
        Endpoint.ofIssue("events", .get(do: listOfIssue))
        + [Endpoint("projects/{organization}/{project}/events", .get(do: listOfProject))]

    private static func listOfIssue(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let pageRequest = try call.pageRequest()
        let page = try await call.storage.events(
            of: place.issue.id, environments: call.environments, cursor: pageRequest.cursor, limit: pageRequest.limit)
        return try await list(call, page, pageRequest, in: place.project)
    }

    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        let pageRequest = try call.pageRequest()
        let page = try await call.storage.events(
            of: place.project.id, cursor: pageRequest.cursor, limit: pageRequest.limit)
        return try await list(call, page, pageRequest, in: place.project)
    }

    /// The events of a page that pass the filters. The page may come out shorter than asked for; its `Link` still leads
    /// on, unless everything that follows is too old.
    private static func list(
        _ call: Call, _ page: Page<EventSummary>, _ pageRequest: PageRequest, in project: Project
    ) async throws -> APIResponse {
        let filter = try EventFilter(call)
        var rows: [EventJSON] = []
        for row in page.rows where filter.admits(row.facts) {
            guard let stored = try await call.storage.event(row.facts.id, in: row.projectID) else { continue }
            let json = try call.json(of: stored, in: project)
            if filter.admits(json.event) { rows.append(json) }
        }
        let next = filter.mayAdmitOlder(than: page.rows) ? page.next : nil
        let isFull = ["true", "1"].contains(call.request.value(of: "full") ?? "")
        return call.list(Page(rows: rows, previous: page.previous, next: next), pageRequest) { writer, event in
            if isFull { event.encodeFull(into: &writer) } else { event.encodeSimple(into: &writer) }
        }
    }
}
