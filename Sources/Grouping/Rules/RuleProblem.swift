/// One thing that is wrong with a text of rules, and where.
public struct RuleProblem: Equatable, Sendable {
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters.
    public let column: Int
    /// The text that is meant, at most `GroupingLimits.quotedRuleCharactersMax` characters of it.
    public let text: String
    public let fault: RuleFault

    /// What is wrong, for the person who wrote the line.
    public var sentence: String { fault.sentence }
}

/// The ways in which a rule can be wrong; pages in other languages have sentences of their own.
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

extension RuleFault {
    /// What is wrong, in English.
    public var sentence: String {
        switch self {
        case .missingMatcher: "A rule begins with a matcher such as function:name."
        case .missingColon: "This is neither a matcher, which has a colon, nor an action."
        case .missingPattern: "A matcher needs a pattern behind its colon; quote an empty one."
        case .unknownMatcher: "There is no matcher of this name."
        case .missingAction: "A stack rule ends in an action such as -app."
        case .unknownAction: "There is no action of this name."
        case .unreachableAction: "Only app and group reach other frames by ^ and v."
        case .unknownActionVariable: "There is no setting of this name."
        case .notANumber: "A whole number that is not negative belongs here."
        case .notYesOrNo: "Only yes, no, true, false, 1 and 0 can stand here."
        case .notAFamily: "The families are native, javascript, other and all."
        case .missingCategory: "A category needs a name."
        case .missingBar: "A | must stand between the caller's brackets and the frame's matchers."
        case .missingBracket: "A callee stands in brackets behind the |."
        case .unclosedBracket: "Brackets hold exactly one matcher and must be closed."
        case .missingArrow: "A -> and a fingerprint must follow the matchers."
        case .missingFingerprint: "A fingerprint must follow the ->."
        case .unknownAttribute: "The only attribute is title."
        case .unclosedQuote: "The quotation mark is not closed."
        case .unclosedVariable: "The {{ is not closed by }}."
        case .textTooLong(let bytesMax): "A text of rules may have \(bytesMax) bytes."
        case .lineTooLong(let bytesMax): "A line may have \(bytesMax) bytes."
        case .tooManyRules(let max): "A text may have \(max) rules."
        case .neverMatches: "This pattern matches nothing: a [ is not closed."
        case .unknownVariable: "There is no variable of this name."
        }
    }
}
