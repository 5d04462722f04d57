/// What is wrong with a text of rules, line by line.
public struct RuleSyntaxError: Error, Equatable, Sendable {
    /// One line that could not be read.
    public struct Problem: Equatable, Sendable {
        /// Counted from 1.
        public let line: Int
        /// A phrase for the person who wrote the line.
        public let reason: String
    }

    public let problems: [Problem]
}

/// Why one line could not be read; the line's number is added where lines are counted.
struct RuleProblem: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Lines of a rule text that are not blank and not comments, with their numbers.
enum RuleLines {
    /// Reads every line with `read`; the lines that fail are returned as problems.
    static func read<Rule>(
        _ text: String, _ read: (String) throws(RuleProblem) -> Rule
    ) -> (rules: [Rule], problems: [RuleSyntaxError.Problem]) {
        var rules: [Rule] = []
        var problems: [RuleSyntaxError.Problem] = []
        // "\r\n" is one Character but two bytes: splitting bytes keeps the count right on every system.
        for (index, bytes) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            let line = String(bytes: Array(bytes).trimmingSpaces())
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard rules.count < GroupingLimits.ruleLinesMax else {
                problems.append(.init(line: index + 1, reason: "more than \(GroupingLimits.ruleLinesMax) rules"))
                break
            }
            do throws(RuleProblem) {
                rules.append(try read(line))
            } catch {
                problems.append(.init(line: index + 1, reason: error.reason))
            }
        }
        return (rules, problems)
    }
}

/// Reads the words, quoted texts and signs of one rule.
struct RuleScanner {
    let bytes: [UInt8]
    var index = 0

    init(_ line: String) { bytes = Array(line.utf8) }

    var isAtEnd: Bool { index >= bytes.count }

    mutating func skipSpaces() {
        while index < bytes.count, bytes[index].isSpace { index += 1 }
    }

    /// Moves past `text` if it stands here.
    mutating func take(_ text: StaticString) -> Bool {
        guard bytes.matches(text, at: index) else { return false }
        index += text.utf8CodeUnitCount
        return true
    }

    /// A `"quoted"` text, if one begins here; `\"` and `\\` are escapes.
    mutating func quoted() throws(RuleProblem) -> String? {
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
        guard at < bytes.count else { throw RuleProblem("a quotation mark is not closed") }
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

    /// What is left, for a message.
    var rest: String { String(bytes: bytes[min(index, bytes.count)...].prefix(40)) }
}
