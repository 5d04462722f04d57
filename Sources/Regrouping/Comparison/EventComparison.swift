import Grouping
import SentryProtocol
import Storage

/// A stored event, and why it is grouped as it is.
public struct ExplainedEvent: Sendable {
    public let id: EventID
    public let issueID: IssueID
    /// By today's rules.
    public let explanation: GroupingExplanation
    /// What it was grouped by when it came in; empty when the body does not say.
    public let storedHashes: [String]
    /// The checksum of the project's rules that it was grouped by when it came in; nil when the body does not say.
    public let storedRules: String?

    /// Groups the event as it was sent under `rules`; nil when its body is damaged.
    public init?(_ stored: StoredEvent, under rules: RuleSet) {
        guard let root = stored.document?.root else { return nil }
        (id, issueID) = (stored.id, stored.issueID)
        explanation = rules.grouper.explain(Event(asSentIn: root))
        storedHashes = Event(stored: root).hashes
        storedRules = StoredShape.rulesChecksum(root)
    }

    /// Whether today's rules give it another deciding hash than it came in with. It may have been regrouped since.
    public var hasNewHash: Bool { storedHashes.first.map { $0 != explanation.decidingHash } ?? false }
}

/// Why two events are, or are not, of one issue.
public struct EventComparison: Sendable {
    public let one: ExplainedEvent
    public let other: ExplainedEvent
    /// The first thing that keeps them apart, or the hash that they share.
    public let difference: GroupingDifference

    /// Compares them under `rules`.
    public init(_ one: ExplainedEvent, _ other: ExplainedEvent) {
        (self.one, self.other) = (one, other)
        difference = .between(one.explanation, other.explanation)
    }

    /// Compares two stored events under a project's rules; nil when the body of one is damaged.
    public init?(_ one: StoredEvent, _ other: StoredEvent, under rules: RuleSet) {
        guard let one = ExplainedEvent(one, under: rules), let other = ExplainedEvent(other, under: rules) else {
            return nil
        }
        self.init(one, other)
    }

    /// Whether they are in one issue now; a merge, or rules of yesterday, may hold together what shares no hash.
    public var isSameIssue: Bool { one.issueID == other.issueID }
}
