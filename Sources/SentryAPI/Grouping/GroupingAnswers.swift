import SentryProtocol
import Storage

/// What the API asks of the part of the server that groups events.
public protocol GroupingAnswers: Sendable {
    /// Why a stored event is grouped as it is, by today's rules of its project; nil when its body is damaged.
    func grouping(of event: StoredEvent) async throws -> EventGrouping?
    /// Issues that are much like `issue`, the most alike first; throws `TooManyWaiting`.
    func similarIssues(to issue: IssueSummary, limit: Int) async throws -> [SimilarIssue]
    /// Makes a project group by another configuration from now on; false when there is none of that name.
    func move(_ project: ProjectID, toConfiguration name: String, at now: Timestamp) async throws -> Bool
    /// What keeps these rules from being saved; warnings are none of it.
    func problems(in rules: GroupingRules) -> [RuleProblem]
}

/// So many questions of this kind are waiting that one more would wait too long.
public struct TooManyWaiting: Error, Sendable {
    public init() {}
}

/// Why an event is grouped as it is.
public struct EventGrouping: Sendable {
    /// `culprit-1`.
    public var configuration: String
    /// `exception`, `message`, `custom`, `hybrid`, `checksum`, `fallback`, …
    public var kind: String
    /// Before variables were filled in; empty for default grouping.
    public var fingerprint: [String]
    /// What the SDK had sent, when a rule replaced it.
    public var clientFingerprint: [String]
    /// The fingerprint rule that matched, as it is written.
    public var matchedRule: String?
    /// The deciding one first.
    public var variants: [Variant]

    public init(
        configuration: String, kind: String, fingerprint: [String] = [], clientFingerprint: [String] = [],
        matchedRule: String? = nil, variants: [Variant]
    ) {
        (self.configuration, self.kind, self.fingerprint) = (configuration, kind, fingerprint)
        (self.clientFingerprint, self.matchedRule, self.variants) = (clientFingerprint, matchedRule, variants)
    }

    /// One way to look at the event.
    public struct Variant: Sendable {
        /// `app`, `system`, `default`.
        public var name: String
        public var hash: String
        /// What was hashed, in its order: `type`, `frame`, `value`, … with its text.
        public var parts: [(tag: String, text: String)]
        public init(name: String, hash: String, parts: [(tag: String, text: String)]) {
            (self.name, self.hash, self.parts) = (name, hash, parts)
        }
    }
}

/// An issue that is much like another one.
public struct SimilarIssue: Sendable {
    public var issue: IssueSummary
    /// From 0 to 1.
    public var score: Double
    public init(issue: IssueSummary, score: Double) { (self.issue, self.score) = (issue, score) }
}

/// Why a text of rules cannot be saved.
public struct RuleProblem: Sendable, Equatable {
    /// The text in which it is.
    public enum Text: Sendable {
        case stackRules, fingerprintRules
    }

    public var text: Text
    /// Counted from 1.
    public var line: Int
    public var column: Int
    /// In English, as all of the API.
    public var sentence: String
    public init(_ text: Text, line: Int, column: Int, sentence: String) {
        (self.text, self.line, self.column, self.sentence) = (text, line, column, sentence)
    }
}
