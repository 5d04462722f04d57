import SentryProtocol
import Storage

extension SQLiteEngine {
    public func apply(
        _ command: IssueCommand, to issues: [IssueID], by actor: Actor, at now: Timestamp
    ) async throws -> [IssueID] {
        try await writer.perform { files in
            try files.change { database in
                let user = try database.user(of: actor)
                var found: [IssueID] = []
                for label in issues {
                    // An issue that is part of another stands for that.
                    let issue = try database.issue(labelled: label)
                    guard !found.contains(issue) else { continue }
                    guard try database.integer("SELECT 1 FROM issue WHERE id = \(issue)") != nil else { continue }
                    found.append(issue)
                    guard try database.run(command.update(of: issue, at: now)) > 0 else { continue }
                    try database.run(
                        """
                        INSERT INTO activity (issue_id, type, user_id, created_at, data)
                        VALUES (\(issue), \(command.activityType), \(user), \(now), '{}')
                        """)
                }
                return found
            }
        }
    }

    public func activities(of issue: IssueID, limit: Int) async throws -> [Activity] {
        try await read { reader in
            let issue = try reader.culprit.issue(labelled: issue)
            return try reader.culprit.rows(
                """
                SELECT id, type, user_id, created_at, data FROM activity
                WHERE issue_id = \(issue) ORDER BY id DESC LIMIT \(max(limit, 0))
                """
            ) { row in
                Activity(
                    id: row.integer(0), issueID: issue, type: row.text(1),
                    userID: row.optionalInteger(2).map { UserID(rawValue: $0) }, createdAt: row.time(3),
                    data: row.text(4))
            }
        }
    }
}

extension Connection {
    func user(of actor: Actor) throws -> UserID? {
        switch actor {
        case .user(let user): user
        case .token(let token):
            try first("SELECT user_id FROM api_token WHERE id = \(token)") { $0.optionalInteger(0) }
                .flatMap { $0.map { UserID(rawValue: $0) } }
        case .system: nil
        }
    }
}

extension IssueCommand {
    /// Changes one issue unless it is in that state already.
    fileprivate func update(of issue: IssueID, at now: Timestamp) -> SQL {
        """
        UPDATE issue SET status = \(status), substatus = \(substatus), status_changed_at = \(now)
        WHERE id = \(issue) AND status <> \(status)
        """
    }

    private var status: IssueStatus {
        switch self {
        case .resolve: .resolved
        case .archive: .archived
        case .unresolve: .unresolved
        }
    }

    private var substatus: IssueSubstatus? {
        switch self {
        case .resolve: nil
        case .archive: .archivedForever
        case .unresolve: .ongoing
        }
    }

    fileprivate var activityType: String {
        switch self {
        case .resolve: "set_resolved"
        case .archive: "set_ignored"
        case .unresolve: "set_unresolved"
        }
    }
}
