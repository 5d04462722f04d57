import SentryProtocol
import Storage

/// One issue (web-api.md §2.6.2, §2.6.3).
enum IssueResource {
    static let endpoints = Endpoint.ofIssue(
        "", .get(do: show), .put(do: IssueUpdateResource.updateOne),
        .delete(do: IssueUpdateResource.deleteOne))

    static let activitiesMax = 100

    private static func show(_ call: Call) async throws -> APIResponse {
        try await detail(call, of: call.issue())
    }

    /// The issue with everything that is known about it; also the answer to a change.
    static func detail(_ call: Call, of place: IssuePlace) async throws -> APIResponse {
        let issue = place.issue.id
        let (day, month) = (TrendWindow.hours(24, until: call.now), TrendWindow.days(30, until: call.now))
        var json = IssueJSON(
            issue: place.issue, project: place.project, organization: place.organization, publicURL: call.publicURL)
        json.view = try await call.views(of: [place.issue], in: place.organization)[issue]
        for (name, window) in [("24h", day), ("30d", month)] {
            if let trend = try await call.trends(of: [issue], over: window)[issue] { json.stats.append((name, trend)) }
        }
        let detail = IssueDetailJSON(
            issue: json, activities: try await call.storage.activities(of: issue, limit: activitiesMax),
            users: try await call.usersByID(), audience: try await call.storage.audience(of: issue),
            tags: try await call.storage.tags(of: .issue(issue), top: 0))
        return .json { detail.encode(into: &$0) }
    }
}

extension Call {
    func usersByID() async throws -> [UserID: User] {
        Dictionary(try await storage.users().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
