import SentryProtocol

/// JSON bodies to records (OTLP's own JSON: ids in hexadecimal, 64-bit numbers as text, kinds as numbers or names).
/// Every name is taken in camel case and in the `.proto`'s own spelling, as both are sent.
struct JSONReading {
    /// What is left of `OTLPLimits.valuesMax`.
    private var weightLeft = OTLPLimits.valuesMax

    static func spans(in body: [UInt8]) throws(OTLPError) -> [TelemetryGroup<SpanRecord>] {
        var reading = JSONReading()
        var groups: [TelemetryGroup<SpanRecord>] = []
        for (key, value) in try root(of: body).members {
            guard key.is("resourceSpans", "resource_spans") else { continue }
            for node in value.elements { groups.append(try reading.spans(of: node)) }
        }
        return groups
    }

    static func logs(in body: [UInt8]) throws(OTLPError) -> [TelemetryGroup<LogRecord>] {
        var reading = JSONReading()
        var groups: [TelemetryGroup<LogRecord>] = []
        for (key, value) in try root(of: body).members {
            guard key.is("resourceLogs", "resource_logs") else { continue }
            for node in value.elements { groups.append(try reading.logs(of: node)) }
        }
        return groups
    }

    private static func root(of body: [UInt8]) throws(OTLPError) -> JSONNode {
        let root: JSONNode
        do throws(JSONError) { root = try JSONDocument(parsing: body).root } catch {
            if case .tooDeep = error { throw .tooDeep }
            throw .malformed(error.description)
        }
        guard root.kind == .object else { throw .malformed("not a JSON object") }
        return root
    }

    private mutating func take(_ weight: Int) throws(OTLPError) {
        weightLeft -= weight
        guard weightLeft >= 0 else { throw .tooManyValues }
    }
}

// MARK: - Groups

extension JSONReading {
    private mutating func spans(of node: JSONNode) throws(OTLPError) -> TelemetryGroup<SpanRecord> {
        var group = TelemetryGroup<SpanRecord>(resource: try resource(of: node))
        for (key, value) in node.members where key.is("scopeSpans", "scope_spans") {
            for element in value.elements {
                var scoped = TelemetryGroup<SpanRecord>.Scoped(scope: try scope(of: element))
                for (key, value) in element.members where key.equals("spans") {
                    for node in value.elements { scoped.records.append(try span(node)) }
                }
                group.scopes.append(scoped)
            }
        }
        return group
    }

    private mutating func logs(of node: JSONNode) throws(OTLPError) -> TelemetryGroup<LogRecord> {
        var group = TelemetryGroup<LogRecord>(resource: try resource(of: node))
        for (key, value) in node.members where key.is("scopeLogs", "scope_logs") {
            for element in value.elements {
                var scoped = TelemetryGroup<LogRecord>.Scoped(scope: try scope(of: element))
                for (key, value) in element.members where key.is("logRecords", "log_records") {
                    for node in value.elements { scoped.records.append(try log(node)) }
                }
                group.scopes.append(scoped)
            }
        }
        return group
    }

    private mutating func resource(of group: JSONNode) throws(OTLPError) -> [TelemetryAttribute] {
        try take(1)
        return try attributes(group["resource"]?["attributes"])
    }

    private mutating func scope(of scoped: JSONNode) throws(OTLPError) -> TelemetryScope {
        try take(1)
        guard let scope = scoped["scope"] else { return TelemetryScope() }
        return TelemetryScope(
            name: scope["name"]?.string ?? "", version: scope["version"]?.string ?? "",
            attributes: try attributes(scope["attributes"]))
    }
}

// MARK: - Records

extension JSONReading {
    private mutating func span(_ node: JSONNode) throws(OTLPError) -> SpanRecord {
        try take(OTLPLimits.recordWeight)
        var span = SpanRecord()
        for (key, value) in node.members {
            switch key {
            case "traceId", "trace_id": span.traceID = value.identifier
            case "spanId", "span_id": span.spanID = value.identifier
            case "parentSpanId", "parent_span_id": span.parentSpanID = value.identifier
            case "traceState", "trace_state": span.traceState = value.string ?? ""
            case "name": span.name = value.string ?? ""
            case "kind": span.kind = SpanKind(value) ?? .unspecified
            case "startTimeUnixNano", "start_time_unix_nano": span.start = value.unsigned ?? 0
            case "endTimeUnixNano", "end_time_unix_nano": span.end = value.unsigned ?? 0
            case "attributes": span.attributes = try attributes(value)
            case "links": span.links = try links(value)
            case "status":
                span.isError = value["code"].map { $0.signed == 2 || $0.string == "STATUS_CODE_ERROR" } ?? false
                span.statusMessage = value["message"]?.string ?? ""
            case "flags": span.flags = value.unsigned.map(UInt32.init(truncatingIfNeeded:)) ?? 0
            default: break
            }
        }
        return span
    }

    private mutating func links(_ node: JSONNode) throws(OTLPError) -> [SpanRecord.Link] {
        var links: [SpanRecord.Link] = []
        for element in node.elements {
            try take(1)
            var link = SpanRecord.Link()
            for (key, value) in element.members {
                switch key {
                case "traceId", "trace_id": link.traceID = value.identifier
                case "spanId", "span_id": link.spanID = value.identifier
                case "attributes": link.attributes = try attributes(value)
                case "flags": link.flags = value.unsigned.map(UInt32.init(truncatingIfNeeded:)) ?? 0
                default: break
                }
            }
            links.append(link)
        }
        return links
    }

