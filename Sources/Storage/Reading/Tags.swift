import SentryProtocol

/// A key of tags, with how many events have it.
public struct TagSummary: Sendable, Equatable {
    public var key: String
    /// Events that have the key.
    public var events: Int
    /// Different values, as far as they are kept.
    public var values: Int
    /// There are more values than are kept; `events` counts them all.
    public var isCapped: Bool
    /// The most frequent first; as many as were asked for.
    public var top: [TagValueSummary]
    public init(key: String, events: Int, values: Int, isCapped: Bool, top: [TagValueSummary] = []) {
        (self.key, self.events, self.values, self.isCapped, self.top) = (key, events, values, isCapped, top)
    }
}

/// A value of a key.
public struct TagValueSummary: Sendable, Equatable {
    public var value: String
    public var events: Int
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    public init(value: String, events: Int, firstSeen: Timestamp, lastSeen: Timestamp) {
        (self.value, self.events, self.firstSeen, self.lastSeen) = (value, events, firstSeen, lastSeen)
    }
}

/// Whose events the tags are of.
public enum TagScope: Sendable, Equatable {
    case issue(IssueID)
    case projects([ProjectID])
}

/// The order of values; ties go by the value.
public enum TagOrder: String, Sendable, CaseIterable {
    /// Most events first.
    case count
    /// Last seen first.
    case lastSeen = "date"
    /// Last seen last.
    case lastSeenOldest = "-date"
    /// First seen first.
    case firstSeen = "age"
}

/// What pages and the API may ask about tags of stored events. Everything that was stored before the question counts,
/// unless it says otherwise.
public protocol TagReader: Sendable {
    /// The keys, the most frequent first, each with its `top` most frequent values. Unless `isCurrent`, what was stored in
    /// the last seconds may be missing, and nobody waits for it.
    func tags(of scope: TagScope, top: Int, isCurrent: Bool) async throws -> [TagSummary]
    /// Frequent keys that have few values, with some of those: what a search may be helped with. As of a moment ago.
    func suggestedTags(of projects: [ProjectID], keys: Int, values: Int) async throws -> [TagSummary]
    /// One key without values; nil when no event has it.
    func tag(_ key: String, of scope: TagScope) async throws -> TagSummary?
    /// Values of a key, those that have `text` in them, in any case.
    func values(of key: String, in scope: TagScope, containing text: String, order: TagOrder, limit: Int) async throws
        -> [TagValueSummary]
    /// The tags of the newest events of these environments and of this period, counted now. The empty name stands for
    /// events without an environment; no name for any.
    func tagSample(of scope: TagScope, environments: [String], period: Period?) async throws -> TagSample
}

extension TagReader {
    public func tags(of scope: TagScope, top: Int) async throws -> [TagSummary] {
        try await tags(of: scope, top: top, isCurrent: true)
    }
}

/// Bounds of what is kept of tags.
public enum TagBounds {
    /// Values of one key that an issue keeps, and a project.
    public static let valuesOfIssueMax = 100
    public static let valuesOfProjectMax = 1_000
}
