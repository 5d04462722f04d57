import Crypto
import SentryProtocol

/// Random texts and their hashes.
public enum Secrets {
    /// Fit for keys and tokens.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
    public static func sha256(_ text: String) -> [UInt8] { sha256(Array(text.utf8)) }

    /// A public or secret key: 32 hex digits.
    public static func key() -> String { Hexadecimal.text(of: randomBytes(16)) }

    /// A code for a link or a cookie.
    public static func code() -> String { Base64.encodeURLSafe(randomBytes(32)) }
}
