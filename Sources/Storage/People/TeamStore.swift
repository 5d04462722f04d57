import SentryProtocol

/// People who look after projects together.
public struct Team: Sendable, Equatable {
    public var id: TeamID
    public var organizationID: OrganizationID
    /// Unique in the organization; shown as `#slug`.
    public var slug: String
    public var name: String
    public var createdAt: Timestamp
    public init(id: TeamID, organizationID: OrganizationID, slug: String, name: String, createdAt: Timestamp) {
        (self.id, self.organizationID, self.slug) = (id, organizationID, slug)
        (self.name, self.createdAt) = (name, createdAt)
    }
}

/// Teams, who is in them, and which projects are theirs. A project without a team is everybody's in its organization.
public protocol TeamStore: Sendable {
    func teams(of organization: OrganizationID) async throws -> [Team]
    func team(_ id: TeamID) async throws -> Team?
    /// Throws `taken` for a slug that another team of the organization has.
    func createTeam(slug: String, name: String, in organization: OrganizationID, at now: Timestamp) async throws
        -> Team
    /// Nil leaves a field as it is. Nil when there is no such team.
    func updateTeam(_ id: TeamID, slug: String?, name: String?) async throws -> Team?
    /// Its projects stay. False when there was none.
    func deleteTeam(_ id: TeamID) async throws -> Bool

    func members(of team: TeamID) async throws -> [UserID]
    /// Throws `noSuchUser` for somebody who is not in the team's organization. False when they were in already.
    func addMember(_ user: UserID, to team: TeamID, at now: Timestamp) async throws -> Bool
    /// False when they were not in.
    func removeMember(_ user: UserID, from team: TeamID) async throws -> Bool

    /// The teams of every project of an organization that has any.
    func projectTeams(of organization: OrganizationID) async throws -> [ProjectID: Set<TeamID>]
    func teams(of project: ProjectID) async throws -> Set<TeamID>
    /// Throws `noSuchTeam` for a team of another organization. False when it was assigned already.
    func assign(_ team: TeamID, to project: ProjectID) async throws -> Bool
    /// False when it was not assigned.
    func unassign(_ team: TeamID, from project: ProjectID) async throws -> Bool
}
