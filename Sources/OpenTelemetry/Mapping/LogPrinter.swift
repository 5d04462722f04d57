import SentryProtocol

/// Prints log entries in the protocol's form (protocol.md §5.10, §5.17).
struct LogPrinter {
    private let receivedAt: UInt64
    private let missingTraceID: () -> TraceID

    init(receivedAt: Timestamp, missingTraceID: @escaping () -> TraceID) {
        self.receivedAt = receivedAt.nanoseconds
        self.missingTraceID = missingTraceID
    }

    func print(_ group: TelemetryGroup<LogRecord>, into container: inout ContainerPrinter) throws(OTLPError) {
        let shared = SharedAttributes(resource: group.resource, origin: "auto.otlp.logs")
        for scoped in group.scopes where !scoped.records.isEmpty {
            let shared = shared.adding(scoped.scope)
            for log in scoped.records { try container.item { print(log, shared, into: &$0) } }
        }
    }

    private func print(_ log: LogRecord, _ shared: SharedAttributes, into writer: inout JSONWriter) {
        writer.seconds(
            "timestamp", log.time != 0 ? log.time : log.observedTime != 0 ? log.observedTime : receivedAt)
        writer.member("trace_id", (TraceID(bytes: log.traceID) ?? missingTraceID()).hex)
        writer.spanID("span_id", log.spanID)
        writer.member("level", log.level)
        if (1...24).contains(log.severityNumber) { writer.member("severity_number", log.severityNumber) }
        writer.member("body", log.body?.text ?? log.eventName)
        shared.print(log.attributes, derived: derived(of: log), into: &writer)
    }

    private func derived(of log: LogRecord) -> [TelemetryAttribute] {
        var attributes: [TelemetryAttribute] = []
        if !log.eventName.isEmpty { attributes.append(.init("event.name", .string(log.eventName))) }
        if log.observedTime != 0 {
            attributes.append(.init("sentry.observed_timestamp_nanos", .string(String(log.observedTime))))
        }
        // `WARNING` says no more than the level does; `NOTICE` does.
        if !log.severityText.isEmpty, LogRecord.level(named: log.severityText) != log.level {
            attributes.append(.init("sentry.severity_text", .string(log.severityText)))
        }
        return attributes
    }
}

extension LogRecord {
    /// The level by its number, else by its name, else `info`.
    var level: String {
        switch severityNumber {
        case 1...4: "trace"
        case 5...8: "debug"
        case 9...12: "info"
        case 13...16: "warn"
        case 17...20: "error"
        case 21...24: "fatal"
        default: Self.level(named: severityText) ?? "info"
        }
    }

    static func level(named text: String) -> String? {
        switch text.prefix(12).lowercased() {
        case "trace": "trace"
        case "debug": "debug"
        case "info", "information": "info"
        case "warn", "warning": "warn"
        case "error": "error"
        case "fatal", "critical": "fatal"
        default: nil
        }
    }
}
