import SentryProtocol

/// Sources whose content security policy reports say nothing about the page (protocol.md §9.7).
struct DisallowedSources: Sendable {
    private let patterns: [OriginPattern]

    /// The entry `default` stands for the list below.
    init(_ sources: [String]) {
        patterns = sources.flatMap { $0 == "default" ? Self.standard : [$0] }.filter { !$0.isEmpty }
            .map { OriginPattern($0) }
    }

    var isEmpty: Bool { patterns.isEmpty }

    func match(_ event: Event) -> Bool {
        guard !patterns.isEmpty, event.type == .csp, let report = event.csp else { return false }
        if patterns.contains(where: \.matchesAll) { return true }
        return [report["blocked_uri"], report["source_file"], report["document_uri"]].contains { node in
            guard let text = node?.string, !text.isEmpty else { return false }
            let url = OriginPattern(text)
            return patterns.contains { $0.matches(url) }
        }
    }

    /// What extensions, toolbars and the browser's own pages leave behind.
    private static let standard = [
        "about", "ms-browser-extension", "ms-browser-extension://*", "chrome://*", "chrome-extension://*",
        "chromeinvokeimmediate://*", "chromenull://*", "data:text/html,chromewebdata", "safari-extension://*",
        "safari-web-extension://*", "mxaddon-pkg://*", "jar://*", "webviewprogressproxy://*", "tmtbff://*",
        "mbinit://*", "symres://*", "resource://*", "moz-extension://*", "localhost", "addons.mozilla.org",
        "*.metrext.com", "*.tlscdn.com", "*.superfish.com", "static.image2play.com", "widgets.amung.us",
        "pulseadnetwork.com", "gateway.zscalertwo.net", "www.passpack.com",
    ]
}
