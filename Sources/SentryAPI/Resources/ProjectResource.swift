import SentryProtocol
import Storage

/// Projects: lists, one, a new one (web-api.md §2.3).
enum ProjectResource {
    static let endpoints = [
        Endpoint("projects", .get(do: listAll)),
        Endpoint(
            "organizations/{organization}/projects", .get(do: list),
            .post(do: create)),
        Endpoint(
            "teams/{organization}/{team}/projects", .get(do: listOfTeam),
            .post(do: createInTeam)),
        Endpoint(
            "projects/{organization}/{project}", .get(do: show),
            .put(do: ProjectUpdateResource.update), .delete(do: delete)),
    ]

    private static func listAll(_ call: Call) async throws -> APIResponse {
        let organizations = Dictionary(
            try await call.organizations().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let places = try await call.storage.projects().compactMap { project in
            organizations[project.organizationID].map { ProjectPlace(organization: $0, project: project) }
        }
        return try call.list(places) { call.json(of: $1).encodeSummary(into: &$0) }
    }

    private static func list(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        let filter = NameFilter(call.request.value(of: "query"))
        let projects = try await call.projects(of: organization).filter {
            filter.admits(slug: $0.slug, name: $0.name, id: $0.id.rawValue)
        }
        return try call.list(projects) { writer, project in
            call.json(of: ProjectPlace(organization: organization, project: project)).encodeSummary(into: &writer)
        }
    }

    private static func listOfTeam(_ call: Call) async throws -> APIResponse {
        _ = try await call.team()
        return try await list(call)
    }

    private static func show(_ call: Call) async throws -> APIResponse {
        try await detail(call, of: call.project())
    }

    /// A project with its settings; also the answer to a change.
    static func detail(_ call: Call, of place: ProjectPlace) async throws -> APIResponse {
        let project = place.project.id
        var settings = ProjectSettingsJSON()
        settings.environments = try await call.storage.environments(of: [project])
        settings.rules = try await call.storage.groupingRules(of: project)
        settings.configuration = try await call.storage.groupingConfiguration(of: project)
        settings.own = try await call.storage.settings(of: project)
        return .json { call.json(of: place).encodeDetail(settings, into: &$0) }
    }

    /// What it had goes in the background.
    private static func delete(_ call: Call) async throws -> APIResponse {
        let project = try await call.project().project.id
        guard try await call.storage.beginDeletion(of: project, by: call.caller?.user?.id, at: call.now) else {
            throw APIFailure.notFound
        }
        return .noContent
    }

    private static func createInTeam(_ call: Call) async throws -> APIResponse {
        _ = try await call.team()
        return try await create(call)
    }

    private static func create(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        let wanted = try NewProject(reading: call.bodyObject())
        let key = NewKey(
            publicKey: Hexadecimal.text(of: call.api.randomBytes(16)),
            secretKey: Hexadecimal.text(of: call.api.randomBytes(16)),
            label: "Default")
        do {
            let (project, _) = try await call.storage.createProject(
                slug: wanted.slug, name: wanted.name, platform: wanted.platform, in: organization.id, key: key,
                at: call.now)
            let place = ProjectPlace(organization: organization, project: project)
            return .json(201) { call.json(of: place).encodeDetail(ProjectSettingsJSON(), into: &$0) }
        } catch DirectoryError.taken {
            throw APIFailure.slugTaken
        } catch DirectoryError.badSlug {
            throw APIFailure.badField("slug", NewProject.badSlug)
        }
    }
}

/// The body of a call that creates a project.
struct NewProject: Equatable {
    var name: String
    /// As given, or made of the name.
    var slug: String
    var platform: String?

    static let badSlug =
        "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. "
        + "It cannot be entirely numeric."

    init(reading object: JSONNode) throws {
        var body = BodyReader(object)
        let name = body.string("name")
        let slug = body.string("slug", max: 100)
        platform = body.string("platform", max: 64).flatMap { $0.isEmpty ? nil : $0 }
        if name?.isBlank ?? true { body.refuse("name", "This field is required.") }
        if let slug, !slug.isEmpty, !slug.isSlug { body.refuse("slug", Self.badSlug) }
        if let platform, !Self.isPlatform(platform) { body.refuse("platform", "Invalid platform") }
        try body.check()
        self.name = name ?? ""
        self.slug = slug.flatMap { $0.isEmpty ? nil : $0 } ?? Self.slug(of: self.name)
        guard self.slug.isSlug else { throw APIFailure.badField("slug", Self.badSlug) }
    }

    /// `My Shop!` becomes `my-shop`.
    static func slug(of name: String) -> String {
        var output: [UInt8] = []
        for byte in name.lowercased().utf8.prefix(100) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                output.append(byte)
            default: if let last = output.last, last != UInt8(ascii: "-") { output.append(UInt8(ascii: "-")) }
            }
        }
        while output.last == UInt8(ascii: "-") { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    /// `javascript-nextjs`, `dotnet.wpf`: a word that could be a platform; SDKs come up with new ones.
    static func isPlatform(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}

extension String {
    /// Nothing but white space.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
