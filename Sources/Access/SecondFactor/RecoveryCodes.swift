/// Codes on paper, for when the telephone is lost: ten, each good once. Shown once; only hashes are stored.
public struct RecoveryCodes: Sendable, Equatable {
    /// As shown: `k7pq2-x9m4w`.
    public let texts: [String]
    /// What to store, in the same order.
    public var hashes: [[UInt8]] { texts.compactMap { Self.hash(of: $0) } }

    public static let count = 10
    /// 32 letters and digits that are not mistaken for each other, 5 bits each.
    private static let alphabet = Array("abcdefghjkmnpqrstuvwxyz023456789")
    private static let length = 10

    /// 50 random bits each: too many to guess through a throttle, and hashed codes are only good with the account's
    /// password.
    public init(randomBytes: RandomBytes) {
        texts = (0..<Self.count).map { _ in
            let letters = randomBytes(Self.length).map { Self.alphabet[Int($0 & 31)] }
            return String(letters[..<5]) + "-" + String(letters[5...])
        }
    }

    /// The hash that a typed code would have; nil for what cannot be one. Case, blanks and hyphens make no difference.
    public static func hash(of typed: String) -> [UInt8]? {
        let letters = typed.prefix(40).lowercased().filter { $0 != " " && $0 != "-" }
        guard letters.count == length, letters.allSatisfy(alphabet.contains) else { return nil }
        return SecretHash.sha256("culprit-recovery-code:" + letters)
    }
}
