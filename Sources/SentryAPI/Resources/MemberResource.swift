import SentryProtocol
import Storage

/// People; everybody who may log in belongs to every organization (web-api.md §2.4).
enum MemberResource {
    static let endpoints = [
        Endpoint("organizations/{organization}/members", .get(do: members)),
        Endpoint("organizations/{organization}/users", .get(do: users)),
        Endpoint("teams/{organization}/{team}/members", .get(do: teamMembers)),
    ]

    private static func members(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        return try call.list(await people(call, of: organization)) { writer, user in
            MemberJSON(user: user, organization: organization).encode(into: &writer)
        }
    }

    private static func users(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        let slugs = try await call.projects(of: organization).map(\.slug)
        return try call.list(await people(call, of: organization)) { writer, user in
            MemberJSON(user: user, organization: organization).encode(projects: slugs, into: &writer)
        }
    }

    private static func teamMembers(_ call: Call) async throws -> APIResponse {
        _ = try await call.team()
        return try await members(call)
    }

    /// With the roles that they have there.
    private static func people(_ call: Call, of organization: Organization) async throws -> [User] {
        try await call.api.people.members(of: organization.id).filter(\.user.isActive).map { member in
            var user = member.user
            user.role = member.membership.role
            return user
        }
    }
}
