/// Reduces a demangled C, C++, Objective-C, Rust or Swift signature to the function's name (grouping.md §3).
struct NativeFunctionName {
    private var bytes: [UInt8]

    /// Stand-ins for text that would upset the balancing of brackets; put back at the end.
    private enum Mark {
        static let leftAngle: UInt8 = 1
        static let call: UInt8 = 2
        static let arrow: UInt8 = 3
        static let anonymousNamespace: UInt8 = 4
        static let rightAngle: UInt8 = 5
    }

    static func trimmed(_ signature: [UInt8]) -> [UInt8] {
        if signature.equals("<redacted>") || signature.equals("<unknown>") { return signature }
        var name = NativeFunctionName(bytes: signature.trimmingSpaces())
        if name.bytes.hasPrefix("[") || name.bytes.hasPrefix("-[") || name.bytes.hasPrefix("+[") { return name.bytes }
        name.dropTrailers()
        name.dropCrateHashes()
        name.protectOperators()
        name.nameLambdas()
        name.bytes = name.bytes.replacingEnclosed("(", ")") { value, _ in
            let value = Array(value).trimmingSpaces()
            return value.equals("anonymous namespace") || value.equals("operator")
                ? Array("(".utf8) + value + [0x29] : []
        }
        name.bytes = Self.resolvingGenerics(name.bytes, depth: 0)
        guard var token = name.functionToken() else { return signature }
        token = Self.restoringOperators(token)
        if token.first == UInt8(ascii: "@") { return Array("closure".utf8) }
        return Self.withoutLinkerTails(token)
    }

    /// `[clone .isra.0]`, `const`, `&`.
    private mutating func dropTrailers() {
        while true {
            let count = bytes.count
            if bytes.last == UInt8(ascii: "]"), let clone = bytes.lastIndex(of: "[clone ") {
                bytes.removeSubrange(clone...)
            } else if bytes.last == UInt8(ascii: "&") {
                bytes.removeLast()
            } else if bytes.hasSuffix("const"), count > 5, !bytes[count - 6].isWord {
                bytes.removeLast(5)
            } else {
                return
            }
            bytes = bytes.trimmingSpaces()
        }
    }

    /// `gwd[5f3e2d1c0b9a8877]::route`: Rust tells crates apart by a hash that changes from build to build.
    private mutating func dropCrateHashes() {
        var search = 0
        while let open = bytes[search...].firstIndex(of: UInt8(ascii: "[")) {
            search = open + 1
            guard open > 0, bytes[open - 1].isWord, isHex(open + 1, count: 13),
                let close = bytes[open...].firstIndex(of: UInt8(ascii: "]")), close - open <= 17,
                bytes[(open + 1)..<close].allSatisfy(\.isHex), bytes.matches("::", at: close + 1)
            else { continue }
            bytes.removeSubrange(open...close)
        }
    }

    private mutating func protectOperators() {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "o"), bytes.matches("operator", at: index) {
                output += "operator"
                index += 8
                if bytes.matches("<<", at: index) {
                    output += [Mark.leftAngle, Mark.leftAngle]
                    index += 2
                } else if bytes.matches("->", at: index) {
                    output += [UInt8(ascii: "-"), Mark.rightAngle]
                    index += 2
                } else if bytes.matches(">>", at: index) {
                    output += [Mark.rightAngle, Mark.rightAngle]
                    index += 2
                } else if bytes.matches("()", at: index) {
                    output.append(Mark.call)
                    index += 2
                } else if bytes.matches("<", at: index) {
                    output.append(Mark.leftAngle)
                    index += 1
                } else if bytes.matches(">", at: index) {
                    output.append(Mark.rightAngle)
                    index += 1
                }
            } else if bytes.matches(" -> ", at: index) {
                output += [0x20, Mark.arrow, 0x20]
                index += 4
            } else if bytes.matches("`anonymous namespace'", at: index) {
                output.append(Mark.anonymousNamespace)
                index += 21
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        bytes = output
    }

