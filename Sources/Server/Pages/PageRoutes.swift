import Access
import HTTPTypes
import Hummingbird
import Ingest
import Logging
import Markup
import Pages
import SentryProtocol
import Storage

/// Everything that people open in a browser: who is asking, what they may see, which page.
struct PageRoutes: Sendable {
    let installation: Installation
    let configuration: Configuration
    let ingest: IngestParts
    let grouping: GroupingService
    let sessions: Sessions
    let forms: FormGuard
    let address: PublicAddress
    let assets: Assets
    let logger: Logger
    let startedAt: Timestamp
    let attempts: Attempts
    let audit: AuditTrail
    let signed: SignedText
    let seal: Seal
    let identity: IdentityClient
    let zones = ZoneFiles()

    var storage: any StorageEngine { installation.storage }
    var people: any PeopleStore { installation.storage }
    var gate: AccessGate { AccessGate(storage: storage, people: people) }

    /// The projects of the organization that is shown: what every page and list is limited to.
    func visibleProjects(_ visit: Visit) async throws -> [Project] {
        AccessGate.visible(try await storage.projects(), to: visit.caller)
    }

    /// Answers any request; what goes wrong becomes a page too.
    func respond(to request: Request, context: CulpritContext) async -> Response {
        if let asset = assets.response(to: request) {
            guard request.method == .get || request.method == .head else {
                return Response(IngestFailure.methodNotAllowed(["GET", "HEAD"]).reply)
            }
            return asset
        }
        let visit = await visit(of: request, context)
        do {
            return try await answer(visit)
        } catch let failure as PageFailure {
            return errorPage(failure, visit)
        } catch {
            let id = String(Secrets.code().prefix(8))
            logger.error(
                "A page failed",
                metadata: ["path": "\(Self.loggable(request.uri.path))", "error": "\(error)", "request": "\(id)"])
            return errorPage(.broken, visit, requestID: id)
        }
    }

    /// A path as the log may have it: of links that let somebody in, the end is a secret.
    static func loggable(_ path: String) -> String {
        let segments = path.split(separator: "/")
        guard segments.count > 1, ["invite", "password-reset"].contains(segments[0]) else { return path }
        return "/\(segments[0])/…"
    }

