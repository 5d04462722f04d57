extension Event {
    /// Prints the stored shape: snake_case, `{values}` everywhere, pairs for tags and headers, times in seconds.
    ///
    /// Free-form parts are cut to the budgets of `EventLimits` on the way.
    public func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        if let id {
            writer.key("event_id")
            writer.string(id.hex)
        }
        writer.member("type", type.rawValue)
        writer.member("timestamp", occurredAt)
        writer.member("received", receivedAt)
        writer.member("platform", platform)
        writer.member("level", level?.name)
        writer.member("title", title)
        writer.member("culprit", culprit)
        writer.member("location", location)
        writer.object("metadata") { metadata.encode(into: &$0) }
        writer.member("logger", logger)
        writer.member("transaction", transaction)
        if let transactionSource { writer.object("transaction_info") { $0.member("source", transactionSource) } }
        writer.member("server_name", serverName)
        writer.member("release", release)
        writer.member("dist", dist)
        writer.member("environment", environment)
        if let message { writer.object("logentry") { message.encode(into: &$0) } }
        if !exceptions.isEmpty {
            writer.values("exception", exceptions) { $1.encode(into: &$0) }
        }
        writer.member("main_exception_id", mainExceptionID)
        if let stacktrace { writer.object("stacktrace") { stacktrace.encode(into: &$0) } }
        if !threads.isEmpty { writer.values("threads", threads) { $1.encode(into: &$0) } }
        if let request { writer.object("request") { request.encode(into: &$0) } }
        if let user { writer.object("user") { user.encode(into: &$0) } }
        if !tags.isEmpty { writer.pairs("tags", tags.map { ($0.key, $0.value) }) }
        encodeContexts(into: &writer)
        if !breadcrumbs.isEmpty { writer.values("breadcrumbs", breadcrumbs) { $1.encode(into: &$0) } }
        encodeFreeForm(into: &writer)
        encodeGrouping(into: &writer)
        if !errors.isEmpty { writer.array("errors", errors) { $1.encode(into: &$0) } }
        writer.endObject()
    }

    /// The stored shape as bytes; about `size` of them.
    public func encoded(expecting size: Int = 16_384) -> [UInt8] {
        var writer = JSONWriter(reserving: size)
        encode(into: &writer)
        return writer.bytes
    }

    private func encodeContexts(into writer: inout JSONWriter) {
        guard !contexts.isEmpty else { return }
        writer.object("contexts") { writer in
            for context in contexts {
                writer.key(dynamic: context.alias)
                context.encode(into: &writer)
            }
        }
    }

    private func encodeFreeForm(into writer: inout JSONWriter) {
        if let extra {
            writer.object("extra") { writer in
                var left = EventLimits.extraBudget.bytes
                for (key, value) in extra.members where left > 0 {
                    writer.key(key)
                    let before = writer.bytes.count
                    writer.value(value, within: EventLimits.extraValueBudget)
                    left -= writer.bytes.count - before
                }
            }
        }
        writer.member("modules", modules, within: EventLimits.modulesBudget)
        if let sdk {
            writer.object("sdk") { writer in
                writer.member("name", sdk.name)
                writer.member("version", sdk.version)
                for (key, value) in sdk.rest {
                    writer.key(dynamic: key)
                    writer.value(value, within: EventLimits.contextBudget)
                }
            }
        }
        writer.member("template", template, within: EventLimits.contextBudget)
        writer.member("csp", csp, within: EventLimits.contextBudget)
        for (name, report) in securityReports {
            writer.key(dynamic: name)
            writer.value(report, within: EventLimits.contextBudget)
        }
        writer.member("debug_meta", debugMeta, within: EventLimits.looseBudget)
        writer.member(
            "_meta", MetaTree.cutsOfPrinting(self).merged(with: meta), within: EventLimits.looseBudget)
    }

    private func encodeGrouping(into writer: inout JSONWriter) {
        if !fingerprint.isEmpty { writer.array("fingerprint", fingerprint) { $0.string($1) } }
        writer.member("checksum", checksum)
        if !hashes.isEmpty { writer.array("hashes", hashes) { $0.string($1) } }
        if let groupingConfiguration { writer.object("grouping_config") { $0.member("id", groupingConfiguration) } }
    }
}

