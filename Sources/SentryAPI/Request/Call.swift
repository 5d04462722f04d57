import Access
import SentryProtocol
import Storage

/// A request that has found its endpoint, with what is known about it.
struct Call: Sendable {
    let api: API
    let request: APIRequest
    let need: RouteNeed
    /// Nil only where nobody is asked.
    var caller: APIIdentity?
    /// The named parts of the path.
    let parameters: [String: String]
    let now: Timestamp

    var storage: any StorageEngine { api.storage }
    var records: any CompanionReader { api.records }

    /// What the path is there for; nil where being somebody, or nobody, is enough.
    var action: Action? { if case .action(let action) = need { action } else { nil } }

    /// Without a slash at its end.
    var publicURL: String {
        let url = api.publicURL()
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// A named part of the path; empty when the pattern has none of that name.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }
}

// MARK: What the path names

/// A project and the organization it belongs to.
struct ProjectPlace: Sendable {
    var organization: Organization
    var project: Project
}

/// An issue and where it lives.
struct IssuePlace: Sendable {
    var organization: Organization
    var project: Project
    var issue: IssueSummary
}

extension Call {
    /// `{organization}`, by slug or number.
    func organization() async throws -> Organization {
        let name = parameter("organization")
        guard let found = try await organizations().first(where: { $0.isCalled(name) }) else {
            throw APIFailure.notFound
        }
        return found
    }

    /// `{organization}/{project}`, each by slug or number.
    func project() async throws -> ProjectPlace {
        let organization = try await organization()
        let name = parameter("project")
        guard let found = try await projects(of: organization).first(where: { $0.isCalled(name) }) else {
            throw try await moved(name, in: organization) ?? .notFound
        }
        return ProjectPlace(organization: organization, project: found)
    }

    /// Where to read with the slug that a project had before. A redirect would lose what a write brings.
    private func moved(_ slug: String, in organization: Organization) async throws -> APIFailure? {
        guard ["GET", "HEAD"].contains(request.method), var path = request.pathSegments, path.count > 2,
            path[2] == slug,
            let project = try await storage.project(formerlyCalled: slug, in: organization.id)
        else { return nil }
        path[2] = project.slug
        let query = request.queryText.isEmpty ? "" : "?" + request.queryText
        return .movedTo(
            slug: project.slug,
            url: publicURL + "/api/0/" + path.map { PercentEncoding.encode($0) + "/" }.joined() + query)
    }

    /// All projects of an organization.
    func projects(of organization: Organization) async throws -> [Project] {
        try await storage.projects().filter { $0.organizationID == organization.id }
    }

    /// `{issue}`, by number or short id, within `{organization}` when the path names one.
    func issue() async throws -> IssuePlace {
        var organizations = try await organizations()
        if parameters["organization"] != nil {
            let name = parameter("organization")
            organizations.removeAll { !$0.isCalled(name) }
        }
        guard let issue = try await issue(named: parameter("issue"), in: organizations),
            let project = try await storage.projects().first(where: { $0.id == issue.projectID }),
            let organization = organizations.first(where: { $0.id == project.organizationID })
        else { throw APIFailure.notFound }
        return IssuePlace(organization: organization, project: project, issue: issue)
    }

    private func issue(named name: String, in organizations: [Organization]) async throws -> IssueSummary? {
        if let number = Int64(name) { return try await storage.issue(IssueID(rawValue: number)) }
        guard let shortID = ShortID(parsing: name) else { return nil }
        for organization in organizations {
            if let issue = try await storage.issue(shortID, in: organization.id) { return issue }
        }
        return nil
    }
}

extension Organization {
    /// Whether `name` is the slug or the number.
    func isCalled(_ name: String) -> Bool { slug == name || String(id.rawValue) == name }
}

extension Project {
    /// Whether `name` is the slug or the number.
    func isCalled(_ name: String) -> Bool { slug == name || String(id.rawValue) == name }
}
