/// Turns the text of a pattern into its alternatives.
struct GlobParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0
    private var alternatives: [[GlobPattern.Token]] = [[]]

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    /// Nil when there are more alternatives than allowed.
    mutating func parse() -> [[GlobPattern.Token]]? {
        while at < scalars.count {
            if scalars[at] == "{", let end = end(of: "}", from: at + 1) {
                guard choose(among: at + 1..<end) else { return nil }
                at = end + 1
            } else {
                let tokens = nextTokens(upTo: scalars.count)
                for index in alternatives.indices { Self.append(tokens, to: &alternatives[index]) }
            }
        }
        return alternatives
    }

    /// Multiplies what there is by the choices of a `{…}`.
    private mutating func choose(among range: Range<Int>) -> Bool {
        var choices: [[GlobPattern.Token]] = [[]]
        at = range.lowerBound
        while at < range.upperBound {
            if scalars[at] == "," {
                choices.append([])
                at += 1
            } else {
                Self.append(nextTokens(upTo: range.upperBound), to: &choices[choices.count - 1])
            }
        }
        guard alternatives.count * choices.count <= GlobPattern.Limits.alternativesMax else { return false }
        alternatives = alternatives.flatMap { start in
            choices.map { choice in
                var joined = start
                Self.append(choice, to: &joined)
                return joined
            }
        }
        return true
    }

    /// The tokens of one character of the pattern, or of a class; moves past it.
    private mutating func nextTokens(upTo end: Int) -> [GlobPattern.Token] {
        let scalar = scalars[at]
        at += 1
        switch scalar {
        case "*": return [.many]
        case "?": return [.one]
        case "[":
            guard let close = endOfSet(), close < end else { return literal(scalar) }
            defer { at = close + 1 }
            return [.set(Self.set(scalars[at..<close]))]
        case "\\" where at < end:
            defer { at += 1 }
            return literal(scalars[at])
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> [GlobPattern.Token] {
        UTF8.encode(scalar)?.map { .byte($0) } ?? []
    }

    /// Where the class that has begun before `at` ends; a `]` at its beginning belongs to it.
    private func endOfSet() -> Int? {
        var first = at
        if first < scalars.count, scalars[first] == "!" || scalars[first] == "^" { first += 1 }
        guard first < scalars.count else { return nil }
        return end(of: "]", from: scalars[first] == "]" ? first + 1 : first)
    }

    /// Where `close` stands unescaped at or after `start`.
    private func end(of close: Unicode.Scalar, from start: Int) -> Int? {
        var index = start
        while index < scalars.count {
            if scalars[index] == "\\" {
                index += 2
                continue
            }
            if scalars[index] == close { return index }
            index += 1
        }
        return nil
    }

    private static func set(_ text: ArraySlice<Unicode.Scalar>) -> CharacterSet {
        var set = CharacterSet()
        var rest = text
        if rest.count > 1, rest.first == "!" || rest.first == "^" {
            set.isNegated = true
            rest.removeFirst()
        }
        while let scalar = rest.popFirst() {
            let first = scalar == "\\" ? rest.popFirst() ?? scalar : scalar
            // A minus between two characters makes a range; at the end it is itself.
            if rest.first == "-", rest.count > 1 {
                rest.removeFirst()
                let last = rest.removeFirst()
                if first <= last { set.ranges.append(first.value...last.value) }
            } else {
                set.ranges.append(first.value...first.value)
            }
        }
        return set
    }

    /// Two `*` in a row are one.
    private static func append(_ tokens: [GlobPattern.Token], to list: inout [GlobPattern.Token]) {
        for token in tokens where !(token == .many && list.last == .many) { list.append(token) }
    }
}
