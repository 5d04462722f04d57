import SentryProtocol
import Storage

/// The text of an API token in Sentry's forms (web-api.md §1.2). Shown once; only its hash is stored.
public struct TokenText: Sendable, Equatable {
    public let text: String
    public let kind: TokenKind?
    /// What an organization's token says about itself; clients read it, the server believes none of it.
    public let payload: Payload?

    /// What stands inside an organization's token.
    public struct Payload: Sendable, Equatable {
        /// The public address, no slash at the end; nil leaves it to the client.
        public var url: String?
        /// The organization's slug.
        public var organization: String
        public init(url: String?, organization: String) { (self.url, self.organization) = (url, organization) }
    }

    /// What the store keeps: SHA-256 of the whole text.
    public var hash: [UInt8] { SecretHash.sha256(text) }
    /// The last four characters, to tell tokens apart.
    public var tail: String { String(text.suffix(4)) }

    /// Longer texts are no tokens of ours, and are not hashed.
    public static let bytesMax = 4096
    private static let secretLength = 32

    // MARK: Making

    /// `sntryu_` and 64 digits: acts as its user.
    public static func user(randomBytes: RandomBytes) -> TokenText {
        TokenText("sntryu_" + Hexadecimal.text(of: randomBytes(secretLength)), .user, nil)
    }

    /// `sntrya_` and 64 digits: a tool's own.
    public static func integration(randomBytes: RandomBytes) -> TokenText {
        TokenText("sntrya_" + Hexadecimal.text(of: randomBytes(secretLength)), .integration, nil)
    }

    /// `sntrys_`, what clients need to know, and a secret. `publicURL` must be the address exactly as users reach it,
    /// for it overrides what clients were told otherwise.
    public static func organization(
        slug: String, publicURL: String, at now: Timestamp, randomBytes: RandomBytes
    ) -> TokenText {
        var url = publicURL[...]
        while url.last == "/" { url.removeLast() }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("iat")
            writer.raw(Array(seconds(now).utf8))
            writer.member("url", String(url))
            writer.member("region_url", String(url))
            writer.member("org", slug)
        }
        let secret = PaddedBase64.unpadded(randomBytes(secretLength))
        return TokenText(
            "sntrys_" + PaddedBase64.encode(writer.bytes) + "_" + secret, .organization,
            Payload(url: String(url), organization: slug))
    }

    /// `1785585600.123456`; a whole second with a zero behind the point, as Python writes it.
    private static func seconds(_ now: Timestamp) -> String {
        let micros = String(now.microseconds - now.seconds * 1_000_000)
        var fraction = String(repeating: "0", count: max(0, 6 - micros.utf8.count)) + micros
        while fraction.utf8.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(now.seconds).\(fraction)"
    }

    // MARK: Reading

    /// Reads what a client sent. Any text of sensible length may be a token: older ones are 64 bare digits, and what
    /// has none of the forms is looked up all the same.
    public init?(_ text: some StringProtocol) {
        guard (1...Self.bytesMax).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            return nil
        }
        let text = String(text)
        if let payload = Self.payload(of: text) {
            self.init(text, .organization, payload)
        } else if Self.isHex(text, behind: "sntryu_") || Self.isHex(text, behind: "") {
            self.init(text, .user, nil)
        } else {
            self.init(text, Self.isHex(text, behind: "sntrya_") ? .integration : nil, nil)
        }
    }

    private init(_ text: String, _ kind: TokenKind?, _ payload: Payload?) {
        (self.text, self.kind, self.payload) = (text, kind, payload)
    }

    private static func isHex(_ text: String, behind prefix: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + 2 * secretLength
            && text.utf8.dropFirst(prefix.utf8.count).allSatisfy {
                $0 &- UInt8(ascii: "0") < 10 || $0 &- UInt8(ascii: "a") < 6
            }
    }

    /// Exactly two `_`; the middle is base 64 of a JSON object, the end that of 32 bytes.
    private static func payload(of text: String) -> Payload? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sntrys", parts[1].utf8.count % 4 == 0,
            !parts[1].utf8.contains(UInt8(ascii: "-")), !parts[2].utf8.contains(UInt8(ascii: "-")),
            Base64.decode(parts[2].utf8)?.count == secretLength, let bytes = Base64.decode(parts[1].utf8),
            let document = try? JSONDocument(parsing: bytes, depthMax: 4), let slug = document.root["org"]?.string,
            document.root["iat"]?.double != nil
        else { return nil }
        return Payload(url: document.root["url"]?.string, organization: slug)
    }
}

/// What a token may be given when it is made.
public enum TokenRules {
    /// Why a token cannot be made.
    public enum Problem: String, Sendable, Equatable, CaseIterable {
        case noScopes
        /// A scope that the maker's role does not have.
        case scopeAboveRole
        /// It would have run out before it was made.
        case expired
    }

    /// Longer names are cut.
    public static let nameCharactersMax = 200

    /// Nil when somebody with `role` may make a token of this kind with these scopes. An organization's token for
    /// build servers has `Scope.buildServer` and no others.
    public static func problem(
        making kind: TokenKind, scopes: Set<Scope>, role: Role, expiresAt: Timestamp?, at now: Timestamp
    ) -> Problem? {
        if scopes.isEmpty { return .noScopes }
        if let expiresAt, expiresAt <= now { return .expired }
        let allowed = kind == .organization ? Scope.buildServer : role.scopes
        return scopes.closed.isSubset(of: allowed) ? nil : .scopeAboveRole
    }
}
