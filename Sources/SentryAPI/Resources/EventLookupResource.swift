import SentryProtocol
import Storage

/// From an id that somebody has, to where the thing is (web-api.md §2.7).
enum EventLookupResource {
    static let endpoints = [
        Endpoint("organizations/{organization}/eventids/{event}", .get(do: eventID)),
        Endpoint("organizations/{organization}/shortids/{short}", .get(do: shortID)),
        Endpoint("organizations/{organization}/events/{pair}", .get(do: event)),
    ]

    private static func eventID(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        guard let id = EventID(hex: call.parameter("event")) else { throw APIFailure.eventNotFound }
        for project in try await call.projects(of: organization) {
            guard let stored = try await call.storage.event(id, in: project.id) else { continue }
            let json = try call.json(of: stored, in: project)
            return .json { writer in
                writer.object {
                    $0.field("organizationSlug", organization.slug)
                    $0.field("projectSlug", project.slug)
                    $0.id("groupId", stored.issueID.rawValue)
                    $0.field("eventId", stored.id.hex)
                    $0.key("event")
                    json.encodeFull(into: &$0)
                }
            }
        }
        throw APIFailure.eventNotFound
    }

    private static func shortID(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        guard let shortID = ShortID(parsing: call.parameter("short")),
            let issue = try await call.storage.issue(shortID, in: organization.id),
            let project = try await call.projects(of: organization).first(where: { $0.id == issue.projectID })
        else { throw APIFailure.notFound }
        let json = IssueJSON(issue: issue, project: project, organization: organization, publicURL: call.publicURL)
        return .json { writer in
            writer.object {
                $0.field("organizationSlug", organization.slug)
                $0.field("projectSlug", project.slug)
                $0.id("projectId", project.id.rawValue)
                $0.id("groupId", issue.id.rawValue)
                $0.key("group")
                json.encode(into: &$0)
                $0.field("shortId", issue.shortID.description)
            }
        }
    }

    /// The old form of links: `web:9ec79c33ec9942ab8353589fcb2e04dc`.
    private static func event(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        let parts = call.parameter("pair").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = EventID(hex: parts[1]),
            let project = try await call.projects(of: organization).first(where: { $0.isCalled(String(parts[0])) }),
            let stored = try await call.storage.event(id, in: project.id)
        else { throw APIFailure.eventNotFound }
        return try call.answer(stored, in: project)
    }
}
