/// A project's stack rules (grouping.md §5): which frames are its own and which count.
public struct StackRules: Sendable {
    let rules: [StackRule]

    /// No rules beyond the built-in ones.
    public static let none = StackRules(rules: [])

    init(rules: [StackRule]) { self.rules = rules }

    /// Reads one rule per line; throws everything that is wrong, unless it is only a warning.
    public init(parsing text: String) throws(RuleSyntaxError) {
        let (rules, problems) = Self.read(text)
        guard problems.allSatisfy(\.fault.isWarning) else { throw RuleSyntaxError(problems: problems) }
        self = rules
    }

    /// Reads what can be read: rules that were stored once must not stop events.
    public init(lenientlyParsing text: String) { self = Self.read(text).rules }

    /// What can be read, and what is wrong with the rest.
    static func read(_ text: String) -> (rules: StackRules, problems: [RuleProblem]) {
        let lines = RuleLines<StackRule>(text) { scanner throws(RuleFailure) in try StackRuleParser.rule(&scanner) }
        return (StackRules(rules: lines.rules), lines.problems)
    }

    /// How many rules there are.
    public var count: Int { rules.count }
}
