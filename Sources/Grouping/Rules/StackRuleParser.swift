/// Reads one line of the stack rule language (grouping.md §5.1).
enum StackRuleParser {
    /// Nil when something is wrong that was noted.
    static func rule(_ scanner: inout RuleScanner) throws(RuleFailure) -> StackRule? {
        var rule = StackRule(source: String(bytes: scanner.bytes.trimmingSpaces()))
        scanner.skipSpaces()
        let start = scanner.index
        if scanner.take("[") {
            rule.caller = try bracketedMatcher(&scanner)
            scanner.skipSpaces()
            guard scanner.take("|") else {
                throw RuleFailure(.missingBar, scanner.wordRange(from: scanner.index))
            }
            scanner.skipSpaces()
        }
        var matchers = 0
        while !scanner.isAtEndOrComment, !isAtAction(scanner), !scanner.bytes.matches("|", at: scanner.index) {
            matchers += 1
            if let matcher = try matcher(&scanner, isBracketed: false) { rule.matchers.append(matcher) }
            scanner.skipSpaces()
        }
        guard matchers > 0 else { throw RuleFailure(.missingMatcher, scanner.wordRange(from: start)) }
        if scanner.take("|") {
            scanner.skipSpaces()
            guard scanner.take("[") else {
                throw RuleFailure(.missingBracket, scanner.wordRange(from: scanner.index))
            }
            rule.callee = try bracketedMatcher(&scanner)
        }
        rule.actions = try actions(&scanner)
        return rule
    }

    /// Matchers and actions without a frame around them, as the built-in rules' table has them.
    static func actions(_ text: String) -> [StackAction]? {
        var scanner = RuleScanner(Array(text.utf8))
        let actions = try? actions(&scanner)
        return scanner.failures.isEmpty ? actions : nil
    }

    static func matcher(_ text: String) -> FrameMatcher? {
        var scanner = RuleScanner(Array(text.utf8))
        return (try? matcher(&scanner, isBracketed: false)) ?? nil
    }

    private static func bracketedMatcher(_ scanner: inout RuleScanner) throws(RuleFailure) -> FrameMatcher? {
        let start = scanner.index - 1
        scanner.skipSpaces()
        let matcher = try matcher(&scanner, isBracketed: true)
        scanner.skipSpaces()
        guard scanner.take("]") else { throw RuleFailure(.unclosedBracket, start..<scanner.bytes.count) }
        return matcher
    }

    private static func matcher(
        _ scanner: inout RuleScanner, isBracketed: Bool
    ) throws(RuleFailure) -> FrameMatcher? {
        let start = scanner.index
        let matcher = try scanner.matcher(isBracketed: isBracketed) { key, value, isNegated throws(RuleFault) in
            try FrameMatcher(key: key, value: value, isNegated: isNegated)
        }
        if matcher?.glob?.shape == .never { scanner.note(.neverMatches, start..<scanner.index) }
        return matcher
    }

    /// An action begins with a sign, or is a setting: `max-frames=3`.
    private static func isAtAction(_ scanner: RuleScanner) -> Bool {
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

    private static func actions(_ scanner: inout RuleScanner) throws(RuleFailure) -> [StackAction] {
        var actions: [StackAction] = []
        var words = 0
        scanner.skipSpaces()
        while !scanner.isAtEndOrComment {
            let start = scanner.index
            let word = scanner.word()
            words += 1
            do throws(RuleFault) {
                actions.append(try action(word))
            } catch {
                scanner.note(error, start..<scanner.index)
            }
            scanner.skipSpaces()
        }
        guard words > 0 else { throw RuleFailure(.missingAction, scanner.index..<scanner.index) }
        return actions
    }

    private static func action(_ word: String) throws(RuleFault) -> StackAction {
        if let equals = word.firstIndex(of: "=") {
            return try setting(String(word[..<equals]), String(word[word.index(after: equals)...]))
        }
        var rest = word[...]
        var reach = StackAction.Reach.itself
        if rest.first == "^" { reach = .towardsCrash } else if rest.first == "v" { reach = .towardsStart }
        if reach != .itself { rest = rest.dropFirst() }
        guard let sign = rest.first, sign == "+" || sign == "-" else { throw .unknownAction }
        let isOn = sign == "+"
        switch rest.dropFirst() {
        case "app": return .app(isOn, reach)
        case "group": return .group(isOn, reach)
        case "value" where reach == .itself: return .value(isOn)
        case "cause" where reach == .itself: return .cause(isOn)
        case "value", "cause": throw .unreachableAction
        default: throw .unknownAction
        }
    }

    private static func setting(_ name: String, _ value: String) throws(RuleFault) -> StackAction {
        switch name {
        case "max-frames", "min-frames":
            guard let number = Int(value), number >= 0 else { throw .notANumber }
            return name == "max-frames" ? .maxFrames(number) : .minFrames(number)
        case "category":
            guard !value.isEmpty else { throw .missingCategory }
            return .category(value)
        case "invert-stacktrace":
            guard let flag = FrameMatcher.flag(value) else { throw .notYesOrNo }
            return .invertStacktrace(flag)
        default: throw .unknownActionVariable
        }
    }
}
