/// One update of a session (protocol.md §5.9).
public struct SessionItem: Sendable {
    public let id: EventID?
    public let distinctID: String?
    public let sequence: Int64?
    public let isInitial: Bool
    public let started: Timestamp
    /// When the update was made.
    public let updated: Timestamp?
    /// `ok`, `exited`, `crashed`, `abnormal`, `errored`, `unhandled`; `unknown` for every other word.
    public let status: String
    public let errors: Int
    /// In seconds.
    public let duration: Double?
    public let attributes: SessionAttributes

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        guard let started = root["started"].flatMap({ Timestamp(telemetry: $0) }) else { throw Unusable(.missingField) }
        attributes = try SessionAttributes(reading: root["attrs"])
        self.started = started
        updated = root["timestamp"].flatMap { Timestamp(telemetry: $0) }
        id = root["sid"].flatMap { EventID(telemetry: $0) }.flatMap { $0.isNil ? nil : $0 }
        distinctID = SessionAttributes.distinctID(root["did"])
        isInitial = root["init"]?.bool ?? false
        sequence = isInitial ? 0 : root["seq"]?.integer.flatMap { $0 >= 0 ? Int64($0) : nil }
        status = try Self.status(root["status"])
        // A crash is an error, also where the SDK forgot to count it.
        errors = max(try Count.read(root["errors"]), status == "crashed" ? 1 : 0)
        duration = root["duration"]?.double.flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func status(_ node: JSONNode?) throws(Unusable) -> String {
        guard let node, !node.isNull else { return "ok" }
        guard let text = node.string else { throw Unusable(.badValue) }
        switch text {
        case "ok", "exited", "crashed", "abnormal", "errored", "unhandled": return text
        default: return "unknown"
        }
    }
}

/// Sessions that a server's SDK has counted itself.
public struct SessionAggregates: Sendable {
    public let attributes: SessionAttributes
    /// The entries, not read yet.
    public let entries: JSONElements

    /// Minutes of one report that are read: a day and a bit.
    public static let entriesMax = 2_000

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        attributes = try SessionAttributes(reading: root["attrs"])
        guard let list = root["aggregates"], list.kind == .array else { throw Unusable(.missingField) }
        entries = list.elements
    }

    /// The sessions that began at one time.
    public struct Entry: Sendable {
        public let started: Timestamp
        public let distinctID: String?
        public let exited: Int
        public let errored: Int
        public let abnormal: Int
        public let unhandled: Int
        public let crashed: Int

        public init(reading node: JSONNode) throws(Unusable) {
            guard let started = node["started"].flatMap({ Timestamp(telemetry: $0) }) else {
                throw Unusable(.missingField)
            }
            self.started = started
            distinctID = SessionAttributes.distinctID(node["did"])
            exited = try Count.read(node["exited"])
            errored = try Count.read(node["errored"])
            abnormal = try Count.read(node["abnormal"])
            unhandled = try Count.read(node["unhandled"])
            crashed = try Count.read(node["crashed"])
        }
    }
}

/// What all sessions of one item share.
public struct SessionAttributes: Sendable, Equatable {
    public let release: String
    public let environment: String?

    init(reading node: JSONNode?) throws(Unusable) {
        let release = node?["release"]?.lenientString?.trimmingSpace()
        guard let release, Event.isRelease(release) else { throw Unusable(.invalidRelease) }
        self.release = release
        let environment = node?["environment"]?.lenientString?.trimmingSpace()
        self.environment = environment.flatMap { Event.isEnvironment($0) ? $0 : nil }
    }

    /// Nil when nobody is named, or the nil UUID.
    static func distinctID(_ node: JSONNode?) -> String? {
        guard let text = node?.lenientString, !text.isEmpty else { return nil }
        return EventID(hex: text)?.isNil == true ? nil : text.trimmed(to: 200)
    }
}

/// Numbers of things.
private enum Count {
    /// More is a mistake.
    private static let max = 1_000_000_000

    /// 0 when absent; a negative or otherwise impossible one spoils the item.
    static func read(_ node: JSONNode?) throws(Unusable) -> Int {
        guard let node, !node.isNull else { return 0 }
        guard let count = node.integer, (0...max).contains(count) else { throw Unusable(.badValue) }
        return count
    }
}
