import CSQLite
import SentryProtocol
import Storage

/// A table, how its rows are named, and which of them belong to a project.
struct ProjectTable: Sendable {
    let name: String
    /// The columns of the primary key.
    let key: [String]
    /// A condition with one `?`, the project's number.
    let isOfProject: String

    init(_ name: String, key: [String] = ["id"], where isOfProject: String = "project_id = ?") {
        (self.name, self.key, self.isOfProject) = (name, key, isOfProject)
    }
}

extension DataKind {
    /// What a project has in a file of this kind; whatever depends on another table's rows comes before it.
    var projectTables: [ProjectTable] {
        switch self {
        case .performance:
            let ofTransaction = "IN (SELECT id FROM performance_transaction WHERE project_id = ?)"
            return [
                ProjectTable(
                    "measurement", key: ["transaction_row", "name"], where: "transaction_row " + ofTransaction),
                ProjectTable("transaction_body", where: "id " + ofTransaction), ProjectTable("performance_transaction"),
                ProjectTable("span"),
                ProjectTable("profile_body", where: "id IN (SELECT id FROM profile WHERE project_id = ?)"),
                ProjectTable("profile"),
            ]
        case .logs, .requestLogs: return [ProjectTable("log"), ProjectTable("block")]
        case .metrics: return [ProjectTable("metric"), ProjectTable("block")]
        case .checkIns: return [ProjectTable("check_in")]
        case .sessions:
            let ofDeployment = "deployment_id IN (SELECT id FROM deployment WHERE project_id = ?)"
            return [
                ProjectTable("session_user", key: ["deployment_id", "hour", "user_hash"], where: ofDeployment),
                ProjectTable("session_hour", key: ["deployment_id", "hour"], where: ofDeployment),
                ProjectTable("session_update", key: ["session_id", "sequence", "project_id"]),
            ]
        case .attachments: return [ProjectTable("attachment"), ProjectTable("user_report")]
        case .replays:
            return [
                ProjectTable("replay_segment"), ProjectTable("replay_recording"), ProjectTable("replay"),
                ProjectTable("replay_error", key: ["error_id", "project_id", "replay_id"]),
                ProjectTable("replay_trace", key: ["trace_id", "project_id", "replay_id"]),
            ]
        case .errors, .outcomes: return []
        }
    }
}

/// Deletes the rows of one project from an old day's file, some at a time.
struct ProjectRows {
    let file: Connection
    let project: ProjectID

    /// Returns how many rows are gone.
    func delete(from tables: [ProjectTable]) throws -> Int {
        var deleted = 0
        for table in tables {
            var slice = SliceSize(200, in: 20...2000)
            var place: [SQLValue]?
            while true {
                let rows = try keys(of: table, after: place, limit: slice.count)
                guard let last = rows.last else { break }
                place = last
                let start = ContinuousClock.now
                try file.transaction { for key in rows { try delete(key, from: table) } }
                slice.adapt(to: ContinuousClock.now - start)
                deleted += rows.count
            }
        }
        return deleted
    }

    private func keys(of table: ProjectTable, after place: [SQLValue]?, limit: Int) throws -> [[SQLValue]] {
        let columns = table.key.joined(separator: ", ")
        var sql = SQL(stringLiteral: "SELECT \(columns) FROM \(table.name) WHERE \(table.isOfProject)")
        sql.values = [project.sqlValue]
        if let place {
            let marks = repeatElement("?", count: place.count).joined(separator: ", ")
            sql.text += " AND (\(columns)) > (\(marks))"
            sql.values += place
        }
        sql.text += " ORDER BY \(columns) LIMIT \(limit)"
        return try file.rows(sql) { row in table.key.indices.map { row.value(Int32($0)) } }
    }

    private func delete(_ key: [SQLValue], from table: ProjectTable) throws {
        let isMeant = table.key.map { "\($0) = ?" }.joined(separator: " AND ")
        var sql = SQL(stringLiteral: "DELETE FROM \(table.name) WHERE \(isMeant)")
        sql.values = key
        try file.run(sql)
    }
}

extension Row {
    /// Whatever the column holds.
    func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_FLOAT: .real(double(column))
        case SQLITE_TEXT: .text(text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }
}

/// Deletes the events of one project from an old day's file, when the counters are done with them.
struct ProjectEvents {
    let file: Connection
    let project: ProjectID

    /// Returns how many rows are gone.
    func delete() throws -> Int {
        let lastRow = try file.integer("SELECT max(id) FROM event") ?? 0
        var slice = SliceSize(50, in: 10...1000)
        var deleted = 0
        while true {
            let rows = try file.rows(
                "SELECT id FROM event WHERE project_id = \(project) LIMIT \(slice.count)"
            ) { $0.integer(0) }
            guard !rows.isEmpty else { return deleted }
            let start = ContinuousClock.now
            try file.transaction {
                for row in rows {
                    try file.run("DELETE FROM body WHERE id = \(row)")
                    try row == lastRow ? Self.blank(row, in: file) : delete(row)
                }
            }
            slice.adapt(to: ContinuousClock.now - start)
            deleted += rows.count
        }
    }

    private func delete(_ row: Int64) throws { try file.run("DELETE FROM event WHERE id = \(row)") }

    /// The last row stays as a place holder: its number must not be given to another event, or that would seem to be
    /// counted already.
    static func blank(_ row: Int64, in file: Connection) throws {
        // Behind an earlier place holder others have come since; it is not needed any more.
        try file.run("DELETE FROM event WHERE project_id = 0 AND id <> \(row)")
        try file.run(
            """
            UPDATE event SET event_id = zeroblob(16), project_id = 0, issue_id = 0, occurred_at = 0, received_at = 0,
                level = 0, environment = '', user_hash = NULL, hash = NULL, tags = NULL
            WHERE id = \(row)
            """)
    }
}
