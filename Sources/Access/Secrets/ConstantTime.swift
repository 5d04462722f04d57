import Crypto

/// Comparisons that take the same time wherever the difference is.
public enum ConstantTime {
    /// For values of a known length, such as hashes: a different length may be told quickly.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }

    /// For texts that somebody typed: compares their hashes, so that not even the length shows.
    public static func areEqual(_ left: String, _ right: String) -> Bool {
        areEqual(SecretHash.sha256(left), SecretHash.sha256(right))
    }
}

/// The form in which secrets are stored.
///
/// A plain SHA-256 is right for values of 16 random bytes and more, which nobody can guess; passwords need scrypt.
public enum SecretHash {
    /// Of bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
    /// Of a text's bytes.
    public static func sha256(_ text: String) -> [UInt8] { sha256(Array(text.utf8)) }
}

/// Where random bytes come from: fit for keys in the server, predictable in tests.
public typealias RandomBytes = (Int) -> [UInt8]
