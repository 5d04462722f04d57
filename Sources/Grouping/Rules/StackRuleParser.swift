/// Reads one line of the stack rule language.
struct StackRuleParser {
    private var scanner: RuleScanner

    static func rule(_ line: String) throws(RuleProblem) -> StackRule {
        var parser = StackRuleParser(scanner: RuleScanner(line))
        return try parser.rule(source: line)
    }

    /// Matchers and actions without a frame around them, as the built-in rules' table has them.
    static func actions(_ text: String) throws(RuleProblem) -> [StackAction] {
        var parser = StackRuleParser(scanner: RuleScanner(text))
        return try parser.actions()
    }

    static func matcher(_ text: String) throws(RuleProblem) -> FrameMatcher {
        var parser = StackRuleParser(scanner: RuleScanner(text))
        return try parser.matcher(isBracketed: false)
    }

    private mutating func rule(source: String) throws(RuleProblem) -> StackRule {
        var rule = StackRule(source: source)
        scanner.skipSpaces()
        if scanner.take("[") {
            rule.caller = try bracketedMatcher()
            scanner.skipSpaces()
            guard scanner.take("|") else { throw RuleProblem("a \"|\" must follow the caller's brackets") }
        }
        scanner.skipSpaces()
        while !scanner.isAtEnd, !isAtAction, !scanner.bytes.matches("|", at: scanner.index) {
            rule.matchers.append(try matcher(isBracketed: false))
            scanner.skipSpaces()
        }
        guard !rule.matchers.isEmpty else { throw RuleProblem("a rule needs a matcher such as \"function:name\"") }
        if scanner.take("|") {
            scanner.skipSpaces()
            guard scanner.take("[") else { throw RuleProblem("brackets must follow the \"|\" before a callee") }
            rule.callee = try bracketedMatcher()
        }
        rule.actions = try actions()
        return rule
    }

    private mutating func bracketedMatcher() throws(RuleProblem) -> FrameMatcher {
        scanner.skipSpaces()
        let matcher = try matcher(isBracketed: true)
        scanner.skipSpaces()
        guard scanner.take("]") else { throw RuleProblem("brackets hold exactly one matcher and must be closed") }
        return matcher
    }

    private mutating func matcher(isBracketed: Bool) throws(RuleProblem) -> FrameMatcher {
        let isNegated = scanner.take("!")
        let key = try scanner.quoted() ?? scanner.word { $0 == UInt8(ascii: ":") }
        guard scanner.take(":") else { throw RuleProblem("\"\(key)\" is neither a matcher nor an action") }
        let value = try scanner.quoted() ?? (isBracketed ? scanner.bracketedWord() : scanner.word())
        return try FrameMatcher(key: key, value: value, isNegated: isNegated)
    }

    /// An action begins with a sign, or is a variable: `max-frames=3`.
    private var isAtAction: Bool {
        let bytes = scanner.bytes
        var index = scanner.index
        switch bytes[index] {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "^"): return true
        case UInt8(ascii: "v"):
            if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "+") || bytes[index + 1] == UInt8(ascii: "-") {
                return true
            }
        default: break
        }
        while index < bytes.count, bytes[index].isLetter || bytes[index] == UInt8(ascii: "-") { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "=")
    }

    private mutating func actions() throws(RuleProblem) -> [StackAction] {
        var actions: [StackAction] = []
        scanner.skipSpaces()
        while !scanner.isAtEnd, !scanner.bytes.matches("#", at: scanner.index) {
            actions.append(try action(scanner.word()))
            scanner.skipSpaces()
        }
        guard !actions.isEmpty else { throw RuleProblem("a rule needs an action such as \"-app\"") }
        return actions
    }

    private func action(_ word: String) throws(RuleProblem) -> StackAction {
        if let equals = word.firstIndex(of: "=") {
            return try variable(String(word[..<equals]), String(word[word.index(after: equals)...]))
        }
        var rest = word[...]
        var reach = StackAction.Reach.itself
        if rest.first == "^" { reach = .towardsCrash } else if rest.first == "v" { reach = .towardsStart }
        if reach != .itself { rest = rest.dropFirst() }
        guard let sign = rest.first, sign == "+" || sign == "-" else { throw RuleProblem("unknown action \"\(word)\"") }
        let isOn = sign == "+"
        switch (rest.dropFirst(), reach) {
        case ("app", _): return .app(isOn, reach)
        case ("group", _): return .group(isOn, reach)
        case ("value", .itself): return .value(isOn)
        case ("cause", .itself): return .cause(isOn)
        default: throw RuleProblem("unknown action \"\(word)\"")
        }
    }

    private func variable(_ name: String, _ value: String) throws(RuleProblem) -> StackAction {
        switch name {
        case "max-frames", "min-frames":
            guard let number = Int(value), number >= 0 else { throw RuleProblem("\(name) takes a number") }
            return name == "max-frames" ? .maxFrames(number) : .minFrames(number)
        case "category":
            guard !value.isEmpty else { throw RuleProblem("category takes a name") }
            return .category(value)
        case "invert-stacktrace":
            guard let flag = FrameMatcher.flag(value) else { throw RuleProblem("invert-stacktrace takes yes or no") }
            return .invertStacktrace(flag)
        default: throw RuleProblem("unknown action \"\(name)\"")
        }
    }
}
