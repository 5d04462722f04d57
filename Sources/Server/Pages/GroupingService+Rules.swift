import Grouping
import Pages
import Regrouping
import SentryAPI
import SentryProtocol
import Storage

/// What is wrong with rules, for the pages.
extension GroupingService {
    func pageProblems(in rules: Storage.GroupingRules) -> [RulesProblem] {
        let read = GroupingRuleText.parse(stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules)
        func problems(_ found: [Grouping.RuleProblem], _ place: RulesProblem.Place) -> [RulesProblem] {
            found.map { RulesProblem(place, line: $0.line, column: $0.column, text: $0.text, RulesFault($0.fault)) }
        }
        return problems(read.stackProblems, .stackRules) + problems(read.fingerprintProblems, .fingerprintRules)
    }
}

/// The same for the JSON API, and its other questions.
extension GroupingService: GroupingAnswers {
    func problems(in rules: Storage.GroupingRules) -> [SentryAPI.RuleProblem] {
        let read = GroupingRuleText.parse(stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules)
        func problems(
            _ found: [Grouping.RuleProblem], _ text: SentryAPI.RuleProblem.Text
        ) -> [SentryAPI.RuleProblem] {
            found.filter { !$0.fault.isWarning }.map {
                SentryAPI.RuleProblem(
                    text, line: $0.line, column: $0.column, sentence: RulesFault($0.fault).sentence)
            }
        }
        return problems(read.stackProblems, .stackRules) + problems(read.fingerprintProblems, .fingerprintRules)
    }

    func similarIssues(to issue: IssueSummary, limit: Int) async throws -> [SentryAPI.SimilarIssue] {
        do {
            return try await find(similarTo: issue, limit: limit)?.map {
                SentryAPI.SimilarIssue(issue: $0.issue, score: $0.score)
            } ?? []
        } catch is Turns.TooMany {
            throw TooManyWaiting()
        }
    }

    func move(_ project: ProjectID, toConfiguration name: String, at now: Timestamp) async throws -> Bool {
        do {
            _ = try await move.move(project, to: name, at: now)
            return true
        } catch is NoSuchConfiguration {
            return false
        }
    }

    func grouping(of event: StoredEvent) async throws -> EventGrouping? {
        try await explanation(of: event).map { explanation in
            EventGrouping(
                configuration: explanation.configuration, kind: explanation.kind.rawValue,
                fingerprint: explanation.fingerprint, clientFingerprint: explanation.clientFingerprint,
                matchedRule: explanation.matchedRule?.text,
                variants: explanation.variants.map { variant in
                    EventGrouping.Variant(
                        name: variant.name.rawValue, hash: variant.hash,
                        parts: variant.parts.map { (tag: $0.tag, text: $0.text) })
                })
        }
    }
}

extension RulesFault {
    fileprivate init(_ fault: RuleFault) {
        self =
            switch fault {
            case .missingMatcher: .missingMatcher
            case .missingColon: .missingColon
            case .missingPattern: .missingPattern
            case .unknownMatcher: .unknownMatcher
            case .missingAction: .missingAction
            case .unknownAction: .unknownAction
            case .unreachableAction: .unreachableAction
            case .unknownActionVariable: .unknownActionVariable
            case .notANumber: .notANumber
            case .notYesOrNo: .notYesOrNo
            case .notAFamily: .notAFamily
            case .missingCategory: .missingCategory
            case .missingBar: .missingBar
            case .missingBracket: .missingBracket
            case .unclosedBracket: .unclosedBracket
            case .missingArrow: .missingArrow
            case .missingFingerprint: .missingFingerprint
            case .unknownAttribute: .unknownAttribute
            case .unclosedQuote: .unclosedQuote
            case .unclosedVariable: .unclosedVariable
            case .textTooLong(let max): .textTooLong(bytesMax: max)
            case .lineTooLong(let max): .lineTooLong(bytesMax: max)
            case .tooManyRules(let max): .tooManyRules(max: max)
            case .neverMatches: .neverMatches
            case .unknownVariable: .unknownVariable
            }
    }
}
