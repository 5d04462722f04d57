import SentryProtocol
import Storage

/// Lists of issues, of a project and of an organization (web-api.md §2.6.1).
enum IssueListResource {
    /// The path also takes changes, see `IssueUpdateResource`.
    static let endpoints = [
        Endpoint(
            "projects/{organization}/{project}/issues", .get(do: listOfProject),
            .put(do: IssueUpdateResource.updateInProject),
            .delete(do: IssueUpdateResource.deleteInProject)),
        Endpoint(
            "organizations/{organization}/issues", .get(do: listOfOrganization),
            .put(do: IssueUpdateResource.updateInOrganization),
            .delete(do: IssueUpdateResource.deleteInOrganization)),
    ]

    static let hitsMax = 1_000

    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        // Here these only choose the trend's stretch; anything else is a window, as it is for an organization.
        let choosesTrend = ["", "24h", "14d", "auto"].contains(call.request.value(of: "statsPeriod") ?? "")
        let isWindowed = !choosesTrend || ["start", "end"].contains { call.request.value(of: $0)?.isEmpty == false }
        return try await list(
            call,
            IssueListQuestion(
                organization: place.organization, projects: [place.project],
                period: isWindowed ? call.period() : nil, trend: call.request.value(of: "statsPeriod")))
    }

    private static func listOfOrganization(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        return try await list(
            call,
            IssueListQuestion(
                organization: organization, projects: call.chosenProjects(of: organization), period: call.period(),
                trend: call.request.value(of: "groupStatsPeriod")))
    }

    private static func list(_ call: Call, _ question: IssueListQuestion) async throws -> APIResponse {
        let pageRequest = try call.issuePageRequest()
        if let hit = try await directHit(call, question) {
            let rows = try await rows(call, question, [hit.issue], matching: hit.event)
            return answer(call, Page(rows: rows, hits: 1), pageRequest).adding("X-Sentry-Direct-Hit", "1")
        }
        let chosen = try await issuesNamed(call, question)
        let page: Page<IssueSummary>
        if let chosen {
            page = call.page(of: chosen, pageRequest)
        } else {
            let search = try await call.search(orElse: "is:unresolved", in: question.organization)
            page = try await call.storage.issues(
                matching: IssueQuery(
                    projects: question.projects.map(\.id), search: search,
                    environments: call.environments, period: question.period, sort: try sort(call, of: search),
                    cursor: pageRequest.cursor, limit: pageRequest.limit))
        }
        let rows = try await rows(call, question, page.rows)
        return answer(
            call, Page(rows: rows, previous: page.previous, next: page.next, hits: chosen?.count ?? page.hits),
            pageRequest)
    }

    private static func answer(_ call: Call, _ page: Page<IssueJSON>, _ pageRequest: PageRequest) -> APIResponse {
        call.list(page, pageRequest) { $1.encode(into: &$0) }
            .adding("X-Hits", String(page.hits ?? page.rows.count))
            .adding("X-Max-Hits", String(hitsMax))
    }

    /// What is no order is newest first; that of the inbox is for what is in it.
    private static func sort(_ call: Call, of search: SearchQuery) throws -> IssueSort {
        let sort = call.request.value(of: "sort").flatMap { IssueSort(rawValue: $0) } ?? .lastSeen
        guard sort != .inbox || search.terms.contains(SearchTerm(.forReview)) else {
            throw APIFailure.badSearch("Sort key 'inbox' only supported for inbox search")
        }
        return sort
    }

    /// An event's id, or with `shortIdLookup` an issue's short id, in place of a search.
    private static func directHit(
        _ call: Call, _ question: IssueListQuestion
    ) async throws -> (issue: IssueSummary, event: StoredEvent?)? {
        guard let text = call.request.value(of: "query")?.trimmed, !text.isEmpty else { return nil }
        if let id = EventID(query: text) {
            for project in question.projects {
                guard let event = try await call.storage.event(id, in: project.id) else { continue }
                return try await call.storage.issue(event.issueID).map { ($0, event) }
            }
        }
        let looksUpShortIDs = ["1", "true"].contains(call.request.value(of: "shortIdLookup") ?? "")
        guard looksUpShortIDs, let shortID = ShortID(parsing: text),
            let issue = try await call.storage.issue(shortID, in: question.organization.id),
            question.project(of: issue) != nil
        else { return nil }
        return (issue, nil)
    }

    /// The issues that `group` lists, whatever else is asked; nil when it lists none.
    private static func issuesNamed(_ call: Call, _ question: IssueListQuestion) async throws -> [IssueSummary]? {
        let names = call.request.values(of: "group")
        if names.isEmpty { return nil }
        var seen: Set<Int64> = []
        var found: [IssueSummary] = []
        for name in names {
            guard let number = Int64(name) else { throw APIFailure.badGroupIDs }
            guard seen.count < Call.pageLimitMax, seen.insert(number).inserted,
                let issue = try await call.storage.issue(IssueID(rawValue: number)), question.project(of: issue) != nil
            else { continue }
            found.append(issue)
        }
        return found
    }

    /// Issues with what a row shows beside them.
    private static func rows(
        _ call: Call, _ question: IssueListQuestion, _ issues: [IssueSummary], matching event: StoredEvent? = nil
    ) async throws -> [IssueJSON] {
        let collapsed = Set(call.request.values(of: "collapse"))
        let window = collapsed.contains("stats") ? nil : question.trendWindow(at: call.now)
        var trends: [IssueID: Trend] = [:]
        if let window, !issues.isEmpty { trends = try await call.trends(of: issues.map(\.id), over: window.window) }
        let views = try await call.views(of: issues, in: question.organization)
        return issues.compactMap { issue in
            guard let project = question.project(of: issue) else { return nil }
            var row = IssueJSON(
                issue: issue, project: project, organization: question.organization, publicURL: call.publicURL)
            row.view = views[issue.id]
            if let window, let trend = trends[issue.id] { row.stats = [(window.name, trend)] }
            // Direct hits were not counted over the period.
            row.countsPeriod = question.period != nil && event == nil
            row.collapsed = collapsed
            row.matchingEvent = event
            return row
        }
    }
}

/// Where to look, how far back, and which trend to draw.
struct IssueListQuestion: Sendable {
    let organization: Organization
    let projects: [Project]
    let period: Period?
    /// `""`, `24h`, `14d` or `auto`; nil means `24h`.
    let trend: String?

    func project(of issue: IssueSummary) -> Project? { projects.first { $0.id == issue.projectID } }

    /// The trend's name and stretch; nil for no trend.
    func trendWindow(at now: Timestamp) -> (name: String, window: TrendWindow)? {
        switch trend {
        case "": nil
        case "14d": ("14d", .days(14, until: now))
        case "auto": ("auto", period.map { .covering($0) } ?? .hours(24, until: now))
        default: ("24h", .hours(24, until: now))
        }
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
