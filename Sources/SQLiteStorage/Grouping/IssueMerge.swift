import SentryProtocol
import Storage

/// Makes one issue of several, inside a transaction of `culprit.db`. Rows of events keep their labels.
struct IssueMerge {
    let culprit: Connection
    let now: Timestamp

    /// Those of `issues` that exist, each once; issues that are part of others stand for those.
    func existing(_ issues: [IssueID]) throws -> [IssueID] {
        var found: [IssueID] = []
        for label in issues {
            let issue = try culprit.issue(labelled: label)
            if try !found.contains(issue) && culprit.exists(issue) { found.append(issue) }
        }
        return found
    }

    /// The issue with the most events; of several, the one with the highest id.
    func largest(of issues: [IssueID]) throws -> IssueID? {
        let id = try culprit.integer(
            "SELECT id FROM issue WHERE id IN \(anyOf: issues) ORDER BY times_seen DESC, id DESC LIMIT 1")
        return id.map { IssueID(rawValue: $0) }
    }

    /// Whether all are of one project and one type.
    func areAlike(_ issues: [IssueID]) throws -> Bool {
        let kinds = try culprit.integer(
            """
            SELECT count(*) FROM (SELECT DISTINCT project_id, type FROM issue WHERE id IN \(anyOf: issues))
            """)
        return kinds == 1
    }

    /// Begins a merge that can be undone by the number that this returns.
    func begin(into target: IssueID) throws -> Int64 {
        try culprit.run("INSERT INTO issue_merge (target_id, merged_at) VALUES (\(target), \(now))")
        return culprit.lastInsertedRow
    }

    /// Users stay with the label that they were seen under; `finish` counts them.
    func merge(_ issue: IssueID, into target: IssueID, as merge: Int64) throws {
        try culprit.run(
            """
            INSERT INTO issue_merge_hash (merge_id, hash, from_id, merged_from)
            SELECT \(merge), hash, issue_id, merged_from FROM issue_hash WHERE issue_id = \(issue)
            """)
        try culprit.run(
            """
            UPDATE issue_hash SET issue_id = \(target), merged_from = nullif(coalesce(merged_from, \(issue)), \(target))
            WHERE issue_id = \(issue)
            """)
        try culprit.run(
            """
            INSERT INTO issue_hour (issue_id, hour, environment_id, events)
            SELECT \(target), hour, environment_id, events FROM issue_hour WHERE issue_id = \(issue)
            ON CONFLICT DO UPDATE SET events = events + excluded.events
            """)
        for (table, column): (SQL, SQL) in [
            ("issue_environment", "environment_id"), ("issue_day", "day"),
        ] {
            try culprit.run(
                """
                INSERT OR IGNORE INTO \(table) (issue_id, \(column))
                SELECT \(target), \(column) FROM \(table) WHERE issue_id = \(issue)
                """)
        }
        try culprit.run(
            """
            UPDATE activity SET issue_id = \(target), merged_from = coalesce(merged_from, \(issue))
            WHERE issue_id = \(issue)
            """)
        try addRow(of: issue, to: target)
        try culprit.run(
            "INSERT OR IGNORE INTO issue_recount (issue_id) SELECT \(target) FROM issue_recount WHERE issue_id = \(issue)"
        )
        for table: SQL in ["issue_hour", "issue_environment", "issue_day", "issue_recount"] {
            try culprit.run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
        try culprit.retire(issue, into: target, .merge, at: now)
    }

    /// Adds what an issue says of its life; what it is called follows the newest event.
    private func addRow(of issue: IssueID, to target: IssueID) throws {
        try culprit.run(
            """
            UPDATE issue SET level = other.level, is_unhandled = other.is_unhandled, platform = other.platform,
                logger = other.logger, title = other.title, culprit = other.culprit, location = other.location,
                metadata_type = other.metadata_type, metadata_value = other.metadata_value,
                metadata_filename = other.metadata_filename, metadata_function = other.metadata_function,
                metadata_title = other.metadata_title,
                last_release = coalesce(other.last_release, issue.last_release)
            FROM issue AS other
            WHERE issue.id = \(target) AND other.id = \(issue) AND other.last_seen > issue.last_seen
            """)
        try culprit.run(
            """
            UPDATE issue SET first_release = other.first_release FROM issue AS other
            WHERE issue.id = \(target) AND other.id = \(issue) AND other.first_seen < issue.first_seen
            """)
        try culprit.run(
            """
            UPDATE issue SET first_seen = min(issue.first_seen, other.first_seen),
                last_seen = max(issue.last_seen, other.last_seen),
                times_seen = issue.times_seen + other.times_seen,
                last_release = coalesce(issue.last_release, other.last_release)
            FROM issue AS other WHERE issue.id = \(target) AND other.id = \(issue)
            """)
    }

    /// Counts the users of all once, when everything is part of the target.
    func finish(_ target: IssueID) throws {
        try culprit.run(
            "UPDATE issue SET users_affected = \(try culprit.userCount(of: target)) WHERE id = \(target)")
    }

    func note(_ merged: [IssueID], in target: IssueID, by actor: Actor) throws {
        var data = JSONWriter()
        data.object { data in
            data.key("issues")
            data.beginArray()
            for issue in merged { data.object { $0.member("id", String(issue.rawValue)) } }
            data.endArray()
        }
        try culprit.addActivity("merge", of: target, data: data.text, by: actor, at: now)
    }
}

extension Connection {
    func addActivity(_ type: String, of issue: IssueID, data: String, by actor: Actor, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO activity (issue_id, type, user_id, created_at, data)
            VALUES (\(issue), \(type), \(try user(of: actor)), \(now), \(data))
            """)
    }
}
