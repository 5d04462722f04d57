/// One entry of a metric container (protocol.md §5.11).
public struct MetricItem: Sendable {
    public let time: Timestamp
    public let name: String
    /// `counter`, `gauge` or `distribution`.
    public let type: String
    public let value: Double
    /// `none` unless it is a known one.
    public let unit: String
    public let traceID: TraceID?
    public let environment: String?
    public let release: String?
    private let spanID: SpanID?
    private let attributes: JSONNode?

    public init(reading node: JSONNode) throws(Unusable) {
        guard node.kind == .object else { throw Unusable(.notAnObject) }
        guard node.sourceByteCount <= EntryLimits.metricBytesMax else { throw Unusable(.tooLarge) }
        var (time, trace, span, name): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
        var (type, value, unit, attributes): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
        for (key, member) in node.members {
            switch key {
            case "timestamp": time = member
            case "trace_id": trace = member
            case "span_id": span = member
            case "name": name = member
            case "type": type = member
            case "value": value = member
            case "unit": unit = member
            case "attributes": attributes = member
            default: break
            }
        }
        guard let time = time.flatMap({ Timestamp(telemetry: $0) }), let name = name?.string, !name.isEmpty,
            let type = type?.string, let number = value?.double
        else { throw Unusable(.missingField) }
        guard ["counter", "gauge", "distribution"].contains(type) else { throw Unusable(.badValue) }
        (self.time, self.type, self.value) = (time, type, number)
        self.name = Self.cleaned(name)
        self.unit = MetricUnit.known(unit?.string)
        traceID = trace.flatMap { TraceID(telemetry: $0) }
        spanID = span.flatMap { SpanID(telemetry: $0) }
        self.attributes = attributes.flatMap { $0.kind == .object ? $0 : nil }
        let scan = AttributeScan(self.attributes)
        (environment, release) = (scan.environmentName, scan.releaseName)
    }

    /// Prints the entry as it is stored, `shift` microseconds later than it says.
    public func write(
        into writer: inout JSONWriter, movedBy shift: Int64, inferring inferred: InferredAttributes? = nil
    ) {
        writer.beginObject()
        writer.key("timestamp")
        writer.number(time.moved(by: shift))
        writer.member("name", name)
        writer.member("type", type)
        writer.key("value")
        writer.double(value)
        writer.member("unit", unit)
        if let traceID { writer.member("trace_id", traceID.hex) }
        if let spanID { writer.member("span_id", spanID.hex) }
        writer.attributes(attributes, inferring: inferred)
        writer.endObject()
    }

    /// Letters, digits, `_` and `.`; everything else becomes `_`.
    private static func cleaned(_ name: String) -> String {
        let isClean = name.utf8.allSatisfy(isNameByte) && name.utf8.count <= EntryLimits.metricNameMax
        if isClean { return name }
        var text = ""
        for scalar in name.unicodeScalars.prefix(EntryLimits.metricNameMax) {
            let isNamePart = scalar.isASCII && isNameByte(UInt8(truncatingIfNeeded: scalar.value))
            text.unicodeScalars.append(isNamePart ? scalar : "_")
        }
        return text
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// Units of measurements and metrics (protocol.md §5.7).
enum MetricUnit {
    private static let names: Set<String> = [
        "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "bit", "byte",
        "kilobyte", "kibibyte", "megabyte", "mebibyte", "gigabyte", "gibibyte", "terabyte", "tebibyte", "petabyte",
        "pebibyte", "exabyte", "exbibyte", "ratio", "percent", "none",
    ]

    /// `none` for what is not in the list.
    static func known(_ text: String?) -> String {
        guard let text, names.contains(text) else { return "none" }
        return text
    }

    /// A unit of the list, or one of the sender's own of at most 15 characters.
    static func anyShort(_ text: String?) -> String {
        guard let text, !text.isEmpty, text.utf8.count <= 15, !text.containsControl() else { return "none" }
        return text
    }
}
