/// Rules by name or prefix, compared without regard to ASCII case.
struct NameTable<Rule: Sendable>: Sendable {
    /// Where a name stands in `names`, and its rule in `rules`.
    private struct Entry {
        var start: Int
        var count: Int
        var rule: Int
    }

    /// In lower case, one behind the other: lists of entries with names of their own cost two counts of references for
    /// every name that is looked at.
    private let names: [UInt8]
    /// By the first byte of the name, in the order given.
    private let entries: [Entry]
    /// Where the entries of each first byte begin, and where the last end.
    private let starts: [Int]
    private let rules: [Rule]

    init(_ rules: [Rule], named name: (Rule) -> String) {
        var lists = [[Entry]](repeating: [], count: 256)
        var names: [UInt8] = []
        for (index, rule) in rules.enumerated() {
            let bytes = name(rule).utf8.map(\.asciiLowered)
            guard let first = bytes.first else { continue }
            lists[Int(first)].append(Entry(start: names.count, count: bytes.count, rule: index))
            names += bytes
        }
        var starts = [0]
        for list in lists { starts.append(starts[starts.count - 1] + list.count) }
        (self.names, self.starts, self.rules) = (names, starts, rules)
        entries = lists.flatMap { $0 }
    }

    /// The rule whose name is the whole of `range`.
    func exact(_ bytes: [UInt8], _ range: Range<Int>) -> Rule? {
        guard !range.isEmpty else { return nil }
        for index in candidates(bytes[range.lowerBound]) where entries[index].count == range.count {
            if stands(entries[index], in: bytes, at: range.lowerBound) { return rules[entries[index].rule] }
        }
        return nil
    }

    /// The first rule that `range` begins with, and where the rest begins.
    func prefix(_ bytes: [UInt8], _ range: Range<Int>) -> (rule: Rule, end: Int)? {
        guard !range.isEmpty else { return nil }
        for index in candidates(bytes[range.lowerBound]) where entries[index].count <= range.count {
            if stands(entries[index], in: bytes, at: range.lowerBound) {
                return (rules[entries[index].rule], range.lowerBound + entries[index].count)
            }
        }
        return nil
    }

    /// The entries whose names begin with `byte`.
    private func candidates(_ byte: UInt8) -> Range<Int> {
        let first = Int(byte.asciiLowered)
        return starts[first]..<starts[first + 1]
    }

    /// The caller has checked that `bytes` is long enough. The first byte is known to be equal.
    private func stands(_ entry: Entry, in bytes: [UInt8], at start: Int) -> Bool {
        var offset = 1
        while offset < entry.count {
            if bytes[start + offset].asciiLowered != names[entry.start + offset] { return false }
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
