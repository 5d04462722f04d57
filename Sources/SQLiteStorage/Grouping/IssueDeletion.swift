import SentryProtocol
import Storage

extension Connection {
    /// What people have decided; part of no counter.
    private static let workflowTables: [SQL] = ["issue_return", "issue_mark"]

    /// Deletes an issue that has no events, and those that are part of it. Its users may be many: `RemovedIssues` deletes
    /// them bit by bit.
    func delete(_ issue: IssueID) throws {
        let labels = try labels(of: issue)
        for label in labels {
            try run("INSERT OR IGNORE INTO removed_issue (id) VALUES (\(label))")
            try run("DELETE FROM activity WHERE issue_id = \(label)")
            try run(
                """
                DELETE FROM issue_merge_hash
                WHERE merge_id IN (SELECT id FROM issue_merge WHERE target_id = \(label))
                """)
            try run("DELETE FROM issue_merge WHERE target_id = \(label)")
            // Those of a part that waits for its next event.
            try run("DELETE FROM issue_hash WHERE issue_id = \(label)")
            for table: SQL in Self.workflowTables { try run("DELETE FROM \(table) WHERE issue_id = \(label)") }
        }
        try run("DELETE FROM retired_issue WHERE target_id = \(issue)")
        try run("DELETE FROM issue WHERE id = \(issue)")
        try deleteLinks(of: issue)
    }

    /// Deletes an issue whose events are all in others now; its address, and those of its parts, lead to one of them.
    func delete(_ issue: IssueID, leadingTo target: IssueID, at now: Timestamp) throws {
        guard issue != target, try exists(target) else { return try delete(issue) }
        try retire(issue, into: target, .emptied, at: now)
        try bringAlong(issue, into: target)
        try deleteLinks(of: issue)
    }

    /// What tells of an issue elsewhere, but for its users and activities.
    private func deleteLinks(of issue: IssueID) throws {
        for table: SQL in [
            "issue_hash", "issue_environment", "issue_hour", "issue_day", "issue_recount", "unmerge",
            "unmerge_wish", "regroup_title",
        ] {
            try run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
    }

    /// Lets an issue tell of what is left of one that has just become part of it: activities, and what retention has
    /// taken. Users of events that are still stored were counted with those.
    func bringAlong(_ issue: IssueID, into target: IssueID) throws {
        try run(
            """
            UPDATE activity SET issue_id = \(target), merged_from = coalesce(merged_from, \(issue))
            WHERE issue_id = \(issue)
            """)
        for label in [issue] + (try parts(of: issue)) {
            let dropped = try integer("SELECT dropped_events FROM retired_issue WHERE id = \(label)") ?? 0
            if dropped == 0 { try run("DELETE FROM issue_user WHERE issue_id = \(label)") }
            try run("UPDATE issue SET times_seen = times_seen + \(dropped) WHERE id = \(target)")
        }
        try run(
            """
            UPDATE issue SET users_affected = \(try userCount(of: target)),
                first_seen = min(first_seen, coalesce(\(try dropped(of: target).firstSeen), first_seen)),
                last_seen = max(last_seen, coalesce(\(try dropped(of: target).lastSeen), last_seen))
            WHERE id = \(target)
            """)
        try run("INSERT OR IGNORE INTO issue_recount (issue_id) VALUES (\(target))")
    }
}
