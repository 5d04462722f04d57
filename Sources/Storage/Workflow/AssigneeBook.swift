/// Everybody whom an issue can be assigned to in an organization, by all the names that people use for them.
public struct AssigneeBook: Sendable {
    /// Those who may log in.
    public var users: [User]
    public var teams: [Team]
    /// Who is asking; nil for tokens that belong to nobody.
    public var viewer: UserID?
    public var viewerTeams: Set<TeamID>
    public init(users: [User], teams: [Team], viewer: UserID? = nil, viewerTeams: Set<TeamID> = []) {
        (self.users, self.teams, self.viewer, self.viewerTeams) = (users, teams, viewer, viewerTeams)
    }

    /// `user:1`, `team:3`, `1`, an e-mail address, a name, `#team` or a team's slug; nil for nobody that exists.
    public func assignee(named name: String) -> Assignee? {
        switch Assignee(parsing: name) {
        case .user(let id)?: return users.contains { $0.id == id } ? .user(id) : nil
        case .team(let id)?: return teams.contains { $0.id == id } ? .team(id) : nil
        case nil: break
        }
        if name.hasPrefix("#") { return team(called: name.dropFirst()) }
        if let number = Int64(name) { return users.first { $0.id.rawValue == number }.map { .user($0.id) } }
        return user(called: name).map { .user($0) } ?? team(called: name[...])
    }

    /// Somebody by e-mail address or name, in any case.
    public func user(called name: String) -> UserID? {
        let wanted = name.lowercased()
        return users.first { $0.email == wanted || $0.name.lowercased() == wanted }?.id
    }

    private func team(called slug: Substring) -> Assignee? {
        teams.first { $0.slug == slug.lowercased() }.map { .team($0.id) }
    }

    /// What pages call somebody; nil when they are gone.
    public func name(of assignee: Assignee) -> String? {
        switch assignee {
        case .user(let id): users.first { $0.id == id }.map { $0.name.isEmpty ? $0.email : $0.name }
        case .team(let id): teams.first { $0.id == id }.map { "#" + $0.slug }
        }
    }
}

/// What decides whom issues can be assigned to.
public protocol AssigneeFacts: Sendable {
    func teams(of organization: OrganizationID) async throws -> [Team]
    func members(of organization: OrganizationID) async throws -> [Member]
    /// Nil for nobody, and for somebody who was deactivated.
    func access(of user: UserID) async throws -> UserAccess?
}

extension StorageEngine {
    /// Whom issues of an organization can be assigned to.
    public func assignees(of organization: Organization, viewer: UserID?) async throws -> AssigneeBook {
        let members = try await members(of: organization.id).map(\.user).filter(\.isActive)
        var book = AssigneeBook(
            users: members.sorted { $0.id.rawValue < $1.id.rawValue }, teams: try await teams(of: organization.id),
            viewer: viewer)
        if let viewer { book.viewerTeams = try await access(of: viewer)?.teams ?? [] }
        return book
    }
}