    /// Every compiler's name for a lambda becomes `lambda`; MSVC's hashed anonymous namespaces lose their hash.
    private mutating func nameLambdas() {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let end = lambdaEnd(at: index) {
                output += "lambda"
                index = end
            } else if bytes[index] == UInt8(ascii: "?"), bytes.matches("?A0x", at: index), isHex(index + 4, count: 8),
                bytes.matches("::", at: index + 12)
            {
                output.append(Mark.anonymousNamespace)
                index += 12
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        bytes = output
    }

    private func lambdaEnd(at index: Int) -> Int? {
        switch bytes[index] {
        case UInt8(ascii: "{"):
            guard bytes.matches("{lambda(", at: index), let close = bytes.firstIndex(of: ")#", from: index) else {
                return nil
            }
            let end = bytes.endOfDigits(from: close + 2)
            return end > close + 2 && bytes.matches("}", at: end) ? end + 1 : nil
        case UInt8(ascii: "l"):
            guard bytes.matches("lambda_", at: index), index == 0 || !bytes[index - 1].isWord,
                isHex(index + 7, count: 32), index + 39 == bytes.count || !bytes[index + 39].isWord
            else { return nil }
            return index + 39
        case UInt8(ascii: "$"):
            guard bytes.matches("$_", at: index) else { return nil }
            let end = bytes.endOfDigits(from: index + 2)
            return end > index + 2 && (end == bytes.count || !bytes[end].isWord) ? end : nil
        default: return nil
        }
    }

    private func isHex(_ start: Int, count: Int) -> Bool {
        start + count <= bytes.count && bytes[start..<start + count].allSatisfy { $0.isHex }
    }

    /// `<…>` becomes `<T>`; at the very start it is Rust's `<A as Trait>`, which becomes `A`.
    private static func resolvingGenerics(_ bytes: [UInt8], depth: Int) -> [UInt8] {
        bytes.replacingEnclosed("<", ">") { value, start in
            if value.equals("lambda") { return Array("<lambda>".utf8) }
            if start > 0 || depth > 16 { return Array("<T>".utf8) }
            var value = Array(value)
            // A blanket implementation says more by its trait.
            if value.count > 5, value[0].isUpper, value.matches(" as ", at: 1) { value.removeFirst(5) }
            value = resolvingGenerics(value, depth: depth + 1)
            if let trait = value.firstIndex(of: " as ") { value.removeSubrange(trait...) }
            return value
        }
    }

    /// The token left of the arrow, else the last one.
    private func functionToken() -> [UInt8]? {
        var tokens = bytes.splittingTopLevel()
        if tokens.count > 1, tokens[tokens.count - 1].equals("<T>") {
            tokens.removeLast()
            tokens[tokens.count - 1] += " <T>"
        }
        // `closure #1 (Int) -> () in f(x: Int) throws -> ()`: what the closure stands in is the function.
        if tokens.first?.equals("closure") == true || tokens.first?.equals("implicit") == true
            || tokens.first?.equals("partial") == true, let inside = tokens.lastIndex(where: { $0.equals("in") }),
            inside + 1 < tokens.count
        {
            tokens.removeFirst(inside + 1)
        }
        guard let arrow = tokens.firstIndex(where: { $0 == [Mark.arrow] }), arrow > 0 else { return tokens.last }
        let effects: Set<[UInt8]> = [Array("throws".utf8), Array("rethrows".utf8), Array("async".utf8)]
        return tokens[..<arrow].last { !effects.contains($0) } ?? tokens[arrow - 1]
    }

    private static func restoringOperators(_ token: [UInt8]) -> [UInt8] {
        guard token.contains(where: { $0 <= Mark.rightAngle }) else { return token }
        var output: [UInt8] = []
        for byte in token {
            switch byte {
            case Mark.leftAngle: output += "<"
            case Mark.rightAngle: output += ">"
            case Mark.call: output += "()"
            case Mark.arrow: output += " -> "
            case Mark.anonymousNamespace: output += "`anonymous namespace'"
            default: output.append(byte)
            }
        }
        return output
    }

    /// `::h0123456789abcdef` of Rust, `@GLIBC_2.2`, `@12` of stdcall.
    private static func withoutLinkerTails(_ name: [UInt8]) -> [UInt8] {
        var name = name
        let count = name.count
        if count > 19, name.matches("::h", at: count - 19), name[(count - 16)...].allSatisfy({ $0.isHex }) {
            name.removeLast(19)
        }
        if let version = name.firstIndex(of: "@GLIBC"), version > 0 {
            name.removeSubrange(version...)
            if name.last == UInt8(ascii: "@") { name.removeLast() }
        }
        if let at = name.lastIndex(of: "@"), at > 0, name[(at + 1)...].isAllDigits {
            name.removeSubrange(at...)
        }
        return name
    }
}

extension [UInt8] {
    func trimmingSpaces() -> [UInt8] {
        guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
            return []
        }
        return first == 0 && last == count - 1 ? self : Array(self[first...last])
    }

    /// Replaces every outermost balanced pair; `replacement` gets what is inside and where the pair opens.
    func replacingEnclosed(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, with replacement: (ArraySlice<UInt8>, Int) -> [UInt8]
    ) -> [UInt8] {
        let (open, close) = (UInt8(ascii: open), UInt8(ascii: close))
        guard contains(open) else { return self }
        var output: [UInt8] = []
        output.reserveCapacity(count)
        var (depth, start) = (0, 0)
        for (index, byte) in enumerated() {
            if byte == open {
                if depth == 0 { start = index }
                depth += 1
            } else if byte == close, depth > 0 {
                depth -= 1
                if depth == 0 { output += replacement(self[(start + 1)..<index], start) }
            } else if depth == 0 {
                output.append(byte)
            }
        }
        return output
    }

    /// Splits at spaces outside of brackets.
    func splittingTopLevel() -> [[UInt8]] {
        var tokens: [[UInt8]] = []
        var token: [UInt8] = []
        var closers: [UInt8] = []
        for byte in self {
            switch byte {
            case UInt8(ascii: "("): closers.append(UInt8(ascii: ")"))
            case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
            case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
            case UInt8(ascii: "<"): closers.append(UInt8(ascii: ">"))
            default:
                if byte == closers.last {
                    closers.removeLast()
                } else if closers.isEmpty, byte.isSpace {
                    if !token.isEmpty { tokens.append(token) }
                    token = []
                    continue
                }
            }
            token.append(byte)
        }
        // An unclosed bracket swallows the rest; that is still a name.
        if !token.isEmpty { tokens.append(token) }
        return tokens
    }
}
