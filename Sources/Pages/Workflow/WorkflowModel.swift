import SentryProtocol
import Storage

/// What a page knows of people when it shows issues.
public struct WorkflowPeople: Sendable {
    /// Whom issues can be assigned to.
    public var book: AssigneeBook
    /// What the reader has noted about the issue of the page.
    public var marks: IssueMarks
    /// Of the issue's project.
    public var newestRelease: String?
    /// Everybody who ever acted, by number.
    public init(
        book: AssigneeBook = AssigneeBook(users: [], teams: []), marks: IssueMarks = IssueMarks(),
        newestRelease: String? = nil
    ) {
        (self.book, self.marks, self.newestRelease) = (book, marks, newestRelease)
    }

    var choices: [AssigneeChoice] { AssigneeChoice.list(book) }
}

/// A line of the list of those whom an issue can be assigned to.
struct AssigneeChoice: Sendable {
    var value: String
    var name: String
    var isTeam: Bool

    /// Whoever is asking first, then people, then teams; as many as a list can hold.
    static func list(_ book: AssigneeBook) -> [AssigneeChoice] {
        let users = book.users.sorted { left, right in
            (left.id == book.viewer ? 0 : 1, left.name, left.id.rawValue)
                < (right.id == book.viewer ? 0 : 1, right.name, right.id.rawValue)
        }
        let people = users.prefix(listMax).map { user in
            AssigneeChoice(
                value: Assignee.user(user.id).text, name: user.name.isEmpty ? user.email : user.name, isTeam: false)
        }
        return people
            + book.teams.prefix(listMax).map {
                AssigneeChoice(value: Assignee.team($0.id).text, name: "#" + $0.slug, isTeam: true)
            }
    }

    private static let listMax = 500
}

/// What people have decided about an issue, as finished text.
struct WorkflowModel: Sendable {
    var status: IssueStatus
    /// `in the next release`, `until 100 more events in an hour`.
    var condition: String?
    var assignee: Assignee?
    var assigneeName: String?
    var choices: [AssigneeChoice]
    var newestRelease: String
    var isBookmarked: Bool
    var isSubscribed: Bool

    init(_ issue: IssueSummary, _ people: WorkflowPeople, _ clock: Clock) {
        let say = clock.language
        status = issue.status
        condition = Self.condition(issue, clock)
        assignee = issue.workflow.assignee
        assigneeName = issue.workflow.assignee.map { people.book.name(of: $0) ?? say(.workflow(.nobody)) }
        choices = people.choices
        newestRelease = people.newestRelease ?? ""
        isBookmarked = people.marks.isBookmarked
        isSubscribed = people.marks.isSubscribed ?? false
    }

    private static func condition(_ issue: IssueSummary, _ clock: Clock) -> String? {
        let say = clock.language
        if issue.status == .resolved, let resolution = issue.workflow.resolution {
            return switch resolution.kind {
            case .release: say(.workflow(.inRelease((resolution.release ?? "").clipped(to: 60))))
            case .nextRelease: say(.workflow(.inNextRelease))
            case .commit: say(.workflow(.byCommit(String((resolution.commit ?? "").prefix(12)))))
            }
        }
        guard issue.status == .archived, let until = issue.workflow.archivedUntil else { return nil }
        return phrases(of: until, clock).joined(separator: " \(say(.workflow(.or))) ")
    }

    private static func phrases(of until: ArchiveCondition, _ clock: Clock) -> [String] {
        let say = clock.language
        if until.untilEscalating { return [say(.workflow(.untilEscalating))] }
        var phrases: [String] = []
        if let moment = until.until { phrases.append(say(.workflow(.untilTime(clock.label(moment, .full).text)))) }
        if let events = until.events {
            phrases.append(say(.workflow(.untilEvents(events, minutes: until.eventsWindow))))
        }
        if let users = until.users {
            phrases.append(say(.workflow(.untilUsers(users, minutes: until.usersWindow))))
        }
        return phrases
    }
}

/// What an entry of the history adds to its name.
enum WorkflowActivity {
    /// Nil for entries that are not about the workflow.
    static func text(_ activity: Activity, _ data: JSONNode?, _ book: AssigneeBook, _ clock: Clock) -> String? {
        let say = clock.language
        switch activity.type {
        case "assigned":
            let number = data?["assignee"]?.lenientString.flatMap { Int64($0) } ?? 0
            let isTeam = data?["assigneeType"]?.string == "team"
            let assignee: Assignee =
                isTeam ? .team(TeamID(rawValue: number)) : .user(UserID(rawValue: number))
            return book.name(of: assignee) ?? data?["assigneeEmail"]?.string
        case "set_priority": return data?["priority"]?.string
        case "set_resolved_in_release":
            if data?["inNextRelease"]?.bool == true { return say(.workflow(.inNextRelease)) }
            return data?["version"]?.string.map { say(.workflow(.inRelease($0))) }
        case "set_resolved_in_commit":
            return data?["commit"]?.string.map { say(.workflow(.byCommit(String($0.prefix(12))))) }
        case "set_ignored":
            return ignored(data, clock)
        default: return nil
        }
    }

    private static func ignored(_ data: JSONNode?, _ clock: Clock) -> String? {
        guard let data else { return nil }
        let say = clock.language
        func number(_ name: StaticString) -> Int? { data[name]?.double.flatMap { Int(exactly: $0) } }
        if data["ignoreUntilEscalating"]?.bool == true { return say(.workflow(.untilEscalating)) }
        if let until = data["ignoreUntil"]?.string.flatMap({ Timestamp(iso8601: $0) }) {
            return say(.workflow(.untilTime(clock.label(until, .full).text)))
        }
        if let events = number("ignoreCount") {
            return say(.workflow(.untilEvents(events, minutes: number("ignoreWindow"))))
        }
        return number("ignoreUserCount").map {
            say(.workflow(.untilUsers($0, minutes: number("ignoreUserWindow"))))
        }
    }
}