    /// Who is asking, from where, in which language.
    private func visit(of request: Request, _ context: CulpritContext) async -> Visit {
        let visitor = await sessions.visitor(of: request)
        let cookie = Cookies.value(visitor == nil ? Cookies.form : Cookies.session, of: request.headers)
        let chosen = Cookies.value(Cookies.organization, of: request.headers).flatMap { Int64($0) }
        let caller = visitor.map { Caller.user($0.access).at(chosen.map { OrganizationID(rawValue: $0) }) } ?? .nobody
        let language =
            Language(rawValue: visitor?.session.user.preferences.language ?? "")
            ?? request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) } ?? .english
        return Visit(
            request: request, query: QueryString(request.uri.query ?? ""), session: visitor?.session,
            cookie: cookie.flatMap { $0.utf8.count < 100 ? $0 : nil }, language: language, now: Installation.now(),
            caller: caller,
            address: ClientAddress.of(
                request.headers, peer: context.peerAddress, trusting: configuration.proxies))
    }

    private func answer(_ visit: Visit) async throws -> Response {
        let segments = visit.segments
        let need: RouteNeed
        do {
            need = try gate.need(of: visit.request.method.rawValue, segments)
        } catch {
            // Strangers are not told what there is.
            if visit.session == nil { return try await askToLogIn(visit) }
            throw error
        }
        if need == .public {
            guard visit.isPost else { return try await gettingIn(visit, segments) }
            return try await audit.watching(visit, nil, segments) { try await gettingIn(visit, segments) }
        }
        guard visit.session != nil else { return try await askToLogIn(visit) }
        if let path = try await formerAddress(visit, segments) {
            var response = redirect(to: path)
            response.status = .found
            return response
        }
        var visit = visit
        (visit.caller, visit.issue) = try await gate.placed(visit.caller, segments)
        visit.organizations = try await ownOrganizations(visit)
        if visit.isPost {
            visit.form = try await form(visit)
            // A form is about the organization that its page showed, whichever another window shows by now.
            let shown = visit.form.flatMap { Int64($0[FieldName.organization]) }
            if segments.first != "issues", let shown { visit.caller = visit.caller.at(OrganizationID(rawValue: shown)) }
        }
        var action: Action?
        if case .action(let needed) = need {
            visit.issue = try await gate.admit(visit.caller, needed, segments, form: visit.form, knowing: visit.issue)
            action = AccessGate.refined(needed, by: visit.form)
        }
        guard visit.isPost else { return try await signedIn(visit, segments) }
        let admitted = visit
        return try await audit.watching(admitted, action, segments) { try await signedIn(admitted, segments) }
    }

    /// Names are looked up only where there is something to choose.
    private func ownOrganizations(_ visit: Visit) async throws -> [Organization] {
        let homes = Set((visit.caller.access?.memberships ?? []).map(\.organizationID))
        guard homes.count > 1 else { return [] }
        return try await storage.organizations().filter { homes.contains($0.id) }
    }

    /// Pages of somebody who is logged in and may see them.
    private func signedIn(_ visit: Visit, _ segments: [String]) async throws -> Response {
        if segments.first == "settings", segments != ["settings", "status"] {
            return try await settings(visit, Array(segments.dropFirst()))
        }
        switch segments {
        case []: return redirect(to: Link.issues(IssueListState()).path)
        case ["logout"]: return try await logOut(visit)
        case ["issues"]: return try await issues(visit)
        case ["issues", "new-count"]: return try await newIssueCount(visit)
        case ["go"]: return try await jump(visit)
        case ["dashboard"]: return try await dashboard(visit)
        case ["releases"]: return try await releases(visit)
        case ["projects"]: return try await projects(visit)
        case ["projects", "new"]: return try await newProject(visit)
        case ["settings", "status"]: return try await status(visit)
        case ["help"], ["help", "keys"]: return try await help(visit, isAboutKeys: segments.count == 2)
        default: break
        }
        switch (segments[0], segments.count) {
        case ("issues", 2) where segments[1] == "delete": return try await deleteIssues(visit)
        case ("searches", 1...3): return try await searches(visit, Array(segments.dropFirst()))
        case ("issues", 2...6): return try await issue(visit, Array(segments.dropFirst()))
        case ("projects", 3...4) where segments[2] == "connect":
            return try await connect(visit, slug: segments[1], Array(segments.dropFirst(3)))
        case ("releases", 2): return try await release(visit, version: segments[1])
        case ("projects", 4) where segments[2...] == ["settings", "teams"]:
            return try await projectTeams(visit, slug: segments[1])
        case ("projects", 4...6) where segments[2...].starts(with: ["settings", "grouping"]):
            return try await groupingSettings(visit, slug: segments[1], Array(segments.dropFirst(4)))
        case ("projects", 3...4) where segments[2] == "settings":
            return try await projectSettings(visit, slug: segments[1], Array(segments.dropFirst(3)))
        case ("organizations", 4...) where segments[2] == "issues":
            return try await sentryAddress(visit, Array(segments.dropFirst(3)))
        default: throw PageFailure.notFound
        }
    }

    /// Addresses of Sentry's own pages lead to ours, so that links made by other tools keep working.
    private func sentryAddress(_ visit: Visit, _ rest: [String]) async throws -> Response {
        guard visit.request.method == .get, let issue = try await find(issue: rest[0], for: visit),
            try await visibleProjects(visit).contains(where: { $0.id == issue.projectID })
        else {
            throw PageFailure.notFound
        }
        if rest.count >= 3, rest[1] == "events", let selector = EventSelector(pathSegment: rest[2]) {
            return redirect(to: Link.event(issue.id, selector, EventViewState()).path)
        }
        return redirect(to: Link.issue(issue.id).path)
    }

    /// An issue by its number or its short id.
    func find(issue text: String, for visit: Visit) async throws -> IssueSummary? {
        if let named = visit.issue, visit.segments.dropFirst().first == text { return named }
        return try await gate.issue(text, for: visit.caller)
    }
}

