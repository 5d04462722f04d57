/// Scheme, host and port of a URL, or of a pattern in which absent parts match anything (protocol.md §2.5).
struct OriginPattern: Sendable, Equatable {
    /// Of a URL; longer ones are cut.
    private static let bytesMax = 2048

    private var scheme: String?
    private var host: String?
    private var port: String?
    /// `*.example.com`: the host itself and all below it.
    private var matchesBelow = false

    /// Reads `https://example.com:8080/path`, `example.com`, `*.example.com`, `*:8080`, `*`, `about`, …
    init(_ text: String) {
        var rest = String(decoding: text.utf8.prefix(Self.bytesMax), as: UTF8.self).lowercased()[...]
        if let mark = rest.range(ofSubsequence: "://") {
            scheme = Self.part(rest[..<mark.lowerBound])
            rest = rest[mark.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        // The colons of an IPv6 address stand in brackets.
        let afterHost = rest.lastIndex(of: "]").map { rest.index(after: $0) } ?? rest.startIndex
        if let colon = rest[afterHost...].firstIndex(of: ":") {
            port = Self.part(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        if rest.hasPrefix("*."), rest.utf8.count > 2 {
            matchesBelow = true
            rest = rest.dropFirst(2)
        }
        host = Self.part(rest)
    }

    /// Matches whatever there is.
    var matchesAll: Bool { scheme == nil && host == nil && port == nil }

    /// Whether `url`, read the same way, is one of those that the pattern means.
    func matches(_ url: OriginPattern) -> Bool {
        if let scheme, scheme != url.scheme { return false }
        if let port, port != url.port ?? url.defaultPort { return false }
        guard let host else { return true }
        guard let other = url.host else { return false }
        return other == host || matchesBelow && other.hasSuffix("." + host)
    }

    /// A page's origin, rather than an app's or an extension's.
    var isWeb: Bool { (scheme == "http" || scheme == "https") && host != nil }
    var isFile: Bool { scheme == "file" }
    var hostName: String? { host }

    private var defaultPort: String? {
        switch scheme {
        case "http": "80"
        case "https": "443"
        default: nil
        }
    }

    private static func part(_ text: Substring) -> String? { text.isEmpty || text == "*" ? nil : String(text) }
}

extension Substring {
    fileprivate func range(ofSubsequence text: String) -> Range<Index>? {
        let bytes = Array(text.utf8)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: bytes) { return start..<utf8.index(start, offsetBy: bytes.count) }
            start = utf8.index(after: start)
        }
        return nil
    }
}
