import SentryProtocol
import Storage

/// A report about a violated content security policy, in either of the two forms that browsers send
/// (protocol.md §1.5).
struct PolicyReport {
    let documentURI: String
    let referrer: String
    let blockedURI: String
    let violatedDirective: String
    let effectiveDirective: String
    /// Milliseconds between violation and report.
    private let age: Double
    private let userAgent: String?
    private let body: JSONNode
    private let isReportingAPI: Bool

    private static let directives: Set<String> = [
        "base-uri", "child-src", "connect-src", "default-src", "fenced-frame-src", "font-src", "form-action",
        "frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src", "object-src", "plugin-types",
        "prefetch-src", "referrer", "script-src", "script-src-attr", "script-src-elem", "style-src", "style-src-elem",
        "style-src-attr", "upgrade-insecure-requests", "worker-src", "sandbox", "navigate-to", "report-uri",
        "report-to", "block-all-mixed-content", "require-sri-for", "require-trusted-types-for", "trusted-types",
    ]

    init(reading root: JSONNode) throws(Unusable) {
        if let report = root["csp-report"], report.kind == .object {
            (body, isReportingAPI) = (report, false)
        } else if root["type"]?.string == "csp-violation", let report = root["body"], report.kind == .object {
            (body, isReportingAPI) = (report, true)
        } else {
            throw Unusable(.unknownReport)
        }
        let body = body
        let names = isReportingAPI ? Names.reportingAPI : Names.reportURI
        func text(_ name: String) -> String { body.member(named: name)?.string ?? "" }
        let document = text(names.document)
        documentURI = document.isEmpty ? root["url"]?.string ?? "" : document
        referrer = text(names.referrer)
        blockedURI = body.member(named: names.blocked)?.string ?? "self"
        let (violated, effective) = (text(names.violated), text(names.effective))
        let known = [effective, violated].lazy.compactMap { $0.split(separator: " ").first }.map { $0.lowercased() }
            .first { Self.directives.contains($0) }
        guard let known else { throw Unusable(.badValue) }
        effectiveDirective = known
        violatedDirective = violated.isEmpty ? known : violated
        age = isReportingAPI ? min(max(root["age"]?.double ?? 0, 0), 86_400_000) : 0
        userAgent = root["user_agent"]?.string
    }

    /// What the two forms call the same things.
    private struct Names {
        let document, referrer, blocked, violated, effective: String

        static let reportURI = Names(
            document: "document-uri", referrer: "referrer", blocked: "blocked-uri", violated: "violated-directive",
            effective: "effective-directive")
        static let reportingAPI = Names(
            document: "documentURL", referrer: "referrer", blocked: "blockedURL", violated: "violatedDirective",
            effective: "effectiveDirective")
    }

    /// The event that it is stored as.
    func event(release: String?, environment: String?, userAgent: String?, at receivedAt: Timestamp) -> [UInt8] {
        let texts = PolicyTexts(self)
        var writer = JSONWriter(reserving: 2_048)
        writer.object { writer in
            writer.member("type", "csp")
            writer.member("logger", "csp")
            writer.key("timestamp")
            writer.number(Timestamp(microseconds: receivedAt.microseconds - Int64(age * 1_000)))
            writer.member("platform", "javascript")
            writer.member("release", release)
            writer.member("environment", environment)
            writer.member("culprit", texts.culprit)
            writer.object("logentry") { $0.member("formatted", texts.message) }
            writer.object("csp") { writeInterface(into: &$0) }
            writer.object("tags") { writer in
                writer.member("effective-directive", effectiveDirective)
                writer.member("blocked-uri", texts.blockedTag)
                writer.member("blocked-host", texts.blockedHost)
            }
            writer.object("request") { writer in
                if !documentURI.isEmpty { writer.member("url", documentURI) }
                writer.object("headers") { writer in
                    writer.member("User-Agent", self.userAgent ?? userAgent)
                    if !referrer.isEmpty { writer.member("Referer", referrer) }
                }
            }
        }
        return writer.bytes
    }

    /// All fields under the names that events use.
    private func writeInterface(into writer: inout JSONWriter) {
        writer.member("document_uri", documentURI)
        writer.member("referrer", referrer)
        writer.member("blocked_uri", blockedURI)
        writer.member("violated_directive", violatedDirective)
        writer.member("effective_directive", effectiveDirective)
        for (name, value) in body.members where !value.isNull {
            switch name {
            case "original-policy", "originalPolicy": writer.member("original_policy", value.string)
            case "disposition": writer.member("disposition", value.string)
            case "source-file", "sourceFile": writer.member("source_file", value.string)
            case "script-sample", "sample": writer.member("script_sample", value.string)
            case "status-code", "statusCode": writer.member("status_code", Self.number(value))
            case "line-number", "lineNumber": writer.member("line_number", Self.number(value))
            case "column-number", "columnNumber": writer.member("column_number", Self.number(value))
            default: continue
            }
        }
    }

    /// Some browsers send numbers as text.
    private static func number(_ node: JSONNode) -> Int? { node.integer ?? node.string.flatMap { Int($0) } }
}
