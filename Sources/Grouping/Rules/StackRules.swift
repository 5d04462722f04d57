/// A project's stack rules (grouping.md §5): which frames are its own and which count.
public struct StackRules: Sendable {
    let rules: [StackRule]

    /// No rules beyond the built-in ones.
    public static let none = StackRules(rules: [])

    init(rules: [StackRule]) { self.rules = rules }

    /// Reads one rule per line; throws every line that is no rule.
    public init(parsing text: String) throws(RuleSyntaxError) {
        let (rules, problems) = RuleLines.read(text) { line throws(RuleProblem) in try StackRuleParser.rule(line) }
        guard problems.isEmpty else { throw RuleSyntaxError(problems: problems) }
        self.rules = rules
    }

    /// Reads what can be read: rules that were stored once must not stop events.
    public init(lenientlyParsing text: String) {
        rules = RuleLines.read(text) { line throws(RuleProblem) in try StackRuleParser.rule(line) }.rules
    }

    /// How many rules there are.
    public var count: Int { rules.count }
}
