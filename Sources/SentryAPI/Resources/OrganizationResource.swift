import SentryProtocol
import Storage

/// Organizations (web-api.md §2.2).
enum OrganizationResource {
    static let endpoints = [
        Endpoint("organizations", .get(do: list)),
        Endpoint("organizations/{organization}", .get(do: show)),
    ]

    private static func list(_ call: Call) async throws -> APIResponse {
        let needle = NameFilter(call.request.value(of: "query"))
        let organizations = try await call.organizations().filter {
            needle.admits(slug: $0.slug, name: $0.name, id: $0.id.rawValue)
        }
        return try call.list(organizations) { writer, organization in
            OrganizationJSON(organization: organization, publicURL: call.publicURL).encodeSummary(into: &writer)
        }
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        let projects = call.request.value(of: "detailed") == "0" ? [] : try await call.projects(of: organization)
        return .json { writer in
            OrganizationJSON(organization: organization, publicURL: call.publicURL)
                .encodeDetail(caller: call.caller, projects: projects, into: &writer)
        }
    }
}

/// The small search of lists of organizations and projects: `slug:web`, `id:2`, or part of a name.
struct NameFilter {
    private let terms: [Substring]

    init(_ text: String?) { terms = (text ?? "").split(separator: " ") }

    func admits(slug: String, name: String, id: Int64) -> Bool {
        terms.allSatisfy { term in
            if term.hasPrefix("slug:") { return term.dropFirst(5) == slug }
            if term.hasPrefix("id:") { return term.dropFirst(3) == String(id) }
            let part = term.lowercased()
            return slug.contains(part) || name.lowercased().contains(part)
        }
    }
}
