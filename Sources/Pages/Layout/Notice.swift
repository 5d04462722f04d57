import Storage

/// What just happened, said once on top of the next page.
public enum Notice: Sendable, Equatable {
    /// What people did to issues; perhaps offers the way back.
    case workflow(WorkflowNotice)
    /// So many issues are part of this one now, by a merge that can be undone by its number; offers the way back.
    case merged(into: IssueID, others: Int, merge: Int64)
    /// These issues are taken out of the first one, and so many hashes are without events; offers the way back.
    case takenOut(of: IssueID, [IssueID], forgotten: Int = 0)
    case mergeRefused(MergeRefusal)
    /// This revision of a project's grouping rules is in force.
    case rulesSaved(Int64)
    case regroup(RegroupNotice)
    case settings(SettingsNotice)
    case people(PeopleNotice)
    case nothingSelected, welcome, loggedOut, formExpired

    /// How many issues a notice names; of more it says the number of those.
    public static let issuesMax = 100

    /// What stands in the address after the redirect: `did:resolved.12.7`.
    public var parameter: String {
        switch self {
        case .workflow(let notice): "did:" + notice.parameter
        case .merged(let target, let others, let merge): "merged:\(target.rawValue).\(others).\(merge)"
        case .takenOut(let source, let issues, let forgotten):
            "taken-out:\(forgotten)." + Self.numbers([source] + issues)
        case .mergeRefused(let refusal): "merge-refused:" + refusal.rawValue
        case .rulesSaved(let revision): "rules:\(revision)"
        case .regroup(let notice): "regroup:" + notice.rawValue
        case .settings(let notice): "settings:" + notice.rawValue
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
        case "merged":
            let numbers = detail.split(separator: ".").map { Int64($0) }
            guard numbers.count == 3, let target = numbers[0], let others = numbers[1], let merge = numbers[2] else {
                return nil
            }
            self = .merged(into: IssueID(rawValue: target), others: Int(clamping: others), merge: merge)
        case "taken-out":
            let numbers = Self.issues(detail)
            guard numbers.count >= 2 else { return nil }
            let forgotten = Int(clamping: min(max(numbers[0].rawValue, 0), 1_000_000))
            self = .takenOut(of: numbers[1], Array(numbers.dropFirst(2)), forgotten: forgotten)
        case "merge-refused":
            guard let refusal = MergeRefusal(rawValue: detail) else { return nil }
            self = .mergeRefused(refusal)
        case "rules":
            guard let revision = Int64(detail) else { return nil }
            self = .rulesSaved(revision)
        case "regroup":
            guard let notice = RegroupNotice(rawValue: detail) else { return nil }
            self = .regroup(notice)
        case "settings":
            guard let notice = SettingsNotice(rawValue: detail) else { return nil }
            self = .settings(notice)
        case "people":
            guard let notice = PeopleNotice(rawValue: detail) else { return nil }
            self = .people(notice)
        case "did":
            guard let notice = WorkflowNotice(parameter: detail) else { return nil }
            self = .workflow(notice)
        default: return nil
        }
    }

    private static func numbers(_ issues: [IssueID]) -> String {
        issues.prefix(issuesMax + 1).map { String($0.rawValue) }.joined(separator: ".")
    }

    private static func issues(_ numbers: String) -> [IssueID] {
        numbers.split(separator: ".").prefix(issuesMax + 2).compactMap { Int64($0) }.map { IssueID(rawValue: $0) }
    }

    var phrase: Phrase {
        switch self {
        case .workflow(let notice): .workflow(.notice(notice))
        case .merged(_, let others, _): .merging(.noticeMerged(min(max(others, 1), 1_000_000) + 1))
        case .takenOut(_, let issues, let forgotten): .merging(.noticeTakenOut(issues.count, forgotten: forgotten))
        case .mergeRefused(let refusal): .merging(.refused(refusal))
        case .rulesSaved(let revision): .rules(.noticeSaved(revision))
        case .regroup(let notice): .rules(.regroupNotice(notice))
        case .settings(let notice): .settings(.notice(notice))
        case .people(let notice): notice.phrase
        case .nothingSelected: .noticeNothingSelected
        case .welcome: .noticeWelcome
        case .loggedOut: .noticeLoggedOut
        case .formExpired: .noticeFormExpired
        }
    }

    /// True when something did not work.
    public var isWarning: Bool {
        switch self {
        case .nothingSelected, .formExpired, .mergeRefused: true
        case .regroup(let notice): notice.isWarning
        case .workflow(let notice): notice.isWarning
        case .people, .merged, .takenOut, .rulesSaved, .settings, .welcome, .loggedOut: false
        }
    }

    /// Where a rule is proposed that makes what was done by hand hold for what comes.
    var rule: Link? { if case .merged(let target, _, _) = self { .ruleProposal(target) } else { nil } }

    /// The way back.
    var undo: Undo? {
        switch self {
        case .workflow(let notice):
            notice.change.map { Undo(action: WorkflowAction.undo.rawValue, issues: [], change: $0) }
        case .merged(let target, _, let merge):
            Undo(action: MergeAction.undoMerge.rawValue, issues: [target], target: target, merge: merge)
        case .takenOut(let source, let issues, _) where !issues.isEmpty:
            Undo(action: MergeAction.merge.rawValue, issues: [source] + issues, target: source)
        default: nil
        }
    }

    /// What the button of a notice sends.
    struct Undo {
        var action: String
        var issues: [IssueID]
        var target: IssueID?
        var change: Int64?
        var merge: Int64?
    }
}
