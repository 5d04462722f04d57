import SentryProtocol
import Storage

extension Connection {
    /// What people have decided; part of no counter.
    private static let workflowTables: [SQL] = ["issue_return", "issue_mark"]

    /// Deletes an issue that has no events, and those that are part of it. Its users may be many: `RemovedIssues` deletes
    /// them bit by bit.
    func delete(_ issue: IssueID) throws {
        try run("INSERT OR IGNORE INTO removed_issue (id) VALUES (\(issue))")
        try run("INSERT OR IGNORE INTO removed_issue (id) SELECT id FROM retired_issue WHERE target_id = \(issue)")
        try run("DELETE FROM activity WHERE issue_id IN (SELECT id FROM retired_issue WHERE target_id = \(issue))")
        for table: SQL in Self.workflowTables {
            try run("DELETE FROM \(table) WHERE issue_id IN (SELECT id FROM retired_issue WHERE target_id = \(issue))")
            try run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
        try run("DELETE FROM retired_issue WHERE target_id = \(issue)")
        try run("DELETE FROM issue WHERE id = \(issue)")
        for table: SQL in [
            "issue_hash", "issue_environment", "issue_hour", "issue_day", "activity", "issue_recount", "unmerge",
        ] {
            try run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
    }
}
