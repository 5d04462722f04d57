import SentryProtocol
import Storage

extension SQLiteEngine {
    public func marks(of issues: [IssueID], for user: UserID) async throws -> [IssueID: IssueMarks] {
        guard !issues.isEmpty else { return [:] }
        return try await readers.read { reader in
            let rows = try reader.culprit.rows(
                """
                SELECT issue_id, is_bookmarked, is_subscribed, reason, seen_at FROM issue_mark
                WHERE issue_id IN \(anyOf: issues) AND user_id = \(user)
                """
            ) { row in
                (IssueID(rawValue: row.integer(0)), IssueMarks(row, from: 1))
            }
            return Dictionary(rows, uniquingKeysWith: { first, _ in first })
        }
    }

    public func mark(_ issues: [IssueID], for user: UserID, _ change: MarkChange, at now: Timestamp) async throws {
        guard !change.isEmpty else { return }
        var rest = issues[...]
        while !rest.isEmpty {
            let part = rest.prefix(200)
            rest = rest.dropFirst(part.count)
            try await writer.perform { files in
                try files.change { culprit in
                    for issue in part where try culprit.exists(issue) {
                        try culprit.mark(issue, for: user, change, at: now)
                    }
                }
            }
        }
    }

    public func audience(of issue: IssueID) async throws -> IssueAudience {
        try await readers.read { reader in
            let issue = try reader.culprit.issue(labelled: issue)
            var audience = IssueAudience()
            audience.participants = try reader.culprit.rows(
                """
                SELECT user_id FROM issue_mark WHERE issue_id = \(issue) AND is_subscribed = 1
                ORDER BY user_id LIMIT 1000
                """
            ) { UserID(rawValue: $0.integer(0)) }
            audience.seenBy = try reader.culprit.rows(
                """
                SELECT user_id, seen_at FROM issue_mark WHERE issue_id = \(issue) AND seen_at IS NOT NULL
                ORDER BY seen_at DESC LIMIT 1000
                """
            ) { (UserID(rawValue: $0.integer(0)), $0.time(1)) }
            return audience
        }
    }
}

extension IssueMarks {
    /// is_bookmarked, is_subscribed, reason, seen_at; the first is the column numbered `first`.
    init(_ row: Row, from first: Int32) {
        self.init()
        isBookmarked = row.bool(first)
        isSubscribed = row.optionalInteger(first + 1).map { $0 != 0 }
        reason = row.optionalText(first + 2)
        seenAt = row.optionalTime(first + 3)
    }
}

extension Connection {
    /// Subscribes somebody who has not chosen otherwise.
    func subscribe(_ user: UserID, to issue: IssueID, _ reason: String) throws {
        try run(
            """
            INSERT INTO issue_mark (issue_id, user_id, is_subscribed, reason)
            VALUES (\(issue), \(user), 1, \(reason))
            ON CONFLICT DO UPDATE SET is_subscribed = coalesce(is_subscribed, 1), reason = coalesce(reason, \(reason))
            """)
    }

    fileprivate func mark(_ issue: IssueID, for user: UserID, _ change: MarkChange, at now: Timestamp) throws {
        try run("INSERT OR IGNORE INTO issue_mark (issue_id, user_id) VALUES (\(issue), \(user))")
        let isMeant: SQL = "issue_id = \(issue) AND user_id = \(user)"
        if let isBookmarked = change.isBookmarked {
            try run("UPDATE issue_mark SET is_bookmarked = \(isBookmarked) WHERE \(isMeant)")
            if isBookmarked { try subscribe(user, to: issue, "bookmark") }
        }
        if let isSubscribed = change.isSubscribed {
            try run("UPDATE issue_mark SET is_subscribed = \(isSubscribed), reason = 'unknown' WHERE \(isMeant)")
        }
        if let hasSeen = change.hasSeen {
            try run("UPDATE issue_mark SET seen_at = \(hasSeen ? now : nil) WHERE \(isMeant)")
        }
    }
}
