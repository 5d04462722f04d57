import Crypto
import SentryProtocol

/// One-time codes by time (RFC 6238): SHA-1, six digits, half a minute each, as every authenticator app has them.
public struct TOTP: Sendable, Equatable {
    /// Shared with the app: 20 random bytes.
    public let secret: [UInt8]

    public static let secretLength = 20
    public static let digits = 6
    public static let period: Int64 = 30
    /// Codes this many steps before and after now are good: clocks differ, and people type slowly.
    static let stepsAround: Int64 = 1

    /// Nil for a secret that is too short to be one (RFC 4226 §4) or absurdly long.
    public init?(secret: [UInt8]) {
        guard (16...64).contains(secret.count) else { return nil }
        self.secret = secret
    }

    /// A new secret.
    public init(randomBytes: RandomBytes) { secret = randomBytes(Self.secretLength) }

    /// The number of the half minute that `now` lies in.
    public static func step(at now: Timestamp) -> Int64 { now.seconds / period }

    /// The code of a step, with its leading zeros.
    public func code(step: Int64) -> String {
        let text = String(OneTimeCode.number(secret: secret, counter: UInt64(bitPattern: step)) % 1_000_000)
        return String(repeating: "0", count: Self.digits - text.utf8.count) + text
    }

    /// The step of `typed` when it is good now and newer than the last one that was used; remember it. Nil refuses.
    ///
    /// All steps are compared, whichever fits. A code is good once: whoever read it over a shoulder is too late.
    public func acceptedStep(of typed: String, at now: Timestamp, lastUsedStep: Int64) -> Int64? {
        let current = Self.step(at: now)
        let typed = Array(Self.cleaned(typed).utf8)
        var accepted: Int64?
        for step in (current - Self.stepsAround)...(current + Self.stepsAround) where step > lastUsedStep {
            if ConstantTime.areEqual(typed, Array(code(step: step).utf8)) { accepted = step }
        }
        return accepted
    }

    /// What apps read from the QR code: `otpauth://totp/…`. Account and issuer are cut where a code would grow too
    /// dense to be read.
    public func address(issuer: String, account: String) -> String {
        let issuer = PercentEncoding.encode(String(issuer.filter { $0 != ":" }.prefix(Self.issuerCharactersMax)))
        let account = PercentEncoding.encode(String(account.filter { $0 != ":" }.prefix(Self.accountCharactersMax)))
        return "otpauth://totp/\(issuer):\(account)?secret=\(Base32.encode(secret))&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=\(Self.digits)&period=\(Self.period)"
    }

    /// For typing by hand, in groups of four: `JBSW Y3DP …`.
    public var manualEntry: String {
        let text = Array(Base32.encode(secret))
        return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }
            .joined(separator: " ")
    }

    static let issuerCharactersMax = 20
    static let accountCharactersMax = 40

    /// Without the blanks that people and apps put in.
    private static func cleaned(_ typed: String) -> String { String(typed.prefix(20).filter { $0 != " " }) }
}

/// The codes that both kinds of one-time codes are cut from (RFC 4226 §5.3).
enum OneTimeCode {
    /// 31 bits.
    static func number(secret: [UInt8], counter: UInt64) -> UInt32 {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * $0)) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(hash[hash.count - 1] & 15)
        return hash[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
    }
}
