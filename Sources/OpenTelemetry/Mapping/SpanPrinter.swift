import SentryProtocol

/// Prints spans in Sentry's second version (protocol.md §5.7, §5.17). What is broken stays broken: a span without ids
/// is printed without them, so that it is counted as invalid where all spans are.
struct SpanPrinter {
    private let receivedAt: UInt64

    init(receivedAt: Timestamp) { self.receivedAt = receivedAt.nanoseconds }

    func print(_ group: TelemetryGroup<SpanRecord>, into container: inout ContainerPrinter) throws(OTLPError) {
        let shared = SharedAttributes(resource: group.resource, origin: "auto.otlp.spans")
        for scoped in group.scopes where !scoped.records.isEmpty {
            let shared = shared.adding(scoped.scope)
            for span in scoped.records { try container.item { print(span, shared, into: &$0) } }
        }
    }

    private func print(_ span: SpanRecord, _ shared: SharedAttributes, into writer: inout JSONWriter) {
        let op = span.op
        writer.traceID("trace_id", span.traceID)
        writer.spanID("span_id", span.spanID)
        writer.spanID("parent_span_id", span.parentSpanID)
        writer.member("name", span.name.isEmpty ? op : span.name)
        writer.member("status", span.isError ? "error" : "ok")
        writer.member("is_segment", span.parentSpanID.isEmpty || span.hasRemoteParent == true)
        // Who said one of the two times meant both.
        let start = span.start != 0 ? span.start : span.end != 0 ? span.end : receivedAt
        writer.seconds("start_timestamp", start)
        writer.seconds("end_timestamp", span.end != 0 ? span.end : start)
        if !span.links.isEmpty { writer.array("links", span.links) { $0.link($1) } }
        shared.print(span.attributes, derived: derived(of: span, op), into: &writer)
    }

    private func derived(of span: SpanRecord, _ op: String) -> [TelemetryAttribute] {
        var attributes = [TelemetryAttribute("sentry.op", .string(op))]
        if let kind = span.kind.name { attributes.append(.init("sentry.kind", .string(kind))) }
        if !span.statusMessage.isEmpty {
            attributes.append(.init("sentry.status.message", .string(span.statusMessage)))
        }
        if let rate = TraceState.sampleRate(of: span.traceState) {
            attributes.append(.init("sentry.client_sample_rate", .double(rate)))
        }
        return attributes
    }
}

extension JSONWriter {
    fileprivate mutating func link(_ link: SpanRecord.Link) {
        object { writer in
            writer.traceID("trace_id", link.traceID)
            writer.spanID("span_id", link.spanID)
            // The one flag of W3C's trace context.
            writer.member("sampled", link.flags & 1 != 0)
            writer.attributes(link.attributes)
        }
    }
}

extension SpanRecord {
    /// What kind of work it was, by the attributes that OpenTelemetry's conventions give each kind; `default` when they
    /// do not say.
    fileprivate var op: String {
        var words: [String: String] = [:]
        for attribute in attributes where Self.telling.contains(attribute.key) {
            words[attribute.key] = attribute.value.word
        }
        if words.isEmpty { return "default" }
        if let op = words["sentry.op"] { return op }
        if words["http.request.method"] ?? words["http.method"] != nil {
            return kind == .server ? "http.server" : kind == .client ? "http.client" : "http"
        }
        if words["db.system.name"] ?? words["db.system"] != nil { return "db" }
        if words["gen_ai.provider.name"] ?? words["gen_ai.system"] != nil { return "gen_ai" }
        if words["rpc.system"] ?? words["rpc.service"] != nil { return "rpc" }
        if words["messaging.system"] != nil { return "message" }
        return words["faas.trigger"] ?? "default"
    }

    private static let telling: Set<String> = [
        "sentry.op", "http.request.method", "http.method", "db.system.name", "db.system", "gen_ai.provider.name",
        "gen_ai.system", "rpc.system", "rpc.service", "messaging.system", "faas.trigger",
    ]
}

/// W3C `tracestate`, as far as OpenTelemetry writes into it.
enum TraceState {
    /// The share of traces that the sender keeps, from the threshold in `ot=th:…`: up to 14 hex digits, of which
    /// trailing zeros are left out; a trace is kept when 56 random bits reach it.
    static func sampleRate(of text: String) -> Double? {
        for member in text.split(separator: ",").prefix(32) {
            let member = member.drop { $0 == " " || $0 == "\t" }
            guard member.hasPrefix("ot=") else { continue }
            for field in member.dropFirst(3).split(separator: ";") where field.hasPrefix("th:") {
                let digits = field.dropFirst(3).prefix { $0.isHexDigit && $0.isASCII }
                guard (1...14).contains(digits.count), var threshold = UInt64(digits, radix: 16) else { return nil }
                threshold <<= UInt64(4 * (14 - digits.count))
                return 1 - Double(threshold) / Double(UInt64(1) << 56)
            }
        }
        return nil
    }
}
