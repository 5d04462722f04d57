/// The address that SDKs are configured with (protocol.md §1.1):
/// `{scheme}://{key}[:{secret}]@{host}[:{port}][/{prefix}]/{project}`.
public struct DSN: Hashable, Sendable, CustomStringConvertible {
    /// True for `https`.
    public var isSecure: Bool
    public var publicKey: PublicKey
    /// Lower case; an IPv6 address keeps its brackets.
    public var host: String
    /// Nil when it is the scheme's own.
    public var port: Int?
    /// Where the server is mounted: empty, or `/errors`.
    public var pathPrefix: String
    public var project: ProjectNumber

    public init(
        isSecure: Bool, publicKey: PublicKey, host: String, port: Int? = nil, pathPrefix: String = "",
        project: ProjectNumber
    ) {
        (self.isSecure, self.publicKey, self.host, self.project) = (isSecure, publicKey, host, project)
        self.port = port == (isSecure ? 443 : 80) ? nil : port
        self.pathPrefix = pathPrefix
    }

    /// Reads a DSN; a secret is accepted and forgotten.
    public init?(_ text: String) {
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        switch text[..<schemeEnd.lowerBound].lowercased() {
        case "https": isSecure = true
        case "http": isSecure = false
        default: return nil
        }
        let rest = text[schemeEnd.upperBound...]
        guard let slash = rest.firstIndex(of: "/"), let at = rest[..<slash].lastIndex(of: "@") else { return nil }

        let user = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = user.first, let publicKey = PublicKey(first) else { return nil }
        self.publicKey = publicKey

        guard let (host, port) = Self.authority(rest[rest.index(after: at)..<slash]) else { return nil }
        self.host = host
        self.port = port == (isSecure ? 443 : 80) ? nil : port

        let path = rest[slash...].prefix { $0 != "?" && $0 != "#" }
        let segments = path.split(separator: "/")
        guard let last = segments.last, let project = ProjectNumber(last) else { return nil }
        self.project = project
        pathPrefix = segments.dropLast().map { "/" + $0 }.joined()
    }

    /// `host`, `host:port`, `[::1]` or `[::1]:port`.
    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        var host = text
        var port: Int?
        let bracket = text.lastIndex(of: "]")
        if let colon = text.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true {
            let digits = text[text.index(after: colon)...]
            guard let number = Int(digits), (1...65_535).contains(number), !digits.hasPrefix("+") else { return nil }
            port = number
            host = text[..<colon]
        }
        guard !host.isEmpty, host.hasPrefix("[") == host.hasSuffix("]") else { return nil }
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else { return nil }
        return (host.lowercased(), port)
    }

    /// `https://example.com:8443/errors`, where every derived address begins.
    public var base: String {
        (isSecure ? "https" : "http") + "://" + authority + pathPrefix
    }

    private var authority: String { port.map { "\(host):\($0)" } ?? host }

    public var description: String {
        (isSecure ? "https" : "http") + "://\(publicKey)@\(authority)\(pathPrefix)/\(project)"
    }
}

extension String {
    /// Without Foundation there is no search for a substring on every platform; this one is enough for a scheme.
    fileprivate func firstRange(of word: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
