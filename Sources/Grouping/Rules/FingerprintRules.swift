/// A project's fingerprint rules (grouping.md §6.2): the first that matches decides what an event is grouped by.
public struct FingerprintRules: Sendable {
    let rules: [FingerprintRule]

    /// No rules beyond the built-in ones.
    public static let none = FingerprintRules(rules: [])

    init(rules: [FingerprintRule]) { self.rules = rules }

    /// Reads one rule per line; throws every line that is no rule.
    public init(parsing text: String) throws(RuleSyntaxError) {
        let (rules, problems) = RuleLines.read(text) { line throws(RuleProblem) in
            try FingerprintRuleParser.rule(line)
        }
        guard problems.isEmpty else { throw RuleSyntaxError(problems: problems) }
        self.rules = rules
    }

    /// Reads what can be read: rules that were stored once must not stop events.
    public init(lenientlyParsing text: String) {
        rules = RuleLines.read(text) { line throws(RuleProblem) in try FingerprintRuleParser.rule(line) }.rules
    }

    /// How many rules there are.
    public var count: Int { rules.count }

    /// Failures of web applications that have one cause wherever they surface.
    static let builtIn = FingerprintRules(
        lenientlyParsing: """
            family:javascript type:"ChunkLoadError" -> chunkloaderror
            family:javascript value:"ChunkLoadError*" -> chunkloaderror
            family:javascript tags.transaction:"*" message:"Text content does not match server-rendered HTML." \
            -> hydrationerror, {{tags.transaction}}
            family:javascript tags.transaction:"*" message:"Hydration failed because the initial UI does not match *" \
            -> hydrationerror, {{tags.transaction}}
            family:javascript tags.transaction:"*" message:"There was an error while hydrating*" \
            -> hydrationerror, {{tags.transaction}}
            """)
}

/// Reads one line of the fingerprint rule language.
struct FingerprintRuleParser {
    private var scanner: RuleScanner

    static func rule(_ line: String) throws(RuleProblem) -> FingerprintRule {
        var parser = FingerprintRuleParser(scanner: RuleScanner(line))
        return try parser.rule()
    }

    private mutating func rule() throws(RuleProblem) -> FingerprintRule {
        var matchers: [EventMatcher] = []
        scanner.skipSpaces()
        while !scanner.take("->") {
            guard !scanner.isAtEnd else { throw RuleProblem("\"->\" and a fingerprint must follow the matchers") }
            matchers.append(try matcher())
            scanner.skipSpaces()
        }
        guard !matchers.isEmpty else { throw RuleProblem("a rule needs a matcher such as \"type:Name\"") }
        let (values, title) = try fingerprint()
        guard !values.isEmpty else { throw RuleProblem("a fingerprint must follow the \"->\"") }
        return FingerprintRule(matchers: matchers, values: values, title: title)
    }

    private mutating func matcher() throws(RuleProblem) -> EventMatcher {
        let isNegated = scanner.take("!")
        let key = try scanner.quoted() ?? scanner.word { $0 == UInt8(ascii: ":") }
        guard scanner.take(":") else { throw RuleProblem("\"\(key)\" is no matcher: a \":\" is missing") }
        let pattern = try scanner.quoted() ?? scanner.word()
        return try EventMatcher(key: key, pattern: pattern, isNegated: isNegated)
    }

    private mutating func fingerprint() throws(RuleProblem) -> (values: [String], title: String?) {
        var values: [String] = []
        var title: String?
        while true {
            scanner.skipSpaces()
            if scanner.take(",") { continue }
            if scanner.isAtEnd || scanner.bytes.matches("#", at: scanner.index) { return (values, title) }
            if let text = try scanner.quoted() {
                values.append(text)
            } else if let attribute = try attribute() {
                guard attribute.name == "title" else { throw RuleProblem("unknown attribute \"\(attribute.name)\"") }
                title = attribute.value
            } else {
                values.append(try value())
            }
        }
    }

    /// `title="…"`.
    private mutating func attribute() throws(RuleProblem) -> (name: String, value: String)? {
        var end = scanner.index
        while end < scanner.bytes.count, scanner.bytes[end].isLetter { end += 1 }
        guard end > scanner.index, scanner.bytes.matches("=\"", at: end) else { return nil }
        let name = String(bytes: scanner.bytes[scanner.index..<end])
        scanner.index = end + 1
        guard let value = try scanner.quoted() else { return nil }
        return (name, value)
    }

    /// A word or a variable; white space inside of `{{ }}` belongs to it.
    private mutating func value() throws(RuleProblem) -> String {
        let start = scanner.index
        while !scanner.isAtEnd {
            if scanner.bytes.matches("{{", at: scanner.index) {
                guard let close = scanner.bytes.firstIndex(of: "}}", from: scanner.index) else {
                    throw RuleProblem("\"{{\" is not closed")
                }
                scanner.index = close + 2
                continue
            }
            let byte = scanner.bytes[scanner.index]
            if byte.isSpace || byte == UInt8(ascii: ",") { break }
            scanner.index += 1
        }
        return String(bytes: scanner.bytes[start..<scanner.index])
    }
}
