/// C#'s names for state machines, lambdas and local functions, turned back into what was written (grouping.md §12.6).
enum CompilerGeneratedName {
    static func resolved(_ name: [UInt8]) -> [UInt8] {
        guard name.contains(UInt8(ascii: "<")) else { return name }
        var name = name
        // Every round resolves one pair of angle brackets, innermost first.
        for _ in 0..<8 {
            guard resolveOne(&name) else { break }
        }
        return name
    }

    private static func resolveOne(_ name: inout [UInt8]) -> Bool {
        var search = 0
        while let close = name[search...].firstIndex(of: UInt8(ascii: ">")) {
            search = close + 1
            guard let open = name[..<close].lastIndex(of: UInt8(ascii: "<")),
                let (text, end) = replacement(of: name, from: open, to: close)
            else { continue }
            guard Array(name[open..<end]) != text else { continue }
            name.replaceSubrange(open..<end, with: text)
            return true
        }
        return false
    }

    /// What `<…>` and the letters behind it stand for, and where they end.
    private static func replacement(of name: [UInt8], from open: Int, to close: Int) -> (text: [UInt8], end: Int)? {
        let inner = Array(name[(open + 1)..<close])
        let tail = close + 1
        if inner.isEmpty {
            guard name.matches("c__DisplayClass", at: tail) else { return nil }
            return (Array("<>c".utf8), endOfNumbers(name, from: tail + 15))
        }
        if name.matches("d__", at: tail) || name.matches("d", at: tail) && isEnd(name, tail + 1) {
            var end = name.matches("d__", at: tail) ? endOfNumbers(name, from: tail + 3) : tail + 1
            if name.matches(".MoveNext", at: end) { end += 9 }
            return (inner, end)
        }
        if name.matches("b__", at: tail) { return (inner + Array(".lambda".utf8), endOfNumbers(name, from: tail + 3)) }
        if name.matches("g__", at: tail) {
            let start = tail + 3
            let bar = name[start...].firstIndex(of: UInt8(ascii: "|")) ?? name.count
            let end = bar < name.count ? endOfNumbers(name, from: bar + 1) : bar
            return (inner + [UInt8(ascii: ".")] + name[start..<bar], end)
        }
        return nil
    }

    private static func isEnd(_ name: [UInt8], _ index: Int) -> Bool { index >= name.count || !name[index].isWord }

    private static func endOfNumbers(_ name: [UInt8], from start: Int) -> Int {
        var index = start
        while index < name.count, name[index].isDigit || name[index] == UInt8(ascii: "_") { index += 1 }
        return index
    }
}
