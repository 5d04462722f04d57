import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// What people do to issues: menus, comments, deleting, saved searches.
extension PageRoutes {
    /// What the list's form and the menus of an issue ask for.
    func change(_ issues: [IssueID], _ form: FormBody, _ visit: Visit, back: String) async throws -> Response {
        guard let action = WorkflowAction(rawValue: form[FieldName.action]), let user = visit.session?.user else {
            throw PageFailure.badRequest
        }
        if action == .undo { return try await undo(form, by: user, visit, back: back) }
        if let mark = action.mark {
            try await storage.mark(issues, for: user.id, mark, at: visit.now)
            return redirect(to: back, with: .workflow(WorkflowNotice(action.deed)))
        }
        let command = action.command(
            version: form[FieldName.version], commit: form[FieldName.commit], assignee: form[FieldName.assignee],
            at: visit.now)
        guard let command, try await isPossible(command, for: issues, visit) else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.incomplete)))
        }
        let change = try await storage.change(issues, by: [command], actor: .user(user.id), at: visit.now)
        guard !change.found.isEmpty else { return redirect(to: back, with: .nothingSelected) }
        let notice = WorkflowNotice(action.deed, count: change.found.count, change: change.id)
        return redirect(to: back, with: .workflow(notice))
    }

    /// Only those who are there can be assigned.
    private func isPossible(_ command: IssueCommand, for issues: [IssueID], _ visit: Visit) async throws -> Bool {
        guard case .assign(let assignee?) = command, let first = issues.first else { return true }
        guard let issue = try await storage.issue(first) else { return true }
        let project = try await visibleProjects(visit).first { $0.id == issue.projectID }
        return try await assignees(visit, in: project?.organizationID).name(of: assignee) != nil
    }

    private func undo(_ form: FormBody, by user: User, _ visit: Visit, back: String) async throws -> Response {
        guard let change = Int64(form[FieldName.change]) else { throw PageFailure.badRequest }
        let restored = try await storage.undo(change, by: .user(user.id), at: visit.now)
        return redirect(to: back, with: .workflow(WorkflowNotice(.undone, count: restored.count)))
    }

    /// Whom issues of an organization can be assigned to; of the visitor's when none is given.
    func assignees(_ visit: Visit, in organization: OrganizationID?) async throws -> AssigneeBook {
        let organizations = try await storage.organizations()
        let wanted = organization ?? visit.organization
        guard let organization = organizations.first(where: { $0.id == wanted }) else {
            return AssigneeBook(users: [], teams: [])
        }
        return try await storage.assignees(of: organization, viewer: visit.session?.user.id)
    }

    // MARK: All that match

    /// The issues that a form names, or all that its list matches; nil when the list's query cannot be read.
    ///
    /// Of all that match, those are left out that the visitor may not do `action` to.
    func chosenIssues(_ form: FormBody, _ visit: Visit, to action: Action) async throws -> [IssueID]? {
        let all = form[FieldName.all]
        guard !all.isEmpty else {
            return form.all(FieldName.issue).prefix(1_000).compactMap { Int64($0) }.map { IssueID(rawValue: $0) }
        }
        let state = IssueListState(QueryString(all.dropFirst()))
        let shown = try await visibleProjects(visit).filter { state.project == nil || $0.slug == state.project }
        let projects = try await gate.reachable(shown, by: visit.caller, to: action)
        guard var search = try? SearchQuery(parsing: state.query) else { return nil }
        if search.hasNames { search = search.naming(try await assignees(visit, in: projects.first?.organizationID)) }
        let query = IssueQuery(
            projects: projects.map(\.id), search: search, environments: state.environment.map { [$0] } ?? [],
            period: state.period.period(at: visit.now), sort: state.sort)
        return try await storage.issueIDs(matching: query, upTo: WorkflowLimits.issuesMax)
    }

    // MARK: Deleting

    /// `/issues/delete/`: asks first, then deletes.
    func deleteIssues(_ visit: Visit) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        let form = try await form(visit)
        let back = LocalPath.checked(form[FieldName.next]) ?? Link.issues(IssueListState()).path
        guard let issues = try await chosenIssues(form, visit, to: .issueDelete) else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.badQuery)))
        }
        return try await delete(issues, form, visit, back: back)
    }

    /// `/issues/<id>/delete/`.
    func deleteIssue(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        return try await delete([issue.id], form(visit), visit, back: Link.issue(issue.id).path)
    }

    private func delete(
        _ issues: [IssueID], _ form: FormBody, _ visit: Visit, back: String
    ) async throws -> Response {
        guard !issues.isEmpty else { return redirect(to: back, with: .nothingSelected) }
        if form[FieldName.confirmed] == "1" {
            let deleted = try await storage.delete(issues, at: visit.now)
            // An issue's own page is gone now.
            let list = back.hasPrefix(Link.issues(IssueListState()).path + "?") ? back : Link.issueActions.path
            return redirect(to: list, with: .workflow(WorkflowNotice(.deleted, count: deleted.count)))
        }
        var titles: [String] = []
        for issue in issues.prefix(DeleteIssuesModel.titlesMax) {
            if let found = try await storage.issue(issue) { titles.append("\(found.shortID) \(found.title)") }
        }
        audit.nothingWritten()
        let all = form[FieldName.all]
        let model = DeleteIssuesModel(
            frame: frame(visit, projects: try await visibleProjects(visit)), issues: issues, titles: titles,
            matching: all.isEmpty ? nil : all, count: issues.count, back: back)
        return page(deleteIssuesPage(model), visit)
    }

    // MARK: Comments

    /// `/issues/<id>/activity/`.
    func activity(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        if visit.isPost { return try await comment(visit, issue) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        var data = IssueData(
            issue: issue, project: project, event: nil,
            activities: try await storage.activities(of: issue.id, limit: ActivityPageModel.entriesMax),
            userNames: try await userNames())
        data.people.book = try await assignees(visit, in: project.organizationID)
        let model = ActivityPageModel(
            frame: frame(visit, projects: projects), data: data, reader: visit.session?.user.id, now: visit.now)
        return page(activityPage(model), visit)
    }

    private func comment(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        let form = try await form(visit)
        let back = Link.activity(issue.id).path
        guard let action = CommentAction(rawValue: form[FieldName.action]), let user = visit.session?.user else {
            throw PageFailure.badRequest
        }
        let text = form[FieldName.comment].trimmingBlanks
        let note = Int64(form[FieldName.note]) ?? 0
        if action == .delete {
            let isDeleted = try await storage.deleteComment(note, of: issue.id, by: user.id)
            return redirect(to: back, with: .workflow(WorkflowNotice(isDeleted ? .commentDeleted : .incomplete)))
        }
        guard !text.isEmpty, text.utf8.count <= WorkflowLimits.commentBytesMax else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.incomplete)))
        }
        if action == .change {
            let changed = try await storage.updateComment(note, of: issue.id, to: text, by: user.id)
            return redirect(to: back, with: .workflow(WorkflowNotice(changed == nil ? .incomplete : .commentChanged)))
        }
        do {
            _ = try await storage.addComment(text, to: issue.id, by: .user(user.id), at: visit.now)
            return redirect(to: back, with: .workflow(WorkflowNotice(.commented)))
        } catch CommentError.duplicate {
            return redirect(to: back, with: .workflow(WorkflowNotice(.commentRepeated)))
        }
    }

    // MARK: Saved searches

    /// `/searches/`, `/searches/shared/` and the searches below them.
    func searches(_ visit: Visit, _ segments: [String]) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        let form = try await form(visit)
        guard let user = visit.session?.user, let organization = visit.organization else {
            throw PageFailure.badRequest
        }
        let isShared = segments.first == "shared"
        guard let name = segments.last, name != "shared" else {
            return try await save(form, visit, by: user, in: organization, isShared: isShared)
        }
        let known = try await storage.savedSearches(of: organization, for: user.id)
        guard let search = known.first(where: { String($0.id) == name && $0.isShared == isShared }),
            form[FieldName.action] == SearchAction.delete.rawValue,
            try await storage.deleteSavedSearch(search.id, of: organization)
        else { throw PageFailure.notFound }
        return redirect(to: Link.issueActions.path, with: .workflow(WorkflowNotice(.searchDeleted)))
    }

    private func save(
        _ form: FormBody, _ visit: Visit, by user: User, in organization: OrganizationID, isShared: Bool
    ) async throws -> Response {
        let back = LocalPath.checked(form[FieldName.next]) ?? Link.issueActions.path
        let (name, query) = (form[FieldName.name].trimmingBlanks, form["query"].trimmingBlanks)
        guard !name.isEmpty, name.utf8.count <= WorkflowLimits.searchNameBytesMax, !query.isEmpty else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.incomplete)))
        }
        guard (try? SearchQuery(parsing: query)) != nil else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.badQuery)))
        }
        let search = SavedSearch(
            id: 0, organizationID: organization, ownerID: user.id, name: name, query: query,
            sort: IssueSort(rawValue: form["sort"]) ?? .lastSeen, isShared: isShared, createdAt: visit.now)
        do {
            _ = try await storage.save(search)
            return redirect(to: back, with: .workflow(WorkflowNotice(.searchSaved)))
        } catch SavedSearchError.tooMany {
            return redirect(to: back, with: .workflow(WorkflowNotice(.tooManySearches)))
        }
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmingBlanks: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
