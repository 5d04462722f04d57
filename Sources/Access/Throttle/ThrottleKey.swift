import Crypto
import SentryProtocol

/// Whom attempts are counted for. A hash, so that no names and addresses lie about, and each takes 16 bytes.
public struct ThrottleKey: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    private init(_ kind: String, _ text: String) {
        let hash = SecretHash.sha256(kind + ":" + text)
        high = hash[0..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = hash[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// An account by its e-mail address in any case, whether or not there is one.
    public static func account(_ email: String) -> ThrottleKey {
        ThrottleKey("account", String(email.prefix(300)).lowercased())
    }

    /// A network address. Of IPv6 the first 64 bits: whoever has one of them has them all.
    public static func address(_ text: String?) -> ThrottleKey { ThrottleKey("address", network(of: text ?? "")) }

    /// A browser, by the hash of the cookie that it was given when it was logged in.
    public static func device(_ hash: [UInt8]) -> ThrottleKey { ThrottleKey("device", Hexadecimal.text(of: hash)) }

    /// Anything else that has a number: a user who invites, a second factor.
    public static func number(_ number: Int64) -> ThrottleKey { ThrottleKey("number", String(number)) }

    /// `10.1.2.3` as it is, `2001:db8:1:2:3:4:5:6` as `2001:db8:1:2`, IPv4 inside IPv6 as IPv4.
    static func network(of text: String) -> String {
        guard text.utf8.count <= 64, IPAddress.isValid(text) else { return "unknown" }
        let address = text.prefix { $0 != "%" }.lowercased()
        guard address.contains(":") else { return address }
        guard let groups = groups(of: address) else { return "unknown" }
        if groups[0..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
            return [groups[6] >> 8, groups[6] & 255, groups[7] >> 8, groups[7] & 255].map { String($0) }
                .joined(separator: ".")
        }
        return groups[0..<4].map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The eight groups of a valid IPv6 address.
    private static func groups(of address: String) -> [UInt16]? {
        let halves = address.split(separator: "::", omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").flatMap { part -> [UInt16] in
                guard part.contains(".") else { return [UInt16(part, radix: 16) ?? 0] }
                let bytes = part.split(separator: ".").map { UInt16($0) ?? 0 }
                return bytes.count == 4 ? [bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]] : [0, 0]
            }
        }
        guard let head = halves.first else { return nil }
        let tail = halves.count > 1 ? halves[1] : []
        guard head.count + tail.count <= 8 else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }
}
