import SentryProtocol

/// A group that an identity provider reports, and what its people become.
public struct GroupMapping: Sendable, Equatable {
    /// As the provider writes it.
    public var group: String
    public var role: Role
    public var teams: Set<TeamID>
    public init(group: String, role: Role, teams: Set<TeamID> = []) {
        (self.group, self.role, self.teams) = (group, role, teams)
    }
}

/// Somebody else who says who people are: an OpenID provider.
public struct IdentityProvider: Sendable, Equatable {
    public var id: IdentityProviderID
    public var organizationID: OrganizationID
    /// On the button: `Log in with …`.
    public var name: String
    /// `https://accounts.example.com`, exactly as its tokens say it.
    public var issuer: String
    public var clientID: String
    /// The client's secret, sealed by the server; nil of public clients.
    public var sealedClientSecret: [UInt8]?
    /// Beyond `openid`, in the order they are asked for.
    public var scopes: [String]
    /// Where the groups stand in a token: `groups`, `realm_access.roles`.
    public var groupsClaim: String
    public var mappings: [GroupMapping]
    /// What people in none of the groups become; nil keeps them out.
    public var defaultRole: Role?
    /// Members have to log in this way; owners may still use a password, so that nobody is locked out.
    public var isRequired: Bool
    public var isActive: Bool
    public init(
        id: IdentityProviderID, organizationID: OrganizationID, name: String, issuer: String, clientID: String,
        sealedClientSecret: [UInt8]?, scopes: [String], groupsClaim: String, mappings: [GroupMapping],
        defaultRole: Role?, isRequired: Bool, isActive: Bool
    ) {
        (self.id, self.organizationID, self.name, self.issuer) = (id, organizationID, name, issuer)
        (self.clientID, self.sealedClientSecret, self.scopes) = (clientID, sealedClientSecret, scopes)
        (self.groupsClaim, self.mappings, self.defaultRole) = (groupsClaim, mappings, defaultRole)
        (self.isRequired, self.isActive) = (isRequired, isActive)
    }
}

/// An account at a provider that belongs to one of our users.
public struct LinkedIdentity: Sendable, Equatable {
    public var userID: UserID
    public var providerID: IdentityProviderID
    /// The provider's own, unchanging name for the account: `sub`. E-mail addresses change hands; this does not.
    public var subject: String
    public var linkedAt: Timestamp
    public var lastUsedAt: Timestamp?
    public init(
        userID: UserID, providerID: IdentityProviderID, subject: String, linkedAt: Timestamp,
        lastUsedAt: Timestamp? = nil
    ) {
        (self.userID, self.providerID, self.subject) = (userID, providerID, subject)
        (self.linkedAt, self.lastUsedAt) = (linkedAt, lastUsedAt)
    }
}

/// A log-in at a provider that has begun and not come back, found by the hash of its state.
public struct PendingLogIn: Sendable, Equatable {
    public var providerID: IdentityProviderID
    public var stateHash: [UInt8]
    public var nonce: String
    public var verifier: String
    /// The SHA-256 of the cookie of the browser that began it: another one may not finish it.
    public var browserHash: [UInt8]
    /// A path of ours to go on to.
    public var next: String
    /// Somebody who is logged in and adds an identity; nil for a log-in.
    public var linkingUser: UserID?
    public var expiresAt: Timestamp
    public init(
        providerID: IdentityProviderID, stateHash: [UInt8], nonce: String, verifier: String, browserHash: [UInt8],
        next: String, linkingUser: UserID?, expiresAt: Timestamp
    ) {
        (self.providerID, self.stateHash, self.nonce) = (providerID, stateHash, nonce)
        (self.verifier, self.browserHash, self.next) = (verifier, browserHash, next)
        (self.linkingUser, self.expiresAt) = (linkingUser, expiresAt)
    }
}

/// Identity providers and the accounts that people have there.
public protocol IdentityStore: Sendable {
    func identityProviders() async throws -> [IdentityProvider]
    func identityProvider(_ id: IdentityProviderID) async throws -> IdentityProvider?
    /// `provider.id` is not looked at; returns the row with its number.
    func createIdentityProvider(_ provider: IdentityProvider) async throws -> IdentityProvider
    /// False when there is none with that number.
    func updateIdentityProvider(_ provider: IdentityProvider) async throws -> Bool
    /// With the accounts that were linked to it. False when there was none.
    func deleteIdentityProvider(_ id: IdentityProviderID) async throws -> Bool

    func identity(subject: String, at provider: IdentityProviderID) async throws -> LinkedIdentity?
    func identities(of user: UserID) async throws -> [LinkedIdentity]
    /// Throws `taken` when the account is somebody else's.
    func link(_ identity: LinkedIdentity) async throws
    func touchIdentity(subject: String, at provider: IdentityProviderID, at now: Timestamp) async throws
    /// False when there was none.
    func unlink(_ provider: IdentityProviderID, from user: UserID) async throws -> Bool

    /// Expired ones are swept away on the way.
    func beginLogIn(_ pending: PendingLogIn, at now: Timestamp) async throws
    /// Takes the log-in out, so that it cannot be finished twice; nil when it is unknown or has expired.
    func finishLogIn(stateHash: [UInt8], at now: Timestamp) async throws -> PendingLogIn?
}
