import SentryProtocol
import Storage

/// Every address of the pages, in one place.
public enum Link: Sendable, Equatable {
    case setup, logIn, logOut
    /// Getting in, one's account, the organization.
    case account(AccountLink)
    case issues(IssueListState)
    /// How many of the list's issues have come since then, for a script.
    case newIssueCount(IssueListState, since: Timestamp)
    /// Where the list's bulk form posts to.
    case issueActions
    /// The issue with its recommended event. Its forms post here, too.
    case issue(IssueID)
    case event(IssueID, EventSelector, EventViewState)
    /// The event as JSON, text or Markdown.
    case eventFile(IssueID, EventID, EventFormat)
    /// The events of an issue as a table.
    case events(IssueID, EventListState)
    /// A file of an event, to be kept, or looked at when it is a picture.
    case attachment(IssueID, EventID, sha256: String)
    case attachmentPreview(IssueID, EventID, sha256: String)
    case help, helpKeys, status
    /// From an id to the page about it.
    case jump(String = "")
    /// Why an event belongs to its issue, perhaps compared with another event.
    case grouping(IssueID, event: EventID?, with: EventID?)
    case groupingJSON(IssueID, event: EventID?, with: EventID?)
    /// The hashes of an issue. The form that takes some out posts here, too.
    case merged(IssueID)
    /// Leads to the rules of the issue's project, with one that is proposed for it.
    case ruleProposal(IssueID)
    /// The issue with similar ones beside it, however long it takes to find them.
    case similar(IssueID)
    case dashboard(DashboardState)
    case releases(ReleaseListState)
    /// A release; of one project when it is named.
    case release(version: String, project: String?)
    /// The history. Forms of comments post here, too.
    case activity(IssueID)
    /// Where issues are deleted, after a question.
    case deleteIssue(IssueID)
    case deleteIssues
    /// Where searches are saved, and where one is given up.
    case searches(shared: Bool)
    case savedSearch(Int64, isShared: Bool)
    /// All tags of an issue, and one of them with its values, those that have a text in them.
    case tags(IssueID)
    case tag(IssueID, String, containing: String)
    case projects
    case newProject
    /// How SDKs are connected: the list of platforms, or one of them; the page may ask again by itself.
    case connect(projectSlug: String, platform: String? = nil, isLive: Bool = false)
    /// What has arrived, for the page that waits for it.
    case connectArrival(projectSlug: String)
    /// A part of a project's settings. Its forms post here, too.
    case projectSettings(projectSlug: String, SettingsSection)
    /// A project's rules about grouping. Their form posts here, too.
    case groupingRules(projectSlug: String)
    case groupingRevision(projectSlug: String, Int64)
    /// The same with a rule that is proposed for an issue.
    case proposedRule(projectSlug: String, IssueID)
    /// Where today's rules are applied to stored events.
    case regroup(projectSlug: String)
    case regroupDryRun(projectSlug: String, days: Int)
    case regroupJob(projectSlug: String, Int64)

    /// Path and query as browsers ask for them, below the site's prefix.
    public var path: String { SitePath.mounted { ownPath } }

