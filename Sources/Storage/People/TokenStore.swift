import SentryProtocol

/// For whom a token of the JSON API speaks (web-api.md §1.2).
public enum TokenKind: String, Sendable, CaseIterable {
    /// Acts as the user who made it, never further than their role.
    case user
    /// A build server's: uploads and releases of one organization.
    case organization
    /// A tool's, with scopes of its own in one organization.
    case integration
}

/// A token as lists show it and as a request is judged by it. Only the SHA-256 of its text is stored.
public struct TokenSummary: Sendable, Equatable {
    public var id: TokenID
    public var kind: TokenKind
    public var name: String
    /// The last four characters of the text, to tell tokens apart.
    public var tail: String
    public var scopes: Set<String>
    /// Whose it is; nil of organizations' and integrations' tokens.
    public var userID: UserID?
    /// Where it works; nil of a user's token, which works wherever the user does.
    public var organizationID: OrganizationID?
    public var createdBy: UserID?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp?
    public var lastUsedAt: Timestamp?
    public var lastUsedAddress: String?
    public init(
        id: TokenID, kind: TokenKind, name: String, tail: String, scopes: Set<String>, userID: UserID?,
        organizationID: OrganizationID?, createdBy: UserID?, createdAt: Timestamp, expiresAt: Timestamp?,
        lastUsedAt: Timestamp? = nil, lastUsedAddress: String? = nil
    ) {
        (self.id, self.kind, self.name, self.tail, self.scopes) = (id, kind, name, tail, scopes)
        (self.userID, self.organizationID, self.createdBy) = (userID, organizationID, createdBy)
        (self.createdAt, self.expiresAt) = (createdAt, expiresAt)
        (self.lastUsedAt, self.lastUsedAddress) = (lastUsedAt, lastUsedAddress)
    }
}

/// A token before it has a number.
public struct NewToken: Sendable, Equatable {
    public var kind: TokenKind
    public var hash: [UInt8]
    public var name: String
    public var tail: String
    public var scopes: Set<String>
    public var userID: UserID?
    public var organizationID: OrganizationID?
    public var createdBy: UserID?
    public var expiresAt: Timestamp?
    public init(
        kind: TokenKind, hash: [UInt8], name: String, tail: String, scopes: Set<String>, userID: UserID? = nil,
        organizationID: OrganizationID? = nil, createdBy: UserID? = nil, expiresAt: Timestamp? = nil
    ) {
        (self.kind, self.hash, self.name, self.tail, self.scopes) = (kind, hash, name, tail, scopes)
        (self.userID, self.organizationID) = (userID, organizationID)
        (self.createdBy, self.expiresAt) = (createdBy, expiresAt)
    }
}

/// Tokens of the JSON API.
public protocol TokenStore: Sendable {
    func createToken(_ token: NewToken, at now: Timestamp) async throws -> TokenSummary
    /// The token whose text has this SHA-256, expired or not.
    func tokenSummary(hash: [UInt8]) async throws -> TokenSummary?
    /// Newest first.
    func tokens(of user: UserID) async throws -> [TokenSummary]
    /// Those of the organization and of its integrations, newest first; not those of its members.
    func tokens(of organization: OrganizationID) async throws -> [TokenSummary]
    /// Notes a use; once a minute and token is enough.
    func touchToken(_ id: TokenID, from address: String?, at now: Timestamp) async throws
    /// False when there was none; the user's number keeps others' tokens out of reach.
    func revokeToken(_ id: TokenID, of user: UserID) async throws -> Bool
    /// False when there was none.
    func revokeToken(_ id: TokenID, of organization: OrganizationID) async throws -> Bool
}
