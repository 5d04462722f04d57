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

extension StorageEngine {
    /// Whom issues of an organization can be assigned to.
    public func assignees(of organization: Organization, viewer: UserID?) async throws -> AssigneeBook {
        let users = try await users().filter(\.isActive)
        guard let store = self as? any TeamStore & MembershipStore else {
            // Without teams of its own an organization has one, of all its people (`TeamJSON`).
            let team = Team(
                id: TeamID(rawValue: organization.id.rawValue), organizationID: organization.id,
                slug: organization.slug, name: organization.name, createdAt: organization.createdAt)
            return AssigneeBook(
                users: users, teams: [team], viewer: viewer, viewerTeams: viewer == nil ? [] : [team.id])
        }
        var book = AssigneeBook(users: users, teams: try await store.teams(of: organization.id), viewer: viewer)
        let members = Set(try await store.members(of: organization.id).map(\.user.id))
        book.users.removeAll { !members.contains($0.id) }
        if let viewer { book.viewerTeams = try await store.access(of: viewer)?.teams ?? [] }
        return book
    }
}
