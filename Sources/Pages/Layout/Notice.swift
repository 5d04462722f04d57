import Storage

/// What just happened, said once on top of the next page.
public enum Notice: Sendable, Equatable {
    /// These issues were changed; offers the way back.
    case changed(IssueAction, [IssueID])
    /// These issues are part of the first one now; offers the way back.
    case merged(into: IssueID, [IssueID])
    /// These issues were taken out of the first one; offers the way back.
    case takenOut(of: IssueID, [IssueID])
    case mergeRefused(MergeRefusal)
    /// This revision of a project's grouping rules is in force.
    case rulesSaved(Int64)
    case regroup(RegroupNotice)
    case people(PeopleNotice)
    case nothingSelected, welcome, loggedOut, formExpired

    /// How many issues a notice names; of more it says the number of those.
    public static let issuesMax = 100

    /// What stands in the address after the redirect: `resolve:12.13`.
    public var parameter: String {
        switch self {
        case .changed(let action, let issues):
            action.rawValue + ":" + Self.numbers(issues)
        case .merged(let target, let issues): "merged:" + Self.numbers([target] + issues)
        case .takenOut(let source, let issues): "taken-out:" + Self.numbers([source] + issues)
        case .mergeRefused(let refusal): "merge-refused:" + refusal.rawValue
        case .rulesSaved(let revision): "rules:\(revision)"
        case .regroup(let notice): "regroup:" + notice.rawValue
        case .people(let notice): "people:" + notice.rawValue
        case .nothingSelected: "nothing"
        case .welcome: "welcome"
        case .loggedOut: "bye"
        case .formExpired: "expired"
        }
    }

    /// Reads `parameter`; nil when it is none.
    public init?(parameter: String) {
        switch parameter {
        case "nothing": self = .nothingSelected
        case "welcome": self = .welcome
        case "bye": self = .loggedOut
        case "expired": self = .formExpired
        default:
            let parts = parameter.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            self.init(kind: String(parts[0]), detail: String(parts[1]))
        }
    }

    /// Reads `kind:detail`.
    private init?(kind: String, detail: String) {
        switch kind {
        case "merged", "taken-out":
            let issues = Self.issues(detail)
            guard issues.count >= 2 else { return nil }
            let others = Array(issues.dropFirst())
            self = kind == "merged" ? .merged(into: issues[0], others) : .takenOut(of: issues[0], others)
        case "merge-refused":
            guard let refusal = MergeRefusal(rawValue: detail) else { return nil }
            self = .mergeRefused(refusal)
        case "rules":
            guard let revision = Int64(detail) else { return nil }
            self = .rulesSaved(revision)
        case "regroup":
            guard let notice = RegroupNotice(rawValue: detail) else { return nil }
            self = .regroup(notice)
        case "people":
            guard let notice = PeopleNotice(rawValue: detail) else { return nil }
            self = .people(notice)
        default:
            let issues = Self.issues(detail)
            guard let action = IssueAction(rawValue: kind), !issues.isEmpty else { return nil }
            self = .changed(action, issues)
        }
    }

    private static func numbers(_ issues: [IssueID]) -> String {
        issues.prefix(issuesMax).map { String($0.rawValue) }.joined(separator: ".")
    }

    private static func issues(_ numbers: String) -> [IssueID] {
        numbers.split(separator: ".").prefix(issuesMax).compactMap { Int64($0) }.map { IssueID(rawValue: $0) }
    }

    var phrase: Phrase {
        switch self {
        case .changed(.resolve, let issues): .noticeResolved(issues.count)
        case .changed(.archive, let issues): .noticeArchived(issues.count)
        case .changed(.reopen, let issues): .noticeReopened(issues.count)
        case .merged(_, let issues): .merging(.noticeMerged(issues.count + 1))
        case .takenOut(_, let issues): .merging(.noticeTakenOut(issues.count))
        case .mergeRefused(let refusal): .merging(.refused(refusal))
        case .rulesSaved(let revision): .rules(.noticeSaved(revision))
        case .regroup(let notice): .rules(.regroupNotice(notice))
        case .people(let notice): notice.phrase
        case .nothingSelected: .noticeNothingSelected
        case .welcome: .noticeWelcome
        case .loggedOut: .noticeLoggedOut
        case .formExpired: .noticeFormExpired
        }
    }

    /// True when something did not work.
    var isWarning: Bool {
        switch self {
        case .nothingSelected, .formExpired, .mergeRefused: true
        case .regroup(let notice): notice.isWarning
        case .people, .changed, .merged, .takenOut, .rulesSaved, .welcome, .loggedOut: false
        }
    }

    /// The way back. Reopening has none: what it was before is not known here.
    var undo: Undo? {
        switch self {
        case .changed(.reopen, _): nil
        case .changed(_, let issues): Undo(action: IssueAction.reopen.rawValue, issues: issues)
        case .merged(let target, let issues):
            Undo(action: MergeAction.undoMerge.rawValue, issues: issues, target: target)
        case .takenOut(let source, let issues):
            Undo(action: MergeAction.merge.rawValue, issues: [source] + issues, target: source)
        default: nil
        }
    }

    /// What the button of a notice sends.
    struct Undo {
        var action: String
        var issues: [IssueID]
        var target: IssueID?
    }
}
