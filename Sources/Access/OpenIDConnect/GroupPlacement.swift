import Storage

/// What somebody becomes by the groups that their provider reports.
public struct GroupPlacement: Sendable, Equatable {
    public let role: Role
    public let teams: Set<TeamID>

    /// The highest role of all groups that are mapped, and all their teams. Nil when there is no place for them.
    public init?(groups: [String], at provider: IdentityProvider) {
        let held = Set(groups)
        let fitting = provider.mappings.filter { held.contains($0.group) }
        guard let role = fitting.map(\.role).max(by: { $0.rank < $1.rank }) ?? provider.defaultRole else { return nil }
        self.role = role
        teams = fitting.reduce(into: []) { $0.formUnion($1.teams) }
    }
}

/// What to do with somebody whom a provider vouches for.
public enum IdentityDecision: Sendable, Equatable {
    /// Their account is linked: log them in.
    case logIn(UserID)
    /// They were logged in and asked for it: link the account to them.
    case link(UserID)
    /// New here: make an account and link it.
    case create(GroupPlacement)
    /// An account with their address exists. They must prove that it is theirs by logging in as they always did, and
    /// then link: else whoever runs a provider could take over any account.
    case askToLink
    /// None of their groups has a place here.
    case noPlace
    /// The account at the provider is linked to somebody else.
    case taken

    /// Decides. `linked` is the user that the subject belongs to, `linking` who asked to link, `accountExists` whether
    /// there is an account with the token's address.
    public init(
        _ token: IDToken, at provider: IdentityProvider, linked: UserID?, linking: UserID?, accountExists: Bool
    ) {
        if let linking {
            self = linked == nil || linked == linking ? .link(linking) : .taken
            return
        }
        guard let placement = GroupPlacement(groups: token.groups, at: provider) else {
            self = .noPlace
            return
        }
        if let linked {
            self = .logIn(linked)
        } else if accountExists || token.email == nil || !token.isEmailVerified {
            self = .askToLink
        } else {
            self = .create(placement)
        }
    }
}
