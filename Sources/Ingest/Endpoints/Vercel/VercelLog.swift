import SentryProtocol

/// One entry of Vercel's log drain.
struct VercelLog {
    private let node: JSONNode
    private let proxy: JSONNode?

    init(_ node: JSONNode) {
        self.node = node
        proxy = node["proxy"]
    }

    func print(into writer: inout JSONWriter, receivedAt: Timestamp, missingTraceIDs: inout DerivedTraceIDs) {
        writer.object { writer in
            writer.key("timestamp")
            writer.double((Timestamp(milliseconds: node["timestamp"]) ?? receivedAt).fractionalSeconds)
            writer.member("trace_id", (traceID ?? missingTraceIDs.next()).hex)
            writer.member("span_id", text("spanId", "span.id").flatMap { SpanID(hex: $0) }?.hex)
            writer.member("level", level)
            writer.member("body", body)
            writer.object("attributes") { writer in attributes(into: &writer) }
        }
    }

    private var traceID: TraceID? { text("traceId", "trace.id").flatMap { TraceID(hex: $0) } }

    /// As sent; of entries that say none, by the status of the response. -1 is a function that gave no answer.
    private var level: String {
        switch node["level"]?.string?.lowercased() {
        case "trace": "trace"
        case "debug": "debug"
        case "info": "info"
        case "warn", "warning": "warn"
        case "error": "error"
        case "fatal": "fatal"
        default:
            switch status {
            case -1, 500...: "error"
            case 400..<500: "warn"
            default: node["type"]?.string == "stderr" ? "error" : "info"
            }
        }
    }

    private var status: Int { node["statusCode"]?.integer ?? proxy?["statusCode"]?.integer ?? 0 }

    /// The message; of a request without one what an access log would say.
    private var body: String {
        if let message = node["message"]?.lenientString, !message.isEmpty { return message }
        let method = proxy?["method"]?.string
        let path = node["path"]?.string ?? proxy?["path"]?.string
        return [method, path, status == 0 ? nil : String(status)].compactMap(\.self).joined(separator: " ")
    }

    private func text(_ names: StaticString...) -> String? {
        for name in names {
            if let text = node[name]?.string, !text.isEmpty { return text }
        }
        return nil
    }
}

// MARK: - Attributes

extension VercelLog {
    /// What they mean in the words that other logs use, then every plain member as `vercel.…`.
    private func attributes(into writer: inout JSONWriter) {
        writer.attribute("sentry.origin", "auto.log_drain.vercel")
        writer.attribute("sentry.environment", node["environment"]?.string)
        writer.attribute("sentry.release", node["deploymentId"]?.string)
        writer.attribute("http.request.method", proxy?["method"]?.string)
        if (100...599).contains(status) { writer.attribute("http.response.status_code", status) }
        let path = node["path"]?.string ?? proxy?["path"]?.string
        writer.attribute("url.path", path.map { String($0.prefix { $0 != "?" && $0 != "#" }) })
        writer.attribute("url.scheme", proxy?["scheme"]?.string)
        writer.attribute("server.address", proxy?["host"]?.string ?? node["host"]?.string)
        writer.attribute("user_agent.original", proxy?["userAgent"]?.words)
        writer.attribute("client.address", proxy?["clientIp"]?.string)
        writer.attribute("http.request.header.referer", proxy?["referer"]?.string)

        var seen: Set<String> = []
        writer.plainMembers(of: node, prefix: "vercel.", except: Self.readAbove, &seen)
        if let proxy { writer.plainMembers(of: proxy, prefix: "vercel.proxy.", except: Self.proxyReadAbove, &seen) }
    }

    /// Members that have a place of their own, under their names here.
    private static let readAbove: Set<String> = [
        "timestamp", "trace_id", "trace.id", "span_id", "span.id", "level", "message", "environment", "status_code",
    ]
    private static let proxyReadAbove: Set<String> = ["user_agent", "client_ip", "referer", "scheme"]
}

extension JSONWriter {
    fileprivate mutating func attribute(_ key: StaticString, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        self.key(key)
        object { writer in
            writer.member("type", "string")
            writer.member("value", text)
        }
    }

    fileprivate mutating func attribute(_ key: StaticString, _ number: Int) {
        self.key(key)
        object { writer in
            writer.member("type", "integer")
            writer.member("value", number)
        }
    }

    /// Scalars and lists of words, `deploymentId` as `deployment_id`; so that what Vercel adds is kept as well.
    fileprivate mutating func plainMembers(
        of node: JSONNode, prefix: String, except names: Set<String>, _ seen: inout Set<String>
    ) {
        for (name, value) in node.members {
            guard let name = name.text.snakeCased, !names.contains(name), let type = value.attributeType,
                seen.insert(prefix + name).inserted
            else { continue }
            key(dynamic: prefix + name)
            object { writer in
                writer.member("type", type)
                writer.key("value")
                if value.kind == .array { writer.string(value.words) } else { writer.value(value) }
            }
        }
    }
}

extension JSONNode {
    /// A string, or the strings of an array.
    fileprivate var words: String? {
        guard kind == .array else { return string }
        return elements.lazy.compactMap(\.string).joined(separator: ", ")
    }

    /// The protocol's type of a value that an attribute can hold (protocol.md §5.10).
    fileprivate var attributeType: String? {
        switch kind {
        case .string: "string"
        case .true, .false: "boolean"
        case .number: Int(sourceText) != nil ? "integer" : double != nil ? "double" : nil
        case .array: words?.isEmpty == false ? "string" : nil
        case .null, .object: nil
        }
    }
}

extension String {
    /// `pathTypeVariant` as `path_type_variant`; nil for what is no name.
    fileprivate var snakeCased: String? {
        guard (1...64).contains(utf8.count) else { return nil }
        var output: [UInt8] = []
        for byte in utf8 {
            guard byte.isWordByte || byte == UInt8(ascii: ".") else { return nil }
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
                if !output.isEmpty { output.append(UInt8(ascii: "_")) }
                output.append(byte | 0x20)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension Timestamp {
    /// Milliseconds since 1970, as a number or as text.
    fileprivate init?(milliseconds node: JSONNode?) {
        guard let value = node?.double ?? node?.string.flatMap(Double.init), value > 0, value.isFinite else {
            return nil
        }
        self.init(unixSeconds: value / 1_000)
    }
}
