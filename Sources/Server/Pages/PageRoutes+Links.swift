import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// Links that work once: invitations and new passwords. Whoever holds one has its secret; unknown ones are throttled.
extension PageRoutes {
    func invitation(_ visit: Visit, secret text: String) async throws -> Response {
        guard attempts.linkWait(from: visit.address, at: visit.now) == 0 else { return dead(visit, .tooManyRequests) }
        guard let secret = LinkSecret(text), let invite = try await people.invite(secretHash: secret.hash),
            let home = try await storage.organizations().first(where: { $0.id == invite.organizationID })
        else {
            attempts.linkUnknown(from: visit.address, at: visit.now)
            return dead(visit)
        }
        let inviter = try await people.member(invite.invitedBy, of: home.id)
        let email = visit.caller.access?.user.email
        let death = InviteRules.dead(
            invite, inviter: inviter?.membership.role, email: email ?? invite.email ?? "", at: visit.now)
        switch death {
        case nil: break
        case .otherAddress where !visit.isPost:
            return invitationForm(visit, invite, home, text, problem: .otherAddress)
        default: return dead(visit)
        }
        guard visit.isPost else { return invitationForm(visit, invite, home, text, problem: nil) }
        let form = try await form(visit)
        if let user = visit.caller.access?.user { return try await join(visit, invite, as: user, isNew: false) }
        return try await joinAnew(visit, invite, home, text, form)
    }

    private func joinAnew(
        _ visit: Visit, _ invite: Invite, _ home: Organization, _ text: String, _ form: FormBody
    ) async throws -> Response {
        let name = String(form[AccountField.name].prefix(128))
        let email = form[AccountField.email].lowercased()
        let password = form[AccountField.password]
        var problem: PeopleProblem?
        if name.allSatisfy(\.isWhitespace) { problem = .nameMissing }
        if !AccountRules.isEmail(email) { problem = .emailInvalid }
        if let wanted = invite.email, wanted != email { problem = .otherAddress }
        if let weak = PasswordRules.problem(with: password, personal: [name, email, home.name]) {
            problem = problem ?? PeopleProblem(weak)
        }
        if let problem { return invitationForm(visit, invite, home, text, problem: problem, form) }
        let hash = try await PasswordHash.make(password, salt: Secrets.randomBytes(16))
        let user: User
        do {
            user = try await people.createAccount(email: email, name: name, passwordHash: hash, at: visit.now)
        } catch PeopleError.taken {
            // Whoever holds an invitation might ask for many addresses.
            attempts.linkUnknown(from: visit.address, at: visit.now)
            return invitationForm(visit, invite, home, text, problem: .accountNotMade, form)
        }
        return try await join(visit, invite, as: user, isNew: true)
    }

    private func join(_ visit: Visit, _ invite: Invite, as user: User, isNew: Bool) async throws -> Response {
        guard try await people.acceptInvite(invite.id, as: user.id, at: visit.now) else {
            // Somebody was quicker; an account that was made for it is nobody's.
            if isNew { try await people.setActive(false, user: user.id) }
            return dead(visit)
        }
        var change = AuditChange()
        change.note("role", from: nil, to: .text(invite.role.rawValue))
        await audit.note(
            AuditEntry(
                .memberJoin, by: .user(user.id), named: user.email,
                to: AuditTarget(kind: "invite", id: String(invite.id.rawValue), name: invite.email ?? ""),
                in: invite.organizationID, from: visit.origin, change: change, at: visit.now))
        let next = Link.issueActions.path + "?\(FieldName.notice)=\(Notice.people(.joined).parameter)"
        return isNew ? try await welcome(user, visit, next: next) : redirect(to: next)
    }

    private func invitationForm(
        _ visit: Visit, _ invite: Invite, _ home: Organization, _ secret: String, problem: PeopleProblem?,
        _ form: FormBody? = nil
    ) -> Response {
        let response = withFormCookie(visit) { token in
            let model = InvitationModel(
                frame: frame(visit, csrf: token), secret: secret, organization: home.name, role: invite.role,
                fixedEmail: invite.email, name: String((form?[AccountField.name] ?? "").prefix(128)),
                email: String((form?[AccountField.email] ?? "").prefix(254)), problem: problem)
            return page(invitationPage(model), status: Self.status(of: problem), visit)
        }
        return withoutReferrer(response)
    }

    func passwordReset(_ visit: Visit, secret text: String) async throws -> Response {
        guard attempts.linkWait(from: visit.address, at: visit.now) == 0 else { return dead(visit, .tooManyRequests) }
        guard let secret = LinkSecret(text), let reset = try await people.passwordReset(secretHash: secret.hash) else {
            attempts.linkUnknown(from: visit.address, at: visit.now)
            return dead(visit)
        }
        let user = try await people.access(of: reset.userID)?.user
        guard PasswordResetRules.dead(reset, isActive: user != nil, at: visit.now) == nil, let user else {
            return dead(visit)
        }
        guard visit.isPost else { return resetForm(visit, user, text, nil) }
        let password = try await form(visit)[AccountField.password]
        if let problem = PasswordRules.problem(with: password, personal: [user.name, user.email]) {
            return resetForm(visit, user, text, PeopleProblem(problem))
        }
        let hash = try await PasswordHash.make(password, salt: Secrets.randomBytes(16))
        guard try await people.usePasswordReset(reset.id, settingPassword: hash, at: visit.now) else {
            return dead(visit)
        }
        await audit.note(
            AuditEntry(
                .memberPasswordResetUse, by: .user(user.id), named: user.email,
                to: AuditTarget(kind: "user", id: String(user.id.rawValue), name: user.email), in: nil,
                from: visit.origin, at: visit.now))
        return redirect(to: Link.logIn.path + "?\(FieldName.notice)=\(Notice.people(.saved).parameter)")
    }

    private func resetForm(_ visit: Visit, _ user: User, _ secret: String, _ problem: PeopleProblem?) -> Response {
        let response = withFormCookie(visit) { token in
            let model = PasswordResetModel(
                frame: frame(visit, csrf: token), secret: secret, email: user.email, problem: problem)
            return page(passwordResetPage(model), status: Self.status(of: problem), visit)
        }
        return withoutReferrer(response)
    }

    private func dead(_ visit: Visit, _ status: HTTPResponse.Status = .notFound) -> Response {
        page(deadLinkPage(frame(visit)), status: status, visit)
    }

    /// The address holds a secret, which no other page is to learn.
    private func withoutReferrer(_ response: Response) -> Response {
        var response = secret(response)
        response.headers[.referrerPolicy] = "no-referrer"
        return response
    }
}
