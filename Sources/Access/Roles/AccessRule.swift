import Storage

/// What an action is done to; decides which part of a `Target` is looked at.
public enum Place: String, Sendable, CaseIterable {
    /// The server itself: its operators' business, whatever roles they have.
    case installation
    /// Somebody's own account, whatever role they have.
    case account
    case organization
    /// Somebody else in the organization; nobody touches those above themselves.
    case member
    case team
    /// A project and everything in it.
    case project
}

/// How far a role reaches with an action.
public enum Reach: String, Sendable, CaseIterable {
    case nowhere
    /// Teams one is in, and their projects; projects without a team are everybody's.
    case ownTeams
    /// Everything in the organizations where one has the role.
    case organization
}

/// What an action asks of a token, besides what it asks of the token's owner.
public enum TokenRule: Sendable, Equatable {
    /// People only: what keeps an account safe is not for programs.
    case never
    /// Any token will do.
    case any
    /// One of these, or a higher one of the family.
    case scopes([Scope])
}

/// One line of the table: an action, and who may do it.
public struct AccessRule: Sendable, Equatable {
    public let action: Action
    public let place: Place
    public let member: Reach
    public let admin: Reach
    public let manager: Reach
    public let owner: Reach
    public let tokens: TokenRule
    /// What the action is, in words for the documentation.
    public let meaning: String

    /// How far `role` reaches.
    public func reach(of role: Role) -> Reach {
        switch role {
        case .member: member
        case .admin: admin
        case .manager: manager
        case .owner: owner
        }
    }

    /// Whether a token with `scopes` may be used for this.
    public func admits(_ scopes: Set<Scope>) -> Bool {
        switch tokens {
        case .never: false
        case .any: true
        case .scopes(let wanted): !scopes.closed.isDisjoint(with: wanted)
        }
    }
}

extension AccessRule {
    /// The ways in which reach grows from role to role.
    enum Ladder {
        /// Every member, everywhere in the organization.
        case everybody
        /// Members and admins in their own teams, managers and owners everywhere.
        case team
        /// Admins in their own teams, managers and owners everywhere.
        case teamAdmin
        /// Admins, managers and owners everywhere.
        case admin
        case manager
        case owner
        /// Places where roles do not count.
        case roleless
    }

    init(_ action: Action, _ place: Place, _ ladder: Ladder, _ tokens: TokenRule, _ meaning: String) {
        (self.action, self.place, self.tokens, self.meaning) = (action, place, tokens, meaning)
        (member, admin, manager, owner) =
            switch ladder {
            case .everybody: (.organization, .organization, .organization, .organization)
            case .team: (.ownTeams, .ownTeams, .organization, .organization)
            case .teamAdmin: (.nowhere, .ownTeams, .organization, .organization)
            case .admin: (.nowhere, .organization, .organization, .organization)
            case .manager: (.nowhere, .nowhere, .organization, .organization)
            case .owner: (.nowhere, .nowhere, .nowhere, .organization)
            case .roleless: (.nowhere, .nowhere, .nowhere, .nowhere)
            }
    }
}
