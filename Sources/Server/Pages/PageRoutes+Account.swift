import Access
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

    /// Pages that nobody needs to be logged in for.
    func gettingIn(_ visit: Visit, _ path: [String]) async throws -> Response {
        switch (path.first, path.count) {
        case ("setup", 1): return try await setUp(visit)
        case ("login", 1): return try await logIn(visit)
        case ("login", 2) where path[1] == "second-factor": return try await secondFactorLogIn(visit)
        case ("login", 2): return try await beginSignOn(visit, provider: path[1])
        case ("login", 3): return try await finishSignOn(visit, provider: path[1])
        case ("invite", 2): return try await invitation(visit, secret: path[1])
        case ("password-reset", 2): return try await passwordReset(visit, secret: path[1])
        default: throw PageFailure.notFound
        }
    }

    func logIn(_ visit: Visit) async throws -> Response {
        if try await storage.users().isEmpty { return redirect(to: Link.setup.path) }
        let next = LocalPath.checked(visit.query[FieldName.next])
        guard visit.isPost else {
            if visit.session != nil { return redirect(to: next ?? SitePath.mounted("/")) }
            let problem = visit.query[AccountField.problem].flatMap { PeopleProblem(rawValue: $0) }
            return try await logInForm(visit, email: "", next: next, problem: problem.map { .signOn($0) })
        }
        let form = try await form(visit)
        let email = form[FieldName.email].lowercased()
        let wanted = LocalPath.checked(form[FieldName.next])
        switch try await check(password: form[FieldName.password], of: email, visit) {
        case .wait(let seconds):
            return try await logInForm(visit, email: email, next: wanted, problem: .tooManyAttempts, wait: seconds)
        case .wrong: return try await logInForm(visit, email: email, next: wanted, problem: .wrongCredentials)
        case .right(let user):
            if try await needsSignOn(user) {
                return try await logInForm(visit, email: email, next: wanted, problem: .signOn(.signOnRequired))
            }
            return try await welcome(user, visit, next: wanted ?? SitePath.mounted("/"))
        }
    }

    /// What came of a password.
    enum PasswordVerdict {
        case right(User), wrong
        case wait(Int64)
    }

    /// Checks a password, under the throttle. Accounts that do not exist take as long and count as much.
    func check(password: String, of email: String, _ visit: Visit) async throws -> PasswordVerdict {
        let credentials = try await storage.credentials(email: email)
        let attempt = LogInAttempt(
            email: email, address: visit.address, knownDevice: knownDevice(visit, of: credentials?.user.id))
        if case .wait(let seconds) = attempts.beginLogIn(attempt, at: visit.now) { return .wait(seconds) }
        let matches: Bool
        do {
            matches = try await PasswordHash.verify(password, against: credentials?.passwordHash)
        } catch {
            attempts.logInAbandoned(attempt, at: visit.now)
            return .wait(5)
        }
        guard matches, let user = credentials?.user, user.isActive else {
            // What is typed for an address may be a password; only what looks like an address is kept.
            await audit.note(
                AuditEntry(
                    .logInRefused, by: .stranger, named: AccountRules.isEmail(email) ? email : "",
                    to: AuditTarget(kind: "log-in", id: "", name: ""), in: nil, from: visit.origin, at: visit.now))
            return .wrong
        }
        attempts.logInSucceeded(attempt, at: visit.now)
        return .right(user)
    }

    /// Whether an organization lets this person in through its provider only. Owners always have their password.
    private func needsSignOn(_ user: User) async throws -> Bool {
        let required = Set(
            try await people.identityProviders().filter { $0.isActive && $0.isRequired }.map(\.organizationID))
        let memberships = try await people.access(of: user.id)?.memberships ?? []
        return memberships.contains { $0.role != .owner && required.contains($0.organizationID) }
    }

    func logOut(_ visit: Visit) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        try await sessions.close(visit.request)
        var response = redirect(to: Link.logIn.path + "?\(FieldName.notice)=\(Notice.loggedOut.parameter)")
        forget(Cookies.session, &response)
        await audit.note(visit.entry(.logOut, to: AuditTarget(kind: "log-in", id: "", name: ""), in: nil))
        return response
    }

    func setUp(_ visit: Visit) async throws -> Response {
        guard let code = try await installation.setUpCode() else { return redirect(to: Link.logIn.path) }
        guard visit.isPost else {
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
        try await rememberZone(form[AccountField.zone], of: user)
        await audit.note(
            AuditEntry(
                .setUp, by: .user(user.id), named: user.email,
                to: AuditTarget(kind: "user", id: String(user.id.rawValue), name: user.email), in: nil,
                from: visit.origin, at: visit.now))
        return try await welcome(user, visit, next: Link.projects.path)
    }

    private func problems(with entry: SetUpEntry, _ password: String, code: String) -> [SetupProblem] {
        var problems: [SetupProblem] = []
        if !ConstantTime.areEqual(entry.code, code) { problems.append(.badCode) }
        if entry.name.allSatisfy(\.isWhitespace) { problems.append(.nameMissing) }
        if !AccountRules.isEmail(entry.email) { problems.append(.emailInvalid) }
        switch PasswordRules.problem(with: password, personal: [entry.name, entry.email]) {
        case nil: break
        case .tooShort: problems.append(.passwordTooShort(PasswordRules.charactersMin))
        case .some(let problem): problems.append(.password(PeopleProblem(problem)))
        }
        return problems
    }

    /// Somebody has proved who they are: a new session and the way to `next`, or first the second factor.
    func welcome(_ user: User, _ visit: Visit, next: String, isSecondFactorDone: Bool = false) async throws -> Response
    {
        if !isSecondFactorDone, let factor = try await people.secondFactor(of: user.id), factor.isConfirmed {
            return try await askForSecondFactor(user, visit, next: next)
        }
        let cookie = try await sessions.open(for: user.id, from: visit.origin)
        var response = redirect(to: next)
        set(Cookies.session, cookie, secondsMax: Sessions.secondsMax, &response)
        set(Cookies.device, deviceCookie(of: user.id), secondsMax: Self.deviceSecondsMax, &response)
        forget(Cookies.form, &response)
        forget(Cookies.half, &response)
        await audit.note(
            AuditEntry(
                .logIn, by: .user(user.id), named: user.email,
                to: AuditTarget(kind: "log-in", id: "", name: ""), in: nil, from: visit.origin, at: visit.now))
        return response
    }

    // MARK: Cookies

    /// A page with a form for somebody who has no session: it is bound to a cookie that it brings along.
    func withFormCookie(_ visit: Visit, _ page: (String) -> Response) -> Response {
        if visit.session != nil, let cookie = visit.cookie { return page(forms.token(for: cookie)) }
        let cookie = visit.cookie ?? Secrets.code()
        var response = page(forms.token(for: cookie))
        set(Cookies.form, cookie, secondsMax: Self.formSecondsMax, &response)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    func set(_ name: String, _ value: String, secondsMax: Int, _ response: inout Response) {
        response.headers.append(
            HTTPField(
                name: .setCookie,
                value: Cookies.header(
                    name, value, secondsMax: secondsMax, path: cookiePath, isSecure: address.isSecure)))
    }

    func forget(_ name: String, _ response: inout Response) { set(name, "", secondsMax: 0, &response) }

    /// How long a browser is remembered to have been logged in, in seconds.
    private static let deviceSecondsMax = 365 * 86_400

    private func deviceCookie(of user: UserID) -> String {
        signed.sign("\(user.rawValue).\(Secrets.key())", for: .device)
    }

    /// What the throttle counts a browser by that was logged in with this account before.
    private func knownDevice(_ visit: Visit, of user: UserID?) -> [UInt8]? {
        let cookie = Cookies.value(Cookies.device, of: visit.request.headers)
        guard let user, let text = signed.read(cookie, for: .device), text.hasPrefix("\(user.rawValue).") else {
            return nil
        }
        return Secrets.sha256(text)
    }

    private var cookiePath: String { SitePath.mounted("/") }
}

/// What was typed into the set-up form, without the password.
struct SetUpEntry {
    var code: String
    var name = ""
    var email = ""
}

extension PeopleProblem {
    init(_ problem: PasswordRules.Problem) {
        switch problem {
        case .tooShort: self = .passwordTooShort
        case .tooLong: self = .passwordTooLong
        case .common: self = .passwordCommon
        case .simple: self = .passwordSimple
        case .personal: self = .passwordPersonal
        }
    }
}
