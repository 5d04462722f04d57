import SentryProtocol

/// The tags of some events, counted when they are asked for: what stored counts cannot tell, such as those of one
/// environment.
public struct TagSample: Sendable {
    /// By key and value.
    private var keys: [String: [String: TagValueSummary]] = [:]

    /// Events that are read for one sample, the newest first.
    public static let eventsMax = 10_000
    /// Different values of one key that are kept.
    private static let valuesMax = TagBounds.valuesOfProjectMax

    public init() {}

    /// Counts some events with a tag.
    public mutating func add(_ key: String, _ found: TagValueSummary) {
        var values = keys.removeValue(forKey: key) ?? [:]
        defer { keys[key] = values }
        guard var known = values[found.value] else {
            if values.count < Self.valuesMax { values[found.value] = found }
            return
        }
        known.events += found.events
        known.firstSeen = min(known.firstSeen, found.firstSeen)
        known.lastSeen = max(known.lastSeen, found.lastSeen)
        values[found.value] = known
    }

    /// The keys, the most frequent first, each with its `top` most frequent values.
    public func summaries(top: Int) -> [TagSummary] {
        keys.keys.map { summary(of: $0, top: top) }.sorted { ($1.events, $0.key) < ($0.events, $1.key) }
    }

    /// Nil when no event has the key.
    public func summary(_ key: String, top: Int) -> TagSummary? { keys[key] == nil ? nil : summary(of: key, top: top) }

    /// Values that have `text` in them, in any case.
    public func values(of key: String, containing text: String, order: TagOrder) -> [TagValueSummary] {
        let pattern = TextPattern(withinLiteral: text)
        return (keys[key] ?? [:]).values.filter { pattern.matches($0.value) }.sorted { left, right in
            switch order {
            case .count: (right.events, left.value) < (left.events, right.value)
            case .lastSeen: (right.lastSeen, left.value) < (left.lastSeen, right.value)
            case .lastSeenOldest: (left.lastSeen, left.value) < (right.lastSeen, right.value)
            case .firstSeen: (left.firstSeen, left.value) < (right.firstSeen, right.value)
            }
        }
    }

    private func summary(of key: String, top: Int) -> TagSummary {
        let values = values(of: key, containing: "", order: .count)
        return TagSummary(
            key: key, events: values.reduce(0) { $0 + $1.events }, values: values.count,
            isCapped: values.count >= Self.valuesMax, top: Array(values.prefix(max(top, 0))))
    }
}
