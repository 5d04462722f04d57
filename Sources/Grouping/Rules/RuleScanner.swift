/// A fault and the bytes of the line that it is about.
struct RuleFailure: Error {
    let fault: RuleFault
    let range: Range<Int>

    init(_ fault: RuleFault, _ range: Range<Int>) { (self.fault, self.range) = (fault, range) }
}

/// Reads the words, quoted texts and signs of one rule, and gathers what is wrong with it.
struct RuleScanner {
    let bytes: [UInt8]
    var index = 0
    /// What is wrong so far, as long as reading can go on behind it; warnings among them.
    private(set) var failures: [RuleFailure] = []

    init(_ line: [UInt8]) { bytes = line }

    var isAtEnd: Bool { index >= bytes.count }

    /// True at the end of the line and before a comment.
    var isAtEndOrComment: Bool { isAtEnd || bytes[index] == UInt8(ascii: "#") }

    mutating func note(_ fault: RuleFault, _ range: Range<Int>) { failures.append(RuleFailure(fault, range)) }

    mutating func skipSpaces() {
        while index < bytes.count, bytes[index].isSpace { index += 1 }
    }

    /// Moves past `text` if it stands here.
    mutating func take(_ text: StaticString) -> Bool {
        guard bytes.matches(text, at: index) else { return false }
        index += text.utf8CodeUnitCount
        return true
    }

    /// From `start` to the end of the word that begins there, for messages.
    func wordRange(from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, !bytes[end].isSpace { end += 1 }
        return start..<end
    }

    /// A `"quoted"` text, if one begins here; `\"` and `\\` are escapes.
    mutating func quoted() throws(RuleFailure) -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        var at = index + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count,
                bytes[at + 1] == UInt8(ascii: "\"") || bytes[at + 1] == UInt8(ascii: "\\")
            {
                at += 1
            }
            text.append(bytes[at])
            at += 1
        }
        guard at < bytes.count else { throw RuleFailure(.unclosedQuote, index..<bytes.count) }
        index = at + 1
        return String(bytes: text)
    }

    /// The bytes up to a space or to one that `ends` names.
    mutating func word(until ends: (UInt8) -> Bool = { _ in false }) -> String {
        let start = index
        while index < bytes.count, !bytes[index].isSpace, !ends(bytes[index]) { index += 1 }
        return String(bytes: bytes[start..<index])
    }

    /// A word inside of brackets: the bracket that closes them is not part of it.
    mutating func bracketedWord() -> String {
        let start = index
        var depth = 0
        while index < bytes.count, !bytes[index].isSpace {
            if bytes[index] == UInt8(ascii: "[") { depth += 1 }
            if bytes[index] == UInt8(ascii: "]") {
                if depth == 0 { break }
                depth -= 1
            }
            index += 1
        }
        return String(bytes: bytes[start..<index])
    }

    /// `key:pattern`, with an `!` in front or not; nil when `make` refuses it, which is noted.
    mutating func matcher<Matcher>(
        isBracketed: Bool = false,
        _ make: (_ key: String, _ pattern: String, _ isNegated: Bool) throws(RuleFault) -> Matcher
    ) throws(RuleFailure) -> Matcher? {
        let isNegated = take("!")
        let start = index
        let key = try quoted() ?? word { $0 == UInt8(ascii: ":") }
        let keyRange = start..<index
        guard take(":") else { throw RuleFailure(.missingColon, wordRange(from: start)) }
        let patternStart = index
        let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "\"")
        let pattern = try quoted() ?? (isBracketed ? bracketedWord() : word())
        do throws(RuleFault) {
            let matcher = try make(key, pattern, isNegated)
            if pattern.isEmpty, !isQuoted { note(.missingPattern, start..<index) }
            return matcher
        } catch {
            note(error, error == .unknownMatcher ? keyRange : patternStart..<index)
            return nil
        }
    }
}
