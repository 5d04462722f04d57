import SentryProtocol
import Storage

/// Every address of the pages, in one place.
public enum Link: Sendable, Equatable {
    case setup, logIn, logOut
    case issues(IssueListState)
    /// Where the list's bulk form posts to.
    case issueActions
    /// The issue with its recommended event. Its forms post here, too.
    case issue(IssueID)
    case event(IssueID, EventSelector, EventViewState)
    case eventJSON(IssueID, EventID)
    case projects
    case connect(projectSlug: String)

    /// Path and query, beginning with `/`.
    public var path: String {
        switch self {
        case .setup: "/setup/"
        case .logIn: "/login/"
        case .logOut: "/logout/"
        case .issues(let state): "/issues/" + state.parameters.queryText
        case .issueActions: "/issues/"
        case .issue(let id): "/issues/\(id.rawValue)/"
        case .event(let id, .recommended, let state): "/issues/\(id.rawValue)/" + state.parameters.queryText
        case .event(let id, let selector, let state):
            "/issues/\(id.rawValue)/events/\(selector.pathSegment)/" + state.parameters.queryText
        case .eventJSON(let id, let event): "/issues/\(id.rawValue)/events/\(event.hex).json"
        case .projects: "/projects/"
        case .connect(let slug): "/projects/\(PercentEncoding.encode(slug))/connect/"
        }
    }
}

extension EventSelector {
    /// `latest`, `oldest`, `recommended` or an event's id.
    public var pathSegment: String {
        switch self {
        case .latest: "latest"
        case .oldest: "oldest"
        case .recommended: "recommended"
        case .id(let id): id.hex
        }
    }

    /// Reads the segment behind `events/`.
    public init?(pathSegment: some StringProtocol) {
        switch pathSegment {
        case "latest": self = .latest
        case "oldest": self = .oldest
        case "recommended": self = .recommended
        default:
            guard let id = EventID(hex: pathSegment) else { return nil }
            self = .id(id)
        }
    }
}

/// Parameters of an address in their order.
typealias LinkParameters = [(name: String, value: String)]

extension LinkParameters {
    /// `?a=1&b=2`, or nothing.
    var queryText: String {
        var text = ""
        for (name, value) in self { text += (text.isEmpty ? "?" : "&") + name + "=" + value.queryEncoded }
        return text
    }
}

extension String {
    /// Encoded for a query, keeping what searches are made of readable: `is:unresolved+level:[error,fatal]`.
    fileprivate var queryEncoded: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case " ": text += "+"
            case ":", "!", "*", ",", "/", "@", "$", "(", ")": text.unicodeScalars.append(scalar)
            default: text += PercentEncoding.encode(String(scalar))
            }
        }
        return text
    }

    /// The text when it is an address that a browser may be sent to from an event: absolute, `http` or `https`.
    var asSafeLink: String? {
        let lower = prefix(8).lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), utf8.count <= 2048 else { return nil }
        return unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F } ? nil : self
    }
}

/// Names of form fields and parameters that pages and routes agree on.
public enum FieldName {
    /// The secret that proves a form is ours.
    public static let csrf = "csrf"
    /// `resolve`, `archive`, `reopen`: `IssueAction`.
    public static let action = "action"
    /// An issue's number; repeated in the bulk form.
    public static let issue = "issue"
    /// Where to go afterwards: a path of ours.
    public static let next = "next"
    /// The one-time code of `/setup/`.
    public static let code = "code"
    public static let name = "name"
    public static let email = "email"
    public static let password = "password"
    /// What to say on the page after a redirect: `Notice.parameter`.
    public static let notice = "notice"
}

/// What the buttons of issues do.
public enum IssueAction: String, Sendable, CaseIterable {
    case resolve, archive, reopen

    /// What the store is told.
    public var command: IssueCommand {
        switch self {
        case .resolve: .resolve
        case .archive: .archive
        case .reopen: .unresolve
        }
    }
}
