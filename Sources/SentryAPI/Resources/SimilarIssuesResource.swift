import SentryProtocol
import Storage

/// Issues that are much like one, each with how much: `[[Issue, {"exception": 0.9}], …]`.
enum SimilarIssuesResource {
    static let endpoints = ["similar", "similar-issues", "similar-issues-embeddings"].flatMap {
        Endpoint.ofIssue($0, .get(do: list))
    }

    private static let issuesMax = 50
    private static let issuesUsual = 5
    /// From here on a merge is proposed.
    private static let scoreForMerge = 0.9

    private static func list(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let wanted = call.request.value(of: "k") ?? call.request.value(of: "limit")
        let limit = min(max(wanted.flatMap { Int($0) } ?? issuesUsual, 1), issuesMax)
        let similar: [SimilarIssue]
        do {
            similar = try await call.api.grouping.similarIssues(to: place.issue, limit: limit)
        } catch is TooManyWaiting {
            throw APIFailure.unavailable("Too many questions like this are waiting.", retryAfter: 5)
        }
        return try call.list(similar) { writer, similar in
            let json = IssueJSON(
                issue: similar.issue, project: place.project, organization: place.organization,
                publicURL: call.publicURL)
            writer.beginArray()
            json.encode(into: &writer)
            writer.object {
                $0.key("exception")
                $0.double(similar.score)
                $0.field("shouldBeGrouped", similar.score >= scoreForMerge ? "Yes" : "No")
            }
            writer.endArray()
        }
    }
}
