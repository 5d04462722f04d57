import SentryProtocol
import Storage

extension IssueWorkflow {
    /// As `init(_:from:)` reads them, beside a row of `issue` joined with `issue_return`.
    static let columns: SQL = """
        assignee_kind, assignee_id, status_set_by, chosen_priority,
        (SELECT count(*) FROM activity WHERE activity.issue_id = issue.id AND activity.type = 'note'),
        issue_return.kind, issue_return.release, commit_id, repository, until, events, events_window, issue_return.users,
        users_window
        """
    static let columnCount: Int32 = 14

    init(_ row: Row, from column: Int32) {
        self.init()
        assignee = Assignee(kind: row.optionalInteger(column), id: row.integer(column + 1))
        statusSetBy = row.optionalInteger(column + 2).map { UserID(rawValue: $0) }
        chosenPriority = row.optionalText(column + 3).flatMap { IssuePriority(rawValue: $0) }
        commentCount = row.int(column + 4)
        guard let kind = row.optionalText(column + 5) else { return }
        if let kind = Resolution.Kind(rawValue: kind) {
            resolution = Resolution(
                kind: kind, release: row.optionalText(column + 6), commit: row.optionalText(column + 7),
                repository: row.optionalText(column + 8))
        } else if kind == IssueReturn.escalating {
            archivedUntil = ArchiveCondition(untilEscalating: true)
        } else {
            archivedUntil = ArchiveCondition(
                until: row.optionalTime(column + 9), events: row.optionalInteger(column + 10).map { Int($0) },
                eventsWindow: row.optionalInteger(column + 11).map { Int($0) },
                users: row.optionalInteger(column + 12).map { Int($0) },
                usersWindow: row.optionalInteger(column + 13).map { Int($0) })
        }
    }
}

extension Assignee {
    /// `issue.assignee_kind`.
    var kind: Int { if case .user = self { 1 } else { 2 } }

    var number: Int64 {
        switch self {
        case .user(let id): id.rawValue
        case .team(let id): id.rawValue
        }
    }

    init?(kind: Int64?, id: Int64) {
        switch kind {
        case 1: self = .user(UserID(rawValue: id))
        case 2: self = .team(TeamID(rawValue: id))
        default: return nil
        }
    }
}

extension IssueSubstatus {
    /// The status that it is a closer look at.
    var status: IssueStatus {
        switch self {
        case .archivedUntilEscalating, .archivedUntilConditionMet, .archivedForever: .archived
        case .escalating, .ongoing, .regressed, .new: .unresolved
        }
    }
}

extension WorkflowCondition {
    /// What a row of `issue` must fulfil. Never NULL.
    var filter: SQL {
        switch self {
        case .assignedTo(let assignees): Self.filter(assignees)
        case .bookmarkedBy(let users): Self.isMarked(by: users, "is_bookmarked")
        case .subscribedBy(let users): Self.isMarked(by: users, "is_subscribed IS 1")
        case .assignedNamed, .bookmarkedByNamed, .subscribedByNamed: "FALSE"
        }
    }

    private static func filter(_ assignees: [Assignee?]) -> SQL {
        guard !assignees.isEmpty else { return "FALSE" }
        let rules = assignees.map { assignee -> SQL in
            guard let assignee else { return "assignee_kind IS NULL" }
            return "(assignee_kind IS \(assignee.kind) AND assignee_id IS \(assignee.number))"
        }
        return "(\(rules.joined(separator: " OR ")))"
    }

    private static func isMarked(by users: [UserID], _ mark: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM issue_mark
            WHERE issue_mark.issue_id = issue.id AND user_id IN \(anyOf: users) AND \(mark))
        """
    }
}