extension JSONWriter {
    /// Seconds since 1970 with the fraction, as SDKs send times.
    mutating func member(_ name: StaticString, _ time: Timestamp?) {
        guard let time else { return }
        key(name)
        number(time)
    }

    /// A time as decimal seconds, without the rounding of a floating-point number.
    public mutating func number(_ time: Timestamp) {
        let seconds = time.seconds
        let fraction = time.microseconds - seconds * 1_000_000
        guard fraction != 0, seconds >= 0 else { return double(time.fractionalSeconds) }
        var digits = String(fraction + 1_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        raw(Array("\(seconds).\(digits)".utf8))
    }

    mutating func member(_ name: StaticString, _ node: JSONNode?, within budget: JSONBudget) {
        guard let node else { return }
        key(name)
        value(node, within: budget)
    }

    /// `"name": {"values": [{…}, …]}`.
    mutating func values<Element>(
        _ name: StaticString, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
    ) {
        key(name)
        beginObject()
        key("values")
        beginArray()
        for element in elements {
            beginObject()
            body(&self, element)
            endObject()
        }
        endArray()
        endObject()
    }

    /// `"name": [["a", "1"], …]`.
    mutating func pairs(_ name: StaticString, _ pairs: [(key: String, value: String)]) {
        array(name, pairs) { writer, pair in
            writer.beginArray()
            writer.string(pair.key)
            writer.string(pair.value)
            writer.endArray()
        }
    }
}

extension EventMetadata {
    func encode(into writer: inout JSONWriter) {
        writer.member("type", type)
        writer.member("value", value)
        writer.member("filename", filename)
        writer.member("function", function)
        writer.member("title", title)
    }
}

extension LogEntry {
    func encode(into writer: inout JSONWriter) {
        writer.member("formatted", formatted)
        writer.member("message", message)
        writer.member("params", params, within: EventLimits.paramsBudget)
    }
}

extension ProcessingError {
    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", type)
            writer.member("name", name)
            writer.member("value", value)
        }
    }
}

extension EventContext {
    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            var left = (alias == "flags" ? EventLimits.flagsBudget : EventLimits.contextBudget).bytes
            for (key, field) in fields where left > 0 {
                let before = writer.bytes.count
                writer.key(dynamic: key)
                switch field {
                case .node(let node):
                    writer.value(
                        node, within: JSONBudget(bytes: left, depth: EventLimits.contextBudget.depth - 1))
                case .text(let text): writer.string(text)
                }
                left -= writer.bytes.count - before
            }
            writer.member("type", type)
        }
    }
}

extension EventUser {
    func encode(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("username", username)
        writer.member("email", email)
        writer.member("name", name)
        writer.member("ip_address", ipAddress)
        writer.member("geo", geo, within: EventLimits.variablesBudget)
        writer.member("segment", segment)
        guard !data.isEmpty else { return }
        writer.object("data") { writer in
            for (key, value) in data {
                writer.key(dynamic: key)
                writer.value(value, within: EventLimits.variablesBudget)
            }
        }
    }
}

extension EventRequest {
    func encode(into writer: inout JSONWriter) {
        writer.member("url", url)
        writer.member("method", method)
        if !query.isEmpty { writer.pairs("query_string", Self.bounded(query)) }
        writer.member("fragment", fragment)
        writer.member("data", data, within: EventLimits.requestDataBudget)
        writer.member("inferred_content_type", inferredContentType)
        if !cookies.isEmpty { writer.pairs("cookies", Self.bounded(cookies)) }
        if !headers.isEmpty { writer.pairs("headers", Self.bounded(headers)) }
        writer.member("env", env, within: EventLimits.requestDataBudget)
        writer.member("api_target", apiTarget)
    }

    /// As many pairs as fit `EventLimits.requestPairsBytesMax`.
    private static func bounded(_ pairs: [(key: String, value: String)]) -> [(key: String, value: String)] {
        var left = EventLimits.requestPairsBytesMax
        var kept: [(key: String, value: String)] = []
        kept.reserveCapacity(pairs.count)
        for (key, value) in pairs {
            left -= key.utf8.count + 6
            guard left > 0 else { break }
            let text = value.utf8.count > left ? value.trimmed(to: max(left, 4)) : value
            left -= text.utf8.count
            kept.append((key, text))
        }
        return kept
    }
}
