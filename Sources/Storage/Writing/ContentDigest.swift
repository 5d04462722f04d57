/// 128 bits that tell contents apart, the same in every process and release. Not for secrets: whoever wants to can find
/// two contents with one digest, and gains nothing but that the second is taken for a resend of the first.
public struct ContentDigest: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    /// Two lanes of multiply and mix over words of eight bytes.
    public init(of content: [UInt8]) {
        var first: UInt64 = 0x243F_6A88_85A3_08D3
        var second: UInt64 = 0x1319_8A2E_0370_7344
        func mix(_ word: UInt64) {
            let product = (first ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ second)
            first = product.high ^ product.low
            second = (second &+ word) &* 0xD6E8_FEB8_6659_FD93
            second ^= second >> 32
        }
        content.withUnsafeBytes { bytes in
            var at = 0
            while at + 8 <= bytes.count {
                mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
                at += 8
            }
            var rest: UInt64 = 0
            while at < bytes.count {
                rest = rest << 8 | UInt64(bytes[at])
                at += 1
            }
            mix(rest)
            mix(UInt64(bytes.count))
        }
        mix(0x5851_F42D_4C95_7F2D)
        (high, low) = (first, second)
    }

    public var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }
}
