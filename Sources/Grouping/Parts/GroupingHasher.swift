import Crypto

/// SHA-256 over the configuration's name and length-prefixed parts, of which 16 bytes are kept (grouping.md §12.8).
enum GroupingHasher {
    /// 32 lower-case hex digits.
    static func hash(_ parts: [GroupingPart], configuration: String) -> String {
        var sha = SHA256()
        // Gathered, because a call of the hasher costs more than a part has bytes.
        var pending: [UInt8] = []
        pending.reserveCapacity(flushBytes + 512)
        pending += configuration.utf8
        for part in parts {
            pending.append(0)
            part.tag.append(to: &pending)
            pending.append(0)
            appendDecimal(part.text.count, to: &pending)
            pending.append(UInt8(ascii: ":"))
            pending += part.text
            if pending.count >= flushBytes {
                sha.update(data: pending)
                pending.removeAll(keepingCapacity: true)
            }
        }
        sha.update(data: pending)
        return hex(sha.finalize())
    }

    private static let flushBytes = 4_096

    private static func appendDecimal(_ number: Int, to bytes: inout [UInt8]) {
        if number >= 10 { appendDecimal(number / 10, to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// The first 16 bytes.
    static func hex(_ digest: SHA256.Digest) -> String {
        let digits: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: 32) { buffer in
            var index = 0
            for byte in digest.prefix(16) {
                // SAFETY: a nibble is below 16, the literal's length; 16 bytes fill the 32 places.
                buffer[index] = digits.utf8Start[Int(byte >> 4)]
                buffer[index + 1] = digits.utf8Start[Int(byte & 15)]
                index += 2
            }
            return index
        }
    }
}
