import Storage

/// Whether somebody may, and why.
public enum Decision: Sendable, Equatable {
    case allowed(Grant)
    case refused(Refused)

    /// Whether to go on.
    public var isAllowed: Bool {
        if case .allowed = self { true } else { false }
    }
}

/// Why an action is allowed.
public enum Grant: String, Sendable, Equatable {
    /// The role reaches everything in the organization.
    case role
    /// It is one's own team's.
    case ownTeam
    /// It has no team, so it is everybody's.
    case everybodys
    /// It is one's own account.
    case ownAccount
    /// The caller looks after the server.
    case `operator`
    /// The token's scopes say so.
    case scope
}

/// Why an action is refused.
public enum Refused: String, Sendable, Equatable, Error, CaseIterable {
    /// Nobody is logged in, and no token was shown.
    case notLoggedIn
    /// The token's scopes do not cover the action.
    case scopeMissing
    /// People only.
    case notForTokens
    /// The caller is not in the organization, and is not to learn whether what they asked for exists.
    case otherOrganization
    case roleTooLow
    /// It is another team's.
    case otherTeam
    /// The member has a higher role than the caller.
    case outranked
    /// The member belongs elsewhere too, and their account is not this organization's to open.
    case belongsElsewhere
    /// It is somebody else's account.
    case notOwnAccount
    case notOperator

    /// The status of the answer (web-api.md §1.2): 401, 403 or 404.
    public var status: Int {
        switch self {
        case .notLoggedIn: 401
        case .otherOrganization, .notOwnAccount: 404
        case .scopeMissing, .notForTokens, .roleTooLow, .otherTeam, .outranked, .belongsElsewhere, .notOperator: 403
        }
    }
}

extension AccessTable {
    /// Whether `caller` may do `action` to `target`.
    ///
    /// A token is asked for its scopes before anything is said about the target, so that the answer tells nothing
    /// about what exists.
    public static func decide(_ caller: Caller, _ action: Action, on target: Target) -> Decision {
        let rule = rule(for: action)
        if caller == .nobody { return .refused(.notLoggedIn) }
        if let scopes = caller.scopes, !rule.admits(scopes) {
            return .refused(rule.tokens == .never ? .notForTokens : .scopeMissing)
        }
        if case .organizationToken(_, let organization, _) = caller {
            return decide(rule, forTokenOf: organization, on: target)
        }
        guard let access = caller.access else { return .refused(.notLoggedIn) }
        switch rule.place {
        case .installation: return access.isOperator ? .allowed(.operator) : .refused(.notOperator)
        case .account: return target.user == access.user.id ? .allowed(.ownAccount) : .refused(.notOwnAccount)
        case .organization, .member, .team, .project: return decide(rule, for: access, on: target)
        }
    }

    /// Inside an organization, by role.
    private static func decide(_ rule: AccessRule, for access: UserAccess, on target: Target) -> Decision {
        guard let membership = access.memberships.first(where: { $0.organizationID == target.organization }) else {
            return .refused(.otherOrganization)
        }
        let grant: Grant
        switch rule.reach(of: membership.role) {
        case .nowhere: return .refused(.roleTooLow)
        case .organization: grant = .role
        case .ownTeams:
            guard case .teams(let teams) = target.owner else { return .refused(.otherTeam) }
            guard teams.isEmpty || !teams.isDisjoint(with: access.teams) else { return .refused(.otherTeam) }
            grant = teams.isEmpty ? .everybodys : .ownTeam
        }
        if rule.place == .member, let refused = refusal(rule.action, of: target, toRank: membership.role) {
            return .refused(refused)
        }
        return .allowed(grant)
    }

    /// A token that belongs to an organization has no role: its scopes say everything, inside its organization. It never
    /// touches owners.
    private static func decide(
        _ rule: AccessRule, forTokenOf organization: OrganizationID, on target: Target
    ) -> Decision {
        switch rule.place {
        case .installation: return .refused(.notOperator)
        case .account: return .refused(.notOwnAccount)
        case .organization, .member, .team, .project: break
        }
        guard target.organization == organization else { return .refused(.otherOrganization) }
        if rule.place == .member, let refused = refusal(rule.action, of: target, toRank: .manager) {
            return .refused(refused)
        }
        return .allowed(.scope)
    }

    /// What keeps people from taking over those above them.
    private static func refusal(_ action: Action, of target: Target, toRank role: Role) -> Refused? {
        guard let theirs = target.role, role.mayHandle(theirs) else { return .outranked }
        let opensAccount = action == .memberPasswordReset || action == .memberSecondFactorRemove
        return opensAccount && !target.isOnlyHere ? .belongsElsewhere : nil
    }
}
