import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// Set-up of the first user, log-in and log-out.
extension PageRoutes {
    /// How long a form without a session stays good, in seconds.
    private static let formSecondsMax = 3600

    /// Where a visitor without a session goes: set-up while there is nobody, else log-in and then back.
    func askToLogIn(_ visit: Visit) async throws -> Response {
        if try await storage.users().isEmpty { return redirect(to: Link.setup.path) }
        guard visit.isRead else { throw PageFailure.forged }
        let wanted = visit.request.uri.string
        guard wanted != "/", let next = LocalPath.checked(SitePath.mounted(wanted)) else {
            return redirect(to: Link.logIn.path)
        }
        return redirect(to: Link.logIn.path + "?\(FieldName.next)=" + PercentEncoding.encode(next))
    }

    func logIn(_ visit: Visit) async throws -> Response {
        if try await storage.users().isEmpty { return redirect(to: Link.setup.path) }
        let next = LocalPath.checked(visit.query[FieldName.next])
        guard visit.isPost else {
            guard visit.isRead else { throw PageFailure.methodNotAllowed }
            if visit.session != nil { return redirect(to: next ?? SitePath.mounted("/")) }
            return logInForm(visit, email: "", next: next, problem: nil)
        }
        let form = try await form(visit)
        let wanted = LocalPath.checked(form[FieldName.next])
        let credentials = try await storage.credentials(email: form[FieldName.email].lowercased())
        let matches: Bool
        do {
            matches = try await PasswordHash.verify(form[FieldName.password], against: credentials?.passwordHash)
        } catch {
            return logInForm(visit, email: form[FieldName.email], next: wanted, problem: .tooManyAttempts)
        }
        guard matches, let user = credentials?.user, user.isActive else {
            return logInForm(visit, email: form[FieldName.email], next: wanted, problem: .wrongCredentials)
        }
        return try await welcome(user, next: wanted ?? SitePath.mounted("/"))
    }

    func logOut(_ visit: Visit) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        _ = try await form(visit)
        try await sessions.close(visit.request)
        var response = redirect(to: Link.logIn.path + "?\(FieldName.notice)=\(Notice.loggedOut.parameter)")
        response.headers.append(
            HTTPField(
                name: .setCookie, value: Cookies.removal(Cookies.session, path: cookiePath, isSecure: address.isSecure))
        )
        return response
    }

    func setUp(_ visit: Visit) async throws -> Response {
        guard let code = try await installation.setUpCode() else { return redirect(to: Link.logIn.path) }
        guard visit.isPost else {
            guard visit.isRead else { throw PageFailure.methodNotAllowed }
            return setUpForm(visit, SetUpEntry(code: visit.query[FieldName.code] ?? ""), problems: [])
        }
        let form = try await form(visit)
        let entry = SetUpEntry(
            code: form[FieldName.code], name: form[FieldName.name], email: form[FieldName.email].lowercased())
        let password = form[FieldName.password]
        let problems = problems(with: entry, password, code: code)
        guard problems.isEmpty else { return setUpForm(visit, entry, problems: problems) }
        let user = try await installation.createUser(
            email: entry.email, name: String(entry.name.prefix(200)), role: .owner, password: password)
        try await storage.setSetting(SettingName.setUpCode, to: nil)
        return try await welcome(user, next: Link.projects.path)
    }

    private func problems(with entry: SetUpEntry, _ password: String, code: String) -> [SetupProblem] {
        var problems: [SetupProblem] = []
        if !ConstantTime.areEqual(Array(entry.code.utf8), Array(code.utf8)) { problems.append(.badCode) }
        if entry.name.allSatisfy(\.isWhitespace) { problems.append(.nameMissing) }
        if !AccountRules.isEmail(entry.email) { problems.append(.emailInvalid) }
        if AccountRules.problem(withPassword: password) != nil {
            problems.append(.passwordTooShort(AccountRules.passwordCharactersMin))
        }
        return problems
    }

    /// A new session and the way to `next`.
    private func welcome(_ user: User, next: String) async throws -> Response {
        let cookie = try await sessions.open(for: user)
        var response = redirect(to: next)
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: Cookies.header(
                    Cookies.session, cookie, secondsMax: Sessions.secondsMax, path: cookiePath,
                    isSecure: address.isSecure)))
        response.headers.append(
            HTTPField(
                name: .setCookie, value: Cookies.removal(Cookies.form, path: cookiePath, isSecure: address.isSecure)))
        return response
    }

    /// A page with a form for somebody who has no session: it is bound to a cookie that it brings along.
    func withFormCookie(_ visit: Visit, _ page: (String) -> Response) -> Response {
        let cookie = visit.session == nil ? visit.cookie ?? Secrets.code() : Secrets.code()
        var response = page(forms.token(for: cookie))
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: Cookies.header(
                    Cookies.form, cookie, secondsMax: Self.formSecondsMax, path: cookiePath, isSecure: address.isSecure)
            ))
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private var cookiePath: String { SitePath.mounted("/") }
}

/// What was typed into the set-up form, without the password.
struct SetUpEntry {
    var code: String
    var name = ""
    var email = ""
}
