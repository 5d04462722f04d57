/// Why a pattern cannot be read, and where.
struct PatternError: Error {
    let message: String
    let position: Int
}

/// A pattern as written.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case group(PatternNode, number: Int)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?, isGreedy: Bool)
}

/// Places between characters.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// Some characters.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isInverted = false

    init(_ ranges: [ClosedRange<UInt32>], isInverted: Bool = false) {
        (self.ranges, self.isInverted) = (ranges, isInverted)
    }

    init(_ character: UInt32) { ranges = [character...character] }

    func contains(_ scalar: UInt32) -> Bool {
        for range in ranges where range.contains(scalar) { return !isInverted }
        return isInverted
    }

    /// The same in upper and lower case.
    var foldingCase: ScalarSet {
        var set = self
        for range in ranges where range.count <= 0x400 {
            for value in range {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for text in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                    if text.unicodeScalars.count == 1, let other = text.unicodeScalars.first, other != scalar {
                        set.ranges.append(other.value...other.value)
                    }
                }
            }
        }
        return set
    }

    static let digits = ScalarSet([0x30...0x39])
    static let spaces = ScalarSet([
        0x09...0x0d, 0x20...0x20, 0x85...0x85, 0xa0...0xa0, 0x2000...0x200a, 0x3000...0x3000,
    ])
    /// Letters of other scripts count as parts of words, by and large.
    static let words = ScalarSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a, 0xc0...0x1fff, 0x2c00...0x10ffff])

    /// What is not in the set, as ranges.
    var complement: [ClosedRange<UInt32>] {
        var output: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { output.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10ffff { output.append(next...0x10ffff) }
        return output
    }
}
