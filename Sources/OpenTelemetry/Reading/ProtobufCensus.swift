/// Weighs the messages of a protobuf body before any of them is made, so that a hostile one costs no memory: one pass
/// over the bytes, nothing allocated but the stack of what is open.
struct ProtobufCensus {
    /// The messages of `otlp.proto` that hold others.
    enum Message {
        case traceRequest, resourceSpans, scopeSpans, span, link
        case logsRequest, resourceLogs, scopeLogs, logRecord
        /// Both hold nothing but attributes.
        case resource, scope
        case keyValue, anyValue, arrayValue, keyValueList
        case leaf

        var weight: Int { self == .span || self == .logRecord ? OTLPLimits.recordWeight : 1 }

        /// What the field with that number holds; nil when it is no message of ours.
        func child(_ field: UInt64) -> Message? {
            switch (self, field) {
            case (.traceRequest, 1): .resourceSpans
            case (.resourceSpans, 1), (.resourceLogs, 1): .resource
            case (.resourceSpans, 2): .scopeSpans
            case (.scopeSpans, 1), (.scopeLogs, 1): .scope
            case (.scopeSpans, 2): .span
            case (.span, 9), (.link, 4), (.logRecord, 6), (.resource, 1), (.scope, 3), (.keyValueList, 1): .keyValue
            case (.span, 13): .link
            case (.span, 15): .leaf
            case (.logsRequest, 1): .resourceLogs
            case (.resourceLogs, 2): .scopeLogs
            case (.scopeLogs, 2): .logRecord
            case (.logRecord, 5), (.keyValue, 2), (.arrayValue, 1): .anyValue
            case (.anyValue, 5): .arrayValue
            case (.anyValue, 6): .keyValueList
            default: nil
            }
        }
    }

    /// Throws when `body` is no message, or holds more than `OTLPLimits` allows.
    static func check(_ body: [UInt8], as root: Message) throws(OTLPError) {
        var census = ProtobufCensus(bytes: body)
        try census.walk(root)
    }

    private let bytes: [UInt8]
    private var position = 0
    private var weight = 0

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func walk(_ root: Message) throws(OTLPError) {
        var open: [(message: Message, end: Int)] = [(root, bytes.count)]
        while let current = open.last {
            guard position < current.end else {
                open.removeLast()
                continue
            }
            let tag = try varint(before: current.end)
            switch tag & 7 {
            case 0: _ = try varint(before: current.end)
            case 1: try skip(8, before: current.end)
            case 5: try skip(4, before: current.end)
            case 2:
                let length = try varint(before: current.end)
                guard length <= UInt64(current.end - position) else { throw .malformed("a field is truncated") }
                guard let child = current.message.child(tag >> 3) else {
                    position += Int(length)
                    continue
                }
                weight += child.weight
                guard weight <= OTLPLimits.valuesMax else { throw .tooManyValues }
                guard open.count < OTLPLimits.depthMax else { throw .tooDeep }
                open.append((child, position + Int(length)))
            default: throw .malformed("a field has an unknown wire type")
            }
        }
    }

    private mutating func skip(_ count: Int, before end: Int) throws(OTLPError) {
        guard count <= end - position else { throw .malformed("a field is truncated") }
        position += count
    }

    private mutating func varint(before end: Int) throws(OTLPError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw .malformed("a field is truncated") }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw .malformed("a number is too long")
    }
}
