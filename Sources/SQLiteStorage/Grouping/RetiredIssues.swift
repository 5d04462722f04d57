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

    func exists(_ issue: IssueID) throws -> Bool { try integer("SELECT 1 FROM issue WHERE id = \(issue)") != nil }

    func project(of issue: IssueID) throws -> ProjectID? {
        try integer("SELECT project_id FROM issue WHERE id = \(issue)").map { ProjectID(rawValue: $0) }
    }

    /// Keeps an issue's row aside, with all that are part of it, and deletes it. Its counts, users and activities are the
    /// caller's.
    func retire(_ issue: IssueID, into target: IssueID, _ reason: Retirement, at now: Timestamp) throws {
        try run("UPDATE retired_issue SET target_id = \(target) WHERE target_id = \(issue)")
        try run(
            """
            INSERT INTO retired_issue
                (id, project_id, number, target_id, reason, issue, hashes, regroup_job, regroup_step, retired_at)
            SELECT id, project_id, number, \(target), \(reason.word), json_object(\(Self.issueMembers)),
                \(reason.keepsHashes ? Self.issueHashes : "NULL"), \(reason.job), \(reason.step), \(now)
            FROM issue WHERE id = \(issue)
            """)
        try run("DELETE FROM issue WHERE id = \(issue)")
    }

    /// Brings a retired issue's row back, without the events that it had.
    func revive(_ issue: IssueID, keepingDropped: Bool) throws {
        let columns = SQL(stringLiteral: Self.issueColumns.joined(separator: ", "))
        let values = Self.issueColumns.map { SQL(stringLiteral: "json_extract(issue, '$.\($0)')") }
        try run(
            """
            INSERT INTO issue (\(columns)) SELECT \(values.joined(separator: ", ")) FROM retired_issue
            WHERE id = \(issue)
            """)
        if !keepingDropped {
            try run(
                """
                UPDATE issue SET dropped_events = 0, dropped_first_seen = NULL, dropped_last_seen = NULL
                WHERE id = \(issue)
                """)
        }
        // Whatever comes is older and newer than this.
        try run(
            """
            UPDATE issue SET times_seen = dropped_events,
                users_affected = (SELECT count(*) FROM issue_user WHERE issue_id = \(issue)),
                first_seen = coalesce(dropped_first_seen, \(Int64.max)),
                last_seen = coalesce(dropped_last_seen, \(Int64.min))
            WHERE id = \(issue)
            """)
        try run("DELETE FROM retired_issue WHERE id = \(issue)")
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

/// Why an issue is part of another.
enum Retirement {
    case merge
    /// All of its events went elsewhere; its hashes are kept, so that the job can be taken back.
    case regroup(job: Int64, step: Int64)

    fileprivate var word: String { if case .merge = self { "merge" } else { "regroup" } }
    fileprivate var keepsHashes: Bool { if case .merge = self { false } else { true } }
    fileprivate var job: Int64? { if case .regroup(let job, _) = self { job } else { nil } }
    fileprivate var step: Int64? { if case .regroup(_, let step) = self { step } else { nil } }
}

/// Where labels lead, remembered for as long as one question takes.
struct LabelCache {
    private var known: [IssueID: IssueID] = [:]

    mutating func issue(labelled label: IssueID, _ culprit: Connection) throws -> IssueID {
        if let issue = known[label] { return issue }
        let issue = try culprit.issue(labelled: label)
        known[label] = issue
        return issue
    }
}
