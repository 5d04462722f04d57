/// What a transaction's payload has besides that of an event (protocol.md §5.7).
public struct TransactionPayload: Sendable {
    public let traceID: TraceID
    public let spanID: SpanID
    public let parentSpanID: SpanID?
    public let op: String
    public let status: String
    public let start: Timestamp
    public let end: Timestamp
    public let measurements: [Measurement]
    /// Of those with an id and possible times, the first `spansMax`.
    public let spans: [TransactionSpan]
    /// Spans that were sent and are not among `spans`.
    public let spansDropped: Int

    /// A number that was measured during the transaction.
    public struct Measurement: Sendable, Equatable {
        public let name: String
        public let value: Double
        public let unit: String
    }

    /// SDKs stop at 1,000.
    public static let spansMax = 5_000
    public static let measurementsMax = 100

    public init(reading root: JSONNode) throws(Unusable) {
        var (start, end): (JSONNode?, JSONNode?)
        var (contexts, spans, measurements): (JSONNode?, JSONNode?, JSONNode?)
        for (key, value) in root.members where !value.isNull {
            switch key {
            case "start_timestamp": start = value
            case "timestamp": end = value
            case "contexts", "sentry.interfaces.Contexts": contexts = value
            case "spans": spans = value
            case "measurements": measurements = value
            default: break
            }
        }
        guard let trace = contexts?["trace"], let traceID = trace["trace_id"].flatMap({ TraceID(telemetry: $0) }),
            let spanID = trace["span_id"].flatMap({ SpanID(telemetry: $0) }),
            // Read as the event's own time is, which these are compared with.
            let start = start.flatMap({ Timestamp($0) }), let end = end.flatMap({ Timestamp($0) })
        else { throw Unusable(.missingField) }
        guard end >= start else { throw Unusable(.badTimes) }
        (self.traceID, self.spanID, self.start, self.end) = (traceID, spanID, start, end)
        parentSpanID = trace["parent_span_id"].flatMap { SpanID(telemetry: $0) }
        let op = trace["op"]?.string?.trimmed(to: EntryLimits.spanOpMax) ?? ""
        self.op = op.isEmpty ? "default" : op
        status = SpanStatus.name(trace["status"])
        self.measurements = Self.read(measurements)
        (self.spans, spansDropped) = Self.read(spans: spans, until: end)
    }

    private static func read(spans list: JSONNode?, until end: Timestamp) -> ([TransactionSpan], Int) {
        guard let list, list.kind == .array else { return ([], 0) }
        var spans: [TransactionSpan] = []
        spans.reserveCapacity(min(list.count, spansMax))
        var dropped = 0
        for node in list.elements {
            if spans.count < spansMax, let span = TransactionSpan(reading: node, transactionEnd: end) {
                spans.append(span)
            } else {
                dropped += 1
            }
        }
        return (spans, dropped)
    }

    private static func read(_ node: JSONNode?) -> [Measurement] {
        guard let node else { return [] }
        var measurements: [Measurement] = []
        for (key, entry) in node.members.prefix(measurementsMax) {
            let name = key.text.trimmingSpace().lowercased()
            guard !name.isEmpty, name.utf8.count <= 200, name.utf8.allSatisfy(isNameByte),
                let value = (entry["value"] ?? (entry.kind == .number ? entry : nil))?.double
            else { continue }
            measurements.append(
                Measurement(name: name, value: value, unit: MetricUnit.anyShort(entry["unit"]?.string)))
        }
        return measurements
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// What is stored: the normalised event with its start, spans and measurements. Times are `shift` microseconds
    /// later than sent.
    public func encoded(with event: Event, movedBy shift: Int64, expecting size: Int) -> [UInt8] {
        var bytes = event.encoded(expecting: size)
        var writer = JSONWriter(reserving: size)
        writer.object { writer in
            writer.key("start_timestamp")
            writer.number(start.moved(by: shift))
            if !measurements.isEmpty { writer.object("measurements") { write(measurements, into: &$0) } }
            writer.array("spans", spans) { $1.write(into: &$0, movedBy: shift) }
        }
        // Two objects become one: between their members is a comma where brackets were.
        bytes[bytes.count - 1] = UInt8(ascii: ",")
        bytes += writer.bytes.dropFirst()
        return bytes
    }

    private func write(_ measurements: [Measurement], into writer: inout JSONWriter) {
        for entry in measurements {
            writer.key(dynamic: entry.name)
            writer.object { writer in
                writer.key("value")
                writer.double(entry.value)
                writer.member("unit", entry.unit)
            }
        }
    }
}

/// One span inside of a transaction.
public struct TransactionSpan: Sendable {
    private let node: JSONNode
    private let start: Timestamp
    private let end: Timestamp
    /// It had no end of its own.
    private let isCutOff: Bool

    private static let bagBudget = JSONBudget(bytes: 65_536, depth: 7)

    /// Nil without ids, or when it ends before it begins.
    init?(reading node: JSONNode, transactionEnd: Timestamp) {
        var (trace, span, start, end): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "trace_id": trace = value
            case "span_id": span = value
            case "start_timestamp": start = value
            case "timestamp": end = value
            default: break
            }
        }
        guard trace.flatMap({ TraceID(telemetry: $0) }) != nil, span.flatMap({ SpanID(telemetry: $0) }) != nil,
            let start = start.flatMap({ Timestamp(telemetry: $0) })
        else { return nil }
        let ownEnd = end.flatMap { Timestamp(telemetry: $0) }
        let lastMoment = ownEnd ?? max(transactionEnd, start)
        guard lastMoment >= start else { return nil }
        (self.node, self.start, self.end, isCutOff) = (node, start, lastMoment, ownEnd == nil)
    }

    func write(into writer: inout JSONWriter, movedBy shift: Int64) {
        writer.beginObject()
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "start_timestamp", "timestamp": continue
            case "status":
                if !isCutOff { writer.member("status", SpanStatus.name(value)) }
            case "trace_id", "span_id", "parent_span_id", "op", "description", "origin", "exclusive_time",
                "same_process_as_parent", "is_segment", "is_remote", "segment_id", "profile_id", "hash", "kind",
                "platform":
                writer.key(key)
                writer.bounded(value, to: EntryLimits.spanNameMax)
            case "data", "tags", "sentry_tags", "measurements", "links":
                writer.key(key)
                writer.value(value, within: Self.bagBudget)
            default: continue
            }
        }
        writer.key("start_timestamp")
        writer.number(start.moved(by: shift))
        writer.key("timestamp")
        writer.number(end.moved(by: shift))
        if isCutOff { writer.member("status", "deadline_exceeded") }
        writer.endObject()
    }
}
