import SentryProtocol
import Storage

/// Does to issues what people ask, inside a transaction of `culprit.db`, and notes how they were before.
struct IssueChanger {
    let culprit: Connection
    let actor: Actor
    let now: Timestamp
    private let user: UserID?

    init(_ culprit: Connection, _ actor: Actor, at now: Timestamp) throws {
        (self.culprit, self.actor, self.now) = (culprit, actor, now)
        user = try culprit.user(of: actor)
    }

    /// The columns that people change, as a JSON object.
    static let state: SQL = """
        json_object('status', status, 'substatus', substatus, 'status_changed_at', status_changed_at,
            'status_set_by', status_set_by, 'assignee_kind', assignee_kind, 'assignee_id', assignee_id,
            'chosen_priority', chosen_priority)
        """

    /// One issue as the changer finds it.
    private struct Present {
        let id: IssueID
        let project: ProjectID
        var status: IssueStatus
        var substatus: IssueSubstatus?
        let eventsSeen: Int
        let usersSeen: Int
        let assignee: Assignee?
        let priority: String?
        let state: String
        let comesBack: String?
    }

    private func present(_ issue: IssueID) throws -> Present? {
        try culprit.first(
            """
            SELECT project_id, status, substatus, times_seen, users_affected, assignee_kind, assignee_id, chosen_priority,
                \(Self.state), \(IssueReturn.json)
            FROM issue WHERE id = \(issue) AND status <> \(IssueRemoval.status)
            """
        ) { row in
            Present(
                id: issue, project: ProjectID(rawValue: row.integer(0)),
                status: IssueStatus(rawValue: row.int(1)) ?? .unresolved,
                substatus: row.optionalInteger(2).flatMap { IssueSubstatus(rawValue: Int($0)) }, eventsSeen: row.int(3),
                usersSeen: row.int(4), assignee: Assignee(kind: row.optionalInteger(5), id: row.integer(6)),
                priority: row.optionalText(7), state: row.text(8), comesBack: row.optionalText(9))
        }
    }

    /// Nil when there is no such issue; else whether it was changed, which is noted under `change`.
    func apply(_ commands: [IssueCommand], to issue: IssueID, noting change: () throws -> Int64) throws -> Bool? {
        guard let before = try present(issue) else { return nil }
        var present = before
        for command in commands {
            try apply(command, to: present)
            guard let next = try self.present(issue) else { return nil }
            present = next
        }
        guard before.state != present.state || before.comesBack != present.comesBack else { return false }
        try culprit.run(
            """
            INSERT INTO issue_change_row (change_id, issue_id, before, after, comes_back)
            VALUES (\(try change()), \(issue), \(before.state), \(present.state), \(before.comesBack))
            """)
        return true
    }

    private func apply(_ command: IssueCommand, to issue: Present) throws {
        switch command {
        case .resolve: try resolve(issue)
        case .resolveIn(let fix): try resolve(issue, in: fix)
        case .archive:
            guard issue.status != .archived || issue.substatus != .archivedForever else { return }
            try setStatus(.archived, .archivedForever, of: issue, "set_ignored")
        case .archiveUntil(let condition): try archive(issue, until: condition)
        case .unresolve:
            guard issue.status != .unresolved else { return }
            try setStatus(.unresolved, .ongoing, of: issue, "set_unresolved")
        case .assign(let assignee): try assign(issue, to: assignee)
        case .setPriority(let priority):
            guard priority?.rawValue != issue.priority else { return }
            try culprit.run("UPDATE issue SET chosen_priority = \(priority?.rawValue) WHERE id = \(issue.id)")
            if let priority { try note("set_priority", of: issue) { $0.member("priority", priority.rawValue) } }
        }
    }

    // MARK: Resolving

    private func resolve(_ issue: Present) throws {
        guard issue.status != .resolved else { return }
        try setStatus(.resolved, nil, of: issue, "set_resolved")
    }

