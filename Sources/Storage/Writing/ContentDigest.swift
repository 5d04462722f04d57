import SentryProtocol

/// 128 bits that tell contents apart, the same in every process and release. Not for secrets: whoever wants to can find
/// two contents with one digest, and gains nothing but that the second is taken for a resend of the first.
public struct ContentDigest: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    /// Of some content.
    public init(of content: [UInt8]) {
        var lanes = MixingLanes(0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344)
        content.withUnsafeBytes { bytes in
            var at = 0
            while at + 8 <= bytes.count {
                lanes.add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
                at += 8
            }
            var rest: UInt64 = 0
            while at < bytes.count {
                rest = rest << 8 | UInt64(bytes[at])
                at += 1
            }
            lanes.add(rest)
            lanes.add(UInt64(bytes.count))
        }
        lanes.add(0x5851_F42D_4C95_7F2D)
        (high, low) = (lanes.first, lanes.second)
    }

    public var bytes: [UInt8] { withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) } }
}
