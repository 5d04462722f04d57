import SentryProtocol

/// Attributes that all records of a library in a process have, printed once: those of the process under `resource.`,
/// those of the library under `instrumentation.`, and what they mean in Sentry's words.
struct SharedAttributes {
    private var members: [(key: String, json: [UInt8])] = []
    private var keys: Set<String> = []

    /// `origin` is the value of `sentry.origin`.
    init(resource: [TelemetryAttribute], origin: String) {
        add("sentry.origin", origin)
        add("sentry.release", resource.word("sentry.release", "service.version"))
        add(
            "sentry.environment",
            resource.word("sentry.environment", "deployment.environment.name", "deployment.environment"))
        add("sentry.platform", resource.word("telemetry.sdk.language").map(Self.platform))
        add("service.name", resource.word("service.name"))
        for attribute in resource { add("resource." + attribute.key, attribute.value) }
    }

    /// With those of a library.
    func adding(_ scope: TelemetryScope) -> SharedAttributes {
        var shared = self
        shared.add("instrumentation.name", scope.name)
        shared.add("instrumentation.version", scope.version)
        for attribute in scope.attributes { shared.add("instrumentation." + attribute.key, attribute.value) }
        return shared
    }

    private mutating func add(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { add(key, .string(text)) }
    }

    private mutating func add(_ key: String, _ value: TelemetryValue) {
        guard keys.insert(key).inserted else { return }
        var writer = JSONWriter(reserving: 64)
        writer.attribute(key, value)
        members.append((key, writer.bytes))
    }

    /// The platform that Sentry's SDKs call what OpenTelemetry calls `language`.
    private static func platform(_ language: String) -> String {
        switch language {
        case "nodejs": "node"
        case "webjs": "javascript"
        case "dotnet": "csharp"
        default: language
        }
    }

    /// The `attributes` of a record: its own, then what was `derived` from it, then those it shares. Of several values
    /// for one key the first stays.
    func print(_ own: [TelemetryAttribute], derived: [TelemetryAttribute], into writer: inout JSONWriter) {
        writer.object("attributes") { writer in
            var seen: Set<String> = []
            for list in [own, derived] {
                for attribute in list where seen.insert(attribute.key).inserted {
                    writer.attribute(attribute.key, attribute.value)
                }
            }
            for member in members where !seen.contains(member.key) { writer.raw(member.json) }
        }
    }
}

extension [TelemetryAttribute] {
    /// The text of the first of `keys` that has one.
    fileprivate func word(_ keys: String...) -> String? {
        for key in keys {
            if let word = last(where: { $0.key == key })?.value.word { return word }
        }
        return nil
    }
}

extension JSONWriter {
    /// `"attributes": {…}` of what has no origin.
    mutating func attributes(_ own: [TelemetryAttribute]) {
        object("attributes") { writer in
            var seen: Set<String> = []
            for attribute in own where seen.insert(attribute.key).inserted {
                writer.attribute(attribute.key, attribute.value)
            }
        }
    }

    /// `"name": seconds`, with microseconds, of nanoseconds since 1970.
    mutating func seconds(_ name: StaticString, _ nanoseconds: UInt64) {
        key(name)
        double(Double(nanoseconds / 1_000) / 1_000_000)
    }

    /// `"name": "hex"`; left out unless `bytes` is an id of its length and not zero.
    mutating func traceID(_ name: StaticString, _ bytes: [UInt8]) { member(name, TraceID(bytes: bytes)?.hex) }
    mutating func spanID(_ name: StaticString, _ bytes: [UInt8]) {
        guard bytes.count == 8 else { return }
        member(name, SpanID(rawValue: bytes.reduce(0) { $0 << 8 | UInt64($1) }).nonZero?.hex)
    }
}

extension SpanID {
    fileprivate var nonZero: SpanID? { rawValue == 0 ? nil : self }
}

extension Timestamp {
    /// Nanoseconds since 1970; 0 before.
    var nanoseconds: UInt64 { UInt64(max(microseconds, 0)).multipliedReportingOverflow(by: 1_000).partialValue }
}