    private func resolve(_ issue: Present, in fix: Fix) throws {
        let order = ReleaseOrder(culprit: culprit, project: issue.project)
        let resolution: Resolution
        switch fix {
        case .release(let version): resolution = Resolution(kind: .release, release: version)
        case .latestRelease:
            guard let newest = try order.newest() else { return try resolve(issue) }
            resolution = Resolution(kind: .release, release: newest)
        case .nextRelease: resolution = Resolution(kind: .nextRelease, release: try order.newest())
        case .commit(let commit, let repository):
            resolution = Resolution(
                kind: .commit, release: try order.newest(), commit: commit, repository: repository)
        }
        let wanted = IssueReturn(resolution)
        if issue.status == .resolved, let known = try culprit.comesBack(issue.id), known.kind == wanted.kind,
            known.release == wanted.release, known.commit == wanted.commit
        {
            return
        }
        let isCommit = resolution.kind == .commit
        try setStatus(
            .resolved, nil, of: issue, isCommit ? "set_resolved_in_commit" : "set_resolved_in_release", wanted
        ) { data in
            switch resolution.kind {
            case .release: data.member("version", resolution.release)
            case .nextRelease:
                data.member("version", "")
                data.member("inNextRelease", true)
                data.member("current_release_version", resolution.release)
            case .commit:
                data.member("commit", resolution.commit)
                data.member("repository", resolution.repository)
            }
        }
    }

    // MARK: Archiving

    private func archive(_ issue: Present, until condition: ArchiveCondition) throws {
        var condition = condition
        if condition.untilEscalating {
            (condition.events, condition.eventsWindow) = (try escalation(of: issue.id), 60)
        }
        let wanted = IssueReturn(
            condition, eventsSeen: issue.eventsSeen, usersSeen: issue.usersSeen, at: now)
        let substatus: IssueSubstatus =
            condition.untilEscalating ? .archivedUntilEscalating : .archivedUntilConditionMet
        try setStatus(.archived, substatus, of: issue, "set_ignored", wanted) { data in
            if condition.untilEscalating { return data.member("ignoreUntilEscalating", true) }
            data.member("ignoreUntil", condition.until?.iso8601)
            data.member("ignoreDuration", condition.until.map { Int($0.microseconds(since: now) / 60_000_000) })
            data.member("ignoreCount", condition.events)
            data.member("ignoreWindow", condition.eventsWindow)
            data.member("ignoreUserCount", condition.users)
            data.member("ignoreUserWindow", condition.usersWindow)
        }
    }

    /// Events of an hour that are more than usual: more than twice those of the busiest hour of the last week.
    private func escalation(of issue: IssueID) throws -> Int {
        let busiest = try culprit.integer(
            """
            SELECT max(total) FROM (
                SELECT sum(events) AS total FROM issue_hour
                WHERE issue_id = \(issue) AND hour >= \(now.hour - 168) GROUP BY hour
            )
            """)
        return max(2 * Int(busiest ?? 0) + 1, Self.escalationMin)
    }

    private static let escalationMin = 10

    // MARK: Assigning

    private func assign(_ issue: Present, to assignee: Assignee?) throws {
        guard assignee != issue.assignee else { return }
        try culprit.run(
            """
            UPDATE issue SET assignee_kind = \(assignee?.kind), assignee_id = \(assignee?.number) WHERE id = \(issue.id)
            """)
        guard let assignee else { return try note("unassigned", of: issue) }
        var email: String?
        if case .user(let id) = assignee {
            email = try culprit.first("SELECT email FROM user WHERE id = \(id)") { $0.text(0) }
            try culprit.subscribe(id, to: issue.id, "assigned")
        }
        try note("assigned", of: issue) { data in
            data.member("assignee", String(assignee.number))
            data.member("assigneeEmail", email)
            data.member("assigneeType", assignee.kind == 1 ? "user" : "team")
        }
    }

    // MARK: What they have in common

    private func setStatus(
        _ status: IssueStatus, _ substatus: IssueSubstatus?, of issue: Present, _ activity: String,
        _ comesBack: IssueReturn? = nil, _ data: (inout JSONWriter) -> Void = { _ in }
    ) throws {
        try culprit.run(
            """
            UPDATE issue SET status = \(status), substatus = \(substatus), status_changed_at = \(now),
                status_set_by = \(user)
            WHERE id = \(issue.id)
            """)
        try culprit.run("DELETE FROM issue_return WHERE issue_id = \(issue.id)")
        try comesBack?.store(for: issue.id, in: culprit)
        if let user { try culprit.subscribe(user, to: issue.id, "status_change") }
        try note(activity, of: issue, data)
    }

    private func note(
        _ activity: String, of issue: Present, _ data: (inout JSONWriter) -> Void = { _ in }
    ) throws {
        var writer = JSONWriter()
        writer.object(data)
        try culprit.addActivity(activity, of: issue.id, data: writer.text, by: actor, at: now)
    }
}
