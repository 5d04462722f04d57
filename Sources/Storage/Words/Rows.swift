import SentryProtocol

/// A tenant: people and projects that belong together.
public struct Organization: Sendable, Equatable {
    public var id: OrganizationID
    public var slug: String
    public var name: String
    public var createdAt: Timestamp
    public init(id: OrganizationID, slug: String, name: String, createdAt: Timestamp) {
        (self.id, self.slug, self.name, self.createdAt) = (id, slug, name, createdAt)
    }
}

/// What a DSN points at.
public struct Project: Sendable, Equatable {
    public var id: ProjectID
    public var organizationID: OrganizationID
    public var slug: String
    public var name: String
    public var platform: String?
    public var createdAt: Timestamp
    /// When its first event arrived.
    public var firstEventAt: Timestamp?
    /// Since when it takes no events any more.
    public var archivedAt: Timestamp?
    public var isArchived: Bool { archivedAt != nil }
    public init(
        id: ProjectID, organizationID: OrganizationID, slug: String, name: String, platform: String?,
        createdAt: Timestamp, firstEventAt: Timestamp? = nil, archivedAt: Timestamp? = nil
    ) {
        (self.id, self.organizationID, self.slug, self.name) = (id, organizationID, slug, name)
        (self.platform, self.createdAt, self.firstEventAt) = (platform, createdAt, firstEventAt)
        self.archivedAt = archivedAt
    }
}

/// The public half of a DSN.
public struct ProjectKey: Sendable, Equatable {
    /// 32 lower-case hex digits.
    public var publicKey: String
    /// The legacy secret; shown, never checked.
    public var secretKey: String
    public var projectID: ProjectID
    public var label: String
    public var isActive: Bool
    public var createdAt: Timestamp
    /// Nil: as much as the project may send.
    public var rateLimit: KeyRateLimit?
    public init(
        publicKey: String, secretKey: String, projectID: ProjectID, label: String, isActive: Bool, createdAt: Timestamp,
        rateLimit: KeyRateLimit? = nil
    ) {
        self.rateLimit = rateLimit
        (self.publicKey, self.secretKey, self.projectID) = (publicKey, secretKey, projectID)
        (self.label, self.isActive, self.createdAt) = (label, isActive, createdAt)
    }
}

/// What somebody may do in an organization.
public enum Role: String, Sendable, CaseIterable {
    case owner, manager, admin, member
}

/// Somebody who logs in.
public struct User: Sendable, Equatable {
    public var id: UserID
    /// Lower case.
    public var email: String
    public var name: String
    public var role: Role
    public var isActive: Bool
    public var createdAt: Timestamp
    public var lastLoginAt: Timestamp?
    public var preferences: UserPreferences
    public init(
        id: UserID, email: String, name: String, role: Role, isActive: Bool, createdAt: Timestamp,
        lastLoginAt: Timestamp? = nil, preferences: UserPreferences = UserPreferences()
    ) {
        self.preferences = preferences
        (self.id, self.email, self.name, self.role) = (id, email, name, role)
        (self.isActive, self.createdAt, self.lastLoginAt) = (isActive, createdAt, lastLoginAt)
    }
}

/// A bearer token of the JSON API. Only its SHA-256 is stored.
public struct APIToken: Sendable, Equatable {
    public var id: TokenID
    public var name: String
    /// Last four characters of the text, to tell tokens apart.
    public var tail: String
    public var scopes: Set<String>
    public var userID: UserID?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp?
    public init(
        id: TokenID, name: String, tail: String, scopes: Set<String>, userID: UserID?, createdAt: Timestamp,
        expiresAt: Timestamp?
    ) {
        (self.id, self.name, self.tail, self.scopes) = (id, name, tail, scopes)
        (self.userID, self.createdAt, self.expiresAt) = (userID, createdAt, expiresAt)
    }
}

/// A browser that is logged in. Only the SHA-256 of its cookie is stored.
public struct Session: Sendable, Equatable {
    public var id: SessionID
    public var user: User
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
    public var lastSeenAt: Timestamp
    public init(id: SessionID, user: User, createdAt: Timestamp, expiresAt: Timestamp, lastSeenAt: Timestamp) {
        (self.id, self.user, self.createdAt) = (id, user, createdAt)
        (self.expiresAt, self.lastSeenAt) = (expiresAt, lastSeenAt)
    }
}
