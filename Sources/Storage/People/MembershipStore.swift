import SentryProtocol

/// Somebody's place in an organization.
public struct Membership: Sendable, Equatable {
    public var userID: UserID
    public var organizationID: OrganizationID
    public var role: Role
    public var joinedAt: Timestamp
    public init(userID: UserID, organizationID: OrganizationID, role: Role, joinedAt: Timestamp) {
        (self.userID, self.organizationID, self.role, self.joinedAt) = (userID, organizationID, role, joinedAt)
    }
}

/// Everything that decides what somebody may do, read in one question.
public struct UserAccess: Sendable, Equatable {
    public var user: User
    /// Runs the installation: made at set-up or on the command line.
    public var isOperator: Bool
    public var memberships: [Membership]
    /// Of all organizations; a team's number is unique.
    public var teams: Set<TeamID>
    public init(user: User, isOperator: Bool, memberships: [Membership], teams: Set<TeamID>) {
        (self.user, self.isOperator, self.memberships, self.teams) = (user, isOperator, memberships, teams)
    }
}

/// A row of an organization's list of people.
public struct Member: Sendable, Equatable {
    public var user: User
    public var membership: Membership
    public var teams: Set<TeamID>
    public var hasSecondFactor: Bool
    /// No membership elsewhere and no operator, so the organization's managers may help them back in.
    public var isOnlyHere: Bool
    public init(user: User, membership: Membership, teams: Set<TeamID>, hasSecondFactor: Bool, isOnlyHere: Bool) {
        (self.user, self.membership, self.teams) = (user, membership, teams)
        (self.hasSecondFactor, self.isOnlyHere) = (hasSecondFactor, isOnlyHere)
    }
}

/// Who belongs to which organization, and as what.
public protocol MembershipStore: Sendable {
    /// Nil for nobody, and for somebody who was deactivated.
    func access(of user: UserID) async throws -> UserAccess?
    func members(of organization: OrganizationID) async throws -> [Member]
    func member(_ user: UserID, of organization: OrganizationID) async throws -> Member?

    /// Adds somebody, or changes the role of somebody who is there. Throws `lastOwner` rather than leave none.
    func setRole(_ role: Role, of user: UserID, in organization: OrganizationID, at now: Timestamp) async throws
    /// Takes somebody out, with their places in its teams and the tokens they have bound to it. False when they were
    /// not in; throws `lastOwner` rather than leave none.
    func removeMember(_ user: UserID, from organization: OrganizationID) async throws -> Bool

    /// Makes an account that belongs nowhere yet. An empty hash is no password: the account logs in another way.
    /// Throws `taken` for an address that has one.
    func createAccount(email: String, name: String, passwordHash: String, at now: Timestamp) async throws -> User
    /// Changes name and e-mail address; nil leaves one as it is. Nil when there is no such user.
    func updateUser(_ user: UserID, name: String?, email: String?) async throws -> User?
    /// False when there is no such user.
    func setPreferences(_ preferences: UserPreferences, of user: UserID) async throws -> Bool
    /// Someone who is not active has no sessions and no tokens that work; both end inside the same transaction.
    func setActive(_ isActive: Bool, user: UserID) async throws
    func setOperator(_ isOperator: Bool, user: UserID) async throws
    /// Replaces the password and ends every session but `kept`. False when there is no such user.
    func setPassword(hash: String, of user: UserID, keeping kept: SessionID?) async throws -> Bool
}
