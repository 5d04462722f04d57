import SentryProtocol
import Storage

/// Why an event is grouped as it is, in the shape of Sentry's variants.
enum GroupingInfoResource {
    static let endpoints =
        Endpoint.ofIssue("grouping-info", .get(do: ofIssue))
        + Endpoint.ofIssue("events/{event}/grouping-info", .get(do: ofEventInIssue))
        + [
            Endpoint("projects/{organization}/{project}/events/{event}/grouping-info", .get(do: ofEvent))
        ]

    /// Of the issue's most useful event.
    private static func ofIssue(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue.id
        guard let stored = try await call.storage.event(.recommended, of: issue, environments: call.environments) else {
            throw APIFailure.issueHasNoEvents
        }
        return try await answer(call, stored)
    }

    private static func ofEventInIssue(_ call: Call) async throws -> APIResponse {
        try await answer(call, call.storedEvent(of: call.issue().issue.id))
    }

    private static func ofEvent(_ call: Call) async throws -> APIResponse {
        try await answer(call, call.storedEvent().stored)
    }

    private static func answer(_ call: Call, _ stored: StoredEvent) async throws -> APIResponse {
        guard let grouping = try await call.api.grouping.grouping(of: stored) else {
            throw DamagedEvent(id: stored.id, project: stored.projectID)
        }
        // Regrouped events have other hashes than they came in with: what counts is where today's lead.
        let leads = try await call.storage.issues(of: grouping.variants.map(\.hash), in: stored.projectID)
        let leadsHere = Set(leads.filter { $0.value == stored.issueID }.keys)
        let json = GroupingInfoJSON(grouping: grouping, hashesOfIssue: leadsHere)
        return .json { json.encode(into: &$0) }
    }
}
