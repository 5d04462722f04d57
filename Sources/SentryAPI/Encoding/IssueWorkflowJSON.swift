import SentryProtocol
import Storage

/// How a caller sees an issue.
struct IssueView: Sendable {
    let marks: IssueMarks
    let book: AssigneeBook
}

extension Call {
    /// Whom issues can be assigned to.
    func assignees(of organization: Organization) async throws -> AssigneeBook {
        try await storage.assignees(of: organization, viewer: caller?.user?.id)
    }

    /// How the caller sees issues, asked for all of them at once.
    func views(of issues: [IssueSummary], in organization: Organization) async throws -> [IssueID: IssueView] {
        guard !issues.isEmpty else { return [:] }
        let book = try await assignees(of: organization)
        var marks: [IssueID: IssueMarks] = [:]
        if let user = caller?.user { marks = try await storage.marks(of: issues.map(\.id), for: user.id) }
        let views = issues.map { ($0.id, IssueView(marks: marks[$0.id] ?? IssueMarks(), book: book)) }
        return Dictionary(views, uniquingKeysWith: { first, _ in first })
    }
}

extension JSONWriter {
    /// `statusDetails`: until when or until what (web-api.md §2.6.2).
    mutating func statusDetails(_ issue: IssueSummary, _ book: AssigneeBook?) {
        let workflow = issue.workflow
        let actor = workflow.statusSetBy.flatMap { id in book?.users.first { $0.id == id } }
        object("statusDetails") { writer in
            if issue.status == .resolved, let resolution = workflow.resolution {
                writer.resolution(resolution)
            } else if issue.status == .archived, let condition = workflow.archivedUntil, !condition.untilEscalating {
                writer.field("ignoreUntil", condition.until)
                writer.field("ignoreCount", condition.events)
                writer.field("ignoreWindow", condition.eventsWindow)
                writer.field("ignoreUserCount", condition.users)
                writer.field("ignoreUserWindow", condition.usersWindow)
            } else {
                return
            }
            writer.user("actor", actor)
        }
    }

    private mutating func resolution(_ resolution: Resolution) {
        switch resolution.kind {
        case .release: field("inRelease", resolution.release)
        case .nextRelease: field("inNextRelease", true)
        case .commit:
            object("inCommit") { writer in
                writer.field("id", resolution.commit)
                writer.field("commit", resolution.commit)
                if let repository = resolution.repository {
                    writer.object("repository") { $0.field("name", repository) }
                } else {
                    writer.null("repository")
                }
            }
        }
    }

    /// Somebody or a team; null for nobody, and for whoever is gone.
    mutating func assignee(_ name: StaticString, _ assignee: Assignee?, _ book: AssigneeBook?) {
        key(name)
        switch assignee {
        case .user(let id):
            guard let user = book?.users.first(where: { $0.id == id }) else { return null() }
            object {
                $0.field("type", "user")
                $0.id("id", id.rawValue)
                $0.field("name", user.name.isEmpty ? user.email : user.name)
                $0.field("email", user.email)
            }
        case .team(let id):
            guard let team = book?.teams.first(where: { $0.id == id }) else { return null() }
            object {
                $0.field("type", "team")
                $0.id("id", id.rawValue)
                $0.field("name", team.slug)
            }
        case nil: null()
        }
    }

    /// What the caller has noted for themselves.
    mutating func marks(_ marks: IssueMarks) {
        let isSubscribed = marks.isSubscribed ?? false
        field("isBookmarked", marks.isBookmarked)
        field("isSubscribed", isSubscribed)
        if isSubscribed {
            object("subscriptionDetails") { $0.field("reason", marks.reason ?? "unknown") }
        } else {
            null("subscriptionDetails")
        }
        field("hasSeen", marks.seenAt != nil)
    }
}
