import Compression
import SentryProtocol
import Storage

/// The events of one day, as the writer sees them.
final class DayFile {
    let day: Day
    let connection: Connection
    private let insertEvent: Statement
    private let insertBody: Statement
    private let find: Statement
    /// Keyframes that are known to be here.
    private var keyframes: Set<EventID> = []

    /// Opens the file, and makes it when there is none.
    init(of day: Day, in layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        self.day = day
        connection = try Connection(
            path: layout.file(of: day), mode: .create, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds)
        )
        try connection.prepareForWriting(synchronous: configuration.synchronous, cacheKibibytes: 8192)
        try Migrator.migrate(connection, as: .events)
        insertEvent = try connection.prepare(
            """
            INSERT OR IGNORE INTO event
                (event_id, project_id, issue_id, occurred_at, received_at, level, environment, user_hash, hash, tags)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """)
        insertBody = try connection.prepare("INSERT INTO body (id, bytes) VALUES (?1, ?2)")
        find = try connection.prepare("SELECT 1 FROM event WHERE event_id = ?1 AND project_id = ?2")
    }

    /// Whether the body of a row can be read again: what it refers to is in this file.
    func canRead(_ event: EventRow, of project: ProjectID) throws(SQLiteError) -> Bool {
        guard let name = BodyCodec.keyframe(of: event.body), let id = EventID(bytes: name) else { return true }
        if keyframes.contains(id) { return true }
        guard try contains(id, of: project) else { return false }
        if keyframes.count >= Self.keyframesMax { keyframes.removeAll() }
        keyframes.insert(id)
        return true
    }

    private static let keyframesMax = 10_000

    func contains(_ id: EventID, of project: ProjectID) throws(SQLiteError) -> Bool {
        find.bind(1, id)
        find.bind(2, project.rawValue)
        return try find.integer() != nil
    }

    /// The new row's number; nil when the event was there already.
    func insert(
        _ event: EventRow, userHash: Int64?, of project: ProjectID, in issue: IssueID, by hash: HashKey?
    ) throws(SQLiteError) -> Int64? {
        insertEvent.bind(1, event.facts.id)
        insertEvent.bind(2, project.rawValue)
        insertEvent.bind(3, issue.rawValue)
        insertEvent.bind(4, event.facts.occurredAt.microseconds)
        insertEvent.bind(5, event.facts.receivedAt.microseconds)
        insertEvent.bind(6, event.facts.level.rawValue)
        insertEvent.bind(7, event.facts.environment ?? "")
        insertEvent.bind(8, userHash)
        insertEvent.bind(9, hash?.prefix)
        insertEvent.bind(10, event.facts.tags.bytes)
        try insertEvent.run()
        guard connection.changes > 0 else { return nil }
        let row = connection.lastInsertedRow
        insertBody.bind(1, row)
        insertBody.bind(2, event.body)
        try insertBody.run()
        return row
    }

    /// Up to `limit` rows after `row`, to be counted (again); `issue` says which issue a label leads to.
    func rows(
        after row: Int64, limit: Int, decode: BodyDecoder, issue: (IssueID) throws -> IssueID
    ) throws -> [CountedRow] {
        try connection.rows(
            """
            SELECT event.id, event_id, project_id, issue_id, occurred_at, received_at, level, environment, user_hash,
                bytes
            FROM event LEFT JOIN body ON body.id = event.id
            WHERE event.id > \(row) ORDER BY event.id LIMIT \(limit)
            """
        ) { row in
            let environment = row.text(7)
            // A body that cannot be read still counts: its row says what the counters need.
            var facts =
                (try? decode(row.blob(9)) { [connection] id in
                    try connection.storedBody(of: id, in: ProjectID(rawValue: row.integer(2)))
                }).flatMap { EventFacts(stored: $0) }
                ?? EventFacts(unreadable: row.eventID(1), level: Level(rawValue: row.int(6)) ?? .error)
            facts.occurredAt = row.time(4)
            facts.receivedAt = row.time(5)
            facts.environment = environment.isEmpty ? nil : environment
            return CountedRow(
                day: day, row: row.integer(0), projectID: ProjectID(rawValue: row.integer(2)),
                issueID: try issue(IssueID(rawValue: row.integer(3))), userHash: row.optionalInteger(8), facts: facts)
        }
    }

    var lastRow: Int64 {
        get throws { try connection.integer("SELECT coalesce(max(id), 0) FROM event") ?? 0 }
    }
}

extension EventFacts {
    /// What is left of an event whose body is damaged.
    init(unreadable id: EventID, level: Level) {
        self.init(
            id: id, occurredAt: Timestamp(microseconds: 0), receivedAt: Timestamp(microseconds: 0), type: .default,
            level: level, platform: "other", title: "<unreadable event>", culprit: "", location: nil,
            metadata: EventMetadata(), logger: nil, hashes: [], environment: nil, release: nil, userIdentity: nil,
            isHandled: true)
    }
}
