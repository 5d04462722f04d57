import SentryProtocol
import Storage

/// Sessions over time, by release, environment, project or how they ended (web-api.md §2.8).
enum SessionStatsResource {
    static let endpoints = [Endpoint("organizations/{organization}/sessions", .get(do: show))]

    private static func show(_ call: Call) async throws -> APIResponse {
        let query = try SessionStatsQuery(call)
        let projects = try await call.chosenProjects(of: call.organization())
        let found = try await call.api.figures.sessionGroups(query.question(about: projects.map(\.id)))
        return .json { query.encode(found.isEmpty ? query.nothing : found, into: &$0) }
    }
}
