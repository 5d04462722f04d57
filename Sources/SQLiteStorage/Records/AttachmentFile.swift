import SentryProtocol
import Storage

/// Files and words that belong to events, of one day.
final class AttachmentFile: RecordFile {
    let connection: Connection

    init(_ connection: Connection) throws { self.connection = connection }

    func contains(_ row: AttachmentRow, hash: [UInt8], of project: ProjectID) throws -> Bool {
        try connection.integer(
            """
            SELECT 1 FROM attachment
            WHERE event_id = \(row.eventID) AND project_id = \(project) AND name = \(row.name) AND hash = \(hash)
            """) != nil
    }

    func insert(_ row: AttachmentRow, _ content: KeptContent, of project: ProjectID) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO attachment
                (event_id, project_id, name, content_type, type, received_at, size, hash, bytes)
            VALUES (\(row.eventID), \(project), \(row.name), \(row.contentType), \(row.type), \(row.receivedAt),
                \(row.content.count), \(content.hash), \(content.inline))
            """)
    }

    /// A later report for the same event replaces the one before.
    func insert(_ row: UserReportRow, of project: ProjectID) throws {
        try connection.run(
            """
            INSERT INTO user_report (event_id, project_id, name, email, comments, received_at)
            VALUES (\(row.eventID), \(project), \(row.name), \(row.email), \(row.comments), \(row.receivedAt))
            ON CONFLICT DO UPDATE SET name = excluded.name, email = excluded.email, comments = excluded.comments,
                received_at = excluded.received_at
            WHERE excluded.received_at >= received_at
            """)
    }
}
