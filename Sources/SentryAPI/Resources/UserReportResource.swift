import SentryProtocol
import Storage

/// What users wrote about events, newest first (web-api.md §2.6.5, §2.13). It is sent with a DSN, elsewhere.
enum UserReportResource {
    static let endpoints =
        Endpoint.ofIssue("user-reports", .get(do: listOfIssue))
        + [Endpoint("projects/{organization}/{project}/user-feedback", .get(do: listOfProject))]

    /// So many reports are read for one answer, with so many questions. It may come out shorter; its `Link` leads on.
    private static let reportsMax = 100
    private static let pagesMax = 50

    private static func listOfIssue(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let home = ProjectPlace(organization: place.organization, project: place.project)
        return try await list(call, of: home) { $0.event?.issueID == place.issue.id }
    }

    /// Those of unresolved issues, and of events that are still to come, unless `status` is empty.
    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        let status = call.request.value(of: "status") ?? "unresolved"
        guard ["unresolved", ""].contains(status) else {
            throw APIFailure.badField("status", "Invalid status choice")
        }
        return try await list(call, of: place) { status.isEmpty || $0.issue.map { $0.status == .unresolved } ?? true }
    }

    private static func list(
        _ call: Call, of place: ProjectPlace, _ isWanted: (FoundReport) -> Bool
    ) async throws -> APIResponse {
        let first = try call.pageRequest()
        var request = first
        var rows: [FoundReport] = []
        var answer = Page<UserReportJSON>(rows: [])
        var (read, pages) = (0, 0)
        while true {
            // Never more than still fit, so that a page's end is where the next one begins.
            request.limit = first.limit - rows.count
            let found = try await call.records.userReports(
                of: place.project.id, cursor: request.cursor, limit: request.limit)
            if pages == 0 { answer.previous = found.previous }
            for report in found.rows {
                let row = try await FoundReport(report, in: place.project.id, call.storage)
                if isWanted(row) { rows.append(row) }
            }
            (read, pages) = (read + found.rows.count, pages + 1)
            answer.next = found.next
            guard let next = found.next, !next.isPrevious, !first.cursor.isPrevious,
                rows.count < first.limit, read < reportsMax, pages < pagesMax
            else { break }
            request.cursor = next
        }
        let views = try await call.views(of: rows.compactMap(\.issue), in: place.organization)
        answer.rows = rows.map { $0.json(in: place, views, publicURL: call.publicURL) }
        return call.list(answer, first) { $1.encode(into: &$0) }
    }
}

/// A report, and what it is about as far as that is there.
private struct FoundReport {
    let report: UserReportRow
    let event: StoredEvent?
    let issue: IssueSummary?

    init(_ report: UserReportRow, in project: ProjectID, _ storage: any StorageEngine) async throws {
        self.report = report
        let event = try await storage.event(report.eventID, in: project)
        self.event = event
        var issue: IssueSummary?
        if let event { issue = try await storage.issue(event.issueID) }
        self.issue = issue
    }

    func json(in place: ProjectPlace, _ views: [IssueID: IssueView], publicURL: String) -> UserReportJSON {
        var json = UserReportJSON(report: report, user: event?.event?.user)
        if let issue {
            json.issue = IssueJSON(
                issue: issue, project: place.project, organization: place.organization, publicURL: publicURL)
            json.issue?.view = views[issue.id]
        }
        return json
    }
}
