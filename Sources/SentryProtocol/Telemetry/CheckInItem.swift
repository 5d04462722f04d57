/// A report from a scheduled job (protocol.md §5.8).
public struct CheckInItem: Sendable {
    /// Nil for the nil UUID, which means the newest one in progress.
    public let id: EventID?
    public let slug: MonitorSlug
    /// `in_progress`, `ok`, `error` or `unknown`.
    public let status: String
    /// In seconds.
    public let duration: Double?
    public let environment: String
    public let release: String?
    public let traceID: TraceID?
    /// Nil when none was sent, or an invalid one: the check-in counts all the same.
    public let config: MonitorConfig?

    /// In seconds: as milliseconds it fits 31 bits, which is about 24.8 days.
    private static let durationMax = 2_147_483.647

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        guard let status = root["status"]?.string else { throw Unusable(.missingField) }
        guard let slug = root["monitor_slug"]?.lenientString.flatMap({ MonitorSlug($0) }) else {
            throw Unusable(.missingField)
        }
        self.slug = slug
        self.status = ["in_progress", "ok", "error"].contains(status) ? status : "unknown"
        id = try Self.id(root["check_in_id"])
        duration = root["duration"].flatMap { $0.double ?? $0.string.flatMap { Double($0) } }.flatMap {
            (0...Self.durationMax).contains($0) ? $0 : nil
        }
        let environment = root["environment"]?.lenientString?.trimmingSpace() ?? ""
        self.environment = Event.isEnvironment(environment) ? environment : "production"
        release = root["release"]?.lenientString.flatMap { Event.isRelease($0) ? $0 : nil }
        traceID = root["contexts"]?["trace"]?["trace_id"].flatMap { TraceID(telemetry: $0) }
        config = root["monitor_config"].flatMap { MonitorConfig(reading: $0) }
    }

    private static func id(_ node: JSONNode?) throws(Unusable) -> EventID? {
        guard let node, !node.isNull else { return nil }
        guard let id = EventID(telemetry: node) else { throw Unusable(.badValue) }
        return id.isNil ? nil : id
    }
}
