import SwiftProtobuf

#if canImport(FoundationEssentials)
    // SwiftProtobuf hands bytes over as `Data`.
    import FoundationEssentials
#else
    import Foundation
#endif

/// Protobuf bodies to records.
enum ProtobufReading {
    static func spans(in body: [UInt8]) throws(OTLPError) -> [TelemetryGroup<SpanRecord>] {
        try ProtobufCensus.check(body, as: .traceRequest)
        let request: OTLPTraceRequest = try message(body)
        return request.resourceSpans.map { group in
            TelemetryGroup(
                resource: group.resource.attributes.telemetry,
                scopes: group.scopeSpans.map { .init(scope: .init($0.scope), records: $0.spans.map(SpanRecord.init)) })
        }
    }

    static func logs(in body: [UInt8]) throws(OTLPError) -> [TelemetryGroup<LogRecord>] {
        try ProtobufCensus.check(body, as: .logsRequest)
        let request: OTLPLogsRequest = try message(body)
        return request.resourceLogs.map { group in
            TelemetryGroup(
                resource: group.resource.attributes.telemetry,
                scopes: group.scopeLogs.map {
                    .init(scope: .init($0.scope), records: $0.logRecords.map(LogRecord.init))
                })
        }
    }

    private static func message<M: Message>(_ body: [UInt8]) throws(OTLPError) -> M {
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = OTLPLimits.depthMax + 1
        options.discardUnknownFields = true
        do {
            return try M(serializedBytes: body, options: options)
        } catch {
            throw .malformed("not the message that it should be")
        }
    }
}

extension TelemetryScope {
    init(_ scope: OTLPScope) {
        self.init(name: scope.name, version: scope.version, attributes: scope.attributes.telemetry)
    }
}

extension SpanRecord {
    init(_ span: OTLPSpan) {
        self.init(
            traceID: Array(span.traceID), spanID: Array(span.spanID), parentSpanID: Array(span.parentSpanID),
            traceState: span.traceState, name: span.name, kind: SpanKind(rawValue: Int(span.kind)) ?? .unspecified,
            start: span.startTimeUnixNano, end: span.endTimeUnixNano, attributes: span.attributes.telemetry,
            links: span.links.map(Link.init), isError: span.status.code == 2, statusMessage: span.status.message,
            flags: span.flags)
    }
}

extension SpanRecord.Link {
    init(_ link: OTLPLink) {
        self.init(
            traceID: Array(link.traceID), spanID: Array(link.spanID), flags: link.flags,
            attributes: link.attributes.telemetry)
    }
}

extension LogRecord {
    init(_ log: OTLPLogRecord) {
        self.init(
            traceID: Array(log.traceID), spanID: Array(log.spanID), time: log.timeUnixNano,
            observedTime: log.observedTimeUnixNano, severityNumber: Int(log.severityNumber),
            severityText: log.severityText, body: TelemetryValue(log.body), eventName: log.eventName,
            attributes: log.attributes.telemetry)
    }
}

extension TelemetryValue {
    /// Nil when none of the kinds that we know is set, or bytes are no text.
    init?(_ value: OTLPAnyValue) {
        switch value.value {
        case .stringValue(let text): self = .string(text)
        case .boolValue(let value): self = .bool(value)
        case .intValue(let value): self = .integer(value)
        case .doubleValue(let value): self = .double(value)
        case .bytesValue(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            self = .string(text)
        case .arrayValue(let array): self = .array(array.values.compactMap(TelemetryValue.init))
        case .kvlistValue(let list): self = .map(list.values.telemetry)
        case nil: return nil
        }
    }
}

extension [OTLPKeyValue] {
    /// Those that have a key and a value.
    fileprivate var telemetry: [TelemetryAttribute] {
        compactMap { pair in
            guard !pair.key.isEmpty, let value = TelemetryValue(pair.value) else { return nil }
            return TelemetryAttribute(pair.key, value)
        }
    }
}
