import SentryProtocol
import Storage

/// Issues that are part of others. Rows of events go on naming them: whoever reads a row's issue takes it for a label, and
/// asks where it leads.
extension Connection {
    /// Where a label leads: the issue itself, or the one that it is part of now.
    func issue(labelled label: IssueID) throws -> IssueID {
        try integer("SELECT target_id FROM retired_issue WHERE id = \(label)").map { IssueID(rawValue: $0) } ?? label
    }

    /// What rows of an issue's events are labelled with; itself first.
    func labels(of issue: IssueID) throws -> [IssueID] {
        try [issue]
            + rows("SELECT id FROM retired_issue WHERE target_id = \(issue) ORDER BY id") {
                IssueID(rawValue: $0.integer(0))
            }
    }

    /// What rows of the issue that a label leads to are labelled with; that issue first.
    func labels(ofIssueLabelled label: IssueID) throws -> [IssueID] {
        try rows(
            """
            WITH lead (id) AS (SELECT coalesce((SELECT target_id FROM retired_issue WHERE id = \(label)), \(label)))
            SELECT 0 AS is_part, id FROM lead
            UNION ALL
            SELECT 1, retired_issue.id FROM lead CROSS JOIN retired_issue ON retired_issue.target_id = lead.id
            ORDER BY 1, 2
            """
        ) { IssueID(rawValue: $0.integer(1)) }
    }

    func exists(_ issue: IssueID) throws -> Bool { try integer("SELECT 1 FROM issue WHERE id = \(issue)") != nil }

    func project(of issue: IssueID) throws -> ProjectID? {
        try integer("SELECT project_id FROM issue WHERE id = \(issue)").map { ProjectID(rawValue: $0) }
    }

    /// Issues that were part of a retired one when it was retired, and are where it is now.
    func parts(of retired: IssueID) throws -> [IssueID] {
        try rows(
            """
            SELECT part.id FROM retired_issue AS whole, json_each(whole.parts)
            JOIN retired_issue AS part ON part.id = json_each.value AND part.target_id = whole.target_id
            WHERE whole.id = \(retired)
            """
        ) { IssueID(rawValue: $0.integer(0)) }
    }

    /// What retention has taken of an issue and of all that are part of it.
    func dropped(of issue: IssueID) throws -> DroppedEvents {
        try first(
            """
            SELECT sum(dropped_events), min(dropped_first_seen), max(dropped_last_seen) FROM (
                SELECT dropped_events, dropped_first_seen, dropped_last_seen FROM issue WHERE id = \(issue)
                UNION ALL SELECT dropped_events, dropped_first_seen, dropped_last_seen FROM retired_issue
                WHERE target_id = \(issue)
            )
            """
        ) { DroppedEvents(count: $0.int(0), firstSeen: $0.optionalInteger(1), lastSeen: $0.optionalInteger(2)) }
            ?? DroppedEvents()
    }

    /// The users of an issue and of all that are part of it, each once.
    func userCount(of issue: IssueID) throws -> Int64 {
        try integer(
            "SELECT count(DISTINCT user_hash) FROM issue_user WHERE issue_id IN \(anyOf: try labels(of: issue))") ?? 0
    }

