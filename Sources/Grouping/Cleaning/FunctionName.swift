import SentryProtocol

/// Function names without what compilers and build tools add to them (grouping.md §3, §12.6).
enum FunctionName {
    /// The name as rules and titles see it.
    static func trimmed(_ frame: Frame, platform: Platform) -> [UInt8] {
        guard let function = frame.function else { return [] }
        let bytes = Array(function.utf8.prefix(GroupingLimits.matchedBytesMax))
        guard frame.rawFunction == nil || platform.naming == .csharp else { return bytes }
        switch platform.naming {
        case .native: return NativeFunctionName.trimmed(bytes)
        case .csharp: return cuttingSignature(bytes)
        default: return bytes
        }
    }

    /// The name as it enters the hash; empty when it says nothing.
    static func cleaned(_ frame: Frame, platform: Platform) -> [UInt8] {
        if platform.naming == .csharp {
            return csharp(
                Array((frame.rawFunction ?? frame.function ?? "").utf8.prefix(GroupingLimits.matchedBytesMax)))
        }
        let name = trimmed(frame, platform: platform)
        switch platform.naming {
        case .java: return java(name)
        case .ruby: return ruby(name)
        case .php: return php(name)
        case .go: return go(name)
        case .elixir: return elixir(name)
        case .javascript: return javascript(name)
        case .native: return native(name)
        case .plain, .csharp: return name
        }
    }

    /// `lambda$run$3`, `onCreate$lambda-3`, `x$lambda$2`, `access$100`: numbers of generated methods.
    static func java(_ name: [UInt8]) -> [UInt8] {
        var name = name
        if name.hasPrefix("access$"), name[7...].isAllDigits { return Array(name[..<7]) }
        if name.hasPrefix("$anonfun$") { return scala(name) }
        guard name.contains("lambda") else { return name }
        var search = 0
        while let word = name.firstIndex(of: "lambda", from: search) {
            search = word + 6
            guard search < name.count, name[search] == UInt8(ascii: "$") || name[search] == UInt8(ascii: "-") else {
                continue
            }
            let end = name.endOfDigits(from: search + 1)
            guard end > search + 1, end == name.count || !name[end].isWord else { continue }
            name.removeSubrange((name[search] == UInt8(ascii: "-") ? search + 1 : search)..<end)
        }
        if name.hasPrefix("lambda$"), let dollar = name.lastIndex(of: "$"), dollar > 6,
            name[(dollar + 1)...].isAllDigits
        {
            name.removeSubrange(dollar...)
        }
        return name
    }

    /// `$anonfun$run$3`, `$anonfun$run$3$adapted`: numbered lambdas.
    private static func scala(_ name: [UInt8]) -> [UInt8] {
        var name = name
        if name.hasSuffix("$adapted") { name.removeLast(8) }
        var digits = name.count
        while digits > 0, name[digits - 1].isDigit { digits -= 1 }
        guard digits < name.count, digits > 9, name[digits - 1] == UInt8(ascii: "$") else { return name }
        return Array(name[..<(digits - 1)])
    }

    /// `block (2 levels) in m` and the numbered names of compiled templates.
    static func ruby(_ name: [UInt8]) -> [UInt8] {
        var name = name
        if let open = name.firstIndex(of: " ("), let close = name.firstIndex(of: " levels) in ", from: open),
            name[(open + 2)..<close].isAllDigits
        {
            name.removeSubrange(open..<close + 8)
        }
        if let first = trailingNumber(of: name, after: "_"),
            let second = trailingNumber(of: Array(name[..<first]), after: "__")
        {
            name.removeSubrange(second...)
        }
        return name
    }

    /// Where `separator` and four or more digits begin at the end of `name`.
    private static func trailingNumber(of name: [UInt8], after separator: StaticString) -> Int? {
        var digits = name.count
        while digits > 0, name[digits - 1].isDigit { digits -= 1 }
        let start = digits - separator.utf8CodeUnitCount
        guard name.count - digits >= 4, start >= 0, name.matches(separator, at: start) else { return nil }
        return start
    }

    /// Anonymous classes carry a path and a counter, closures of PHP 8.4 a line.
    static func php(_ name: [UInt8]) -> [UInt8] {
        if name.hasPrefix("[Anonymous") { return [] }
        var name = name
        while let at = name.firstIndex(of: "@anonymous") {
            var start = at
            while start > 0, name[start - 1].isWord || name[start - 1] == UInt8(ascii: "\\") || name[start - 1] >= 0x80
            {
                start -= 1
            }
            guard let colons = name.firstIndex(of: "::", from: at) else {
                name.removeSubrange(start...)
                break
            }
            name.removeSubrange(start..<colons + 2)
        }
        var search = 0
        while let closure = name.firstIndex(of: "{closure:", from: search) {
            search = closure + 9
            shortenPath(in: &name, at: search)
        }
        var close = name.count
        while let brace = name.lastIndex(of: "}", before: close) {
            close = brace
            var digits = brace
            while digits > 0, name[digits - 1].isDigit { digits -= 1 }
            if digits < brace, digits > 0, name[digits - 1] == UInt8(ascii: ":") {
                name.removeSubrange((digits - 1)..<brace)
                close = digits - 1
            }
        }
        return name
    }

