import SentryProtocol

/// The secret in a link that works once: shown when it is made, stored as its hash.
public struct LinkSecret: Sendable, Equatable {
    /// 43 characters of the URL alphabet.
    public let text: String
    /// What the store keeps.
    public var hash: [UInt8] { SecretHash.sha256(text) }

    static let length = 32
    private static let textLength = 43

    public init(randomBytes: RandomBytes) { text = Base64.encodeURLSafe(randomBytes(Self.length)) }

    /// Reads one from a path; nil for what cannot be one, which need not be looked up.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength, text.utf8.allSatisfy(Self.isURLSafe) else { return nil }
        self.text = String(text)
    }

    private static func isURLSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// How long links work.
public enum LinkLifetime {
    /// Long enough for a holiday's weekend on both sides.
    public static let invite: Int64 = 7 * 86_400
    /// Asked for by the user, sent by mail.
    public static let passwordResetByMail: Int64 = 3600
    /// Made by a manager and handed over.
    public static let passwordResetByHand: Int64 = 24 * 3600
    /// A log-in at an identity provider.
    public static let pendingLogIn: Int64 = 600
}
