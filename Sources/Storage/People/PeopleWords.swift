/// The number of a team; unique in the installation.
public struct TeamID: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The number of an invitation.
public struct InviteID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number of a browser session, which may be shown; its cookie may not.
public struct SessionID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number of a link that lets somebody choose a new password.
public struct PasswordResetID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number of an identity provider that an organization lets people log in with.
public struct IdentityProviderID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Why a change of people was refused.
public enum PeopleError: Error, Sendable, Equatable {
    /// The slug, the e-mail address or the provider's account is in use.
    case taken(String)
    case badSlug(String)
    case noSuchOrganization
    case noSuchUser
    case noSuchTeam
    case noSuchProject
    case noSuchProvider
    /// An organization keeps at least one owner: decided inside the same transaction as the change.
    case lastOwner
}
