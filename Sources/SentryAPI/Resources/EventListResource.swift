import SentryProtocol
import Storage

/// Lists of events, of an issue and of a project (web-api.md §2.6.5, §2.7).
enum EventListResource {
    static let endpoints =
        Endpoint.ofIssue("events", .get(do: listOfIssue))
        + [Endpoint("projects/{organization}/{project}/events", .get(do: listOfProject))]

    /// So many events are read for one answer, with so many questions.
    private static let eventsMax = 500
    private static let pagesMax = 50

    private static func listOfIssue(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let environments = call.environments
        return try await list(call, in: place.project) { [storage = call.storage] request in
            try await storage.events(
                of: place.issue.id, environments: environments, cursor: request.cursor, limit: request.limit)
        }
    }

    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        let project = try await call.project().project
        return try await list(call, in: project) { [storage = call.storage] request in
            try await storage.events(of: project.id, cursor: request.cursor, limit: request.limit)
        }
    }

    /// The events that pass the filters, from as many pages as it takes to have as many as were asked for, or as may be
    /// read. The answer may come out shorter; its `Link` still leads on, unless everything that follows is too old.
    private static func list(
        _ call: Call, in project: Project, _ page: (PageRequest) async throws -> Page<EventSummary>
    ) async throws -> APIResponse {
        let filter = try await EventFilter(call, in: project)
        let first = try call.pageRequest()
        var request = first
        var answer = Page<EventJSON>(rows: [])
        var (read, pages) = (0, 0)
        while true {
            // Never more than still fit, so that a page's end is where the next one begins.
            request.limit = first.limit - answer.rows.count
            let found = try await page(request)
            if read == 0 { answer.previous = found.previous }
            for row in found.rows where filter.admits(row.facts) {
                guard let stored = try await call.storage.event(row.facts.id, in: row.projectID) else { continue }
                let json = try call.json(of: stored, in: project)
                if filter.admits(json.event) { answer.rows.append(json) }
            }
            (read, pages) = (read + found.rows.count, pages + 1)
            answer.next = filter.mayAdmitOlder(than: found.rows) ? found.next : nil
            guard let next = answer.next, !next.isPrevious, !first.cursor.isPrevious,
                answer.rows.count < first.limit, read < eventsMax, pages < pagesMax
            else { break }
            request.cursor = next
        }
        let isFull = ["true", "1"].contains(call.request.value(of: "full") ?? "")
        return call.list(answer, first) { writer, event in
            if isFull { event.encodeFull(into: &writer) } else { event.encodeSimple(into: &writer) }
        }
    }

    /// The newest event of an issue that passes the filters of the request, or the oldest one of those that may be read;
    /// nil when none does.
    static func event(_ call: Call, of place: IssuePlace, isOldest: Bool) async throws -> StoredEvent? {
        let filter = try await EventFilter(call, in: place.project)
        var cursor = Cursor.start
        var found: StoredEvent?
        var read = 0
        while read < eventsMax {
            let page = try await call.storage.events(
                of: place.issue.id, environments: call.environments, cursor: cursor, limit: Call.pageLimitMax)
            for row in page.rows where filter.admits(row.facts) {
                guard let stored = try await call.storage.event(row.facts.id, in: row.projectID),
                    let event = stored.event, filter.admits(event)
                else { continue }
                guard isOldest else { return stored }
                found = stored
            }
            read += page.rows.count
            guard let next = page.next, filter.mayAdmitOlder(than: page.rows) else { break }
            cursor = next
        }
        return found
    }
}
