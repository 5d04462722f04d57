import SentryProtocol
import Storage

/// A request below `/api/0`, free of any web framework.
public struct APIRequest: Sendable {
    /// In capitals: `GET`.
    public var method: String
    /// The path as it was sent, from its first slash, without the query.
    public var path: String
    /// The query as it was sent, without the question mark.
    public var queryText: String
    /// The path below `/api/0`, split and then decoded; nil when it lies elsewhere.
    public var pathSegments: [String]?
    /// Whether the path ends as all addresses do.
    public var hasTrailingSlash: Bool
    /// Names and values in the order sent, decoded.
    public var query: [(name: String, value: String)]
    /// As it was sent, uncompressed.
    public var body: [UInt8]
    /// The `Authorization` header.
    public var authorization: String?
    /// Whose browser session the request came with; a bearer token goes before it. When the method writes, the server
    /// must have checked that the request was not forged.
    public var session: UserAccess?
    /// Where it came from.
    public var address: String?

    /// Reads a request target in origin form: `/api/0/projects/acme/web/?query=`.
    public init(
        method: String, target: String, body: [UInt8] = [], authorization: String? = nil, session: UserAccess? = nil,
        address: String? = nil
    ) {
        let (path, queryText) = Self.split(target)
        self.method = method
        self.path = PercentEncoding.sanitized(path)
        self.queryText = PercentEncoding.sanitized(queryText)
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        hasTrailingSlash = parts.last?.isEmpty ?? false
        if hasTrailingSlash { parts.removeLast() }
        let isBelowRoot = parts.count >= 2 && parts.starts(with: ["api", "0"]) && path.hasPrefix("/")
        // Split first, decode afterwards: a version may hold an encoded slash, and a plus in a path is a plus.
        pathSegments = isBelowRoot ? parts.dropFirst(2).map { PercentEncoding.decode($0) } : nil
        query = QueryString(queryText, pairsMax: Self.queryPairsMax).pairs
        self.body = body
        self.authorization = authorization
        self.session = session
        self.address = address
    }

    /// The last value given for `name`, as Sentry's framework reads it.
    func value(of name: String) -> String? { query.last { $0.name == name }?.value }

    /// Every value given for a repeatable parameter.
    func values(of name: String) -> [String] { query.compactMap { $0.name == name ? $0.value : nil } }

    /// The query as it was sent, without `cursor`; the base of `Link` targets.
    var queryTextWithoutCursor: String {
        let kept = queryText.split(separator: "&").prefix(Self.queryPairsMax).filter {
            PercentEncoding.decode($0.prefix { $0 != "=" }, plusIsSpace: true) != "cursor"
        }
        return kept.joined(separator: "&")
    }

    /// More parameters than this are not read; a bulk change names up to 1,000 issues.
    static let queryPairsMax = 2_000

    private static func split(_ target: String) -> (path: Substring, query: Substring) {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target[...], "") }
        return (target[..<mark], target[target.utf8.index(after: mark)...])
    }
}
