/// A profile of a transaction, or a chunk of a continuous one (protocol.md §5.16).
public struct ProfileItem: Sendable {
    public let id: EventID
    public let profilerID: EventID?
    public let transactionID: EventID?
    public let traceID: TraceID?
    public let platform: String
    /// By the sender's clock; nil when it does not say.
    public let start: Timestamp?
    /// In seconds.
    public let duration: Double
    public let environment: String?
    public let release: String?

    /// A profile of one transaction: `version` 1.
    public init(reading root: JSONNode) throws(Unusable) {
        try self.init(
            root, id: root["event_id"] ?? root["profile_id"], secondsMax: Double(WireLimits.profileSecondsMax))
    }

    /// A chunk of a continuous profile: `version` 2.
    public init(readingChunk root: JSONNode) throws(Unusable) {
        guard root["profiler_id"].flatMap({ EventID(telemetry: $0) }) != nil else { throw Unusable(.missingField) }
        try self.init(root, id: root["chunk_id"], secondsMax: Double(WireLimits.profileChunkSecondsMax))
    }

    private init(_ root: JSONNode, id: JSONNode?, secondsMax: Double) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        guard let id = id.flatMap({ EventID(telemetry: $0) }), !id.isNil,
            let platform = root["platform"]?.string, !platform.isEmpty
        else { throw Unusable(.missingField) }
        self.id = id
        self.platform = platform.trimmed(to: 64)
        profilerID = root["profiler_id"].flatMap { EventID(telemetry: $0) }
        var transactions = root["transactions"]?.elements
        let transaction = root["transaction"].flatMap { $0.kind == .object ? $0 : nil } ?? transactions?.next()
        transactionID = (transaction?["id"] ?? root["transaction_id"]).flatMap { EventID(telemetry: $0) }
        traceID = (transaction?["trace_id"] ?? root["trace_id"]).flatMap { TraceID(telemetry: $0) }
        let span = try Self.span(root, transaction)
        start = root["timestamp"].flatMap { Timestamp(telemetry: $0) } ?? span.start
        duration = span.duration
        // A sampler that wakes up late is let be.
        guard duration <= secondsMax * 1.1 else { throw Unusable(.tooLarge) }
        environment = root["environment"]?.lenientString.flatMap { Event.isEnvironment($0) ? $0 : nil }
        release = (root["release"] ?? root["version_name"])?.lenientString.flatMap { Event.isRelease($0) ? $0 : nil }
    }

    /// From the first sample to the last.
    private static func span(
        _ root: JSONNode, _ transaction: JSONNode?
    ) throws(Unusable) -> (start: Timestamp?, duration: Double) {
        let samples = root["profile"]?["samples"]
        guard let samples, samples.kind == .array else {
            // Android sends one opaque text in place of samples.
            guard root["sampled_profile"]?.string?.isEmpty == false else { throw Unusable(.missingField) }
            return (nil, min(max(number(root["duration_ns"]) ?? 0, 0) / 1_000_000_000, 1e9))
        }
        guard samples.count > 0 else { throw Unusable(.empty) }
        var (first, last) = (Double.infinity, -Double.infinity)
        var isAbsolute = false
        for sample in samples.elements {
            if let elapsed = number(sample["elapsed_since_start_ns"]) {
                (first, last) = (min(first, elapsed / 1_000_000_000), max(last, elapsed / 1_000_000_000))
            } else if let time = number(sample["timestamp"]) {
                (first, last, isAbsolute) = (min(first, time), max(last, time), true)
            }
        }
        guard first <= last, last - first < 1e9 else { throw Unusable(.missingField) }
        return (isAbsolute ? Timestamp(unixSeconds: first) : nil, last - first)
    }

    /// Numbers may be text.
    private static func number(_ node: JSONNode?) -> Double? {
        guard let value = node?.double ?? node?.string.flatMap({ Double($0) }), value.isFinite else { return nil }
        return value
    }
}
