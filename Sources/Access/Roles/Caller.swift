import Storage

/// Who asks. Made only of what was checked: a session or token that is known, has not expired, and whose user is active.
public enum Caller: Sendable, Equatable {
    case nobody
    /// Somebody at a browser.
    case user(UserAccess)
    /// A program with a user's token: what the user may do, within the scopes.
    case userToken(TokenID, UserAccess, scopes: Set<Scope>)
    /// A program that belongs to an organization: a build server's token or an integration's.
    case organizationToken(TokenID, OrganizationID, scopes: Set<Scope>)

    /// The user behind it; nil for nobody and for organizations' tokens.
    public var access: UserAccess? {
        switch self {
        case .user(let access), .userToken(_, let access, _): access
        case .nobody, .organizationToken: nil
        }
    }

    /// What a token brings along; nil for people at a browser, who need none.
    public var scopes: Set<Scope>? {
        switch self {
        case .userToken(_, _, let scopes), .organizationToken(_, _, let scopes): scopes
        case .nobody, .user: nil
        }
    }
}

/// What an action is done to, as far as it matters for whether it may be.
public struct Target: Sendable, Equatable {
    /// Whose it is inside an organization.
    public enum Owner: Sendable, Equatable {
        /// The whole organization's: who reaches only their own teams does not reach it.
        case organization
        /// These teams'; of none, it is everybody's.
        case teams(Set<TeamID>)
    }

    /// Nil for the installation and for accounts.
    public var organization: OrganizationID?
    public var owner: Owner
    /// Whose account, or which member.
    public var user: UserID?
    /// A member's role now; nil when no member is meant.
    public var role: Role?
    /// A member who belongs nowhere else: no other organization, no operator.
    public var isOnlyHere: Bool

    init(
        organization: OrganizationID? = nil, owner: Owner = .organization, user: UserID? = nil, role: Role? = nil,
        isOnlyHere: Bool = false
    ) {
        (self.organization, self.owner, self.user) = (organization, owner, user)
        (self.role, self.isOnlyHere) = (role, isOnlyHere)
    }

    /// The server itself.
    public static let installation = Target()

    /// Somebody's own account.
    public static func account(_ user: UserID) -> Target { Target(user: user) }

    /// An organization; also a list across its projects, which everybody who reaches only their own teams must be
    /// asked about project by project.
    public static func organization(_ id: OrganizationID) -> Target { Target(organization: id) }

    /// A project and everything in it.
    public static func project(of organization: OrganizationID, teams: Set<TeamID>) -> Target {
        Target(organization: organization, owner: .teams(teams))
    }

    /// A team.
    public static func team(_ id: TeamID, of organization: OrganizationID) -> Target {
        Target(organization: organization, owner: .teams([id]))
    }

    /// Somebody in the organization.
    public static func member(
        _ user: UserID, role: Role, of organization: OrganizationID, isOnlyHere: Bool
    ) -> Target {
        Target(organization: organization, user: user, role: role, isOnlyHere: isOnlyHere)
    }

    /// A row of the list of people.
    public static func member(_ member: Member) -> Target {
        .member(
            member.user.id, role: member.membership.role, of: member.membership.organizationID,
            isOnlyHere: member.isOnlyHere)
    }
}
