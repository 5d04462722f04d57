import Grouping
import Regrouping
import SentryProtocol
import Storage

/// From a merge by hand to a rule for what comes (grouping.md §12.9.7).
extension GroupingService {
    /// Hashes of an issue of which the newest event is looked at.
    private static let examplesMax = 20

    /// A rule that brings together what an issue consists of; nil when there is nothing that one could name.
    func proposal(for issue: IssueSummary) async throws -> RuleProposal? {
        RuleProposal(
            for: try await examples(of: issue), as: "merged-" + issue.shortID.description.lowercased(),
            before: try await storage.groupingRules(of: issue.projectID),
            configuration: try await storage.groupingConfiguration(of: issue.projectID).name)
    }

    /// Lets later events go to an issue that today's rules group as they would its own.
    func lead(eventsLikeThoseOf issue: IssueSummary, at now: Timestamp) async throws {
        let rules = try await ruleSet(of: issue.projectID)
        let hashes = try await examples(of: issue).compactMap {
            ExplainedEvent($0, under: rules)?.explanation.decidingHash
        }
        try await storage.lead(Set(hashes).subtracting([""]).sorted(), to: issue.id, at: now)
    }

    /// The newest event of each of its hashes.
    private func examples(of issue: IssueSummary) async throws -> [StoredEvent] {
        var examples: [StoredEvent] = []
        for hash in try await storage.hashes(of: issue.id, limit: Self.examplesMax) {
            guard let id = hash.latestEvent, let event = try await storage.event(id, in: issue.projectID) else {
                continue
            }
            examples.append(event)
        }
        return examples
    }
}
