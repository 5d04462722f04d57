import SentryProtocol
import Storage

extension Housekeeping {
    /// Deletes everything that a project had. May be interrupted anywhere and begun anew: whatever is gone is passed
    /// over, and the note in `project_deletion` goes last.
    mutating func delete(_ project: ProjectID) async throws {
        // Requests that were let in before the keys were revoked may still be on their way.
        try await perform { files in try files.retained().refuse(project) }
        for day in layout.days() { try await drop(project, day, .errors) }
        for kind in DataKind.records {
            for day in layout.days(of: kind) { try await drop(project, day, kind) }
        }
        try await collectBlobs()
        try await deleteIssues(of: project)
        try await deleteRemovedIssues()
        try await deleteRows(of: project)
        try await perform { files in
            try files.change { culprit in
                try culprit.run("DELETE FROM project_deletion WHERE id = \(project)")
                // The project's teams are gone by now.
                try culprit.execute(DirectoryVersion.bump)
            }
        }
    }

    /// Issues that no stored event belongs to any more.
    private mutating func deleteIssues(of project: ProjectID) async throws {
        var deleted = 0
        repeat {
            deleted = try await perform { files in
                let issues = try files.change { try $0.deleteSomeIssues(of: project) }
                try files.retained().forget(issues)
                return issues.count
            }
            report.issuesDeleted += deleted
        } while deleted > 0
    }

    /// What tables of `culprit.db` know of the project: whatever names one, also tables that are yet to come.
    private mutating func deleteRows(of project: ProjectID) async throws {
        try await perform { files in try files.change { try $0.deletePartsOfRows(of: project) } }
        for table in try await readers.read({ try $0.culprit.tablesOfProjects() }) {
            try await deleteRows(of: project, from: table)
        }
    }

    private mutating func deleteRows(of project: ProjectID, from table: ProjectTable) async throws {
        var slice = SliceSize(200, in: 20...5000)
        var isMore = true
        while isMore {
            let limit = slice.count
            isMore = try await perform { files in
                try files.change { try $0.deleteSome(of: project, from: table, limit: limit) == limit }
            }
            slice.adapt(to: lastPause)
        }
    }
}

extension Connection {
    fileprivate func deleteSomeIssues(of project: ProjectID) throws -> [IssueID] {
        let issues = try rows("SELECT id FROM issue WHERE project_id = \(project) LIMIT 50") {
            IssueID(rawValue: $0.integer(0))
        }
        for issue in issues { try delete(issue) }
        return issues
    }

    /// Rows that name the project by way of another one.
    fileprivate func deletePartsOfRows(of project: ProjectID) throws {
        for table: SQL in ["regroup_step", "regroup_issue"] {
            try run("DELETE FROM \(table) WHERE job_id IN (SELECT id FROM regroup_job WHERE project_id = \(project))")
        }
        try run(
            """
            DELETE FROM monitor_environment WHERE monitor_id IN (SELECT id FROM monitor WHERE project_id = \(project))
            """)
    }

    /// Tables with a column `project_id`, and the columns of their keys.
    fileprivate func tablesOfProjects() throws -> [ProjectTable] {
        let names = try rows(
            """
            SELECT name FROM sqlite_schema AS item WHERE type = 'table'
                AND EXISTS (SELECT 1 FROM pragma_table_info(item.name) WHERE name = 'project_id')
            ORDER BY name
            """
        ) { $0.text(0) }
        return try names.map { name in
            let key = try rows("SELECT name FROM pragma_table_info(\(name)) WHERE pk > 0 ORDER BY pk") { $0.text(0) }
            return ProjectTable(name, key: key)
        }
    }

    /// Returns how many rows are gone.
    fileprivate func deleteSome(of project: ProjectID, from table: ProjectTable, limit: Int) throws -> Int {
        let key = table.key.joined(separator: ", ")
        var sql = SQL(
            stringLiteral: """
                DELETE FROM \(table.name) WHERE (\(key)) IN (
                    SELECT \(key) FROM \(table.name) WHERE \(table.isOfProject) LIMIT \(limit)
                )
                """)
        sql.values = [project.sqlValue]
        return try run(sql)
    }
}

extension SQLiteEngine: ProjectRemoval {
    public func carryOutDeletions(now: Timestamp) async throws -> [ProjectDeletion] {
        let deletions = try await projectDeletions()
        for deletion in deletions {
            var housekeeping = Housekeeping(self, now: now, policy: RetentionPolicy())
            try await housekeeping.delete(deletion.project)
        }
        return deletions
    }
}
