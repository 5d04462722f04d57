/// From text to the bytes of a QR code: header, padding, error correction, interleaving (ISO/IEC 18004 §7.4 to §7.6).
enum QRCodewords {
    static func interleaved(_ bytes: [UInt8], version: QRVersion) -> [UInt8] {
        let data = data(bytes, version: version)
        // Short blocks come first; the long ones have a byte more.
        let shortLength = data.count / version.blocks
        let shortBlocks = version.blocks - data.count % version.blocks
        let divisor = ReedSolomon.divisor(degree: version.correctionLength)
        var blocks: [(data: ArraySlice<UInt8>, correction: [UInt8])] = []
        var start = 0
        for block in 0..<version.blocks {
            let end = start + shortLength + (block < shortBlocks ? 0 : 1)
            blocks.append((data[start..<end], ReedSolomon.remainder(of: data[start..<end], by: divisor)))
            start = end
        }
        var output: [UInt8] = []
        for index in 0...shortLength {
            for block in blocks where index < block.data.count {
                output.append(block.data[block.data.startIndex + index])
            }
        }
        for index in 0..<version.correctionLength { for block in blocks { output.append(block.correction[index]) } }
        return output
    }

    /// Mode, length, bytes, terminator, padding.
    private static func data(_ bytes: [UInt8], version: QRVersion) -> [UInt8] {
        var bits = BitWriter()
        bits.append(0b0100, count: 4)
        bits.append(UInt32(truncatingIfNeeded: bytes.count), count: version.lengthBits)
        for byte in bytes { bits.append(UInt32(byte), count: 8) }
        bits.append(0, count: min(4, version.dataLength * 8 - bits.count))
        bits.append(0, count: (8 - bits.count % 8) % 8)
        let padding: [UInt8] = [0xec, 0x11]
        let missing = max(0, version.dataLength - bits.bytes.count)
        return bits.bytes + (0..<missing).map { padding[$0 % 2] }
    }
}

/// Bits, the highest first.
private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    mutating func append(_ value: UInt32, count bits: Int) {
        for bit in stride(from: bits - 1, through: 0, by: -1) {
            if count % 8 == 0 { bytes.append(0) }
            bytes[count / 8] |= UInt8(truncatingIfNeeded: value >> UInt32(bit) & 1) << UInt8(7 - count % 8)
            count += 1
        }
    }
}

/// Error correction over the field of 256 elements with the polynomial `x⁸ + x⁴ + x³ + x² + 1`.
enum ReedSolomon {
    /// The product of `(x - 2⁰) … (x - 2ⁿ⁻¹)`, highest power first, without its leading 1.
    static func divisor(degree: Int) -> [UInt8] {
        var result = Array(repeating: UInt8(0), count: degree - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                result[index] = product(result[index], root) ^ (index + 1 < degree ? result[index + 1] : 0)
            }
            root = product(root, 2)
        }
        return result
    }

    static func remainder(of data: ArraySlice<UInt8>, by divisor: [UInt8]) -> [UInt8] {
        var result = Array(repeating: UInt8(0), count: divisor.count)
        for byte in data {
            let factor = byte ^ result.removeFirst()
            result.append(0)
            for index in divisor.indices { result[index] ^= product(divisor[index], factor) }
        }
        return result
    }

    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt32 = 0
        for bit in stride(from: UInt32(7), through: 0, by: -1) {
            result = result << 1 ^ (result >> 7) * 0x11d
            if right >> UInt8(bit) & 1 == 1 { result ^= UInt32(left) }
        }
        return UInt8(truncatingIfNeeded: result)
    }
}
