/// Reads the usual syntax: classes, escapes, groups, alternatives, quantifiers, anchors, flags. No back references and
/// no looking around, so that matching stays linear.
struct PatternParser {
    private let text: [Unicode.Scalar]
    private var at = 0
    private var ignoresCase = false
    private var dotMatchesLineEnds = false
    private var isMultiline = false
    private var ignoresSpace = false
    private var depth = 0
    private(set) var groups = 0

    init(_ pattern: String) { text = Array(pattern.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternNode {
        let node = try alternatives()
        guard at == text.count else { throw error("unmatched )") }
        return node
    }

    private func error(_ message: String) -> PatternError { PatternError(message: message, position: at) }
    private var next: Unicode.Scalar? { at < text.count ? text[at] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        at += 1
        return true
    }

    /// What stands before `end`, or the rest.
    private mutating func text(until end: Unicode.Scalar) -> String {
        var taken = ""
        while let scalar = next, scalar != end {
            taken.unicodeScalars.append(scalar)
            at += 1
        }
        return taken
    }

    private mutating func alternatives() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw error("too many nested groups") }
        var all = [try sequence()]
        while take("|") { all.append(try sequence()) }
        return all.count == 1 ? all[0] : .alternatives(all)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var all: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if ignoresSpace, skipSpace() { continue }
            guard let atom = try atom() else { continue }
            all.append(try quantified(atom))
        }
        return all.isEmpty ? .empty : all.count == 1 ? all[0] : .sequence(all)
    }

    /// White space and comments, under `(?x)`.
    private mutating func skipSpace() -> Bool {
        guard let scalar = next else { return false }
        if scalar == "#" {
            _ = text(until: "\n")
            return true
        }
        guard scalar.properties.isWhitespace else { return false }
        at += 1
        return true
    }

    private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        var node = atom
        var count = 0
        while let scalar = next {
            var (least, most): (Int, Int?)
            switch scalar {
            case "*": (least, most) = (0, nil)
            case "+": (least, most) = (1, nil)
            case "?": (least, most) = (0, 1)
            case "{":
                guard let bounds = try bounds() else { return node }
                (least, most) = bounds
                at -= 1
            default: return node
            }
            at += 1
            count += 1
            // A repetition of a repetition of a repetition is a mistake, or meant to be deep.
            guard count <= 4 else { return node }
            node = .repeated(node, least: least, most: most, isGreedy: !take("?"))
        }
        return node
    }

    /// `{2}`, `{2,}`, `{2,5}`; nil where the brace stands for itself.
    private mutating func bounds() throws(PatternError) -> (Int, Int?)? {
        let start = at
        at += 1
        guard let least = number() else {
            at = start
            throw error("repetition without a number")
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            at = start
            throw error("repetition without }")
        }
        guard least <= 1000, (most ?? 0) <= 1000, most.map({ $0 >= least }) ?? true else {
            at = start
            throw error("repetition out of range")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, let digit = Int(String(scalar)), scalar.isASCII {
            value = min((value ?? 0) * 10 + digit, 100_000)
            at += 1
        }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternNode? {
        guard let scalar = next else { return nil }
        at += 1
        switch scalar {
        case ".":
            return .set(dotMatchesLineEnds ? ScalarSet([], isInverted: true) : ScalarSet([10...10], isInverted: true))
        case "^": return .assertion(isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
        case "(": return try group()
        case "[": return .set(folded(try characterClass()))
        case "\\": return try escape()
        case "*", "+", "?", "{":
            at -= 1
            throw error("nothing to repeat")
        default: return .set(folded(ScalarSet(scalar.value)))
        }
    }

    private func folded(_ set: ScalarSet) -> ScalarSet { ignoresCase ? set.foldingCase : set }

    private mutating func group() throws(PatternError) -> PatternNode? {
        let before = (ignoresCase, dotMatchesLineEnds, isMultiline, ignoresSpace)
        var number: Int?
        if take("?") {
            if take("P") {
                guard next == "<" else { throw error("unknown group") }
            }
            if take("<") {
                if next == "=" || next == "!" { throw error("looking around is not supported") }
                _ = text(until: ">")
                guard take(">") else { throw error("group name without >") }
                groups += 1
                number = groups
            } else if next == "=" || next == "!" {
                throw error("looking around is not supported")
            } else if try flags() {
                return nil
            }
        } else {
            groups += 1
            number = groups
        }
        let node = try alternatives()
        guard take(")") else { throw error("group without )") }
        (ignoresCase, dotMatchesLineEnds, isMultiline, ignoresSpace) = before
        return number.map { .group(node, number: $0) } ?? node
    }

    /// `i-s:` opens a group; `i)` holds for the rest of the one around it, which the result says.
    private mutating func flags() throws(PatternError) -> Bool {
        var isOn = true
        while let scalar = next {
            at += 1
            switch scalar {
            case ":": return false
            case ")": return true
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s": dotMatchesLineEnds = isOn
            case "m": isMultiline = isOn
            case "x": ignoresSpace = isOn
            case "u", "U": continue
            default:
                at -= 1
                throw error("unknown flag")
            }
        }
        throw error("group without )")
    }

    // MARK: Characters

    private mutating func escape() throws(PatternError) -> PatternNode {
        guard let scalar = next else { throw error("pattern ends in a backslash") }
        switch scalar {
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "A": return assertion(.textStart)
        case "z", "Z": return assertion(.textEnd)
        default: return .set(folded(try escapedSet()))
        }
    }

    private mutating func assertion(_ assertion: PatternAssertion) -> PatternNode {
        at += 1
        return .assertion(assertion)
    }

    /// What follows a backslash, as a set of one or more characters.
    private mutating func escapedSet() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw error("pattern ends in a backslash") }
        at += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet(ScalarSet.digits.complement)
        case "w": return .words
        case "W": return ScalarSet(ScalarSet.words.complement)
        case "s": return .spaces
        case "S": return ScalarSet(ScalarSet.spaces.complement)
        case "n": return ScalarSet(0x0a)
        case "r": return ScalarSet(0x0d)
        case "t": return ScalarSet(0x09)
        case "f": return ScalarSet(0x0c)
        case "v": return ScalarSet(0x0b)
        case "0": return ScalarSet(0)
        case "x": return ScalarSet(try hexadecimal(digits: 2))
        case "u": return ScalarSet(try hexadecimal(digits: 4))
        default:
            guard !scalar.isASCII || !ASCII.isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) else {
                at -= 1
                throw error(scalar.properties.numericType != nil ? "no back references" : "unknown escape")
            }
            return ScalarSet(scalar.value)
        }
    }

    private mutating func hexadecimal(digits: Int) throws(PatternError) -> UInt32 {
        var text = ""
        if take("{") {
            text = self.text(until: "}")
            guard take("}") else { throw error("escape without }") }
        } else {
            while text.unicodeScalars.count < digits, let scalar = next {
                text.unicodeScalars.append(scalar)
                at += 1
            }
        }
        guard let value = UInt32(text, radix: 16), Unicode.Scalar(value) != nil else { throw error("no character") }
        return value
    }

    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while true {
            guard let scalar = next else { throw error("class without ]") }
            if scalar == "]", !isFirst { break }
            isFirst = false
            let lower = try classItem()
            guard lower.count == 1, lower[0].count == 1, next == "-", at + 1 < text.count, text[at + 1] != "]" else {
                ranges += lower
                continue
            }
            at += 1
            let upper = try classItem()
            guard upper.count == 1, upper[0].count == 1, upper[0].lowerBound >= lower[0].lowerBound else {
                throw error("range is the wrong way round")
            }
            ranges.append(lower[0].lowerBound...upper[0].lowerBound)
        }
        at += 1
        return ScalarSet(ranges, isInverted: isInverted)
    }

    private mutating func classItem() throws(PatternError) -> [ClosedRange<UInt32>] {
        guard let scalar = next else { throw error("class without ]") }
        if scalar == "[", at + 1 < text.count, text[at + 1] == ":" { return try namedClass() }
        at += 1
        guard scalar == "\\" else { return [scalar.value...scalar.value] }
        if take("b") { return [8...8] }
        return try escapedSet().ranges
    }

    /// `[:alpha:]`
    private mutating func namedClass() throws(PatternError) -> [ClosedRange<UInt32>] {
        let start = at
        at += 2
        let name = text(until: ":")
        guard take(":"), take("]") else { throw error("class without :]") }
        switch name {
        case "alpha": return [0x41...0x5a, 0x61...0x7a]
        case "digit": return [0x30...0x39]
        case "alnum": return [0x30...0x39, 0x41...0x5a, 0x61...0x7a]
        case "upper": return [0x41...0x5a]
        case "lower": return [0x61...0x7a]
        case "space": return [0x09...0x0d, 0x20...0x20]
        case "xdigit": return [0x30...0x39, 0x41...0x46, 0x61...0x66]
        case "punct": return [0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e]
        case "word": return [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a]
        default:
            at = start
            throw error("unknown class")
        }
    }
}
