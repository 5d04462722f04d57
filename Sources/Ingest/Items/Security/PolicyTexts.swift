/// How a violated policy is put into words (protocol.md §1.5).
struct PolicyTexts {
    /// `Blocked 'script' from 'cdn.example.com'`.
    let message: String
    /// The violated directive, in which the page's own host is `'self'`.
    let culprit: String
    let blockedTag: String
    /// Nil when what was blocked has no host.
    let blockedHost: String?

    init(_ report: PolicyReport) {
        let blocked = Source(report.blockedURI)
        message = Self.message(report, blocked)
        let page = Source(report.documentURI).shortText
        let words = report.violatedDirective.split(separator: " ")
        culprit = words.enumerated().map { index, word in
            index > 0 && !page.isEmpty && Source(String(word)).shortText == page ? "'self'" : String(word)
        }.joined(separator: " ")
        // Stripe puts session keys into its addresses.
        blockedTag =
            report.blockedURI.hasPrefix("https://api.stripe.com/")
            ? String(report.blockedURI.prefix { $0 != "?" && $0 != "#" }) : report.blockedURI
        blockedHost = blocked.host
    }

    private static func message(_ report: PolicyReport, _ blocked: Source) -> String {
        let directive = report.effectiveDirective
        let isScript = directive.hasPrefix("script-src")
        switch blocked.place {
        case .inline: return isScript ? "Blocked unsafe inline 'script'" : "Blocked inline '\(thing(directive))'"
        case .eval: return isScript ? "Blocked unsafe eval() 'script'" : "Blocked eval() '\(thing(directive))'"
        case .page where isScript:
            if report.violatedDirective.contains("'unsafe-inline'") { return "Blocked unsafe inline 'script'" }
            if report.violatedDirective.contains("'unsafe-eval'") { return "Blocked unsafe eval() 'script'" }
            return "Blocked unsafe (eval() or inline) 'script'"
        case .page: return "Blocked inline '\(thing(directive))'"
        case .elsewhere:
            if directive == "form-action" { return "Blocked 'form' action to '\(blocked.shortText)'" }
            return "Blocked '\(thing(directive))' from '\(blocked.shortText)'"
        }
    }

    /// `script` for `script-src-elem`; directives without a thing are called by their own names.
    private static func thing(_ directive: String) -> String {
        switch directive {
        case "child-src": "child"
        case "connect-src": "connect"
        case "font-src": "font"
        case "form-action": "form"
        case "img-src": "image"
        case "manifest-src": "manifest"
        case "media-src": "media"
        case "object-src": "object"
        case "script-src", "script-src-elem", "script-src-attr": "script"
        case "style-src", "style-src-elem", "style-src-attr": "style"
        default: directive
        }
    }

    /// Where something came from.
    struct Source {
        /// Kinds of places.
        enum Place { case page, inline, eval, elsewhere }

        let place: Place
        let host: String?
        /// Host and port of web addresses, scheme and host of others, the bare scheme where there is no host.
        let shortText: String

        init(_ uri: String) {
            switch uri {
            case "", "self", "'self'": place = .page
            case "inline": place = .inline
            case "eval", "wasm-eval": place = .eval
            default: place = .elsewhere
            }
            guard let colon = uri.firstIndex(of: ":") else {
                // A bare word is a scheme, such as `data` or `blob`; with a dot it is a host.
                let isHost = uri.contains(".")
                host = isHost ? String(uri.prefix { $0 != "/" }) : nil
                shortText = isHost ? String(uri.prefix { $0 != "/" }) : uri.isEmpty ? "" : uri + ":"
                return
            }
            let scheme = uri[..<colon].lowercased()
            let rest = uri[uri.index(after: colon)...]
            guard rest.hasPrefix("//") else {
                host = nil
                shortText = scheme + ":"
                return
            }
            let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let place = authority.split(separator: "@", omittingEmptySubsequences: false).last.map { String($0) } ?? ""
            host = place.isEmpty ? nil : Self.withoutPort(place)
            shortText = scheme == "http" || scheme == "https" ? place : scheme + "://" + place
        }

        private static func withoutPort(_ authority: String) -> String {
            guard let colon = authority.lastIndex(of: ":"), authority[colon...].dropFirst().allSatisfy(\.isNumber)
            else {
                return authority
            }
            return String(authority[..<colon])
        }
    }
}
