import SentryProtocol
import Storage

/// The one team of an organization (web-api.md §2.4).
enum TeamResource {
    static let endpoints = [
        Endpoint("organizations/{organization}/teams", .get(do: list)),
        Endpoint("teams/{organization}/{team}", .get(do: show)),
        Endpoint("projects/{organization}/{project}/teams", .get(do: teamsOfProject)),
        Endpoint("projects/{organization}/{project}/teams/{team}", .post(do: addToProject)),
    ]

    private static func list(_ call: Call) async throws -> APIResponse {
        let team = try await details(call, of: call.organization())
        return try call.list([team]) { $1.encode(into: &$0) }
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        let team = try await details(call, of: call.team().organization)
        return .json { team.encode(publicURL: call.publicURL, into: &$0) }
    }

    private static func teamsOfProject(_ call: Call) async throws -> APIResponse {
        let team = TeamJSON(organization: try await call.project().organization)
        return try call.list([team]) { $1.encode(into: &$0) }
    }

    /// The team has every project already.
    private static func addToProject(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        _ = try await call.team()
        return .json(201) { call.json(of: place).encodeSummary(into: &$0) }
    }

    /// A team with its people counted and its projects.
    private struct Details: Sendable {
        let team: TeamJSON
        let memberCount: Int
        let projects: [ProjectJSON]

        func encode(publicURL: String? = nil, into writer: inout JSONWriter) {
            team.encode(memberCount: memberCount, projects: projects, publicURL: publicURL, into: &writer)
        }
    }

    private static func details(_ call: Call, of organization: Organization) async throws -> Details {
        let members = try await call.api.people.members(of: organization.id).count { $0.user.isActive }
        let projects = try await call.projects(of: organization).map {
            call.json(of: ProjectPlace(organization: organization, project: $0))
        }
        return Details(team: TeamJSON(organization: organization), memberCount: members, projects: projects)
    }
}

extension Call {
    /// `{team}` of `{organization}`, by slug or number.
    func team() async throws -> TeamJSON {
        let organization = try await organization()
        guard organization.isCalled(parameter("team")) else { throw APIFailure.notFound }
        return TeamJSON(organization: organization)
    }

    /// A project as this caller sees it.
    func json(of place: ProjectPlace) -> ProjectJSON {
        ProjectJSON(project: place.project, organization: place.organization, publicURL: publicURL, caller: caller)
    }
}
