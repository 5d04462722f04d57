import SentryProtocol
import Storage

/// What belongs to an issue, each under both bases (web-api.md §2.6.5).
enum IssuePartsResource {
    static let endpoints =
        Endpoint.ofIssue("activities", .get(do: activities))
        + Endpoint.ofIssue("stats", .get(do: stats))
        + Endpoint.ofIssue("first-last-release", .get(do: releases))
        // None are kept, so there are none.
        + Endpoint.ofIssue("external-issues", .get(do: nothing))

    private static func activities(_ call: Call) async throws -> APIResponse {
        let entries = try await entries(call)
        return .json { writer in
            writer.object { $0.array("activity", entries) { $1.encode(into: &$0) } }
        }
    }

    private static func entries(_ call: Call) async throws -> [ActivityJSON] {
        let issue = try await call.issue().issue
        let activities = try await call.storage.activities(of: issue.id, limit: IssueResource.activitiesMax)
        return ActivityJSON.list(activities, of: issue, users: try await call.usersByID())
    }

    private static func stats(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue.id
        let period = try call.period()
        let window = period.map { TrendWindow.covering($0) } ?? .hours(24, until: call.now)
        let trend = try await call.trends(of: [issue], over: window)[issue]
        return .json { writer in
            if let trend { trend.encode(into: &writer) } else { writer.emptyArray() }
        }
    }

    private static func releases(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        return .json { writer in
            writer.object {
                $0.key("firstRelease")
                ReleaseJSON(version: place.issue.firstRelease, project: place.project).encode(into: &$0)
                $0.key("lastRelease")
                ReleaseJSON(version: place.issue.lastRelease, project: place.project).encode(into: &$0)
            }
        }
    }

    private static func nothing(_ call: Call) async throws -> APIResponse {
        _ = try await call.issue()
        return try call.list([String]()) { $0.string($1) }
    }
}
