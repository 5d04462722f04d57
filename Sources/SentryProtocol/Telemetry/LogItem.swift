/// One entry of a log container (protocol.md §5.10).
public struct LogItem: Sendable {
    public let time: Timestamp
    /// The lowest number of the level's band: 1 trace, 5 debug, 9 info, 13 warn, 17 error, 21 fatal.
    public let severity: Int
    public let traceID: TraceID?
    public let spanID: SpanID?
    public let environment: String?
    public let release: String?
    public let request: RequestFacts
    private let level: JSONNode?
    private let number: Int?
    private let body: JSONNode
    private let attributes: JSONNode?

    public init(reading node: JSONNode) throws(Unusable) {
        guard node.kind == .object else { throw Unusable(.notAnObject) }
        guard node.sourceByteCount <= EntryLimits.logBytesMax else { throw Unusable(.tooLarge) }
        var time: JSONNode?
        var (trace, span, level, number): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
        var (body, attributes): (JSONNode?, JSONNode?)
        for (key, value) in node.members {
            switch key {
            case "timestamp": time = value
            case "trace_id": trace = value
            case "span_id": span = value
            case "level": level = value
            case "severity_number": number = value
            case "body": body = value
            case "attributes": attributes = value
            default: break
            }
        }
        guard let time = time.flatMap({ Timestamp(telemetry: $0) }), let body, body.kind != .null else {
            throw Unusable(.missingField)
        }
        self.time = time
        self.body = body
        self.level = level.flatMap { $0.kind == .string ? $0 : nil }
        self.number = number?.integer.flatMap { (1...24).contains($0) ? $0 : nil }
        self.attributes = attributes.flatMap { $0.kind == .object ? $0 : nil }
        traceID = trace.flatMap { TraceID(telemetry: $0) }
        spanID = span.flatMap { SpanID(telemetry: $0) }
        severity = Self.severity(self.level, self.number)
        let scan = AttributeScan(self.attributes)
        (environment, release, request) = (scan.environmentName, scan.releaseName, scan.facts)
    }

    /// Prints the entry as it is stored, `shift` microseconds later than it says.
    public func write(
        into writer: inout JSONWriter, movedBy shift: Int64, inferring inferred: InferredAttributes? = nil
    ) {
        writer.beginObject()
        writer.key("timestamp")
        writer.number(time.moved(by: shift))
        writer.key("level")
        if let name = Self.name(ofKnown: level) {
            writer.string(name)
        } else if let level {
            writer.bounded(level, to: 32)
        } else {
            writer.string(Self.name(of: severity))
        }
        writer.key("body")
        if body.kind == .string {
            writer.bounded(body, to: EntryLimits.logBodyMax)
        } else {
            writer.string(body.sourceText.trimmed(to: EntryLimits.logBodyMax))
        }
        if let traceID { writer.member("trace_id", traceID.hex) }
        if let spanID { writer.member("span_id", spanID.hex) }
        writer.member("severity_number", number)
        writer.attributes(attributes, inferring: inferred)
        writer.endObject()
    }

    /// By the level's name, else by its number, else information.
    private static func severity(_ level: JSONNode?, _ number: Int?) -> Int {
        if let level {
            let name = JSONKey(document: level.document, token: level.token)
            switch name {
            case "trace": return 1
            case "debug": return 5
            case "info": return 9
            case "warn": return 13
            case "error": return 17
            case "fatal": return 21
            default: break
            }
            if let known = severity(named: level.string?.lowercased() ?? "") { return known }
        }
        return number.map { ($0 - 1) / 4 * 4 + 1 } ?? 9
    }

    /// Words that loggers use besides the protocol's own.
    private static func severity(named name: String) -> Int? {
        switch name {
        case "trace", "verbose", "finest": 1
        case "debug", "fine": 5
        case "info", "information", "log", "notice": 9
        case "warn", "warning": 13
        case "error", "err", "severe": 17
        case "fatal", "critical", "crit", "alert", "emergency", "panic": 21
        default: nil
        }
    }

    /// The protocol's name of a level that is known; nil for one that is kept as it was sent.
    private static func name(ofKnown level: JSONNode?) -> String? {
        guard let text = level?.string else { return nil }
        return severity(named: text.lowercased()).map(name(of:))
    }

    private static func name(of severity: Int) -> String {
        switch severity {
        case 1: "trace"
        case 5: "debug"
        case 13: "warn"
        case 17: "error"
        case 21: "fatal"
        default: "info"
        }
    }
}
