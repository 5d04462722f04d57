import SentryProtocol
import Storage

/// Names of environments, as events gave them (web-api.md §2.3).
enum EnvironmentResource {
    static let endpoints = [
        Endpoint("organizations/{organization}/environments", .get(do: listOfOrganization)),
        Endpoint("projects/{organization}/{project}/environments", .get(do: listOfProject)),
        Endpoint("projects/{organization}/{project}/environments/{environment}", .get(do: show)),
    ]

    private static func listOfOrganization(_ call: Call) async throws -> APIResponse {
        let projects = try await call.chosenProjects(of: call.organization())
        return try await list(call, projects.map(\.id))
    }

    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        try await list(call, [call.project().project.id])
    }

    private static func list(_ call: Call, _ projects: [ProjectID]) async throws -> APIResponse {
        // None can be hidden, so the list of hidden ones is empty.
        let isForHidden = call.request.value(of: "visibility") == "hidden"
        let names = isForHidden ? [] : try await call.storage.environments(of: projects)
        return try call.list(names) { encode($1, into: &$0) }
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        let name = call.parameter("environment")
        guard try await call.storage.environments(of: [call.project().project.id]).contains(name) else {
            throw APIFailure.notFound
        }
        return .json { encode(name, into: &$0) }
    }

    /// Environments are names and nothing else here; the number that clients want is made of the name.
    private static func encode(_ name: String, into writer: inout JSONWriter) {
        writer.object {
            $0.field("id", String(StableHash.of(name) >> 1))
            $0.field("name", name)
            $0.field("isHidden", false)
        }
    }
}