    private mutating func log(_ node: JSONNode) throws(OTLPError) -> LogRecord {
        try take(OTLPLimits.recordWeight)
        var log = LogRecord()
        for (key, value) in node.members {
            switch key {
            case "traceId", "trace_id": log.traceID = value.identifier
            case "spanId", "span_id": log.spanID = value.identifier
            case "timeUnixNano", "time_unix_nano": log.time = value.unsigned ?? 0
            case "observedTimeUnixNano", "observed_time_unix_nano": log.observedTime = value.unsigned ?? 0
            case "severityNumber", "severity_number": log.severityNumber = value.severity ?? 0
            case "severityText", "severity_text": log.severityText = value.string ?? ""
            case "body": log.body = try self.value(value)
            case "eventName", "event_name": log.eventName = value.string ?? ""
            case "attributes": log.attributes = try attributes(value)
            default: break
            }
        }
        return log
    }
}

// MARK: - Values

extension JSONReading {
    private mutating func attributes(_ node: JSONNode?) throws(OTLPError) -> [TelemetryAttribute] {
        guard let node else { return [] }
        var attributes: [TelemetryAttribute] = []
        for element in node.elements {
            try take(1)
            var name = ""
            var content: TelemetryValue?
            for (key, value) in element.members {
                switch key {
                case "key": name = value.string ?? ""
                case "value": content = try self.value(value)
                default: break
                }
            }
            if !name.isEmpty, let content { attributes.append(TelemetryAttribute(name, content)) }
        }
        return attributes
    }

    /// Nil when none of the kinds that we know is set, or bytes are no text. As deep as the document, which `JSONLimits.depthMax` bounds.
    private mutating func value(_ node: JSONNode) throws(OTLPError) -> TelemetryValue? {
        try take(1)
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "stringValue", "string_value": return value.lenientString.map(TelemetryValue.string)
            case "boolValue", "bool_value": return value.bool.map(TelemetryValue.bool)
            case "intValue", "int_value": return value.signed.map(TelemetryValue.integer)
            case "doubleValue", "double_value": return value.number.map(TelemetryValue.double)
            case "bytesValue", "bytes_value":
                guard let bytes = value.string.flatMap({ Base64.decode($0.utf8) }) else { return nil }
                return String(validating: bytes, as: UTF8.self).map(TelemetryValue.string)
            case "arrayValue", "array_value": return .array(try values(value["values"]))
            case "kvlistValue", "kvlist_value": return .map(try attributes(value["values"]))
            default: break
            }
        }
        return nil
    }

    private mutating func values(_ node: JSONNode?) throws(OTLPError) -> [TelemetryValue] {
        guard let node else { return [] }
        var values: [TelemetryValue] = []
        for element in node.elements {
            if let value = try value(element) { values.append(value) }
        }
        return values
    }
}

extension JSONKey {
    fileprivate func `is`(_ camelCase: StaticString, _ snakeCase: StaticString) -> Bool {
        equals(camelCase) || equals(snakeCase)
    }
}

extension JSONNode {
    /// An id as bytes: 16 or 32 hex digits, or base 64 as the general JSON form of protobuf has it. Empty when it is
    /// neither.
    fileprivate var identifier: [UInt8] {
        guard let text = string else { return [] }
        switch text.utf8.count {
        case 32: return EventID(hex: text)?.bytes ?? []
        case 16:
            guard let id = SpanID(hex: text)?.rawValue else { return [] }
            return stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: id >> $0) }
        case 11, 12, 22, 24: return Base64.decode(text.utf8) ?? []
        default: return []
        }
    }

    /// A whole number, or one as text.
    fileprivate var signed: Int64? {
        if let text = string { return Int64(text) }
        return integer.map(Int64.init)
    }

    /// A whole number that is not negative, or one as text; all 64 bits.
    fileprivate var unsigned: UInt64? {
        if let text = lenientString, let value = UInt64(text) { return value }
        return integer.flatMap(UInt64.init(exactly:))
    }

    /// A number, or its name: `NaN`, `Infinity`, `-Infinity`, `1.5`.
    fileprivate var number: Double? { string.map { Double($0) } ?? double }

    /// 1 to 24, or `SEVERITY_NUMBER_WARN`, `…_WARN2`.
    fileprivate var severity: Int? {
        if let number = signed { return Int(exactly: number) }
        guard let name = string, name.hasPrefix("SEVERITY_NUMBER_") else { return nil }
        let word = name.dropFirst("SEVERITY_NUMBER_".count)
        let bands = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
        guard let band = bands.firstIndex(where: { word.hasPrefix($0) }) else { return nil }
        let step = word.dropFirst(bands[band].count)
        return band * 4 + (step.isEmpty ? 1 : min(max(Int(step) ?? 1, 1), 4))
    }
}

extension SpanKind {
    /// A number, or `SPAN_KIND_SERVER`.
    fileprivate init?(_ node: JSONNode) {
        if let number = node.signed.flatMap(Int.init(exactly:)) {
            self.init(rawValue: number)
        } else {
            switch node.string {
            case "SPAN_KIND_INTERNAL": self = .internal
            case "SPAN_KIND_SERVER": self = .server
            case "SPAN_KIND_CLIENT": self = .client
            case "SPAN_KIND_PRODUCER": self = .producer
            case "SPAN_KIND_CONSUMER": self = .consumer
            default: return nil
            }
        }
    }
}
