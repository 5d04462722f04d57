import SentryProtocol
import Storage

/// The statements of `CounterFold`, compiled once.
struct FoldStatements {
    private let connection: Connection
    private let addHash: Statement
    private let addIssueUser: Statement
    private let findUserOfPart: Statement
    private let updateByNewest: Statement
    private let updateCounts: Statement
    private let updateFirstSeen: Statement
    private let nextNumber: Statement
    private let insertIssue: Statement
    private let lastIssueID: Statement
    private let issueHour: Statement
    private let projectHour: Statement
    private let findEnvironment: Statement
    private let addEnvironment: Statement
    private let firstEvent: Statement
    let projectEnvironment: PairStatement
    let issueEnvironment: PairStatement
    let issueDay: PairStatement
    let applied: PairStatement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        addHash = try connection.prepare(
            """
            INSERT OR IGNORE INTO issue_hash (project_id, hash, issue_id, created_at, merged_from, configuration)
            VALUES (?1, ?2, ?3, ?4, ?5,
                coalesce((SELECT name FROM grouping_configuration WHERE project_id = ?1), 'culprit-1'))
            """)
        addIssueUser = try connection.prepare("INSERT OR IGNORE INTO issue_user (issue_id, user_hash) VALUES (?1, ?2)")
        findUserOfPart = try connection.prepare(
            """
            SELECT 1 FROM retired_issue JOIN issue_user ON issue_user.issue_id = retired_issue.id
            WHERE target_id = ?1 AND user_hash = ?2 LIMIT 1
            """)
        updateByNewest = try connection.prepare(
            """
            UPDATE issue SET
                times_seen = times_seen + ?2, users_affected = users_affected + ?3, last_seen = ?4, level = ?5,
                is_unhandled = ?6, type = ?7, platform = ?8, logger = ?9, title = ?10, culprit = ?11, location = ?12,
                metadata_type = ?13, metadata_value = ?14, metadata_filename = ?15, metadata_function = ?16,
                metadata_title = ?17, last_release = coalesce(?18, last_release)
            WHERE id = ?1 AND last_seen <= ?4
            """)
        updateCounts = try connection.prepare(
            "UPDATE issue SET times_seen = times_seen + ?2, users_affected = users_affected + ?3 WHERE id = ?1")
        updateFirstSeen = try connection.prepare(
            "UPDATE issue SET first_seen = ?2, first_release = ?3 WHERE id = ?1 AND first_seen > ?2")
        nextNumber = try connection.prepare(
            """
            INSERT INTO project_counter (project_id, last_number) VALUES (?1, 1)
            ON CONFLICT DO UPDATE SET last_number = last_number + 1 RETURNING last_number
            """)
        insertIssue = try connection.prepare(
            """
            INSERT INTO issue
                (id, times_seen, users_affected, last_seen, level, is_unhandled, type, platform, logger, title, culprit,
                location, metadata_type, metadata_value, metadata_filename, metadata_function, metadata_title,
                last_release, first_release, first_seen, project_id, number, status, substatus)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                \(IssueStatus.unresolved.rawValue), \(IssueSubstatus.new.rawValue))
            """)
        lastIssueID = try connection.prepare("UPDATE issue_counter SET last_id = max(last_id, ?1)")
        issueHour = try connection.prepare(
            """
            INSERT INTO issue_hour (issue_id, hour, environment_id, events) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET events = events + excluded.events
            """)
        projectHour = try connection.prepare(
            """
            INSERT INTO project_hour (project_id, hour, environment_id, events) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET events = events + excluded.events
            """)
        findEnvironment = try connection.prepare("SELECT id FROM environment WHERE name = ?1")
        addEnvironment = try connection.prepare("INSERT INTO environment (name) VALUES (?1)")
        firstEvent = try connection.prepare(
            "UPDATE project SET first_event_at = ?2 WHERE id = ?1 AND first_event_at IS NULL")
        projectEnvironment = PairStatement(
            statement: try connection.prepare("INSERT OR IGNORE INTO project_environment VALUES (?1, ?2)"))
        issueEnvironment = PairStatement(
            statement: try connection.prepare("INSERT OR IGNORE INTO issue_environment VALUES (?1, ?2)"))
        issueDay = PairStatement(statement: try connection.prepare("INSERT OR IGNORE INTO issue_day VALUES (?1, ?2)"))
        applied = PairStatement(
            statement: try connection.prepare(
                """
                INSERT INTO applied (day, event_row) VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET event_row = excluded.event_row
                """))
    }

    func add(_ key: HashKey, leadingTo lead: HashLead, at moment: Timestamp) throws(SQLiteError) {
        addHash.bind(1, key.project.rawValue)
        addHash.bind(2, key.hash)
        addHash.bind(3, lead.issueID.rawValue)
        addHash.bind(4, moment.microseconds)
        addHash.bind(5, lead.mergedFrom?.rawValue)
        try addHash.run()
    }

    /// True when the user had not been seen in this issue, nor in one that is part of it.
    func addUser(_ hash: Int64, to issueID: IssueID) throws(SQLiteError) -> Bool {
        addIssueUser.bind(1, issueID.rawValue)
        addIssueUser.bind(2, hash)
        try addIssueUser.run()
        guard connection.changes > 0 else { return false }
        findUserOfPart.bind(1, issueID.rawValue)
        findUserOfPart.bind(2, hash)
        return try findUserOfPart.integer() == nil
    }

    /// False when there is no such issue yet.
    func update(_ change: IssueChange, users: Int, newest: EventFacts) throws(SQLiteError) -> Bool {
        bind(updateByNewest, change, users: users, newest: newest)
        try updateByNewest.run()
        if connection.changes > 0 { return true }
        updateCounts.bind(1, change.issueID.rawValue)
        updateCounts.bind(2, change.events)
        updateCounts.bind(3, users)
        try updateCounts.run()
        return connection.changes > 0
    }

    func moveFirstSeen(of issueID: IssueID, to oldest: EventFacts) throws(SQLiteError) {
        updateFirstSeen.bind(1, issueID.rawValue)
        updateFirstSeen.bind(2, oldest.occurredAt.microseconds)
        updateFirstSeen.bind(3, oldest.release)
        try updateFirstSeen.run()
    }

    func create(_ change: IssueChange, users: Int, newest: EventFacts, oldest: EventFacts) throws(SQLiteError) {
        nextNumber.bind(1, change.projectID.rawValue)
        let number = try nextNumber.integer() ?? 1
        bind(insertIssue, change, users: users, newest: newest)
        insertIssue.bind(19, oldest.release)
        insertIssue.bind(20, oldest.occurredAt.microseconds)
        insertIssue.bind(21, change.projectID.rawValue)
        insertIssue.bind(22, number)
        try insertIssue.run()
    }

    func setLastIssueID(_ id: Int64) throws(SQLiteError) {
        lastIssueID.bind(1, id)
        try lastIssueID.run()
    }

    func count(_ events: Int, of issue: IssueID, hour: Int, environment: Int64) throws(SQLiteError) {
        try count(events, of: issue.rawValue, hour: hour, environment: environment, issueHour)
    }

    func count(_ events: Int, of project: ProjectID, hour: Int, environment: Int64) throws(SQLiteError) {
        try count(events, of: project.rawValue, hour: hour, environment: environment, projectHour)
    }

    func environmentID(of name: String) throws(SQLiteError) -> Int64 {
        findEnvironment.bind(1, name)
        if let id = try findEnvironment.integer() { return id }
        addEnvironment.bind(1, name)
        try addEnvironment.run()
        return connection.lastInsertedRow
    }

    func setFirstEvent(of project: ProjectID, at moment: Timestamp) throws(SQLiteError) {
        firstEvent.bind(1, project.rawValue)
        firstEvent.bind(2, moment.microseconds)
        try firstEvent.run()
        if connection.changes > 0 { try connection.execute(DirectoryVersion.bump) }
    }

    private func count(
        _ events: Int, of id: Int64, hour: Int, environment: Int64, _ statement: Statement
    ) throws(SQLiteError) {
        statement.bind(1, id)
        statement.bind(2, hour)
        statement.bind(3, environment)
        statement.bind(4, events)
        try statement.run()
    }

    /// What creating and updating an issue have in common.
    private func bind(_ statement: Statement, _ change: IssueChange, users: Int, newest: EventFacts) {
        statement.bind(1, change.issueID.rawValue)
        statement.bind(2, change.events)
        statement.bind(3, users)
        statement.bind(4, newest.occurredAt.microseconds)
        statement.bind(5, newest.level.rawValue)
        statement.bind(6, newest.isHandled ? 0 : 1)
        statement.bind(7, newest.type.rawValue)
        statement.bind(8, newest.platform)
        statement.bind(9, newest.logger)
        statement.bind(10, newest.title)
        statement.bind(11, newest.culprit)
        statement.bind(12, newest.location)
        statement.bind(13, newest.metadata.type)
        statement.bind(14, newest.metadata.value)
        statement.bind(15, newest.metadata.filename)
        statement.bind(16, newest.metadata.function)
        statement.bind(17, newest.metadata.title)
        statement.bind(18, newest.release)
    }
}

/// A statement with two numbers.
struct PairStatement {
    let statement: Statement

    func insert(_ first: Int64, _ second: Int64) throws(SQLiteError) {
        statement.bind(1, first)
        statement.bind(2, second)
        try statement.run()
    }
}

/// How processes tell each other that the directory has changed.
enum DirectoryVersion {
    static let bump = "UPDATE directory_version SET version = version + 1"
}
