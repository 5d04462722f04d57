import Access
import HTTPTypes
import Hummingbird
import SentryProtocol
import Storage

/// Decides every request for a page: what it needs stands in `AccessRoutes`, who may stands in `AccessTable`; here is
/// found out what the request is about.
struct AccessGate: Sendable {
    let storage: any StorageEngine
    let people: any PeopleStore

    /// What a path needs; a path that is not in the inventory does not exist.
    func need(of visit: Visit, _ path: [String]) throws -> RouteNeed {
        if let need = AccessRoutes.need(of: visit.request.method.rawValue, path: path) { return need }
        throw AccessRoutes.methods(of: path).isEmpty ? PageFailure.notFound : .methodNotAllowed
    }

    /// Throws unless the visitor may do this to everything that the request names.
    func admit(_ visit: Visit, _ action: Action, _ path: [String]) async throws {
        let action = Self.refined(action, by: visit.form)
        for target in try await targets(visit, action, path) {
            guard case .refused(let refused) = AccessTable.decide(visit.caller, action, on: target) else { continue }
            throw refused.status == 404 ? PageFailure.notFound : .forbidden
        }
    }

    /// Whether the visitor may do this to a project; for what a page offers.
    func may(_ visit: Visit, _ action: Action, _ project: Project) async throws -> Bool {
        AccessTable.decide(visit.caller, action, on: try await target(project)).isAllowed
    }

    /// The forms of issues do several things.
    static func refined(_ action: Action, by form: FormBody?) -> Action {
        guard action == .issueWrite, let form else { return action }
        switch form["action"] {
        case "merge", "undo-merge", "unmerge": return .issueMerge
        case "delete": return .issueDelete
        default: return action
        }
    }

    private func targets(_ visit: Visit, _ action: Action, _ path: [String]) async throws -> [Target] {
        switch AccessTable.rule(for: action).place {
        case .installation: return [.installation]
        case .account: return [.account(visit.caller.access?.user.id ?? UserID(rawValue: 0))]
        case .organization: return [.organization(try home(visit))]
        case .member:
            guard path.count > 3, path[1] == "team", let number = Int64(path[3]),
                let member = try await people.member(UserID(rawValue: number), of: home(visit))
            else { throw PageFailure.notFound }
            return [.member(member)]
        case .team:
            guard path.count > 2, path[1] == "teams" else { return [.organization(try home(visit))] }
            guard let number = Int64(path[2]), let team = try await people.team(TeamID(rawValue: number)) else {
                throw PageFailure.notFound
            }
            return [.team(team.id, of: team.organizationID)]
        case .project: return try await projectTargets(visit, path)
        }
    }

    /// The projects that path and form name; none named, the organization's, of which handlers show what is visible.
    private func projectTargets(_ visit: Visit, _ path: [String]) async throws -> [Target] {
        let all = try await storage.projects()
        var named: Set<ProjectID> = []
        if path[0] == "issues", path.count > 1 || visit.form != nil {
            let issues = path.count > 1 ? [path[1]] : visit.form.map { $0.all("issue") + $0.all("target") } ?? []
            for text in issues.prefix(Self.issuesMax) {
                if let issue = try await issue(text, for: visit) { named.insert(issue.projectID) }
            }
            if path.count > 1, named.isEmpty { throw PageFailure.notFound }
        } else if path[0] == "projects", path.count > 1, path[1] != "new" {
            guard let project = Self.visible(all, to: visit).first(where: { $0.slug == path[1] }) else {
                throw PageFailure.notFound
            }
            named.insert(project.id)
        }
        guard !named.isEmpty else { return [.project(of: try home(visit), teams: [])] }
        var targets: [Target] = []
        for project in all where named.contains(project.id) { targets.append(try await target(project)) }
        return targets
    }

    /// Issues that a form is looked through for; as many as the list's form takes.
    private static let issuesMax = 2_000

    private func target(_ project: Project) async throws -> Target {
        .project(of: project.organizationID, teams: try await people.teams(of: project.id))
    }

    /// An issue by its number or its short id, the visitor's organizations first.
    func issue(_ text: String, for visit: Visit) async throws -> IssueSummary? {
        if let number = Int64(text) { return try await storage.issue(IssueID(rawValue: number)) }
        guard let shortID = ShortID(parsing: text) else { return nil }
        for membership in visit.caller.access?.memberships ?? [] {
            if let issue = try await storage.issue(shortID, in: membership.organizationID) { return issue }
        }
        return nil
    }

    /// The projects of the organizations that the visitor belongs to.
    static func visible(_ projects: [Project], to visit: Visit) -> [Project] {
        let homes = Set((visit.caller.access?.memberships ?? []).map(\.organizationID))
        return projects.filter { homes.contains($0.organizationID) }
    }

    /// The organization that pages without one in their path are about.
    private func home(_ visit: Visit) throws -> OrganizationID {
        guard let home = visit.organization else { throw PageFailure.notFound }
        return home
    }
}