    /// A closure of a file's top level is named by the file's path: its base name must do.
    private static func shortenPath(in name: inout [UInt8], at start: Int) {
        let isPath =
            start < name.count && name[start] == UInt8(ascii: "/")
            || start + 2 < name.count && name[start].isLetter && name[start + 1] == UInt8(ascii: ":")
                && (name[start + 2] == UInt8(ascii: "\\") || name[start + 2] == UInt8(ascii: "/"))
        guard isPath else { return }
        let end = name.firstIndex(of: "}", from: start) ?? name.count
        guard let slash = name[start..<end].lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
        else { return }
        name.removeSubrange(start...slash)
    }

    /// `handle.func1.2`, `run.gowrap1`, `Map[...]`.
    static func go(_ name: [UInt8]) -> [UInt8] {
        var name = name
        while let dots = name.firstIndex(of: "[...]") { name.removeSubrange(dots..<dots + 5) }
        var isClosure = false
        while true {
            var digits = name.count
            while digits > 0, name[digits - 1].isDigit { digits -= 1 }
            guard digits < name.count else { break }
            var tail: Int?
            for word: StaticString in [".func", ".gowrap", ".deferwrap", "."]
            where tail == nil && name[..<digits].hasSuffix(word) {
                tail = digits - word.utf8CodeUnitCount
            }
            guard let tail, tail > 0 else { break }
            name.removeSubrange(tail...)
            isClosure = true
        }
        if isClosure { name += ".func" }
        return name
    }

    /// `<Run>d__5.MoveNext`, `<Run>b__5_1`, `<Main>g__Local|0_1`, `<>c__DisplayClass5_0`, `Run (int x)`.
    static func csharp(_ name: [UInt8]) -> [UInt8] {
        CompilerGeneratedName.resolved(cuttingSignature(name))
    }

    private static func cuttingSignature(_ name: [UInt8]) -> [UInt8] {
        guard let open = name.firstIndex(of: " (") else { return name }
        return Array(name[..<open])
    }

    /// `anonymous fn/1 in M.f/2`, `-f/1-fun-3-`.
    static func elixir(_ name: [UInt8]) -> [UInt8] {
        var name = name
        if let start = name.firstIndex(of: "anonymous fn/") {
            let end = name.endOfDigits(from: start + 13)
            if end > start + 13 { name.replaceSubrange(start..<end, with: Array("fn".utf8)) }
        }
        var search = 0
        while let fun = name.firstIndex(of: "-fun-", from: search) {
            search = fun + 5
            let end = name.endOfDigits(from: search)
            if end > search, end < name.count, name[end] == UInt8(ascii: "-") { name.removeSubrange(search...end) }
        }
        return name
    }

    /// `async Promise.x [as y]`: the last dotted part, unless it is one of the names engines give to no name.
    static func javascript(_ name: [UInt8]) -> [UInt8] {
        var name = name[...]
        if let alias = name.firstIndex(of: " [as "), name.last == UInt8(ascii: "]") { name = name[..<alias] }
        for word: StaticString in ["async ", "new ", "get ", "set "] where name.hasPrefix(word) {
            name = name.dropFirst(word.utf8CodeUnitCount)
        }
        if let dot = name.lastIndex(of: UInt8(ascii: ".")) { name = name[(dot + 1)...] }
        let isUnknown =
            name.equals("?") || name.equals("<anonymous>") || name.equals("<anonymous function>")
            || name.equals("Anonymous function") || name.hasSuffix("/<")
        return isUnknown ? [] : Array(name)
    }

    /// Blocks lose their number, clones of optimisers their tail; unknown names say nothing.
    static func native(_ name: [UInt8]) -> [UInt8] {
        if name.equals("<redacted>") || name.equals("<unknown>") { return [] }
        var name = name
        if let block = name.firstIndex(of: "_block_invoke") {
            name.replaceSubrange(block..., with: Array("_block".utf8))
            if name.hasPrefix("__") {
                let digits = name.endOfDigits(from: 2)
                if digits > 2, name.matches("-[", at: digits) || name.matches("+[", at: digits) {
                    name.removeSubrange(..<digits)
                }
            }
        }
        for tail: StaticString in [".isra.", ".part.", ".constprop.", ".llvm.", ".cold", ".lto_priv."] {
            if let start = name.firstIndex(of: tail), start > 0 { name.removeSubrange(start...) }
        }
        while let closure = name.firstIndex(of: "{{closure}}") {
            name.replaceSubrange(closure..<closure + 11, with: Array("closure".utf8))
        }
        return name
    }
}
