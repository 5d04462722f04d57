import Access
import HTTPTypes
import Hummingbird
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// `/settings/…`: one's own account; the organization's pages are beside it.
extension PageRoutes {
    func settings(_ visit: Visit, _ path: [String]) async throws -> Response {
        switch path.first {
        case nil: return try await ownAccount(visit)
        case "preferences" where path.count == 1: return try await changePreferences(visit)
        case "password" where path.count == 1: return try await ownPassword(visit)
        case "second-factor" where path.count == 1: return try await secondFactorSettings(visit)
        case "sessions" where path.count == 1: return try await ownSessions(visit)
        case "tokens" where path.count == 1: return try await tokens(visit, isOrganization: false)
        case "identities" where path.count == 1: return try await identities(visit)
        case "organization" where path == ["organization", "tokens"]:
            return try await tokens(visit, isOrganization: true)
        case "organization" where path.count == 1: return try await organization(visit)
        case "organizations" where path == ["organizations", "new"]: return try await newOrganization(visit)
        case "organizations" where path == ["organizations", "current"]: return try await switchOrganization(visit)
        case "sign-on" where path.count == 2: return try await changeProvider(visit, path[1])
        case "sign-on" where path.count == 1: return try await signOnSettings(visit)
        case "audit" where path.count == 1: return try await auditLog(visit)
        case "teams": return try await teams(visit, Array(path.dropFirst()))
        case "team": return try await team(visit, Array(path.dropFirst()))
        default: throw PageFailure.notFound
        }
    }

    func user(of visit: Visit) throws -> User {
        guard let user = visit.caller.access?.user else { throw PageFailure.notFound }
        return user
    }

    /// What surrounds a page of the settings: the tabs that the visitor may open.
    func settingsFrame(_ visit: Visit, _ problem: PeopleProblem? = nil) async throws -> SettingsFrame {
        let own = visit.caller.access.map { Target.account($0.user.id) } ?? .installation
        let home = visit.organization.map { Target.organization($0) }
        let tabs = SettingsTab.allCases.filter { tab in
            switch tab {
            case .account, .password, .secondFactor, .sessions, .tokens, .identities: own != .installation
            case .organization: may(visit, .organizationRead, home)
            case .people: may(visit, .memberRead, home)
            case .teams: may(visit, .teamRead, home)
            case .organizationTokens: may(visit, .organizationTokenRead, home)
            case .signOn: may(visit, .organizationSignOnWrite, home)
            case .audit: may(visit, .organizationAuditRead, home)
            }
        }
        let frame = frame(visit, projects: try await visibleProjects(visit))
        return SettingsFrame(frame: frame, tabs: tabs, problem: problem, now: visit.now)
    }

    func may(_ visit: Visit, _ action: Action, _ target: Target?) -> Bool {
        target.map { AccessTable.decide(visit.caller, action, on: $0).isAllowed } ?? false
    }

    /// A page with something on it that no cache may keep.
    func secret(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// Notes what somebody did to their own account.
    func note(_ visit: Visit, _ event: AuditEvent, _ user: User, _ change: AuditChange = AuditChange()) async {
        await audit.note(
            visit.entry(
                event, to: AuditTarget(kind: "user", id: String(user.id.rawValue), name: user.email),
                in: visit.organization, change: change))
    }

    private func ownPassword(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        let hasPassword = try await storage.credentials(email: user.email)?.passwordHash.isEmpty == false
        func show(_ problem: PeopleProblem?) async throws -> Response {
            let model = PasswordModel(settings: try await settingsFrame(visit, problem), hasPassword: hasPassword)
            return page(passwordPage(model), status: Self.status(of: problem), visit)
        }
        guard visit.isPost, hasPassword else {
            audit.nothingWritten()
            return try await show(nil)
        }
        let form = try await form(visit)
        let wanted = form[AccountField.newPassword]
        switch try await check(password: form[AccountField.password], of: user.email, visit) {
        case .wait: return try await show(.tooManyAttempts)
        case .wrong: return try await show(.wrongPassword)
        case .right: break
        }
        if let problem = PasswordRules.problem(with: wanted, personal: [user.name, user.email]) {
            return try await show(PeopleProblem(problem))
        }
        let hash = try await PasswordHash.make(wanted, salt: Secrets.randomBytes(16))
        _ = try await people.setPassword(hash: hash, of: user.id, keeping: visit.session?.id)
        await note(visit, .passwordChange, user)
        return redirect(to: AccountLink.password.path, with: .people(.saved))
    }

    private func ownSessions(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        guard visit.isPost else {
            let model = SessionsModel(
                settings: try await settingsFrame(visit),
                sessions: try await people.sessions(of: user.id, at: visit.now),
                current: visit.session?.id)
            return page(sessionsPage(model), visit)
        }
        let form = try await form(visit)
        if form[AccountField.action] == AccountAction.others.rawValue {
            _ = try await people.revokeSessions(of: user.id, except: visit.session?.id)
        } else {
            guard let number = Int64(form[AccountField.number]),
                try await people.revokeSession(SessionID(rawValue: number), of: user.id)
            else { throw PageFailure.notFound }
        }
        await note(visit, .sessionRevoke, user)
        return redirect(to: AccountLink.sessions.path, with: .people(.revoked))
    }

    private func auditLog(_ visit: Visit) async throws -> Response {
        let prefix = String((visit.query[AccountField.event] ?? "").prefix(60))
        var query = AuditQuery(organization: visit.organization, eventPrefix: prefix.isEmpty ? nil : prefix)
        query.cursor = visit.query[AccountField.cursor].flatMap { Cursor(parsing: $0) } ?? .start
        let model = AuditLogModel(
            settings: try await settingsFrame(visit),
            page: try await installation.storage.auditEntries(matching: query), prefix: prefix)
        return page(auditLogPage(model), visit)
    }
}
