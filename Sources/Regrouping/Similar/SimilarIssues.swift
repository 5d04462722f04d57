import Grouping
import SentryProtocol
import Storage

/// An issue that is much like another one.
public struct SimilarIssue: Sendable, Equatable {
    /// What two issues have in common.
    public enum Likeness: Sendable, Equatable {
        /// Of the in-app frames of the one that has more.
        case sharedFrames(shared: Int, of: Int)
        /// The same type, raised in the same function.
        case sameTypeInSameFunction
    }

    public var issue: IssueSummary
    public var likeness: Likeness
    /// From 0 to 1: `GroupingSignature.similarity(to:)` of their newest events.
    public var score: Double
}

/// Finds issues that might be the same as one: those whose newest event shares most in-app frames with it, or failed
/// with the same type in the same function.
public struct SimilarIssues: Sendable {
    private let reader: any EventReader

    public init(reader: any EventReader) { self.reader = reader }

    /// The most similar issues of the same project, the most similar first; none when nothing is known about `issue`.
    /// `rules` are the project's.
    public func similar(
        to issue: IssueID, under rules: RuleSet, limit: Int = RegroupingLimits.similarMax
    ) async throws -> [SimilarIssue] {
        guard let summary = try await reader.issue(issue),
            let signature = try await signature(of: issue, under: rules), !signature.isEmpty
        else { return [] }
        let candidates = try await candidates(for: summary)
        var similar: [SimilarIssue] = []
        try await withThrowingTaskGroup(of: SimilarIssue?.self) { group in
            var waiting = candidates[...]
            for _ in 0..<RegroupingLimits.candidatesAtOnce {
                compare(waiting.popFirst(), to: signature, rules, in: &group)
            }
            while let found = try await group.next() {
                if let found { similar.append(found) }
                compare(waiting.popFirst(), to: signature, rules, in: &group)
            }
        }
        similar.sort { ($0.score, $0.issue.lastSeen, $0.issue.id) > ($1.score, $1.issue.lastSeen, $1.issue.id) }
        return Array(similar.prefix(max(0, limit)))
    }

    private func compare(
        _ candidate: IssueSummary?, to signature: GroupingSignature, _ rules: RuleSet,
        in group: inout ThrowingTaskGroup<SimilarIssue?, any Error>
    ) {
        guard let candidate else { return }
        group.addTask(priority: .utility) {
            guard let other = try await self.signature(of: candidate.id, under: rules),
                let likeness = signature.likeness(to: other)
            else { return nil }
            return SimilarIssue(issue: candidate, likeness: likeness, score: signature.similarity(to: other))
        }
    }

    /// Of the newest event; nil when there is none that can be read.
    private func signature(of issue: IssueID, under rules: RuleSet) async throws -> GroupingSignature? {
        guard let event = try await reader.event(.latest, of: issue, environments: []),
            let root = event.document?.root
        else { return nil }
        return rules.grouper.signature(of: Event(asSentIn: root))
    }

    /// Other issues of the project: of the same type first, then of the same culprit, then the newest.
    private func candidates(for issue: IssueSummary) async throws -> [IssueSummary] {
        var candidates: [IssueSummary] = []
        var seen: Set<IssueID> = [issue.id]
        let share = RegroupingLimits.candidatesMax / 2
        for (terms, limit) in [
            (Self.terms(type: issue.metadata.type), share), (Self.terms(culprit: issue.culprit), share),
            ([], RegroupingLimits.candidatesMax - candidates.count),
        ] {
            guard let terms else { continue }
            let room = min(limit, RegroupingLimits.candidatesMax - candidates.count)
            for found in try await issues(of: issue.projectID, matching: terms, limit: room)
            where seen.insert(found.id).inserted && found.type == issue.type {
                candidates.append(found)
            }
        }
        return candidates
    }

    private func issues(
        of project: ProjectID, matching terms: [SearchTerm], limit: Int
    ) async throws -> [IssueSummary] {
        var query = IssueQuery(projects: [project], search: SearchQuery(terms: terms))
        var found: [IssueSummary] = []
        while found.count < limit {
            query.limit = min(limit - found.count, 100)
            let page = try await reader.issues(matching: query)
            found += page.rows
            guard let next = page.next, !page.rows.isEmpty else { break }
            query.cursor = next
        }
        return found
    }

    /// Titles begin with the type; nil when there is none.
    private static func terms(type: String?) -> [SearchTerm]? {
        guard let type, !type.isEmpty else { return nil }
        var pattern = TextPattern("")
        pattern.pieces = [type, ""]
        return [SearchTerm(.field(.title, .like(pattern)))]
    }

    private static func terms(culprit: String) -> [SearchTerm]? {
        culprit.isEmpty ? nil : [SearchTerm(.field(.culprit, .anyOf([culprit])))]
    }
}

extension GroupingSignature {
    /// What two signatures have in common, if that is enough to propose a merge.
    func likeness(to other: GroupingSignature) -> SimilarIssue.Likeness? {
        let shared = Set(frames).intersection(other.frames).count
        let most = max(frames.count, other.frames.count)
        // One frame alone, such as an entry point, is what many errors share.
        if shared > 1, 2 * shared > most { return .sharedFrames(shared: shared, of: most) }
        let isSamePlace = !crashFunction.isEmpty && crashFunction == other.crashFunction
        return isSamePlace && !type.isEmpty && type == other.type ? .sameTypeInSameFunction : nil
    }
}
