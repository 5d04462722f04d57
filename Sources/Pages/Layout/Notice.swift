import Storage

/// What just happened, said once on top of the next page.
public enum Notice: Sendable, Equatable {
    /// These issues were changed; offers the way back.
    case changed(IssueAction, [IssueID])
    case nothingSelected, welcome, loggedOut, formExpired

    /// How many issues a notice names; of more it says the number of those.
    static let issuesMax = 100

    /// What stands in the address after the redirect: `resolve:12.13`.
    public var parameter: String {
        switch self {
        case .changed(let action, let issues):
            action.rawValue + ":" + issues.prefix(Self.issuesMax).map { String($0.rawValue) }.joined(separator: ".")
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
            guard parts.count == 2, let action = IssueAction(rawValue: String(parts[0])) else { return nil }
            let numbers = parts[1].split(separator: ".").prefix(Self.issuesMax).compactMap { Int64($0) }
            guard !numbers.isEmpty else { return nil }
            self = .changed(action, numbers.map { IssueID(rawValue: $0) })
        }
    }

    var phrase: Phrase {
        switch self {
        case .changed(.resolve, let issues): .noticeResolved(issues.count)
        case .changed(.archive, let issues): .noticeArchived(issues.count)
        case .changed(.reopen, let issues): .noticeReopened(issues.count)
        case .nothingSelected: .noticeNothingSelected
        case .welcome: .noticeWelcome
        case .loggedOut: .noticeLoggedOut
        case .formExpired: .noticeFormExpired
        }
    }

    /// True when something did not work.
    var isWarning: Bool {
        switch self {
        case .nothingSelected, .formExpired: true
        case .changed, .welcome, .loggedOut: false
        }
    }
}
