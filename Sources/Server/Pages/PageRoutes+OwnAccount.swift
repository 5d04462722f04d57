import Access
import Hummingbird
import Pages
import Storage

/// `/settings/`: one's own name, and the address that one logs in with.
extension PageRoutes {
    func ownAccount(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        guard visit.isPost else { return try await accountPage(visit, user) }
        let form = try await form(visit)
        if form[AccountField.action] == AccountAction.email.rawValue { return try await changeEmail(visit, user, form) }
        let name = String(form[AccountField.name].prefix(128))
        guard !name.allSatisfy(\.isWhitespace) else { return try await accountPage(visit, user, .nameMissing) }
        _ = try await people.updateUser(user.id, name: name, email: nil)
        var change = AuditChange()
        change.note("name", from: .text(user.name), to: .text(name))
        await note(visit, .accountChange, user, change)
        return redirect(to: AccountLink.settings.path, with: .people(.saved))
    }

    private func accountPage(
        _ visit: Visit, _ user: User, _ problem: PeopleProblem? = nil, newEmail: String = ""
    ) async throws -> Response {
        let hasPassword = try await storage.credentials(email: user.email)?.passwordHash.isEmpty == false
        var model = AccountModel(
            settings: try await settingsFrame(visit, problem), name: user.name, email: user.email,
            newEmail: String(newEmail.prefix(254)), hasPassword: hasPassword)
        if problem == nil { model.preferences = preferences(visit) }
        return page(Pages.accountPage(model), status: Self.status(of: problem), visit)
    }

    /// Asks for the password, so that a browser left open gives no account away. An address that somebody else has is
    /// refused without saying so, and counted like an unknown link: nobody finds out addresses this way.
    private func changeEmail(_ visit: Visit, _ user: User, _ form: FormBody) async throws -> Response {
        let email = form[AccountField.email].lowercased()
        func refuse(_ problem: PeopleProblem) async throws -> Response {
            try await accountPage(visit, user, problem, newEmail: email)
        }
        guard attempts.linkWait(from: visit.address, at: visit.now) == 0 else {
            return try await refuse(.tooManyAttempts)
        }
        switch try await check(password: form[AccountField.password], of: user.email, visit) {
        case .wait: return try await refuse(.tooManyAttempts)
        case .wrong: return try await refuse(.wrongPassword)
        case .right: break
        }
        guard AccountRules.isEmail(email) else { return try await refuse(.emailInvalid) }
        do {
            _ = try await people.updateUser(user.id, name: nil, email: email)
        } catch PeopleError.taken {
            attempts.linkUnknown(from: visit.address, at: visit.now)
            return try await refuse(.emailRefused)
        }
        var change = AuditChange()
        change.note("email", from: .text(user.email), to: .text(email))
        await note(visit, .accountChange, user, change)
        return redirect(to: AccountLink.settings.path, with: .people(.saved))
    }
}
