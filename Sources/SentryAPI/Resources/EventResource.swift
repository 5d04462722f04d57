import SentryProtocol
import Storage

/// One event, by its place in an issue or by its id in a project (web-api.md §2.7).
enum EventResource {
    static let endpoints =
        Endpoint.ofIssue("events/{event}", .get(do: showInIssue))
        + Endpoint.ofIssue("events/{event}/json", .get(do: rawInIssue))
        + [
            Endpoint("projects/{organization}/{project}/events/{event}", .get(do: showInProject)),
            Endpoint("projects/{organization}/{project}/events/{event}/json", .get(do: rawInProject)),
        ]

    private static func showInIssue(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let name = call.parameter("event")
        let isSearch = ["query", "statsPeriod", "start", "end"].contains {
            call.request.value(of: $0)?.trimmed.isEmpty == false
        }
        if isSearch, ["latest", "oldest", "recommended"].contains(name) {
            guard let found = try await EventListResource.event(call, of: place, isOldest: name == "oldest") else {
                throw APIFailure.issueHasNoEvents
            }
            return try call.answer(found, in: place.project)
        }
        return try call.answer(await call.storedEvent(of: place.issue.id), in: place.project)
    }

    private static func showInProject(_ call: Call) async throws -> APIResponse {
        let (stored, project) = try await call.storedEvent()
        return try call.answer(stored, in: project)
    }

    /// The stored body, as SDKs would send it.
    private static func rawInProject(_ call: Call) async throws -> APIResponse {
        .json(bytes: try await call.storedEvent().stored.json)
    }

    private static func rawInIssue(_ call: Call) async throws -> APIResponse {
        .json(bytes: try await call.storedEvent(of: call.issue().issue.id).json)
    }
}

/// The store holds a body that cannot be read.
struct DamagedEvent: Error {
    let id: EventID
    let project: ProjectID
}

extension Call {
    /// `{event}` of `{project}`.
    func storedEvent() async throws -> (stored: StoredEvent, project: Project) {
        let project = try await project().project
        guard let id = EventID(hex: parameter("event")), let stored = try await storage.event(id, in: project.id) else {
            throw APIFailure.eventNotFound
        }
        return (stored, project)
    }

    /// `{event}` of an issue: `latest`, `oldest`, `recommended` or an id.
    func storedEvent(of issue: IssueID) async throws -> StoredEvent {
        let name = parameter("event")
        let selector: EventSelector
        switch name {
        case "latest": selector = .latest
        case "oldest": selector = .oldest
        case "recommended": selector = .recommended
        default:
            guard let id = EventID(hex: name) else { throw APIFailure.eventNotFound }
            selector = .id(id)
        }
        if let stored = try await storage.event(selector, of: issue, environments: environments) { return stored }
        if case .id = selector { throw APIFailure.eventNotFound }
        throw APIFailure.issueHasNoEvents
    }

    func json(of stored: StoredEvent, in project: Project) throws -> EventJSON {
        guard let json = EventJSON(stored, project: project) else {
            throw DamagedEvent(id: stored.id, project: stored.projectID)
        }
        return json
    }

    /// The event in full.
    func answer(_ stored: StoredEvent, in project: Project) throws -> APIResponse {
        let json = try json(of: stored, in: project)
        return .json { json.encodeFull(into: &$0) }
    }
}
