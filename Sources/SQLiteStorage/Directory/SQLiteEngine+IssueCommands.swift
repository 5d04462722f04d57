import SentryProtocol
import Storage

extension SQLiteEngine {
    public func apply(
        _ command: IssueCommand, to issues: [IssueID], by actor: Actor, at now: Timestamp
    ) async throws -> [IssueID] {
        try await change(issues, by: [command], actor: actor, at: now).found
    }

    public func activities(of issue: IssueID, limit: Int) async throws -> [Activity] {
        try await read { reader in
            let issue = try reader.culprit.issue(labelled: issue)
            return try reader.culprit.rows(
                """
                SELECT \(Activity.columns) FROM activity
                WHERE issue_id = \(issue) ORDER BY id DESC LIMIT \(max(limit, 0))
                """
            ) { Activity($0, of: issue) }
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