    /// Keeps an issue's row aside, with all that are part of it, and deletes it. What retention has taken of it, and its
    /// users, go on telling of it under its id; its counts and activities are the caller's.
    func retire(_ issue: IssueID, into target: IssueID, _ reason: Retirement, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO retired_issue
                (id, project_id, number, target_id, reason, issue, hashes, regroup_job, regroup_step, retired_at,
                parts, dropped_events, dropped_first_seen, dropped_last_seen)
            SELECT id, project_id, number, \(target), \(reason.word), json_object(\(Self.issueMembers)),
                \(reason.keepsHashes ? Self.issueHashes : "NULL"), \(reason.job), \(reason.step), \(now),
                (SELECT json_group_array(part.id) FROM retired_issue AS part WHERE part.target_id = issue.id),
                dropped_events, dropped_first_seen, dropped_last_seen
            FROM issue WHERE id = \(issue)
            """)
        try run("UPDATE retired_issue SET target_id = \(target) WHERE target_id = \(issue)")
        try run("DELETE FROM issue WHERE id = \(issue)")
    }

    /// Brings a retired issue's row back, without the events that are stored of it. What retention has taken of it
    /// comes along; with `parts` also what had been part of it, which must not be what rows are labelled with.
    func revive(_ issue: IssueID, with parts: [IssueID]) throws {
        let target = try self.issue(labelled: issue)
        let columns = SQL(stringLiteral: Self.issueColumns.joined(separator: ", "))
        let values = Self.issueColumns.map { column in
            // Retention may have taken more since.
            SQL(stringLiteral: column.hasPrefix("dropped_") ? column : "json_extract(issue, '$.\(column)')")
        }
        try run(
            """
            INSERT INTO issue (\(columns)) SELECT \(values.joined(separator: ", ")) FROM retired_issue
            WHERE id = \(issue)
            """)
        try run("DELETE FROM retired_issue WHERE id = \(issue)")
        for part in parts { try run("UPDATE retired_issue SET target_id = \(issue) WHERE id = \(part)") }
        for label in [issue] + parts {
            try run(
                """
                UPDATE activity SET issue_id = \(issue), merged_from = nullif(merged_from, \(issue))
                WHERE issue_id = \(target) AND merged_from = \(label)
                """)
        }
        let dropped = try dropped(of: issue)
        // Whatever comes is older and newer than this.
        try run(
            """
            UPDATE issue SET times_seen = \(dropped.count), users_affected = \(try userCount(of: issue)),
                first_seen = \(dropped.firstSeen ?? Int64.max), last_seen = \(dropped.lastSeen ?? Int64.min)
            WHERE id = \(issue)
            """)
        try run(
            """
            UPDATE issue SET times_seen = times_seen - \(dropped.count), users_affected = \(try userCount(of: target))
            WHERE id = \(target)
            """)
        try run("INSERT OR IGNORE INTO issue_recount (issue_id) VALUES (\(issue)), (\(target))")
    }

    /// Brings an issue back whose hashes lead to it again and whose next event is about to be counted; false when no such
    /// issue waits. Its users are counted then.
    func wake(_ issue: IssueID) throws -> Bool {
        guard try integer("SELECT 1 FROM retired_issue WHERE id = \(issue)") != nil else { return false }
        try revive(issue, with: [])
        return true
    }

    private static let issueColumns = [
        "id", "project_id", "number", "status", "substatus", "status_changed_at", "first_seen", "last_seen",
        "times_seen", "users_affected", "level", "is_unhandled", "type", "platform", "logger", "title", "culprit",
        "location", "metadata_type", "metadata_value", "metadata_filename", "metadata_function", "metadata_title",
        "last_release", "first_release", "dropped_events", "dropped_first_seen", "dropped_last_seen",
        "assignee_kind", "assignee_id", "status_set_by", "chosen_priority",
    ]

    private static let issueMembers = SQL(
        stringLiteral: issueColumns.map { "'\($0)', \($0)" }.joined(separator: ", "))

    private static let issueHashes: SQL = """
        (SELECT json_group_array(json_object('hash', hex(hash), 'configuration', configuration,
            'created_at', created_at, 'merged_from', merged_from)) FROM issue_hash WHERE issue_id = issue.id)
        """
}

/// Events that retention has taken and that issues go on telling of.
struct DroppedEvents {
    var count = 0
    var firstSeen: Int64?
    var lastSeen: Int64?
}

/// Why an issue is part of another.
enum Retirement {
    case merge
    /// All of its events went elsewhere; its hashes are kept, so that the job can be taken back.
    case regroup(job: Int64, step: Int64)
    /// All of its events went elsewhere, for good.
    case emptied

    fileprivate var word: String {
        switch self {
        case .merge: "merge"
        case .regroup: "regroup"
        case .emptied: "emptied"
        }
    }
    fileprivate var keepsHashes: Bool { if case .regroup = self { true } else { false } }
    fileprivate var job: Int64? { if case .regroup(let job, _) = self { job } else { nil } }
    fileprivate var step: Int64? { if case .regroup(_, let step) = self { step } else { nil } }
}

/// Where labels lead, remembered for as long as one question takes.
struct LabelCache {
    private var known: [IssueID: IssueID] = [:]

    mutating func note(_ labels: [IssueID], leadTo issue: IssueID) {
        for label in labels { known[label] = issue }
    }

    mutating func issue(labelled label: IssueID, _ culprit: Connection) throws -> IssueID {
        if let issue = known[label] { return issue }
        let issue = try culprit.issue(labelled: label)
        known[label] = issue
        return issue
    }
}
