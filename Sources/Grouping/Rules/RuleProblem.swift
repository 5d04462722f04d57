/// One thing that is wrong with a text of rules, and where.
public struct RuleProblem: Equatable, Sendable {
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters.
    public let column: Int
    /// The text that is meant, at most `GroupingLimits.quotedRuleCharactersMax` characters of it.
    public let text: String
    public let fault: RuleFault
}

/// The ways in which a rule can be wrong; pages have the sentences.
public enum RuleFault: Error, Equatable, Sendable {
    case missingMatcher, missingColon, missingPattern, unknownMatcher
    case missingAction, unknownAction, unreachableAction, unknownActionVariable, notANumber, notYesOrNo, notAFamily
    case missingCategory
    case missingBar, missingBracket, unclosedBracket
    case missingArrow, missingFingerprint, unknownAttribute
    case unclosedQuote, unclosedVariable
    case textTooLong(bytesMax: Int), lineTooLong(bytesMax: Int), tooManyRules(max: Int)
    /// Allowed, but surely a mistake: the pattern matches nothing.
    case neverMatches
    /// Allowed, but surely a mistake: there is no such variable.
    case unknownVariable

    /// True for what does not keep a rule from working.
    public var isWarning: Bool { self == .neverMatches || self == .unknownVariable }
}

/// What is wrong with a text of rules: everything, not only the first thing.
public struct RuleSyntaxError: Error, Equatable, Sendable {
    public let problems: [RuleProblem]
}