    /// Path and query, beginning with `/`.
    private var ownPath: String {
        switch self {
        case .setup: "/setup/"
        case .logIn: "/login/"
        case .logOut: "/logout/"
        case .account(let link): link.path
        case .issues(let state): "/issues/" + state.parameters.queryText
        case .newIssueCount(let state, let since):
            "/issues/new-count/"
                + (state.parameters + [(name: FieldName.since, value: String(since.microseconds))]).queryText
        case .issueActions: "/issues/"
        case .issue(let id): "/issues/\(id.rawValue)/"
        case .event(let id, .recommended, let state): "/issues/\(id.rawValue)/" + state.parameters.queryText
        case .event(let id, let selector, let state):
            "/issues/\(id.rawValue)/events/\(selector.pathSegment)/" + state.parameters.queryText
        case .eventFile(let id, let event, let format): "/issues/\(id.rawValue)/events/\(event.hex).\(format.rawValue)"
        case .events(let id, let state): "/issues/\(id.rawValue)/events/" + state.parameters.queryText
        case .attachment(let id, let event, let sha256):
            "/issues/\(id.rawValue)/events/\(event.hex)/attachments/\(sha256)/"
        case .attachmentPreview(let id, let event, let sha256):
            Link.attachment(id, event, sha256: sha256).path + "?\(FieldName.preview)=1"
        case .help: "/help/"
        case .helpKeys: "/help/keys/"
        case .status: "/settings/status/"
        case .jump(let text): "/go/" + (text.isEmpty ? [] : [(FieldName.jump, text)] as LinkParameters).queryText
        case .grouping(let id, let event, let other):
            "/issues/\(id.rawValue)/grouping/" + Self.events(event, other).queryText
        case .groupingJSON(let id, let event, let other):
            "/issues/\(id.rawValue)/grouping.json" + Self.events(event, other).queryText
        case .merged(let id): "/issues/\(id.rawValue)/merged/"
        case .ruleProposal(let id): "/issues/\(id.rawValue)/rule/"
        case .similar(let id): "/issues/\(id.rawValue)/?\(FieldName.similar)=1"
        case .dashboard(let state): "/dashboard/" + state.parameters.queryText
        case .releases(let state): "/releases/" + state.parameters.queryText
        case .release(let version, let project):
            "/releases/\(PercentEncoding.encode(version))/"
                + (project.map { [(name: "project", value: $0)].queryText } ?? "")
        case .activity(let id): "/issues/\(id.rawValue)/activity/"
        case .deleteIssue(let id): "/issues/\(id.rawValue)/delete/"
        case .deleteIssues: "/issues/delete/"
        case .searches(let shared): shared ? "/searches/shared/" : "/searches/"
        case .savedSearch(let id, let isShared): Link.searches(shared: isShared).path + "\(id)/"
        case .tags(let id): "/issues/\(id.rawValue)/tags/"
        case .tag(let id, let key, let text):
            "/issues/\(id.rawValue)/tags/\(PercentEncoding.encode(key))/"
                + (text.isEmpty ? [] : [(FieldName.text, text)] as LinkParameters).queryText
        case .projects: "/projects/"
        case .newProject: "/projects/new/"
        case .connect(let slug, let platform, let isLive):
            "/projects/\(PercentEncoding.encode(slug))/connect/"
                + (platform.map { PercentEncoding.encode($0) + "/" } ?? "")
                + (isLive ? "?\(FieldName.live)=1" : "")
        case .connectArrival(let slug): Link.connect(projectSlug: slug).path + "arrival/"
        case .projectSettings(let slug, let section):
            "/projects/\(PercentEncoding.encode(slug))/settings/" + section.pathEnd
        case .groupingRules(let slug): "/projects/\(PercentEncoding.encode(slug))/settings/grouping/"
        case .groupingRevision(let slug, let revision):
            Link.groupingRules(projectSlug: slug).path + "?\(FieldName.revision)=\(revision)"
        case .proposedRule(let slug, let issue):
            Link.groupingRules(projectSlug: slug).path + "?\(FieldName.issue)=\(issue.rawValue)"
        case .regroup(let slug): Link.groupingRules(projectSlug: slug).path + "regroup/"
        case .regroupDryRun(let slug, let days):
            Link.regroup(projectSlug: slug).path + "?\(FieldName.days)=\(days)"
        case .regroupJob(let slug, let job): Link.regroup(projectSlug: slug).path + "\(job)/"
        }
    }

    private static func events(_ event: EventID?, _ other: EventID?) -> LinkParameters {
        var list: LinkParameters = []
        if let event { list.append((FieldName.event, event.hex)) }
        if let other { list.append((FieldName.otherEvent, other.hex)) }
        return list
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
    /// The organization that the page of the form showed.
    public static let organization = "shown-organization"
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
    /// The issue that others are merged into.
    public static let target = "target"
    /// The number of a merge that is to be undone.
    public static let merge = "merge"
    /// A hash of an issue; repeated in the form that takes some out.
    public static let hash = "hash"
    /// Similar issues are waited for.
    public static let similar = "similar"
    /// An event, and one to compare it with.
    public static let event = "event"
    public static let otherEvent = "with"
    /// Rules about grouping, what is said about them, and the revision that they were written on.
    public static let stackRules = "stack"
    public static let fingerprintRules = "fingerprint"
    public static let note = "note"
    public static let revision = "revision"
    /// The id of what is looked for.
    public static let jump = "q"
    /// What platforms are searched for.
    public static let query = "query"
    /// The page asks again by itself.
    public static let live = "live"
    /// A picture is asked for to be looked at.
    public static let preview = "preview"
    /// Whether single keys do something: `on` or `off`.
    public static let keys = "keys"
    /// How far back, in days.
    public static let days = "days"
    /// What the menus of issues take: `WorkflowAction`.
    public static let version = "version"
    public static let commit = "commit"
    public static let assignee = "assignee"
    public static let change = "change"
    /// The list whose matches are all meant, as its address says it.
    public static let all = "all"
    public static let confirmed = "confirmed"
    public static let comment = "comment"
    /// What values are to have in them.
    public static let text = "text"
    /// Microseconds since 1970, behind which something is new.
    public static let since = "since"
}

/// What the buttons of issues do.
public enum IssueAction: String, Sendable, CaseIterable {
    case resolve, archive, reopen
}

/// What the buttons about merging do.
public enum MergeAction: String, Sendable, CaseIterable {
    /// Makes one issue of those chosen.
    case merge
    /// Takes the chosen hashes out of an issue.
    case unmerge
    /// Undoes the merge whose number `FieldName.merge` is.
    case undoMerge = "undo-merge"
}

/// What the buttons of a project's grouping rules do.
public enum RulesAction: String, Sendable, CaseIterable {
    case preview, save
    /// Saves the rules of an old revision once more.
    case restore
    /// Moves to the newest configuration.
    case upgrade
}

/// What the buttons of a regrouping do.
public enum RegroupAction: String, Sendable, CaseIterable {
    case start, cancel, revert
    /// Shows what starting would do.
    case dryRun = "dry-run"
}
