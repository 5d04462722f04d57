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

    /// Counts one event's tag.
    public mutating func add(_ key: String, _ value: String, at time: Timestamp) {
        var values = keys.removeValue(forKey: key) ?? [:]
        defer { keys[key] = values }
        guard var known = values[value] else {
            guard values.count < Self.valuesMax else { return }
            values[value] = TagValueSummary(value: value, events: 1, firstSeen: time, lastSeen: time)
            return
        }
        known.events += 1
        known.firstSeen = min(known.firstSeen, time)
        known.lastSeen = max(known.lastSeen, time)
        values[value] = known
    }

    /// The keys, the most frequent first, each with its `top` most frequent values.
    public func summaries(top: Int) -> [TagSummary] {
        keys.keys.map { summary(of: $0, top: top) }.sorted { ($1.events, $0.key) < ($0.events, $1.key) }
    }

    /// Nil when no event has the key.
    public func summary(_ key: String, top: Int) -> TagSummary? { keys[key] == nil ? nil : summary(of: key, top: top) }

    /// Values that have `text` in them, in any case.
    public func values(of key: String, containing text: String, order: TagOrder) -> [TagValueSummary] {
        // Stars are stars here.
        var pattern = TextPattern("")
        pattern.pieces = ["", text, ""]
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
