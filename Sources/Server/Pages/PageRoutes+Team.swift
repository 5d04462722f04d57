import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/settings/team/…`: the organization's people, their roles, invitations and links to new passwords.
extension PageRoutes {
    func team(_ visit: Visit, _ path: [String]) async throws -> Response {
        guard let home = visit.organization else { throw PageFailure.notFound }
        switch path.first {
        case nil: return try await teamPage(visit, home)
        case "invites" where path.count == 1: return try await makeInvite(visit, home)
        case "invites" where path.count == 2: return try await revokeInvite(visit, home, path[1])
        case "leave" where path.count == 1: return try await leave(visit, home)
        case "members" where path.count == 3:
            guard let number = Int64(path[1]), let action = MemberAction(rawValue: path[2]),
                let member = try await people.member(UserID(rawValue: number), of: home)
            else { throw PageFailure.notFound }
            return try await change(member, action, visit, home)
        default: throw PageFailure.notFound
        }
    }

    private func teamPage(
        _ visit: Visit, _ home: OrganizationID, newLink: (isInvite: Bool, address: String)? = nil,
        _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let me = try user(of: visit).id
        let mayInvite = may(visit, .memberInvite, .organization(home))
        let persons = try await people.members(of: home).map { member in
            PeopleModel.Person(
                member: member, isYou: member.user.id == me,
                actions: Set(MemberAction.allCases.filter { may(visit, $0.action, .member(member)) }))
        }
        let model = PeopleModel(
            settings: try await settingsFrame(visit, problem), people: persons,
            invites: mayInvite ? try await people.invites(to: home) : [],
            roles: mayInvite ? Role.allCases.filter { InviteRules.mayHandOut($0, in: home, visit.caller) } : [],
            newLink: newLink)
        return secret(page(peoplePage(model), status: Self.status(of: problem), visit))
    }

    // MARK: Invitations

    private func makeInvite(_ visit: Visit, _ home: OrganizationID) async throws -> Response {
        let form = try await form(visit)
        let user = try user(of: visit)
        let typed = form[AccountField.email].lowercased()
        let email = typed.isEmpty ? nil : typed
        guard let role = Role(rawValue: form[AccountField.role]) else { throw PageFailure.badRequest }
        if let problem = try await problem(inviting: email, as: role, visit, home) {
            return try await teamPage(visit, home, problem)
        }
        guard case .go = attempts.beginInvitation(by: user.id, at: visit.now) else {
            return try await teamPage(visit, home, .tooManyAttempts)
        }
        let secret = LinkSecret(randomBytes: Secrets.randomBytes)
        let invite = try await people.createInvite(
            NewInvite(
                organizationID: home, role: role, teams: [], email: email, invitedBy: user.id,
                secretHash: secret.hash, expiresAt: visit.now.adding(seconds: LinkLifetime.invite)), at: visit.now)
        var change = AuditChange()
        change.note("role", from: nil, to: .text(role.rawValue))
        await audit.note(
            visit.entry(
                .memberInvite, to: AuditTarget(kind: "invite", id: String(invite.id.rawValue), name: email ?? ""),
                in: home, change: change))
        return try await teamPage(
            visit, home, newLink: (true, address.url + AccountLink.invitation(secret.text).localPath))
    }

    private func teamPage(_ visit: Visit, _ home: OrganizationID, _ problem: PeopleProblem) async throws -> Response {
        try await teamPage(visit, home, newLink: nil, problem)
    }

    private func problem(
        inviting email: String?, as role: Role, _ visit: Visit, _ home: OrganizationID
    ) async throws -> PeopleProblem? {
        if let email, !AccountRules.isEmail(email) { return .emailInvalid }
        switch InviteRules.problem(inviting: role, into: [], of: home, existing: [], by: visit.caller) {
        case nil: break
        case .roleAboveOwn: return .roleAboveOwn
        default: return .mayNotInvite
        }
        let members = try await people.members(of: home)
        if let email, members.contains(where: { $0.user.email == email }) { return .alreadyMember }
        let open = try await people.invites(to: home).count { $0.acceptedAt == nil && $0.expiresAt > visit.now }
        return open >= InviteRules.openMax ? .tooManyInvites : nil
    }

    private func revokeInvite(_ visit: Visit, _ home: OrganizationID, _ text: String) async throws -> Response {
        guard let number = Int64(text),
            try await people.invites(to: home).contains(where: { $0.id.rawValue == number }),
            try await people.deleteInvite(InviteID(rawValue: number))
        else { throw PageFailure.notFound }
        await audit.note(
            visit.entry(.memberInviteRevoke, to: AuditTarget(kind: "invite", id: text, name: ""), in: home))
        return redirect(to: AccountLink.team.path, with: .people(.revoked))
    }

    // MARK: Members

    private func leave(_ visit: Visit, _ home: OrganizationID) async throws -> Response {
        let user = try user(of: visit)
        do {
            _ = try await people.removeMember(user.id, from: home)
        } catch PeopleError.lastOwner {
            return try await teamPage(visit, home, .lastOwner)
        }
        await note(visit, .memberLeave, user)
        return redirect(to: AccountLink.settings.path, with: .people(.left))
    }

    /// `AccessGate` has admitted the action on this member.
    private func change(
        _ member: Member, _ action: MemberAction, _ visit: Visit, _ home: OrganizationID
    ) async throws -> Response {
        let user = member.user
        do {
            switch action {
            case .role:
                guard let role = Role(rawValue: try await form(visit)[AccountField.role]) else {
                    throw PageFailure.badRequest
                }
                guard InviteRules.decideRoleChange(of: member, to: role, by: visit.caller).isAllowed else {
                    throw PageFailure.forbidden
                }
                try await people.setRole(role, of: user.id, in: home, at: visit.now)
                var change = AuditChange()
                change.note("role", from: .text(member.membership.role.rawValue), to: .text(role.rawValue))
                await note(visit, .memberRoleChange, user, change)
            case .remove:
                _ = try await people.removeMember(user.id, from: home)
                await note(visit, .memberRemove, user)
            case .sessions:
                _ = try await people.revokeSessions(of: user.id, except: nil)
                await note(visit, .memberSessionsRevoke, user)
            case .secondFactor:
                _ = try await people.removeSecondFactor(of: user.id)
                await note(visit, .memberSecondFactorRemove, user)
            case .password: return try await makeReset(of: user, visit, home)
            }
        } catch PeopleError.lastOwner {
            return try await teamPage(visit, home, .lastOwner)
        }
        return redirect(to: AccountLink.team.path, with: .people(.saved))
    }

    private func makeReset(of user: User, _ visit: Visit, _ home: OrganizationID) async throws -> Response {
        let secret = LinkSecret(randomBytes: Secrets.randomBytes)
        _ = try await people.createPasswordReset(
            of: user.id, secretHash: secret.hash, by: try self.user(of: visit).id,
            expiresAt: visit.now.adding(seconds: LinkLifetime.passwordResetByHand), at: visit.now)
        await note(visit, .memberPasswordReset, user)
        return try await teamPage(
            visit, home, newLink: (false, address.url + AccountLink.passwordReset(secret.text).localPath))
    }
}

extension MemberAction {
    /// What has to be allowed.
    var action: Action {
        switch self {
        case .role: .memberRoleWrite
        case .remove: .memberRemove
        case .sessions: .memberSessionRevoke
        case .password: .memberPasswordReset
        case .secondFactor: .memberSecondFactorRemove
        }
    }
}
