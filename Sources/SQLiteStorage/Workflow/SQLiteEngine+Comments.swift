import SentryProtocol
import Storage

extension SQLiteEngine {
    public func addComment(
        _ text: String, to issue: IssueID, by actor: Actor, at now: Timestamp
    ) async throws -> Activity {
        try await writer.perform { files in
            try files.change { culprit in
                let issue = try culprit.issue(labelled: issue)
                guard try culprit.exists(issue) else { throw CommentError.noSuchIssue }
                let user = try culprit.user(of: actor)
                let data = Self.commentData(text)
                let isRepeated = try culprit.integer(
                    """
                    SELECT 1 FROM activity WHERE issue_id = \(issue) AND type = 'note' AND user_id IS \(user)
                        AND data = \(data) AND created_at > \(now.adding(seconds: -3600))
                    """)
                guard isRepeated == nil else { throw CommentError.duplicate }
                try culprit.addActivity("note", of: issue, data: data, by: actor, at: now)
                let id = culprit.lastInsertedRow
                if let user { try culprit.subscribe(user, to: issue, "comment") }
                return Activity(id: id, issueID: issue, type: "note", userID: user, createdAt: now, data: data)
            }
        }
    }

    public func updateComment(
        _ id: Int64, of issue: IssueID, to text: String, by user: UserID
    ) async throws -> Activity? {
        try await writer.perform { files in
            try files.change { culprit in
                let issue = try culprit.issue(labelled: issue)
                let isMeant: SQL =
                    "id = \(id) AND issue_id = \(issue) AND type = 'note' AND user_id = \(user)"
                try culprit.run("UPDATE activity SET data = \(Self.commentData(text)) WHERE \(isMeant)")
                return try culprit.first("SELECT \(Activity.columns) FROM activity WHERE \(isMeant)") {
                    Activity($0, of: issue)
                }
            }
        }
    }

    public func deleteComment(_ id: Int64, of issue: IssueID, by user: UserID?) async throws -> Bool {
        try await writer.perform { files in
            try files.change { culprit in
                let issue = try culprit.issue(labelled: issue)
                let isOwn: SQL = user.map { " AND user_id = \($0)" } ?? ""
                return try culprit.run(
                    "DELETE FROM activity WHERE id = \(id) AND issue_id = \(issue) AND type = 'note'\(isOwn)") > 0
            }
        }
    }

    public func comments(of issue: IssueID, limit: Int) async throws -> [Activity] {
        try await read { reader in
            let issue = try reader.culprit.issue(labelled: issue)
            return try reader.culprit.rows(
                """
                SELECT \(Activity.columns) FROM activity WHERE issue_id = \(issue) AND type = 'note'
                ORDER BY id DESC LIMIT \(max(limit, 0))
                """
            ) { Activity($0, of: issue) }
        }
    }

    private static func commentData(_ text: String) -> String {
        var data = JSONWriter()
        data.object { $0.member("text", text) }
        return data.text
    }
}

extension Activity {
    static let columns: SQL = "id, type, user_id, created_at, data"

    /// `columns`, of which the first is the one numbered `first`.
    init(_ row: Row, of issue: IssueID, from first: Int32 = 0) {
        self.init(
            id: row.integer(first), issueID: issue, type: row.text(first + 1),
            userID: row.optionalInteger(first + 2).map { UserID(rawValue: $0) }, createdAt: row.time(first + 3),
            data: row.text(first + 4))
    }
}
