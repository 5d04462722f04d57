import SentryProtocol
import Storage

extension Housekeeping {
    mutating func dropProjectsWithLess() async throws {
        let known = try await readers.read { reader in
            try reader.culprit.rows("SELECT id FROM project") { ProjectID(rawValue: $0.integer(0)) }
        }
        let projects = Set(known).union(policy.projects.keys).sorted()
        let done = try await readers.read { reader in
            Set(
                try reader.culprit.rows("SELECT kind, day, project_id FROM project_day_removal") { row in
                    ProjectDay(
                        kind: row.text(0), day: Day(number: row.int(1)), project: ProjectID(rawValue: row.integer(2)))
                })
        }
        for kind in DataKind.records + [.errors] {
            let longest = policy.longestDays(of: kind)
            for project in projects {
                let days = policy.days(of: kind, in: project)
                guard days < longest else { continue }
                let first = RetentionPolicy.firstDay(keeping: days, at: agesAt)
                for day in layout.days(of: kind) where day < first {
                    guard !done.contains(ProjectDay(kind: kind.rawValue, day: day, project: project)) else { continue }
                    try await drop(project, day, kind)
                    _ = try await perform { files in
                        try files.change { culprit in
                            try culprit.run(
                                """
                                INSERT OR IGNORE INTO project_day_removal (kind, day, project_id)
                                VALUES (\(kind.rawValue), \(day), \(project))
                                """)
                        }
                    }
                }
            }
        }
    }

    /// What a project had on a day.
    private struct ProjectDay: Hashable {
        let kind: String
        let day: Day
        let project: ProjectID
    }

    /// Nothing need be remembered of a day that is gone.
    mutating func forgetProjects(on day: Day, _ kind: DataKind) async throws {
        _ = try await perform { files in
            try files.change { culprit in
                try culprit.run("DELETE FROM project_day_removal WHERE kind = \(kind.rawValue) AND day = \(day)")
            }
        }
    }

    /// Takes what a project has on a day.
    mutating func drop(_ project: ProjectID, _ day: Day, _ kind: DataKind) async throws {
        if kind == .errors {
            let removal = EventDayRemoval(day: day, project: project)
            let isToDo = try await readers.read { reader in
                // One that was interrupted may have no event left.
                if try removal.progress(reader.culprit) != 0 { return true }
                return try reader.file(of: day)?
                    .integer("SELECT 1 FROM event WHERE project_id = \(project) LIMIT 1") != nil
            }
            if isToDo { try await remove(removal) }
            return
        }
        let (layout, configuration) = (layout, configuration)
        thinned.insert(RecordFileKey(kind: kind, day: day))
        report.rowsDeleted += try await queue.run {
            let file = try Connection(oldFile: layout.file(of: day, kind), configuration)
            defer { file.checkpoint(truncating: true) }
            return try ProjectRows(file: file, project: project).delete(from: kind.projectTables)
        }
    }
}

extension Connection {
    /// A file that is not written to by anybody else.
    convenience init(oldFile path: String, _ configuration: SQLiteConfiguration) throws {
        try self.init(path: path, mode: .write, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        try prepareForWriting(synchronous: .normal, cacheKibibytes: 2048)
    }
}
