import SentryProtocol
import Storage

/// Everybody belongs to every organization with the role that they were made with; there are no teams.
extension MemoryStorage: AccessFacts {
    func access(of user: UserID) -> UserAccess? {
        guard let row = userRows.first(where: { $0.id == user && $0.isActive }) else { return nil }
        return UserAccess(
            user: row, isOperator: false,
            memberships: organizationRows.filter { !(strangers[$0.id] ?? []).contains(user) }.map {
                Membership(userID: user, organizationID: $0.id, role: row.role, joinedAt: row.createdAt)
            }, teams: memberTeams[user] ?? [])
    }

    func tokenSummary(hash: [UInt8]) -> TokenSummary? {
        guard let token = tokenRows.first(where: { $0.hash == hash })?.token else { return nil }
        return TokenSummary(
            id: token.id, kind: token.userID == nil ? .integration : .user, name: token.name, tail: token.tail,
            scopes: token.scopes, userID: token.userID,
            organizationID: token.userID == nil ? organizationRows.first?.id : nil, createdBy: nil,
            createdAt: token.createdAt, expiresAt: token.expiresAt)
    }

    /// An organization has one team, of its own name, in which everybody is.
    func teams(of organization: OrganizationID) -> [Team] {
        organizationRows.filter { $0.id == organization }.map {
            Team(
                id: TeamID(rawValue: $0.id.rawValue), organizationID: $0.id, slug: $0.slug, name: $0.name,
                createdAt: $0.createdAt)
        }
    }

    func touchToken(_ id: TokenID, from address: String?, at now: Timestamp) {}

    func members(of organization: OrganizationID) -> [Member] {
        userRows.map { user in
            Member(
                user: user,
                membership: Membership(
                    userID: user.id, organizationID: organization, role: user.role, joinedAt: user.createdAt),
                teams: [], hasSecondFactor: false, isOnlyHere: true)
        }
    }

    func teams(of project: ProjectID) -> Set<TeamID> { teamsOfProjects[project] ?? [] }
    func projectTeams(of organization: OrganizationID) -> [ProjectID: Set<TeamID>] { teamsOfProjects }
}
