import SentryProtocol
import Storage

extension Call {
    /// The projects that `project` and `projectSlug` choose; all of the organization when neither does.
    func chosenProjects(of organization: Organization) async throws -> [Project] {
        let all = try await reachable(projects(of: organization), of: organization)
        let names = (request.values(of: "project") + request.values(of: "projectSlug")).filter { !$0.isEmpty }
        if names.isEmpty || names.contains("-1") { return all }
        let byName = Dictionary(
            all.flatMap { [($0.slug, $0), (String($0.id.rawValue), $0)] }, uniquingKeysWith: { first, _ in first })
        var chosen: [ProjectID: Project] = [:]
        for name in names {
            guard let project = byName[name] else { throw APIFailure.notFound }
            chosen[project.id] = project
        }
        return all.filter { chosen[$0.id] != nil }
    }

    /// Names given as `environment`; the empty one stands for events without an environment.
    var environments: [String] {
        var seen: Set<String> = []
        return request.values(of: "environment").filter { seen.insert($0).inserted }
    }

    /// The search in `query`, or `fallback` when the parameter is absent. A present and empty one asks for everything
    /// (web-api.md §1.1, rule 9).
    func search(orElse fallback: String) throws -> SearchQuery {
        try Self.search(request.value(of: "query") ?? fallback)
    }

    /// The same with the people of an organization that it names.
    func search(orElse fallback: String, in organization: Organization) async throws -> SearchQuery {
        let search = try search(orElse: fallback)
        return search.hasNames ? search.naming(try await assignees(of: organization)) : search
    }

    static func search(_ text: String, about subject: SearchSubject = .issues) throws -> SearchQuery {
        do {
            return try SearchQuery(parsing: text, about: subject)
        } catch {
            throw APIFailure.badSearch(error.detail)
        }
    }
}
