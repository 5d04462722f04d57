import SentryProtocol
import Storage

/// What somebody asked to be taken out of an issue; whoever asked does not wait for it.
struct UnmergeWish: Sendable {
    let id: Int64
    let what: UnmergeSurvey.Wish
    /// The issue that is opened for hashes that came from none.
    let newIssue: IssueID?
    let actor: Actor
    let wishedAt: Timestamp
}

extension Connection {
    /// Those that nobody has begun with, the oldest first.
    func unmergeWishes() throws -> [UnmergeWish] {
        try rows(
            "SELECT id, issue_id, merge_id, hashes, new_issue_id, user_id, wished_at FROM unmerge_wish ORDER BY id"
        ) { row in
            let chosen = (try? JSONDocument(parsing: Array(row.text(3).utf8)))?.root.elements
            let what = row.optionalInteger(2).map { UnmergeSurvey.Wish.merge($0) }
            return UnmergeWish(
                id: row.integer(0),
                what: what ?? .hashes(chosen?.compactMap(\.string) ?? [], of: IssueID(rawValue: row.integer(1))),
                newIssue: row.optionalInteger(4).map { IssueID(rawValue: $0) },
                actor: row.optionalInteger(5).map { .user(UserID(rawValue: $0)) } ?? .system, wishedAt: row.time(6))
        }
    }

    /// Notes a wish, inside a transaction.
    func add(
        _ what: UnmergeSurvey.Wish, of issue: IssueID, opening newIssue: IssueID?, by actor: Actor, at now: Timestamp
    ) throws {
        var (hashes, merge): ([String], Int64?) = ([], nil)
        switch what {
        case .hashes(let chosen, _): hashes = chosen
        case .merge(let id): merge = id
        }
        var json = JSONWriter()
        json.array(hashes) { $0.string($1) }
        try run(
            """
            INSERT INTO unmerge_wish (issue_id, merge_id, hashes, new_issue_id, user_id, wished_at)
            VALUES (\(issue), \(merge), \(json.text), \(newIssue), \(try user(of: actor)), \(now))
            """)
    }

    /// False when it was granted, or given up.
    func isWished(_ id: Int64) throws -> Bool { try integer("SELECT 1 FROM unmerge_wish WHERE id = \(id)") != nil }

    func forget(_ wish: UnmergeWish) throws { try run("DELETE FROM unmerge_wish WHERE id = \(wish.id)") }

    /// Whether events are about to leave an issue.
    func isLosingEvents(_ issue: IssueID) throws -> Bool { try integer("SELECT \(issue.isLosingEvents)") == 1 }

    /// Whether events are about to leave an issue, or on their way to it.
    func isMoving(_ issue: IssueID) throws -> Bool { try integer("SELECT \(issue.isMovingEvents)") == 1 }
}

extension IssueID {
    /// 1 if events are about to leave it, or on their way to it.
    var isMovingEvents: SQL { "\(isLosingEvents) OR \(isGainingEvents)" }

    /// 1 if events are about to leave it.
    fileprivate var isLosingEvents: SQL {
        """
        EXISTS (
            SELECT 1 FROM unmerge WHERE issue_id = \(self)
            UNION ALL SELECT 1 FROM unmerge_wish
            WHERE issue_id = \(self) OR issue_id IN (SELECT id FROM retired_issue WHERE target_id = \(self))
        )
        """
    }

    /// 1 if events that were taken out of another issue are still on their way to this one.
    private var isGainingEvents: SQL {
        // From the few that are on the move; the other way round SQLite would look at every issue of the project.
        """
        EXISTS (
            SELECT 1 FROM unmerge CROSS JOIN issue ON issue.id = unmerge.issue_id
            CROSS JOIN issue_hash ON issue_hash.project_id = issue.project_id AND issue_hash.hash = unmerge.hash
            WHERE issue_hash.issue_id = \(self)
        )
        """
    }
}
