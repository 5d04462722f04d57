/// Rules by name or prefix, compared without regard to ASCII case.
struct NameTable<Rule: Sendable>: Sendable {
    private struct Entry {
        /// In lower case.
        var name: [UInt8]
        var rule: Rule
    }

    /// By the first byte of the name, in the order given.
    private let lists: [[Entry]]

    init(_ rules: [Rule], named name: (Rule) -> String) {
        var lists = [[Entry]](repeating: [], count: 256)
        for rule in rules {
            let bytes = name(rule).utf8.map(\.asciiLowered)
            if let first = bytes.first { lists[Int(first)].append(Entry(name: bytes, rule: rule)) }
        }
        self.lists = lists
    }

    /// The rule whose name is the whole of `range`.
    func exact(_ bytes: [UInt8], _ range: Range<Int>) -> Rule? {
        guard !range.isEmpty else { return nil }
        for entry in lists[Int(bytes[range.lowerBound].asciiLowered)] where entry.name.count == range.count {
            if Self.stands(entry.name, in: bytes, at: range.lowerBound) { return entry.rule }
        }
        return nil
    }

    /// The first rule that `range` begins with, and where the rest begins.
    func prefix(_ bytes: [UInt8], _ range: Range<Int>) -> (rule: Rule, end: Int)? {
        guard !range.isEmpty else { return nil }
        for entry in lists[Int(bytes[range.lowerBound].asciiLowered)] where entry.name.count <= range.count {
            if Self.stands(entry.name, in: bytes, at: range.lowerBound) {
                return (entry.rule, range.lowerBound + entry.name.count)
            }
        }
        return nil
    }

    /// The caller has checked that `bytes` is long enough. The first byte is known to be equal.
    private static func stands(_ name: [UInt8], in bytes: [UInt8], at start: Int) -> Bool {
        var offset = 1
        while offset < name.count {
            if bytes[start + offset].asciiLowered != name[offset] { return false }
            offset += 1
        }
        return true
    }
}

extension UInt8 {
    @inline(__always) var asciiLowered: UInt8 { self &- UInt8(ascii: "A") < 26 ? self | 0x20 : self }
    @inline(__always) var isASCIIDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    @inline(__always) var isASCIILetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
