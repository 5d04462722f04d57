import SentryProtocol

/// A link that lets somebody into an organization, once. Only the SHA-256 of its secret is stored.
public struct Invite: Sendable, Equatable {
    public var id: InviteID
    public var organizationID: OrganizationID
    public var role: Role
    public var teams: Set<TeamID>
    /// Whom it was meant for, lower case; nil lets in whoever holds the link.
    public var email: String?
    public var invitedBy: UserID
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
    public var acceptedAt: Timestamp?
    public var acceptedBy: UserID?
    public init(
        id: InviteID, organizationID: OrganizationID, role: Role, teams: Set<TeamID>, email: String?,
        invitedBy: UserID, createdAt: Timestamp, expiresAt: Timestamp, acceptedAt: Timestamp? = nil,
        acceptedBy: UserID? = nil
    ) {
        (self.id, self.organizationID, self.role, self.teams) = (id, organizationID, role, teams)
        (self.email, self.invitedBy, self.createdAt, self.expiresAt) = (email, invitedBy, createdAt, expiresAt)
        (self.acceptedAt, self.acceptedBy) = (acceptedAt, acceptedBy)
    }
}

/// What an invitation says, before it has a number.
public struct NewInvite: Sendable, Equatable {
    public var organizationID: OrganizationID
    public var role: Role
    public var teams: Set<TeamID>
    public var email: String?
    public var invitedBy: UserID
    public var secretHash: [UInt8]
    public var expiresAt: Timestamp
    public init(
        organizationID: OrganizationID, role: Role, teams: Set<TeamID>, email: String?, invitedBy: UserID,
        secretHash: [UInt8], expiresAt: Timestamp
    ) {
        (self.organizationID, self.role, self.teams, self.email) = (organizationID, role, teams, email)
        (self.invitedBy, self.secretHash, self.expiresAt) = (invitedBy, secretHash, expiresAt)
    }
}

/// A link that lets somebody choose a new password, once.
public struct PasswordReset: Sendable, Equatable {
    public var id: PasswordResetID
    public var userID: UserID
    /// Who made it; nil when the user asked for it by mail.
    public var createdBy: UserID?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
    public var usedAt: Timestamp?
    public init(
        id: PasswordResetID, userID: UserID, createdBy: UserID?, createdAt: Timestamp, expiresAt: Timestamp,
        usedAt: Timestamp? = nil
    ) {
        (self.id, self.userID, self.createdBy) = (id, userID, createdBy)
        (self.createdAt, self.expiresAt, self.usedAt) = (createdAt, expiresAt, usedAt)
    }
}

/// Invitations and password resets: links that work once.
public protocol InviteStore: Sendable {
    func createInvite(_ invite: NewInvite, at now: Timestamp) async throws -> Invite
    /// Those that are open first, newest first; accepted and expired ones are kept for the list.
    func invites(to organization: OrganizationID) async throws -> [Invite]
    /// The invitation whose secret has this SHA-256, in whatever state it is.
    func invite(secretHash: [UInt8]) async throws -> Invite?
    /// Marks it used by `user`, makes them a member and puts them into its teams that still exist: one transaction,
    /// and exactly one of two that race gets true. False when it was used, has expired or is gone.
    func acceptInvite(_ id: InviteID, as user: UserID, at now: Timestamp) async throws -> Bool
    /// False when there was none.
    func deleteInvite(_ id: InviteID) async throws -> Bool

    /// Ends the resets that the user had open: one link works at a time.
    func createPasswordReset(
        of user: UserID, secretHash: [UInt8], by creator: UserID?, expiresAt: Timestamp, at now: Timestamp
    ) async throws -> PasswordReset
    func passwordReset(secretHash: [UInt8]) async throws -> PasswordReset?
    /// Marks it used, sets the password and ends every session of the user: one transaction. False when it was used or
    /// has expired.
    func usePasswordReset(_ id: PasswordResetID, settingPassword hash: String, at now: Timestamp) async throws -> Bool
    func deletePasswordReset(_ id: PasswordResetID) async throws -> Bool
}
