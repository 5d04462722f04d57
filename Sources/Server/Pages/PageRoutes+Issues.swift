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
        let data = try await listData(state, projects, shown, at: visit.now)
        var frame = frame(visit, projects: projects)
        frame.search = state.query
        return page(issueListPage(IssueListModel(frame: frame, state: state, data: data, now: visit.now)), visit)
    }

    private func listData(
        _ state: IssueListState, _ projects: [Project], _ shown: [ProjectID], at now: Timestamp
    ) async throws -> IssueListData {
        var problem: QueryProblem?
        var page = Page<IssueSummary>(rows: [], hits: 0)
        var query = IssueQuery(
            projects: shown, environments: state.environment.map { [$0] } ?? [],
            period: state.period.period(at: now), sort: state.sort, cursor: state.cursor, limit: Self.rowsPerPage)
        do {
            query.search = try SearchQuery(parsing: state.query)
            page = try await storage.issues(matching: query)
        } catch let error as SearchError {
            problem = QueryProblem(error, in: state.query)
        }
        let bars = state.period.trendPeriod(at: now)
        var counts: [IssueTab: Int] = [:]
        for tab in IssueTab.allCases where tab != .all {
            guard let search = try? SearchQuery(parsing: tab.query) else { continue }
            let tabQuery = IssueQuery(
                projects: shown, search: search, environments: query.environments, period: query.period)
            counts[tab] = try await storage.issueCount(matching: tabQuery, upTo: Self.countMax)
        }
        return IssueListData(
            projects: projects, page: page,
            trends: try await storage.trends(
                of: page.rows.map(\.id), environments: query.environments, over: bars, bars: PeriodChoice.bars),
            trend: try await storage.trend(
                of: shown, environments: query.environments, over: bars, bars: PeriodChoice.bars),
            environments: try await storage.environments(of: shown), tabCounts: counts, problem: problem)
    }

    /// The bulk form of the list.
    private func changeIssues(_ visit: Visit) async throws -> Response {
        let form = try await form(visit)
        let back = LocalPath.checked(form[FieldName.next]) ?? Link.issues(IssueListState()).path
        let issues = form.all(FieldName.issue).prefix(Self.countMax).compactMap { Int64($0) }.map {
            IssueID(rawValue: $0)
        }
        guard !issues.isEmpty else { return redirect(to: back, with: .nothingSelected) }
        if let action = MergeAction(rawValue: form[FieldName.action]) {
            return try await apply(action, form, to: issues, visit, back: back)
        }
        return try await apply(form, to: issues, visit, back: back)
    }

    private func apply(_ form: FormBody, to issues: [IssueID], _ visit: Visit, back: String) async throws -> Response {
        guard let action = IssueAction(rawValue: form[FieldName.action]), let user = visit.session?.user else {
            throw PageFailure.badRequest
        }
        let changed = try await storage.apply(action.command, to: issues, by: .user(user.id), at: visit.now)
        return redirect(to: back, with: changed.isEmpty ? .nothingSelected : .changed(action, changed))
    }

    /// `/issues/<id>/`, `/issues/<id>/events/<event>/` and `….json`.
    func issue(_ visit: Visit, _ segments: [String]) async throws -> Response {
        guard let issue = try await find(issue: segments[0], for: visit) else { throw PageFailure.notFound }
        if visit.isRead, let number = Int64(segments[0]), number != issue.id.rawValue {
            return redirectMerged(visit, to: issue.id, segments.dropFirst())
        }
        switch segments.dropFirst() {
        case ["merged"]: return try await merged(visit, issue)
        case ["grouping"], ["grouping.json"]:
            return try await explainGrouping(visit, issue, isJSON: segments[1] == "grouping.json")
        default: break
        }
        if segments.count == 1, visit.isPost {
            let form = try await form(visit)
            let back = LocalPath.checked(form[FieldName.next]) ?? Link.issue(issue.id).path
            return try await apply(form, to: [issue.id], visit, back: back)
        }
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        if segments.count == 1 { return try await issuePage(visit, issue, .recommended) }
        guard segments[1] == "events", segments.count == 3 else { throw PageFailure.notFound }
        if segments[2].hasSuffix(".json") {
            return try await eventFile(visit, issue, String(segments[2].dropLast(5)))
        }
        guard let selector = EventSelector(pathSegment: segments[2]) else { throw PageFailure.notFound }
        return try await issuePage(visit, issue, selector)
    }

    private func eventFile(_ visit: Visit, _ issue: IssueSummary, _ name: String) async throws -> Response {
        guard let selector = EventSelector(pathSegment: name),
            let event = try await storage.event(selector, of: issue.id, environments: [])
        else { throw PageFailure.notFound }
        return PageResponse.file(event.json, type: "application/json", to: visit.request)
    }

    func redirect(to path: String, with notice: Notice) -> Response {
        let separator = path.contains("?") ? "&" : "?"
        return redirect(to: path + separator + FieldName.notice + "=" + notice.parameter)
    }
}
