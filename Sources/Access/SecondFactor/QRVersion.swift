/// How large a QR code is, and how its bytes are split into blocks (ISO/IEC 18004, tables 1, 7 and 9; level M only).
struct QRVersion: Sendable, Equatable {
    let number: Int
    /// Error correction bytes of each block.
    let correctionLength: Int
    let blocks: Int

    static let all: [QRVersion] = {
        let correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24]
        let blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10]
        return zip(correction, blocks).enumerated().map {
            QRVersion(number: $0.offset + 1, correctionLength: $0.element.0, blocks: $0.element.1)
        }
    }()

    /// Nil when no version takes so many bytes.
    static func smallest(for byteCount: Int) -> QRVersion? { all.first { byteCount <= $0.bytesMax } }

    /// Modules from edge to edge.
    var size: Int { 17 + 4 * number }

    /// Centres of the alignment patterns, the same for rows and columns.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let last = size - 7
        // Evenly spaced from the far end, in even steps; the first one is always at 6.
        let step = (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<count - 1).map { last - step * (count - 2 - $0) }
    }

    /// Bytes of data and correction together.
    var codewordCount: Int {
        var modules = (16 * number + 128) * number + 64
        if number > 1 {
            let count = number / 7 + 2
            modules -= (25 * count - 10) * count - 55
            if number > 6 { modules -= 36 }
        }
        return modules / 8
    }

    /// Bytes of data with the header.
    var dataLength: Int { codewordCount - correctionLength * blocks }

    /// Bits that say how many bytes follow.
    var lengthBits: Int { number < 10 ? 8 : 16 }

    /// Bytes of text: what is left behind the mode (4 bits) and the length.
    var bytesMax: Int { (dataLength * 8 - 4 - lengthBits) / 8 }
}
