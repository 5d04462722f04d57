/// The description of one segment of a replay (protocol.md §5.15).
public struct ReplayItem: Sendable {
    public let replayID: EventID
    public let segment: Int
    public let start: Timestamp?
    public let time: Timestamp?
    public let urls: [String]
    public let errorIDs: [EventID]
    public let traceIDs: [TraceID]
    private let root: JSONNode

    public static let segmentMax = 65_535
    /// Entries of each list.
    public static let listMax = 100

    public init(reading root: JSONNode) throws(Unusable) {
        guard root.kind == .object else { throw Unusable(.notAnObject) }
        guard let replayID = root["replay_id"].flatMap({ EventID(telemetry: $0) }), !replayID.isNil,
            let segment = root["segment_id"]?.integer, (0...Self.segmentMax).contains(segment)
        else { throw Unusable(.missingField) }
        (self.replayID, self.segment, self.root) = (replayID, segment, root)
        start = root["replay_start_timestamp"].flatMap { Timestamp($0) }
        time = root["timestamp"].flatMap { Timestamp($0) }
        urls = Self.list(root["urls"]).compactMap { $0.string?.trimmed(to: EventLimits.urlMax) }
        errorIDs = Self.list(root["error_ids"]).compactMap { EventID(telemetry: $0) }
        traceIDs = Self.list(root["trace_ids"]).compactMap { TraceID(telemetry: $0) }
    }

    private static func list(_ node: JSONNode?) -> [JSONNode] { node.map { Array($0.elements.prefix(listMax)) } ?? [] }

    /// Prints what is stored: what was sent, with the normalised `user` and times `shift` microseconds later.
    public func encoded(user: EventUser?, movedBy shift: Int64, expecting size: Int) -> [UInt8] {
        var writer = JSONWriter(reserving: size + 256)
        writer.beginObject()
        writer.member("type", "replay_event")
        writer.member("replay_id", replayID.hex)
        writer.member("segment_id", segment)
        writer.member("replay_start_timestamp", start?.moved(by: shift))
        writer.member("timestamp", time?.moved(by: shift))
        writer.array("urls", urls) { $0.string($1) }
        writer.array("error_ids", errorIDs) { $0.string($1.hex) }
        writer.array("trace_ids", traceIDs) { $0.string($1.hex) }
        if let user { writer.object("user") { user.encode(into: &$0) } }
        for (key, value) in root.members where !value.isNull {
            switch key {
            case "event_id", "replay_type", "platform", "release", "dist", "environment":
                writer.key(key)
                writer.bounded(value, to: EventLimits.transactionMax)
            case "segment_names", "tags", "request", "contexts", "sdk", "_meta":
                writer.key(key)
                writer.value(value, within: EventLimits.extraBudget)
            default: continue
            }
        }
        writer.endObject()
        return writer.bytes
    }
}

/// The recording of one segment: a line of JSON, then rrweb's events, plain or as a zlib stream.
public struct ReplayRecording: Sendable, Equatable {
    public let segment: Int
    /// Where the events are.
    public let payload: Range<Int>
    /// They are a zlib stream.
    public let isPacked: Bool

    /// The header is one number.
    private static let headerBytesMax = 4_096

    public init(reading bytes: [UInt8], in range: Range<Int>) throws(Unusable) {
        let window = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + Self.headerBytesMax)]
        guard !range.isEmpty else { throw Unusable(.empty) }
        guard let lineEnd = window.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONDocument(parsing: bytes, in: range.lowerBound..<lineEnd),
            let segment = header.root["segment_id"]?.integer, (0...ReplayItem.segmentMax).contains(segment)
        else { throw Unusable(.missingField) }
        self.segment = segment
        payload = lineEnd + 1..<range.upperBound
        guard let first = bytes[payload].first(where: { $0 > 0x20 }) else { throw Unusable(.empty) }
        isPacked = first != UInt8(ascii: "[")
    }
}

extension JSONDocument {
    /// The most tokens that `range` can have, without parsing it: what a document costs to hold follows from it.
    public static func tokenBound(of bytes: [UInt8], in range: Range<Int>) -> Int {
        var count = 1
        for byte in bytes[range] {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
            default: break
            }
        }
        return count
    }
}
