import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// The issue list, issues and their events; what belongs to merging and grouping is beside it.
extension PageRoutes {
    /// Counts in tabs stop here.
    private static let countMax = 1_000
    private static let rowsPerPage = 50

    func issues(_ visit: Visit) async throws -> Response {
        if visit.isPost { return try await changeIssues(visit) }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        let state = IssueListState(visit.query)
        let projects = try await visibleProjects(visit)
        let shown = projects.filter { state.project == nil || $0.slug == state.project }.map(\.id)
        let data = try await listData(visit, state, projects, shown)
        var frame = frame(visit, projects: projects)
        frame.search = state.query
        return page(issueListPage(IssueListModel(frame: frame, state: state, data: data, now: visit.now)), visit)
    }

    private func listData(
        _ visit: Visit, _ state: IssueListState, _ projects: [Project], _ shown: [ProjectID]
    ) async throws -> IssueListData {
        var problem: QueryProblem?
        var query = IssueQuery(
            projects: shown, environments: state.environment.map { [$0] } ?? [],
            period: state.period.period(at: visit.now), sort: state.sort, cursor: state.cursor,
            limit: Self.rowsPerPage)
        let book = try await assignees(visit, in: projects.first { shown.contains($0.id) }?.organizationID)
        do {
            let search = try SearchQuery(parsing: state.query)
            query.search = search.naming(book)
        } catch {
            problem = QueryProblem(error, in: state.query)
        }
        let tabs = IssueTab.allCases.filter { $0 != .all }
        // Whoever chooses all that match wants to know how many those are.
        let countMax = state.selectsPage || state.selectsAll ? WorkflowLimits.issuesMax : Self.countMax
        let answer = try await storage.issueList(
            IssueListQuestion(
                query: query, tabs: try tabs.map { try SearchQuery(parsing: $0.query) }, countMax: countMax,
                trendPeriod: state.period.trendPeriod(at: visit.now), bars: PeriodChoice.bars,
                viewer: visit.session?.user.id))
        var data = IssueListData(
            projects: projects, page: problem == nil ? answer.page : Page(rows: [], hits: 0), trends: answer.trends,
            trend: answer.trend, environments: answer.environments,
            tabCounts: Dictionary(zip(tabs, answer.tabCounts), uniquingKeysWith: { first, _ in first }),
            problem: problem)
        (data.searches, data.book, data.hitsMax) = (answer.searches, book, countMax)
        data.suggestions = try await storage.suggestedTags(of: shown, keys: 12, values: 4)
        return data
    }

    /// `/issues/new-count/`: how many issues have come into a list, or back to its top, since it was shown.
    ///
    /// Every window that somebody looks at asks once in half a minute. A stream of events for each would keep a
    /// connection and its buffers open and would run the same search whenever a batch is stored; this is one statement
    /// along an index whose answer is a few bytes, and a window that nobody looks at costs nothing.
    func newIssueCount(_ visit: Visit) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        guard let since = visit.query[FieldName.since].flatMap({ Int64($0) }) else { throw PageFailure.badRequest }
        let state = IssueListState(visit.query)
        let shown = try await visibleProjects(visit).filter { state.project == nil || $0.slug == state.project }
        guard var search = try? SearchQuery(parsing: state.query) else { throw PageFailure.badRequest }
        if search.hasNames { search = search.naming(try await assignees(visit, in: shown.first?.organizationID)) }
        let query = IssueQuery(
            projects: shown.map(\.id), search: state.narrowed(search, since: Timestamp(microseconds: since)),
            environments: state.environment.map { [$0] } ?? [], period: state.period.period(at: visit.now))
        let count = NewIssueCount(try await storage.issueCount(matching: query, upTo: NewIssueCount.max + 1))
        return PageResponse.file(count.json(in: visit.language), type: "application/json", to: visit.request)
    }

    /// The bulk form of the list.
    private func changeIssues(_ visit: Visit) async throws -> Response {
        let form = try await form(visit)
        let back = LocalPath.checked(form[FieldName.next]) ?? Link.issues(IssueListState()).path
        if form[FieldName.action] == WorkflowAction.undo.rawValue {
            return try await change([], form, visit, back: back)
        }
        if let action = MergeAction(rawValue: form[FieldName.action]) {
            // Of all that match, too much would become one: only what is ticked is meant.
            let ticked = form.all(FieldName.issue).prefix(Self.countMax).compactMap { Int64($0) }
            guard !ticked.isEmpty else { return redirect(to: back, with: .nothingSelected) }
            return try await apply(action, form, to: ticked.map { IssueID(rawValue: $0) }, visit, back: back)
        }
        guard let issues = try await chosenIssues(form, visit, to: AccessGate.refined(.issueWrite, by: form)) else {
            return redirect(to: back, with: .workflow(WorkflowNotice(.badQuery)))
        }
        guard !issues.isEmpty else { return redirect(to: back, with: .nothingSelected) }
        return try await change(issues, form, visit, back: back)
    }

    /// `/issues/<id>/` and what lies below it.
    func issue(_ visit: Visit, _ segments: [String]) async throws -> Response {
        guard let issue = try await find(issue: segments[0], for: visit) else { throw PageFailure.notFound }
        if visit.isRead, let number = Int64(segments[0]), number != issue.id.rawValue {
            return redirectMerged(visit, to: issue.id, segments.dropFirst())
        }
        switch segments.dropFirst() {
        case ["merged"]: return try await merged(visit, issue)
        case ["rule"]: return try await proposedRule(visit, issue)
        case ["activity"]: return try await activity(visit, issue)
        case ["delete"]: return try await deleteIssue(visit, issue)
        case ["tags"]: return try await tags(visit, issue)
        case let path where path.count == 2 && path.first == "tags":
            return try await tag(visit, issue, key: segments[2])
        case ["grouping"], ["grouping.json"]:
            return try await explainGrouping(visit, issue, isJSON: segments[1] == "grouping.json")
        default: break
        }
        if segments.count == 1, visit.isPost {
            let form = try await form(visit)
            let back = LocalPath.checked(form[FieldName.next]) ?? Link.issue(issue.id).path
            return try await change([issue.id], form, visit, back: back)
        }
        if segments.count > 1, segments[1] == "events" {
            return try await events(visit, of: issue, Array(segments.dropFirst(2)))
        }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        guard segments.count == 1 else { throw PageFailure.notFound }
        return try await issuePage(visit, issue, .recommended)
    }

    func redirect(to path: String, with notice: Notice) -> Response {
        if notice.isWarning { audit.nothingWritten() }
        let separator = path.contains("?") ? "&" : "?"
        return redirect(to: path + separator + FieldName.notice + "=" + notice.parameter)
    }
}
