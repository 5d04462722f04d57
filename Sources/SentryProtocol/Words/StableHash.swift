/// A 64-bit hash that is the same in every process and release, so that it may be stored; nothing depends on it being
/// hard to forge.
public enum StableHash {
    /// FNV-1a.
    @inlinable
    public static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    /// FNV-1a of the text's UTF-8.
    public static func of(_ text: String) -> UInt64 { of(text.utf8) }

    /// The same with the bits mixed once more (the finaliser of MurmurHash3), for whoever looks at some of them only.
    public static func mixed(_ text: String) -> UInt64 {
        var hash = of(text)
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}

/// Two lanes of multiply and mix over words of eight bytes: what digests of contents and of stacks are made with.
///
/// Digests are stored: what comes out for a seed and some words never changes.
@frozen
public struct MixingLanes: Sendable {
    public var first: UInt64
    public var second: UInt64

    @inlinable
    public init(_ first: UInt64, _ second: UInt64) { (self.first, self.second) = (first, second) }

    /// Takes in one word. Stands in the loop that reads a payload: numbers in `Bench` scenario `group/recall`.
    @inlinable @inline(__always)
    public mutating func add(_ word: UInt64) {
        let product = (first ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ second)
        first = product.high ^ product.low
        second = (second &+ word) &* 0xD6E8_FEB8_6659_FD93
        second ^= second >> 32
    }
}
