import SentryProtocol
import Storage

/// Releases under both their bases: of an organization, and of one project (web-api.md §2.9).
enum ReleaseResource {
    private static let bases = ["organizations/{organization}/releases", "projects/{organization}/{project}/releases"]

    static let endpoints: [Endpoint] =
        bases.flatMap { base in
            [
                Endpoint(base, .get(do: list), write("POST", create)),
                Endpoint(
                    base + "/{version}", .get(do: show), write("PUT", update),
                    write("DELETE", delete)),
                Endpoint(base + "/{version}/commits", .get(do: commits)),
            ]
        } + [
            Endpoint(
                bases[0] + "/{version}/previous-with-commits",
                .get(do: previous)),
            Endpoint(bases[0] + "/{version}/commitfiles", .get(do: noFiles)),
        ]

    static func write(_ method: String, _ action: @escaping Verb.Action) -> Verb {
        Verb(method: method, action: action)
    }

    // MARK: Reading

    private static func list(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        let page = try call.pageRequest()
        let query = ReleaseQuery(
            organization: scope.organization.id, projects: scope.projects.map(\.id),
            text: call.request.value(of: "query") ?? "", environments: call.environments.filter { !$0.isEmpty },
            isArchived: try isArchived(call, scope), cursor: page.cursor, limit: page.limit)
        let found = try await call.api.figures.releases(matching: query)
        let health = try await ReleaseHealthJSON(call, scope)
        return call.list(found, page) { scope.json($1, health).encode(into: &$0) }
    }

    /// Lists of an organization leave out what is archived, unless they are asked for it.
    private static func isArchived(_ call: Call, _ scope: ReleaseScope) throws -> Bool? {
        switch call.request.value(of: "status") ?? (scope.isOfProject ? "" : "open") {
        case "": return nil
        case "open": return false
        case "archived": return true
        default: throw APIFailure.badField("status", "Invalid status: must be open or archived.")
        }
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        let release = try await scope.release(call)
        let health = try await ReleaseHealthJSON(call, scope)
        return .json { scope.json(release, health).encode(into: &$0) }
    }

    private static func commits(_ call: Call) async throws -> APIResponse {
        let release = try await ReleaseScope(call).release(call)
        return try call.list(release.commits) { CommitJSON(commit: $1).encode(into: &$0) }
    }

    private static func previous(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        let release = try await scope.release(call)
        let found = try await call.api.figures.releaseWithCommits(
            before: release.version, in: scope.organization.id)
        guard let found else { return .json { $0.emptyObject() } }
        return .json { scope.json(found, nil).encode(into: &$0) }
    }

    private static func noFiles(_ call: Call) async throws -> APIResponse {
        _ = try await ReleaseScope(call).release(call)
        return try call.list([String]()) { $0.string($1) }
    }

    // MARK: Writing

    private static func create(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        var body = BodyReader(try call.bodyObject())
        let version = try ReleaseVersion.checked(&body)
        let known = try await call.api.figures.release(version, in: scope.organization.id)
        let change = try ReleaseBody.change(&body, scope, mayBeOfNoProject: known != nil)
        try body.check()
        if let known, change.projects.isEmpty { try scope.checkReach(known) }
        let (release, isNew) = try await call.api.figures.save(
            change, to: version, in: scope.organization.id, at: call.now)
        return .json(isNew ? 201 : 208) { scope.json(release, nil).encode(into: &$0) }
    }

    private static func update(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        let release = try await scope.releaseToChange(call)
        var body = BodyReader(try call.bodyObject())
        let change = try ReleaseBody.change(&body, scope, mayBeOfNoProject: true)
        try body.check()
        let saved = try await call.api.figures.save(
            change, to: release.version, in: scope.organization.id, at: call.now)
        return .json { scope.json(saved.release, nil).encode(into: &$0) }
    }

    private static func delete(_ call: Call) async throws -> APIResponse {
        let scope = try await ReleaseScope(call)
        let release = try await scope.releaseToChange(call)
        switch try await call.api.figures.deleteRelease(release.version, in: scope.organization.id) {
        case .deleted: return .noContent
        case .missing: throw APIFailure.notFound
        case .inUse: return .detail(400, "This release is referenced by active issues and cannot be removed.")
        }
    }
}

/// Whose releases a request is about.
struct ReleaseScope: Sendable {
    let organization: Organization
    /// Those that the path or the parameters choose.
    let projects: [Project]
    let all: [Project]
    /// Those that the caller may do to what is asked for.
    let reachable: [Project]
    let isOfProject: Bool

    init(_ call: Call) async throws {
        organization = try await call.organization()
        all = try await call.projects(of: organization)
        reachable = try await call.reachable(all, of: organization)
        isOfProject = !call.parameter("project").isEmpty
        projects =
            isOfProject ? [try await call.project().project] : try await call.chosenProjects(of: organization)
    }

    /// `{version}`, if it is in the path's project.
    func release(_ call: Call) async throws -> Release {
        let found = try await call.api.figures.release(call.parameter("version"), in: organization.id)
        guard let found,
            !isOfProject || found.projects.contains(where: { part in projects.contains { $0.id == part.projectID } })
        else { throw APIFailure.notFound }
        return found
    }

    /// The same for a write, which takes that one of the release's projects is the caller's to change.
    func releaseToChange(_ call: Call) async throws -> Release {
        let found = try await release(call)
        try checkReach(found)
        return found
    }

    func checkReach(_ release: Release) throws {
        let isReachable = release.projects.contains { part in reachable.contains { $0.id == part.projectID } }
        guard isReachable || release.projects.isEmpty else { throw APIFailure.forbidden }
    }

    func json(_ release: Release, _ health: ReleaseHealthJSON?) -> ReleaseDetailJSON {
        ReleaseDetailJSON(release: release, projects: all, health: health)
    }
}
