import SentryProtocol
import Storage

extension SQLiteEngine {
    public func groupingRules(of project: ProjectID) async throws -> GroupingRules {
        try await groupingRuleHistory(of: project, limit: 1).first ?? GroupingRules()
    }

    public func groupingRules() async throws -> [ProjectID: GroupingRules] {
        try await readers.read { reader in
            let newest: SQL = """
                \(GroupingRules.selection) WHERE (project_id, revision) IN (
                    SELECT project_id, max(revision) FROM grouping_rules GROUP BY project_id
                )
                """
            return Dictionary(
                try reader.culprit.rows(newest) { (ProjectID(rawValue: $0.integer(6)), GroupingRules($0)) },
                uniquingKeysWith: { $1 })
        }
    }

    public func groupingRuleHistory(of project: ProjectID, limit: Int) async throws -> [GroupingRules] {
        try await readers.read { reader in
            try reader.culprit.rows(
                """
                \(GroupingRules.selection) WHERE project_id = \(project) ORDER BY revision DESC LIMIT \(max(limit, 0))
                """
            ) { GroupingRules($0) }
        }
    }

    public func save(
        _ rules: GroupingRules, of project: ProjectID, by author: UserID?, at now: Timestamp
    ) async throws -> GroupingRules {
        try await changeDirectory { database in
            let current =
                try database.integer(
                    "SELECT coalesce(max(revision), 0) FROM grouping_rules WHERE project_id = \(project)") ?? 0
            guard current == rules.revision else { throw RulesConflict(current: current) }
            var saved = rules
            (saved.revision, saved.authorID, saved.createdAt) = (current + 1, author, now)
            try database.run(
                """
                INSERT INTO grouping_rules
                    (project_id, revision, stack_rules, fingerprint_rules, note, author_id, created_at)
                VALUES (\(project), \(saved.revision), \(saved.stackRules), \(saved.fingerprintRules), \(saved.note),
                    \(author), \(now))
                """)
            return saved
        }
    }

    public func groupingConfiguration(of project: ProjectID) async throws -> GroupingConfiguration {
        try await readers.read { reader in
            try reader.culprit.first(
                "\(GroupingConfiguration.selection) WHERE project_id = \(project)", GroupingConfiguration.init)
        } ?? GroupingConfiguration(name: "culprit-1")
    }

    public func groupingConfigurations() async throws -> [ProjectID: GroupingConfiguration] {
        try await readers.read { reader in
            Dictionary(
                try reader.culprit.rows(GroupingConfiguration.selection) {
                    (ProjectID(rawValue: $0.integer(3)), GroupingConfiguration($0))
                }, uniquingKeysWith: { $1 })
        }
    }

    public func setGroupingConfiguration(_ configuration: GroupingConfiguration, of project: ProjectID) async throws {
        _ = try await changeDirectory { database in
            try database.run(
                """
                INSERT INTO grouping_configuration (project_id, name, previous, previous_until)
                VALUES (\(project), \(configuration.name), \(configuration.previous), \(configuration.previousUntil))
                ON CONFLICT DO UPDATE SET name = excluded.name, previous = excluded.previous,
                    previous_until = excluded.previous_until
                """)
        }
    }
}

extension GroupingRules {
    fileprivate static let selection: SQL = """
        SELECT revision, stack_rules, fingerprint_rules, note, author_id, created_at, project_id FROM grouping_rules
        """

    fileprivate init(_ row: Row) {
        self.init(
            revision: row.integer(0), stackRules: row.text(1), fingerprintRules: row.text(2), note: row.text(3),
            authorID: row.optionalInteger(4).map { UserID(rawValue: $0) }, createdAt: row.time(5))
    }
}

extension GroupingConfiguration {
    fileprivate static let selection: SQL =
        "SELECT name, previous, previous_until, project_id FROM grouping_configuration"

    fileprivate init(_ row: Row) {
        self.init(name: row.text(0), previous: row.optionalText(1), previousUntil: row.optionalTime(2))
    }
}
