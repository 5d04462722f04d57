import Storage

/// Something that is wrong with a draft of rules.
public struct RulesProblem: Sendable, Equatable {
    /// Where it stands.
    public enum Place: Sendable {
        case stackRules, fingerprintRules, note
    }

    public var place: Place
    /// Counted from 1; nil when it concerns the text as a whole.
    public var line: Int?
    /// Counted from 1, in characters.
    public var column: Int?
    /// What is meant.
    public var text: String
    public var fault: RulesFault

    public init(_ place: Place, line: Int? = nil, column: Int? = nil, text: String = "", _ fault: RulesFault) {
        (self.place, self.line, self.column, self.text, self.fault) = (place, line, column, text, fault)
    }

    /// The text does not fit.
    static func tooLong(_ place: Place, bytesMax: Int) -> RulesProblem {
        RulesProblem(place, .textTooLong(bytesMax: bytesMax))
    }
}

/// The ways in which a rule can be wrong.
public enum RulesFault: Sendable, Equatable {
    case missingMatcher, missingColon, missingPattern, unknownMatcher
    case missingAction, unknownAction, unreachableAction, unknownActionVariable, notANumber, notYesOrNo, notAFamily
    case missingCategory
    case missingBar, missingBracket, unclosedBracket
    case missingArrow, missingFingerprint, unknownAttribute
    case unclosedQuote, unclosedVariable
    case textTooLong(bytesMax: Int), lineTooLong(bytesMax: Int), tooManyRules(max: Int)
    /// Allowed, but surely mistakes.
    case neverMatches, unknownVariable

    /// True for what does not keep rules from being saved.
    public var isWarning: Bool { self == .neverMatches || self == .unknownVariable }
}

extension RulesProblem {
    /// Line and column, the words that are meant, and what is wrong with them.
    func sentence(line name: (Int, Int?) -> String, fault: String) -> String {
        let place = line.map { name($0, column) + ": " } ?? ""
        let quoted = text.isEmpty ? "" : " “" + text.firstLine.clipped(to: 80) + "”"
        return place + fault + quoted
    }

    var english: String {
        sentence(
            line: { line, column in "Line \(line)" + (column.map { ", column \($0)" } ?? "") }, fault: fault.english)
    }

    var korean: String {
        sentence(line: { line, column in "\(line)행" + (column.map { " \($0)열" } ?? "") }, fault: fault.korean)
    }
}

extension RulesFault {
    /// In English, as the API says it.
    public var sentence: String { english }

    fileprivate var english: String {
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
        case .textTooLong(let bytesMax): "This text is too long: it may have \(bytesMax.grouped) bytes."
        case .lineTooLong(let bytesMax): "A line may have \(bytesMax.grouped) bytes."
        case .tooManyRules(let max): "A text may have \(max.grouped) rules."
        case .neverMatches: "Warning: this pattern matches nothing, because a [ is not closed."
        case .unknownVariable: "Warning: there is no variable of this name."
        }
    }

    fileprivate var korean: String {
        switch self {
        case .missingMatcher: "규칙은 function:name과 같은 조건으로 시작해야 합니다."
        case .missingColon: "콜론이 있는 조건도 아니고 동작도 아닙니다."
        case .missingPattern: "콜론 뒤에 패턴이 필요합니다. 빈 패턴은 따옴표로 적으세요."
        case .unknownMatcher: "이런 이름의 조건은 없습니다."
        case .missingAction: "스택 규칙은 -app과 같은 동작으로 끝나야 합니다."
        case .unknownAction: "이런 이름의 동작은 없습니다."
        case .unreachableAction: "^와 v는 app과 group에만 쓸 수 있습니다."
        case .unknownActionVariable: "이런 이름의 설정은 없습니다."
        case .notANumber: "0 이상의 정수가 필요합니다."
        case .notYesOrNo: "yes, no, true, false, 1, 0만 쓸 수 있습니다."
        case .notAFamily: "native, javascript, other, all만 쓸 수 있습니다."
        case .missingCategory: "범주에는 이름이 필요합니다."
        case .missingBar: "호출한 프레임의 괄호와 조건 사이에 |가 필요합니다."
        case .missingBracket: "| 뒤에는 호출된 프레임을 괄호로 적어야 합니다."
        case .unclosedBracket: "괄호에는 조건이 하나만 들어가며 닫혀 있어야 합니다."
        case .missingArrow: "조건 뒤에 ->와 핑거프린트가 필요합니다."
        case .missingFingerprint: "-> 뒤에 핑거프린트가 필요합니다."
        case .unknownAttribute: "속성은 title만 쓸 수 있습니다."
        case .unclosedQuote: "따옴표가 닫히지 않았습니다."
        case .unclosedVariable: "{{가 }}로 닫히지 않았습니다."
        case .textTooLong(let bytesMax): "너무 깁니다. 최대 \(bytesMax.grouped)바이트까지 쓸 수 있습니다."
        case .lineTooLong(let bytesMax): "한 줄은 최대 \(bytesMax.grouped)바이트입니다."
        case .tooManyRules(let max): "규칙은 최대 \(max.grouped)개입니다."
        case .neverMatches: "경고: [가 닫히지 않아 아무것도 찾지 못하는 패턴입니다."
        case .unknownVariable: "경고: 이런 이름의 변수는 없습니다."
        }
    }
}
