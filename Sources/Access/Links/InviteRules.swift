import SentryProtocol
import Storage

/// Who may invite whom, and what an invitation is still good for.
public enum InviteRules {
    /// Open invitations that an organization may have.
    public static let openMax = 1_000
    static let teamsMax = 100

    /// Why an invitation cannot be made.
    public enum Problem: String, Sendable, Equatable, CaseIterable {
        /// The inviter's role does not let them invite at all.
        case mayNotInvite
        /// The role is above the inviter's.
        case roleAboveOwn
        /// A team is not the organization's, or not one that the inviter may put people into.
        case teamOutOfReach
        case emailInvalid
        case alreadyMember
        case tooMany
    }

    /// Nil when `caller` may invite somebody with `role` into `teams` of `organization`, whose teams are `existing`.
    public static func problem(
        inviting role: Role, into teams: Set<TeamID>, of organization: OrganizationID, existing: Set<TeamID>,
        by caller: Caller
    ) -> Problem? {
        guard AccessTable.decide(caller, .memberInvite, on: .organization(organization)).isAllowed else {
            return .mayNotInvite
        }
        guard mayHandOut(role, in: organization, caller) else { return .roleAboveOwn }
        let areInReach = teams.allSatisfy { team in
            existing.contains(team)
                && AccessTable.decide(caller, .teamMemberWrite, on: .team(team, of: organization)).isAllowed
        }
        return teams.count <= teamsMax && areInReach ? nil : .teamOutOfReach
    }

    /// Whether `caller` may give somebody this role. A token without a user never makes owners.
    public static func mayHandOut(_ role: Role, in organization: OrganizationID, _ caller: Caller) -> Bool {
        switch caller {
        case .nobody: false
        case .organizationToken(_, let own, _): own == organization && role != .owner
        case .user(let access), .userToken(_, let access, _):
            access.memberships.first { $0.organizationID == organization }?.role.mayHandle(role) ?? false
        }
    }

    /// Whether `caller` may change a member's role to `role`: the member must not be above them, nor become so.
    public static func decideRoleChange(of member: Member, to role: Role, by caller: Caller) -> Decision {
        let decision = AccessTable.decide(caller, .memberRoleWrite, on: .member(member))
        guard decision.isAllowed else { return decision }
        return mayHandOut(role, in: member.membership.organizationID, caller) ? decision : .refused(.outranked)
    }

    /// Why an invitation no longer lets anybody in. The page says which, for whoever holds the link has its secret.
    public enum Dead: String, Sendable, Equatable, CaseIterable {
        case used, expired
        /// It is for another address than that of who opened it.
        case otherAddress
        /// Whoever invited could not do so today: left, or has a lower role now.
        case inviterOutranked
    }

    /// Nil when the invitation is good. `inviter` is the inviter's role now, nil when they are gone; `email` that of who
    /// accepts.
    public static func dead(_ invite: Invite, inviter: Role?, email: String, at now: Timestamp) -> Dead? {
        if invite.acceptedAt != nil { return .used }
        if invite.expiresAt <= now { return .expired }
        if let wanted = invite.email, wanted != email.lowercased() { return .otherAddress }
        let mayStill = inviter.map { $0.mayHandle(invite.role) && invitingRoles.contains($0) } ?? false
        return mayStill ? nil : .inviterOutranked
    }

    /// The roles that reach `member.invite`.
    private static let invitingRoles = Set(
        Role.allCases.filter { AccessTable.rule(for: .memberInvite).reach(of: $0) == .organization })
}
