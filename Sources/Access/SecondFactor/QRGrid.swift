/// The modules of a QR code: the fixed patterns, the data that winds around them, the mask (ISO/IEC 18004 §6.3, §7.7 to
/// §7.10).
struct QRGrid: Sendable, Equatable {
    let version: QRVersion
    private var dark: [Bool]
    /// Modules of the fixed patterns, which carry no data and are not masked.
    private var isFixed: [Bool]

    var size: Int { version.size }

    init(version: QRVersion) {
        self.version = version
        dark = Array(repeating: false, count: version.size * version.size)
        isFixed = dark
        drawTiming()
        drawFinders()
        drawAlignment()
        drawFormat(mask: 0)
        drawVersion()
    }

    func isDark(_ row: Int, _ column: Int) -> Bool { dark[row * size + column] }

    private mutating func fix(_ row: Int, _ column: Int, _ value: Bool) {
        dark[row * size + column] = value
        isFixed[row * size + column] = true
    }

    // MARK: Fixed patterns

    private mutating func drawTiming() {
        for index in 0..<size {
            fix(6, index, index % 2 == 0)
            fix(index, 6, index % 2 == 0)
        }
    }

    /// The three squares in the corners, with the light edge around each.
    private mutating func drawFinders() {
        for (centreRow, centreColumn) in [(3, 3), (3, size - 4), (size - 4, 3)] {
            for row in max(0, centreRow - 4)...min(size - 1, centreRow + 4) {
                for column in max(0, centreColumn - 4)...min(size - 1, centreColumn + 4) {
                    let ring = max(abs(row - centreRow), abs(column - centreColumn))
                    fix(row, column, ring != 2 && ring != 4)
                }
            }
        }
    }

    /// Small squares everywhere but in the corners, which have large ones.
    private mutating func drawAlignment() {
        let centres = version.alignmentCentres
        guard let first = centres.first, let last = centres.last else { return }
        for row in centres {
            for column in centres {
                let isCorner = (row == first && (column == first || column == last)) || (row == last && column == first)
                guard !isCorner else { continue }
                for y in row - 2...row + 2 {
                    for x in column - 2...column + 2 { fix(y, x, max(abs(y - row), abs(x - column)) != 1) }
                }
            }
        }
    }

    /// Level M (00) and the mask, twice, with a BCH code.
    private mutating func drawFormat(mask: Int) {
        var remainder = mask
        for _ in 0..<10 { remainder = remainder << 1 ^ (remainder >> 9) * 0x537 }
        let bits = (mask << 10 | remainder) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { fix(index, 8, bit(index)) }
        fix(7, 8, bit(6))
        fix(8, 8, bit(7))
        fix(8, 7, bit(8))
        for index in 9..<15 { fix(8, 14 - index, bit(index)) }
        for index in 0..<8 { fix(8, size - 1 - index, bit(index)) }
        for index in 8..<15 { fix(size - 15 + index, 8, bit(index)) }
        fix(size - 8, 8, true)
    }

    /// The version's number, twice, with a Golay code; small ones have none.
    private mutating func drawVersion() {
        guard version.number >= 7 else { return }
        var remainder = version.number
        for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1f25 }
        let bits = version.number << 12 | remainder
        for index in 0..<18 {
            let value = bits >> index & 1 == 1
            fix(index / 3, size - 11 + index % 3, value)
            fix(size - 11 + index % 3, index / 3, value)
        }
    }

    // MARK: Data

    /// Up and down in columns two wide, from the lower right; the timing column is skipped.
    mutating func place(_ codewords: [UInt8]) {
        var bit = 0
        for pair in stride(from: size - 1, through: 1, by: -2) {
            let right = pair <= 6 ? pair - 1 : pair
            for step in 0..<size {
                let row = (right + 1) & 2 == 0 ? size - 1 - step : step
                for column in [right, right - 1] where !isFixed[row * size + column] && bit < codewords.count * 8 {
                    dark[row * size + column] = codewords[bit / 8] >> UInt8(7 - bit % 8) & 1 == 1
                    bit += 1
                }
            }
        }
    }

    func masked(with mask: Int) -> QRGrid {
        var result = self
        for row in 0..<size {
            for column in 0..<size where !isFixed[row * size + column] && Self.inverts(mask, row, column) {
                result.dark[row * size + column].toggle()
            }
        }
        result.drawFormat(mask: mask)
        return result
    }

    private static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }

    // MARK: Judging a mask

    /// How hard the code is to read; the mask with the least is taken.
    var penalty: Int {
        var penalty = blockPenalty + balancePenalty
        for index in 0..<size {
            penalty += Self.linePenalty((0..<size).map { isDark(index, $0) })
            penalty += Self.linePenalty((0..<size).map { isDark($0, index) })
        }
        return penalty
    }

    /// Runs of five and more, and what looks like a finder pattern.
    private static func linePenalty(_ line: [Bool]) -> Int {
        var penalty = 0
        var run = 0
        for index in line.indices {
            run = index > 0 && line[index] == line[index - 1] ? run + 1 : 1
            if run == 5 { penalty += 3 } else if run > 5 { penalty += 1 }
        }
        let finder = [true, false, true, true, true, false, true]
        for start in 0...(line.count - 7) where line[start..<start + 7].elementsEqual(finder) {
            // What lies outside the code is light.
            let isLightBefore = (start - 4..<start).allSatisfy { $0 < 0 || !line[$0] }
            let isLightAfter = (start + 7..<start + 11).allSatisfy { $0 >= line.count || !line[$0] }
            if isLightBefore { penalty += 40 }
            if isLightAfter { penalty += 40 }
        }
        return penalty
    }

    private var blockPenalty: Int {
        var penalty = 0
        for row in 0..<size - 1 {
            for column in 0..<size - 1 {
                let value = isDark(row, column)
                let isBlock =
                    isDark(row, column + 1) == value && isDark(row + 1, column) == value
                    && isDark(row + 1, column + 1) == value
                if isBlock { penalty += 3 }
            }
        }
        return penalty
    }

    /// Ten for every five per cent away from half dark.
    private var balancePenalty: Int {
        let count = dark.count { $0 }
        let total = size * size
        return abs(count * 20 - total * 10) / total * 10
    }
}
