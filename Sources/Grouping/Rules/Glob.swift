/// A compiled glob: `*`, `?` and `[…]` over bytes, most often just a prefix or a suffix (grouping.md §5.1).
struct Glob: Sendable, Equatable {
    /// How a glob compares.
    enum Style: Sendable {
        /// Case-sensitive; `*` and `?` match anything.
        case plain
        /// As `plain`, but without regard to ASCII case.
        case caseless
        /// Without case, `\` is `/`, and only `**` crosses a `/`.
        case path
    }

    enum Shape: Sendable, Equatable {
        case any
        case exact([UInt8])
        case prefix([UInt8])
        case suffix([UInt8])
        case contains([UInt8])
        case general([Token])
        /// Written wrongly, or without any chance.
        case never
    }

    enum Token: Sendable, Equatable {
        case byte(UInt8)
        case one(crossing: Bool)
        case many(crossing: Bool)
        case set(ByteSet)
    }

    let shape: Shape
    let style: Style

    /// Compiles `pattern`; one that is no valid glob never matches.
    init(_ pattern: String, style: Style) {
        self.style = style
        guard let tokens = Self.tokens(of: Array(pattern.utf8), style: style) else {
            shape = .never
            return
        }
        shape = Self.shape(of: tokens)
    }

    /// Matches a value that was prepared with `Glob.prepare` for the same style.
    func matches(_ value: ArraySlice<UInt8>) -> Bool {
        switch shape {
        case .any: true
        case .exact(let text): value.elementsEqual(text)
        case .prefix(let text): value.starts(with: text)
        case .suffix(let text): value.count >= text.count && value.suffix(text.count).elementsEqual(text)
        case .contains(let text): Self.find(text, in: value)
        case .general(let tokens): Self.matchGeneral(tokens, value)
        case .never: false
        }
    }

    /// What a name or a path looks like to globs of `style`.
    static func prepare(_ text: String, style: Style) -> [UInt8] {
        fold(Array(text.utf8.prefix(GroupingLimits.matchedBytesMax)), style)
    }

    /// The same for a text such as a message: as much of it as is parameterised.
    static func prepareText(
        _ text: String, style: Style, charactersMax: Int = GroupingLimits.messageCharactersMax
    ) -> [UInt8] {
        guard text.utf8.count > charactersMax else { return fold(Array(text.utf8), style) }
        return fold(Array(String(text.unicodeScalars.prefix(charactersMax)).utf8), style)
    }

    private static func fold(_ bytes: [UInt8], _ style: Style) -> [UInt8] {
        var bytes = bytes
        guard style != .plain else { return bytes }
        for index in bytes.indices {
            bytes[index] = bytes[index].lowered
            if style == .path, bytes[index] == UInt8(ascii: "\\") { bytes[index] = UInt8(ascii: "/") }
        }
        return bytes
    }

    private static func shape(of tokens: [Token]) -> Shape {
        var middle = tokens[...]
        var (opensFree, closesFree) = (false, false)
        if case .many(crossing: true) = middle.first {
            opensFree = true
            middle.removeFirst()
        }
        if case .many(crossing: true) = middle.last {
            closesFree = true
            middle.removeLast()
        }
        var text: [UInt8] = []
        for token in middle {
            guard case .byte(let byte) = token else { return .general(tokens) }
            text.append(byte)
        }
        if text.isEmpty, opensFree { return .any }
        switch (opensFree, closesFree) {
        case (false, false): return .exact(text)
        case (false, true): return .prefix(text)
        case (true, false): return .suffix(text)
        case (true, true): return .contains(text)
        }
    }

    /// Nil when a class is not closed.
    private static func tokens(of pattern: [UInt8], style: Style) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < pattern.count {
            let byte = pattern[index]
            index += 1
            switch byte {
            case UInt8(ascii: "*"):
                var stars = 1
                while index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                    index += 1
                    stars += 1
                }
                tokens.append(.many(crossing: style != .path || stars > 1))
            case UInt8(ascii: "?"):
                tokens.append(.one(crossing: style != .path))
            case UInt8(ascii: "["):
                guard let set = ByteSet(pattern, at: &index, caseless: style != .plain) else { return nil }
                tokens.append(.set(set))
            default:
                let folded = style == .plain ? byte : byte.lowered
                tokens.append(.byte(style == .path && folded == UInt8(ascii: "\\") ? UInt8(ascii: "/") : folded))
            }
        }
        return tokens
    }

    private static func find(_ text: [UInt8], in value: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, value.count >= text.count else { return text.isEmpty }
        var index = value.startIndex
        let last = value.endIndex - text.count
        while index <= last {
            if value[index] == first {
                var offset = 1
                while offset < text.count, value[index + offset] == text[offset] { offset += 1 }
                if offset == text.count { return true }
            }
            index += 1
        }
        return false
    }

    /// Walks with two places to come back to: the last `*`, and the last one that crosses slashes.
    private static func matchGeneral(_ tokens: [Token], _ value: ArraySlice<UInt8>) -> Bool {
        var (token, index) = (0, value.startIndex)
        var near: (token: Int, index: Int)?
        var far: (token: Int, index: Int)?
        var stepsLeft = GroupingLimits.globStepsMax + 4 * value.count
        while true {
            stepsLeft -= 1
            guard stepsLeft > 0 else { return false }
            if token < tokens.count, case .many(let crossing) = tokens[token] {
                token += 1
                if crossing {
                    far = (token, index)
                    near = nil
                } else {
                    near = (token, index)
                }
                continue
            }
            if token == tokens.count, index == value.endIndex { return true }
            if token < tokens.count, index < value.endIndex, tokens[token].accepts(value[index]) {
                token += 1
                index += 1
                continue
            }
            if let back = near, back.index < value.endIndex, value[back.index] != UInt8(ascii: "/") {
                near = (back.token, back.index + 1)
                (token, index) = (back.token, back.index + 1)
            } else if let back = far, back.index < value.endIndex {
                far = (back.token, back.index + 1)
                near = nil
                (token, index) = (back.token, back.index + 1)
            } else {
                return false
            }
        }
    }
}

extension Glob.Token {
    /// Whether a token that takes exactly one byte takes this one.
    func accepts(_ byte: UInt8) -> Bool {
        switch self {
        case .byte(let wanted): wanted == byte
        case .one(let crossing): crossing || byte != UInt8(ascii: "/")
        case .set(let set): set.contains(byte)
        case .many: false
        }
    }
}

/// A `[…]` class: one bit per byte.
struct ByteSet: Sendable, Equatable {
    private var bits = SIMD4<UInt64>(repeating: 0)

    /// Reads a class whose bracket ends before `index`, and moves `index` past its end.
    init?(_ pattern: [UInt8], at index: inout Int, caseless: Bool) {
        var at = index
        var negated = false
        if at < pattern.count, pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^") {
            negated = true
            at += 1
        }
        let first = at
        while at < pattern.count, pattern[at] != UInt8(ascii: "]") || at == first {
            let isRange =
                at + 2 < pattern.count && pattern[at + 1] == UInt8(ascii: "-") && pattern[at + 2] != UInt8(ascii: "]")
            let upper = isRange ? pattern[at + 2] : pattern[at]
            guard pattern[at] <= upper else { return nil }
            for byte in pattern[at]...upper { insert(caseless ? byte.lowered : byte) }
            at += isRange ? 3 : 1
        }
        guard at < pattern.count else { return nil }
        index = at + 1
        if negated { bits = ~bits }
    }

    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    private mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
}
