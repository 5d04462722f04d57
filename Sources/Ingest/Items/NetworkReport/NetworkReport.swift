import SentryProtocol

/// Network error reports of browsers as logs (protocol.md §1.6).
enum NetworkReport {
    /// A container of logs, of the second version, with an entry for every network error in `root`: one report or an
    /// array of them. Nil when there is none; reports of other kinds are left out.
    static func logItems(
        from root: JSONNode, at receivedAt: Timestamp, traceID: () -> TraceID
    ) -> (payload: [UInt8], count: Int)? {
        var writer = JSONWriter(reserving: 2_048)
        var count = 0
        writer.object { writer in
            writer.member("version", 2)
            writer.key("items")
            writer.beginArray()
            let reports = root.kind == .array ? Array(root.elements.prefix(reportsMax)) : [root]
            for report in reports where report["type"]?.string == "network-error" && report["body"]?.kind == .object {
                write(report, at: receivedAt, traceID: traceID(), into: &writer)
                count += 1
            }
            writer.endArray()
        }
        return count > 0 ? (writer.bytes, count) : nil
    }

    private static let reportsMax = 1_000
    /// In milliseconds.
    private static let ageMax = 90.0 * 86_400_000

    private static func write(
        _ report: JSONNode, at receivedAt: Timestamp, traceID: TraceID, into writer: inout JSONWriter
    ) {
        guard let body = report["body"] else { return }
        let age = min(max(report["age"]?.double ?? 0, 0), ageMax)
        let type = body["type"]?.string ?? "unknown"
        writer.object { writer in
            writer.key("timestamp")
            writer.number(Timestamp(microseconds: receivedAt.microseconds - Int64(age * 1_000)))
            writer.member("trace_id", traceID.hex)
            writer.member("level", type == "ok" ? "info" : "warn")
            writer.member("body", text(of: type, status: body["status_code"]?.integer))
            writer.object("attributes") { writer in
                writeAttributes(of: report, body, type, into: &writer)
            }
        }
    }

    private static func writeAttributes(
        of report: JSONNode, _ body: JSONNode, _ type: String, into writer: inout JSONWriter
    ) {
        func text(_ name: StaticString, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            writer.object(name) { $0.member("value", value) }
        }
        func number(_ name: StaticString, _ node: JSONNode?) {
            guard let node, node.kind == .number else { return }
            writer.object(name) { writer in
                writer.key("value")
                writer.value(node)
            }
        }
        text("sentry.origin", "auto.http.browser_report.nel")
        text("browser.report.type", "network-error")
        let url = report["url"]?.string
        text("url.full", url)
        text("url.domain", url.flatMap { PolicyTexts.Source($0).host })
        text("user_agent.original", report["user_agent"]?.string)
        number("http.request.duration", body["elapsed_time"])
        text("http.request.method", body["method"]?.string)
        text("http.request.header.referer", body["referrer"]?.string)
        number("http.response.status_code", body["status_code"])
        let network = networkProtocol(body["protocol"]?.string ?? "")
        text("network.protocol.name", network.name)
        text("network.protocol.version", network.version)
        text("server.address", body["server_ip"]?.string)
        text("nel.referrer", body["referrer"]?.string)
        text("nel.phase", body["phase"]?.string)
        number("nel.sampling_fraction", body["sampling_fraction"])
        text("nel.type", type)
    }

    /// `http/1.1`, or the short names of TLS: `h2`.
    private static func networkProtocol(_ text: String) -> (name: String, version: String) {
        if text.hasPrefix("h"), let version = text.dropFirst().first, version.isNumber, text.utf8.count <= 3 {
            return ("http", String(text.dropFirst()))
        }
        let parts = text.split(separator: "/", maxSplits: 1)
        return (parts.first.map { $0.lowercased() } ?? "", parts.count > 1 ? String(parts[1]) : "")
    }

    /// The kinds of errors of the specification, in words; other kinds are called by their names.
    private static func text(of type: String, status: Int?) -> String {
        switch type {
        case "ok": "The request was answered"
        case "dns.unreachable": "DNS server is unreachable"
        case "dns.name_not_resolved": "DNS server has no address for the domain"
        case "dns.failed": "The name could not be resolved"
        case "dns.address_changed": "The server's address is no longer the one that set the reporting policy"
        case "tcp.timed_out": "The connection to the server timed out"
        case "tcp.closed": "The server closed the connection"
        case "tcp.reset": "The connection was reset"
        case "tcp.refused": "The server refused the connection"
        case "tcp.aborted": "The connection was aborted"
        case "tcp.address_invalid": "The server's address is invalid"
        case "tcp.address_unreachable": "The server's address cannot be reached"
        case "tcp.failed": "The connection failed"
        case "tls.version_or_cipher_mismatch": "Browser and server have no TLS version or cipher in common"
        case "tls.bad_client_auth_cert": "The client's certificate was not accepted"
        case "tls.cert.name_invalid": "The server's certificate is for another name"
        case "tls.cert.date_invalid": "The server's certificate has expired or is not valid yet"
        case "tls.cert.authority_invalid": "The server's certificate is from an authority that is not trusted"
        case "tls.cert.invalid": "The server's certificate is invalid"
        case "tls.cert.revoked": "The server's certificate has been revoked"
        case "tls.cert.pinned_key_not_in_cert_chain": "The server's certificate lacks a pinned key"
        case "tls.protocol.error": "A TLS protocol error occurred"
        case "tls.failed": "TLS failed"
        case "http.error":
            status.map { "The server answered with the status \($0)" } ?? "The server answered with an error"
        case "http.protocol.error": "An HTTP protocol error occurred"
        case "http.response.invalid": "The response was empty or invalid"
        case "http.response.redirect_loop": "The request was redirected in a circle"
        case "http.failed": "The request failed"
        case "abandoned": "The user left before the request was answered"
        default: type
        }
    }
}
