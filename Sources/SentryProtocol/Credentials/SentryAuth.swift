/// Who sends, as the request says (protocol.md §2.1).
public struct SentryAuth: Hashable, Sendable {
    public var publicKey: PublicKey
    /// Version of the protocol, 2 to 7.
    public var version = 7
    /// Name and version of the SDK: `sentry.python/2.1.0`.
    public var client: String?

    public init(publicKey: PublicKey, version: Int = 7, client: String? = nil) {
        (self.publicKey, self.version, self.client) = (publicKey, version, client)
    }

    /// Versions of the protocol that differ in nothing we look at.
    static let versions = 2...7

    /// Collects the credentials of every place they may sit in. Several that agree are fine, as proxies add theirs;
    /// nil when there are none, and then an envelope's `dsn` may still say.
    public init?(
        xSentryAuth: [String] = [], authorization: [String] = [], query: QueryString = QueryString(),
        pathKey: String? = nil
    ) throws(AuthError) {
        var found: [Credentials] = []
        for value in xSentryAuth { found.append(Credentials(header: value)) }
        for value in authorization {
            if let credentials = try Credentials(authorization: value) { found.append(credentials) }
        }
        if let credentials = Credentials(query: query) { found.append(credentials) }
        if let pathKey { found.append(Credentials(keys: [pathKey])) }
        guard !found.isEmpty else { return nil }
        try self.init(merging: found)
    }

    /// The credentials of an envelope's own `dsn`.
    public init(_ dsn: DSN) { self.init(publicKey: dsn.publicKey) }

    private init(merging found: [Credentials]) throws(AuthError) {
        var key: PublicKey?
        for text in found.flatMap(\.keys) {
            guard let next = PublicKey(text) else { throw .badPublicKey }
            guard key == nil || key == next else { throw .conflicting }
            key = next
        }
        guard let key else { throw .keyMissing }
        publicKey = key
        for text in found.compactMap(\.version) { version = try Self.version(text) }
        client = found.lazy.compactMap(\.client).first
    }

    /// The major part counts: `7`, `2.0`.
    private static func version(_ text: String) throws(AuthError) -> Int {
        let major = text.prefix { $0 != "." }
        guard !major.isEmpty, major.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            throw .malformedVersion(String(text.prefix(20)))
        }
        guard let number = Int(major), versions.contains(number) else {
            throw .unsupportedVersion(String(text.prefix(20)))
        }
        return number
    }
}

/// What one place says, unchecked.
private struct Credentials {
    var keys: [String] = []
    var version: String?
    var client: String?

    init(keys: [String]) { self.keys = keys }

    /// `Sentry sentry_version=7, sentry_key=…`; the word `Sentry`, quotes and trailing commas are optional.
    init(header: some StringProtocol) {
        let text = header.withoutWord("sentry") ?? Substring(header)
        for part in text.split(separator: ",").prefix(WireLimits.credentialPairsMax) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            take(name: sides[0].unquoted.lowercased(), value: String(sides[1].unquoted))
        }
    }

    /// Nil for schemes that are not ours, such as `Bearer`.
    init?(authorization: String) throws(AuthError) {
        if let pairs = authorization.withoutWord("sentry") {
            self.init(header: pairs)
        } else if let encoded = authorization.withoutWord("basic") {
            guard let bytes = Base64.decode(encoded.utf8) else { throw .malformedBasic }
            let user = bytes.prefix { $0 != UInt8(ascii: ":") }
            self.init(keys: [String(decoding: user, as: UTF8.self)])
        } else {
            return nil
        }
    }

    /// Nil when no name in it begins with `sentry_` and is a credential.
    init?(query: QueryString) {
        for (name, value) in query.pairs { take(name: name, value: String(value.unquoted)) }
        if keys.isEmpty, version == nil { return nil }
    }

    private mutating func take(name: String, value: String) {
        guard !value.isEmpty else { return }
        switch name {
        case "sentry_key": keys.append(value)
        case "sentry_version": version = value
        case "sentry_client": client = String(value.prefix(256))
        default: break
        }
    }
}

extension StringProtocol {
    /// What follows `word` (in lower case) and a space; nil when it does not begin so.
    fileprivate func withoutWord(_ word: String) -> Substring? {
        let text = Substring(self).unquoted
        guard text.prefix(word.count).lowercased() == word else { return nil }
        let rest = text.dropFirst(word.count)
        guard let next = rest.first, next == " " || next == "\t" else { return nil }
        return rest
    }

    /// Without white space and quotes around it.
    fileprivate var unquoted: Substring {
        var text = Substring(self)
        while let first = text.utf8.first, first <= 0x20 || first == 0x22 || first == 0x27 { text.removeFirst() }
        while let last = text.utf8.last, last <= 0x20 || last == 0x22 || last == 0x27 { text.removeLast() }
        return text
    }
}
