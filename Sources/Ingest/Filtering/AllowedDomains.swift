/// The pages that may send to a project from browsers (protocol.md §2.5).
public struct AllowedDomains: Sendable {
    private let patterns: [OriginPattern]
    private let allowsAll: Bool

    public init(_ domains: [String]) {
        patterns = domains.filter { !$0.isEmpty }.map { OriginPattern($0) }
        allowsAll = patterns.contains { $0.matchesAll }
    }

    /// Whether a request with these headers may send: the page it names is allowed, or it names none.
    public func allows(origin: String?, referer: String?) -> Bool {
        if allowsAll { return true }
        guard let page = Self.page(origin) ?? Self.page(referer) else { return true }
        return patterns.contains { $0.matches(page) }
    }

    /// Nil for `null` and everything else that is no page on the web.
    private static func page(_ header: String?) -> OriginPattern? {
        guard let header, header.utf8.first.map({ $0 | 0x20 == UInt8(ascii: "h") }) == true else { return nil }
        let page = OriginPattern(header)
        return page.isWeb ? page : nil
    }
}
