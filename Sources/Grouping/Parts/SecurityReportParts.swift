import SentryProtocol

/// What reports of browsers contribute (grouping.md §2.6).
enum SecurityReportParts {
    /// Directive and blocked origin; the page does not matter.
    static func csp(_ report: JSONNode) -> [GroupingPart] {
        let report = CSPReport(report)
        guard !report.effectiveDirective.isEmpty || report.blockedURI != nil else { return [] }
        let uri = report.localViolation ?? report.normalizedURI
        // Browsers differ in how they name an origin without a host: `data`, `data:`.
        return [
            .init(.csp, report.effectiveDirective), .init(.uri, uri.hasSuffix("://") ? String(uri.dropLast(2)) : uri),
        ]
    }

    /// The kind and the host.
    static func other(_ reports: [(name: String, report: JSONNode)]) -> (tag: GroupingPart.Tag, parts: [GroupingPart])?
    {
        for tag: GroupingPart.Tag in [.hpkp, .expectstaple, .expectct] {
            guard let report = reports.first(where: { $0.name == tag.rawValue })?.report else { continue }
            return (tag, [.init(tag, hostname(of: report) ?? "")])
        }
        return nil
    }

    static func hostname(of report: JSONNode) -> String? {
        report["hostname"]?.string ?? report["expect-ct-report"]?["hostname"]?.string
            ?? report["expect-staple-report"]?["hostname"]?.string
    }
}

/// The fields of a content security policy report, in either spelling.
struct CSPReport {
    let effectiveDirective: String
    let violatedDirective: String
    let blockedURI: String?

    init(_ report: JSONNode) {
        let body = report["csp-report"] ?? report
        violatedDirective = (body["violated_directive"] ?? body["violated-directive"])?.string ?? ""
        let effective = (body["effective_directive"] ?? body["effective-directive"])?.string ?? ""
        effectiveDirective =
            effective.isEmpty ? violatedDirective.split(separator: " ").first.map(String.init) ?? "" : effective
        blockedURI = (body["blocked_uri"] ?? body["blocked-uri"])?.string
    }

    /// `'unsafe-inline'` or `'unsafe-eval'`, when the page's own script broke that rule.
    var localViolation: String? {
        guard effectiveDirective == "script-src", normalizedURI == "'self'" else { return nil }
        return ["'unsafe-inline'", "'unsafe-eval'"].first { violatedDirective.contains($0) }
    }

    /// The origin of what was blocked.
    var normalizedURI: String {
        let uri = blockedURI ?? ""
        if uri.isEmpty || uri == "self" || uri == "'self'" { return "'self'" }
        guard let colon = uri.firstIndex(of: ":") else { return uri + "://" }
        let scheme = uri[..<colon].lowercased()
        let rest = uri[uri.index(after: colon)...]
        guard rest.hasPrefix("//") else { return scheme + ":" }
        let host = String(rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" })
        return scheme == "http" || scheme == "https" ? host : scheme + "://" + host
    }
}