/// One request for a page.
struct Visit: Sendable {
    let request: Request
    let query: QueryString
    let session: Session?
    /// The cookie that forms of this browser are bound to; nil when it has none.
    let cookie: String?
    let language: Language
    let now: Timestamp
    /// Who is asking, as what they may do is decided by.
    var caller: Caller
    /// The visitor's organizations, when there are several; found out after who they are.
    var organizations: [Organization] = []
    /// Where the request comes from.
    let address: String?
    /// What was posted, when it came from one of our pages; read before anything is decided.
    var form: FormBody?
    /// The issue that the path names, as it was found when the visit was placed or admitted.
    var issue: IssueSummary?

    /// The parts of the path.
    var segments: [String] { request.uri.path.split(separator: "/").map { PercentEncoding.decode($0) } }

    /// The organization that the visitor's pages are about.
    var organization: OrganizationID? { caller.home }

    var preferences: UserPreferences { session?.user.preferences ?? UserPreferences() }
    /// Which call of a stack comes first where the address does not say.
    var frameOrder: FrameOrder { FrameOrder(rawValue: preferences.frameOrder) ?? .newest }

    var isPost: Bool { request.method == .post }
    var isRead: Bool { request.method == .get || request.method == .head }
}

/// Why there is no page.
enum PageFailure: Error {
    case notFound
    case methodNotAllowed
    /// The form did not come from one of our pages, or is too old.
    case forged
    case badRequest
    /// Somebody whose role does not reach this far.
    case forbidden
    case broken

    /// The form is at fault rather than who sent it.
    var isForged: Bool {
        if case .forged = self { true } else { false }
    }

    /// The address is right, the method is not.
    var isMethod: Bool {
        if case .methodNotAllowed = self { true } else { false }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .forged: .forbidden
        case .badRequest: .badRequest
        case .forbidden: .forbidden
        case .broken: .internalServerError
        }
    }
}

extension PageRoutes {
    /// What surrounds the page of this visit.
    func frame(_ visit: Visit, projects: [Project] = [], csrf: String) -> FrameModel {
        var frame = FrameModel(
            language: visit.language, account: (visit.session?.user).map { Account($0) },
            projects: projects.map { ProjectChoice($0) }, csrf: csrf,
            notice: visit.query[FieldName.notice].flatMap { Notice(parameter: $0) },
            assets: AssetPaths(
                stylesheet: SitePath.mounted(assets.path(of: "culprit.css")),
                icons: SitePath.mounted(assets.path(of: "icons.svg")),
                favicon: assets.dataURL(of: "favicon.svg"), script: SitePath.mounted(assets.path(of: "culprit.js"))),
            version: CulpritServer.version)
        frame.organizations = visit.organizations.map {
            OrganizationChoice(id: $0.id, name: $0.name, isCurrent: $0.id == visit.organization)
        }
        frame.theme = Theme(rawValue: visit.preferences.theme) ?? .auto
        frame.zone = zone(of: visit)
        frame.offersStatus = gate.may(visit.caller, .installationStatusRead)
        frame.offersDeleting = gate.may(visit.caller, .issueDelete)
        frame.keysAreOff = Cookies.value(Cookies.keys, of: visit.request.headers) == "off"
        return frame
    }

    func frame(_ visit: Visit, projects: [Project] = []) -> FrameModel {
        frame(visit, projects: projects, csrf: visit.cookie.map { forms.token(for: $0) } ?? "")
    }

    /// The posted form, if it came from one of our pages.
    func form(_ visit: Visit) async throws -> FormBody {
        if let form = visit.form { return form }
        guard let form = await FormBody.read(visit.request) else { throw PageFailure.badRequest }
        guard let cookie = visit.cookie, forms.isValid(form[FieldName.csrf], for: cookie), isFromHere(visit.request)
        else {
            throw PageFailure.forged
        }
        return form
    }

    /// Browsers say whether a request was made by another site, older ones at least where a form came from.
    private func isFromHere(_ request: Request) -> Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] {
            return site == "same-origin" || site == "none"
        }
        guard let origin = request.headers[.origin] else { return true }
        // A proxy may have put its own name for us into `Host`.
        return origin == address.origin || request.head.authority.map { origin.hasSuffix("://" + $0) } == true
    }

    func redirect(to path: String) -> Response { PageResponse.redirect(to: path) }

    func page(_ html: HTML, status: HTTPResponse.Status = .ok, _ visit: Visit) -> Response {
        PageResponse.html(html.bytes, status: status, to: visit.request)
    }
}
