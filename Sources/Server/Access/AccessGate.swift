import Access
import Pages
import SentryProtocol
import Storage

/// Decides every request for a page: what it needs stands in `AccessRoutes`, who may stands in `AccessTable`; here is
/// found out what the request is about.
struct AccessGate: Sendable {
    let storage: any StorageEngine
    let people: any PeopleStore

    /// What a path needs; a path that is not in the inventory does not exist.
    func need(of method: String, _ path: [String]) throws -> RouteNeed {
        if let need = AccessRoutes.need(of: method, path: path) { return need }
        throw AccessRoutes.methods(of: path).isEmpty ? PageFailure.notFound : .methodNotAllowed
    }

    /// Throws unless the caller may do this to everything that path and form name. Returns the issue that the path
    /// names, which is not looked up again when it is `known`.
    @discardableResult
    func admit(
        _ caller: Caller, _ action: Action, _ path: [String], form: FormBody? = nil, knowing known: IssueSummary? = nil
    ) async throws -> IssueSummary? {
        let action = Self.refined(action, by: form)
        var issue = known
        for target in try await targets(caller, action, path, form, &issue) {
            guard case .refused(let refused) = AccessTable.decide(caller, action, on: target) else { continue }
            throw refused.status == 404 ? PageFailure.notFound : .forbidden
        }
        return issue
    }

    /// Whether the caller may do this to a project; for what a page offers.
    func may(_ caller: Caller, _ action: Action, _ project: Project) async throws -> Bool {
        AccessTable.decide(caller, action, on: try await target(project)).isAllowed
    }

    /// Those of the projects that the caller may do this to.
    func reachable(_ projects: [Project], by caller: Caller, to action: Action) async throws -> [Project] {
        var reachable: [Project] = []
        for project in projects where try await may(caller, action, project) { reachable.append(project) }
        return reachable
    }

    /// Whether the caller's role is enough for doing this to a project that is everybody's, or to the server.
    func may(_ caller: Caller, _ action: Action) -> Bool {
        if AccessTable.rule(for: action).place == .installation {
            return AccessTable.decide(caller, action, on: .installation).isAllowed
        }
        guard let home = caller.home else { return false }
        return AccessTable.decide(caller, action, on: .project(of: home, teams: [])).isAllowed
    }

    /// The forms of issues and settings do several things; the pressed button says which.
    static func refined(_ action: Action, by form: FormBody?) -> Action {
        switch (action, form?["action"]) {
        case (.issueWrite, "merge"), (.issueWrite, "undo-merge"), (.issueWrite, "unmerge"): return .issueMerge
        case (.issueWrite, "delete"): return .issueDelete
        // Bookmarks and subscriptions are their owner's alone.
        case (.issueWrite, let name?) where WorkflowAction(rawValue: name)?.mark != nil: return .issueRead
        case (.projectWrite, "archive"), (.projectWrite, "unarchive"): return .projectArchive
        case (.projectWrite, "delete"): return .projectDelete
        default: return action
        }
    }

    private func targets(
        _ caller: Caller, _ action: Action, _ path: [String], _ form: FormBody?, _ ofPath: inout IssueSummary?
    ) async throws -> [Target] {
        switch AccessTable.rule(for: action).place {
        case .installation: return [.installation]
        case .account: return [.account(caller.access?.user.id ?? UserID(rawValue: 0))]
        case .organization: return [.organization(try home(caller))]
        case .member:
            guard path.count > 3, path[1] == "team", let number = Int64(path[3]),
                let member = try await people.member(UserID(rawValue: number), of: home(caller))
            else { throw PageFailure.notFound }
            return [.member(member)]
        case .team:
            guard path.count > 2, path[1] == "teams" else { return [.organization(try home(caller))] }
            guard let number = Int64(path[2]), let team = try await people.team(TeamID(rawValue: number)) else {
                throw PageFailure.notFound
            }
            return [.team(team.id, of: team.organizationID)]
        case .project: return try await projectTargets(caller, path, form, &ofPath)
        }
    }

    /// The projects that path and form name; none named, the organization's, of which handlers show what is visible.
    private func projectTargets(
        _ caller: Caller, _ path: [String], _ form: FormBody?, _ ofPath: inout IssueSummary?
    ) async throws -> [Target] {
        let all = try await storage.projects()
        var named: Set<ProjectID> = []
        let isOfOneIssue = path.count > 1 && !(path.count == 2 && Self.partsOfTheList.contains(path[1]))
        if path[0] == "issues", isOfOneIssue || form != nil {
            let issues = isOfOneIssue ? [path[1]] : form.map { $0.all("target") + $0.all("issue") } ?? []
            for text in issues.prefix(Self.issuesMax) {
                let isKnown = isOfOneIssue && ofPath != nil
                guard let issue = try await isKnown ? ofPath : issue(text, for: caller) else { continue }
                named.insert(issue.projectID)
                if isOfOneIssue { ofPath = issue }
            }
            if isOfOneIssue, named.isEmpty { throw PageFailure.notFound }
        } else if path[0] == "projects", path.count > 1, path[1] != "new" {
            guard let project = Self.visible(all, to: caller).first(where: { $0.slug == path[1] }) else {
                throw PageFailure.notFound
            }
            named.insert(project.id)
        }
        guard !named.isEmpty else { return [.project(of: try home(caller), teams: [])] }
        var targets: [Target] = []
        for project in all where named.contains(project.id) { targets.append(try await target(project)) }
        return targets
    }

    /// What lies beside the issues: `/issues/delete/` is about issues of the list, as the list's own form is, and
    /// `/issues/new-count/` about all of them.
    static let partsOfTheList: Set = ["delete", "new-count"]

    /// Issues that a form is looked through for; as many as the list's form takes.
    private static let issuesMax = 2_000

    private func target(_ project: Project) async throws -> Target {
        .project(of: project.organizationID, teams: try await people.teams(of: project.id))
    }

    /// An issue by its number or its short id, the caller's organizations first.
    func issue(_ text: String, for caller: Caller) async throws -> IssueSummary? {
        if let number = Int64(text) { return try await storage.issue(IssueID(rawValue: number)) }
        guard let shortID = ShortID(parsing: text) else { return nil }
        for membership in caller.access?.memberships ?? [] {
            if let issue = try await storage.issue(shortID, in: membership.organizationID) { return issue }
        }
        return nil
    }

    /// The projects of the organization that the caller is in; `placed` decides in which.
    static func visible(_ projects: [Project], to caller: Caller) -> [Project] {
        guard let home = caller.home else { return [] }
        return projects.filter { $0.organizationID == home }
    }

    /// The organization that pages without one in their path are about.
    private func home(_ caller: Caller) throws -> OrganizationID {
        guard let home = caller.home else { throw PageFailure.notFound }
        return home
    }
}

extension Caller {
    /// The organization that pages are about which name none: the one that the browser shows (`at`), else the first one
    /// that somebody belongs to.
    var home: OrganizationID? { access?.memberships.first?.organizationID }
}
