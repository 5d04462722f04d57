import SentryProtocol
import Storage

extension SQLiteEngine {
    public func attachments(of event: EventID, in project: ProjectID) async throws -> [StoredAttachment] {
        try await readers.read { reader in
            var found: [StoredAttachment] = []
            try reader.forEachFile(of: .attachments, on: reader.layout.days(of: .attachments)) { file, _ in
                found += try file.rows(
                    """
                    SELECT name, content_type, type, received_at, size, hash FROM attachment
                    WHERE event_id = \(event) AND project_id = \(project) ORDER BY id
                    """
                ) { row in
                    StoredAttachment(
                        eventID: event, projectID: project, name: row.text(0), contentType: row.text(1),
                        type: row.text(2), receivedAt: row.time(3), size: row.int(4), sha256: row.blob(5).hex)
                }
            }
            return found
        }
    }

    public func content(of attachment: StoredAttachment) async throws -> [UInt8] {
        let blobs = DirectoryBlobStore(layout)
        return try await readers.read { reader in
            let day = attachment.receivedAt.day
            let path = reader.layout.file(of: day, .attachments)
            let kept = try reader.records.file(of: day, .attachments)?.first(
                """
                SELECT hash, bytes FROM attachment
                WHERE event_id = \(attachment.eventID) AND project_id = \(attachment.projectID)
                    AND name = \(attachment.name) AND lower(hex(hash)) = \(attachment.sha256)
                """
            ) { KeptContent($0, hash: 0, bytes: 1) }
            guard let kept, let content = try blobs.content(of: kept, .attachments, on: day) else {
                throw SQLiteStorageError.unusable(path: path, reason: "the attachment is gone")
            }
            return content
        }
    }

    public func userReport(of event: EventID, in project: ProjectID) async throws -> UserReportRow? {
        try await readers.read { reader in
            try reader.first(of: .attachments, on: reader.layout.days(of: .attachments).reversed()) { file, _ in
                try file.first(
                    """
                    SELECT \(UserReportRow.columns) FROM user_report
                    WHERE event_id = \(event) AND project_id = \(project)
                    """, UserReportRow.init)
            }
        }
    }

    public func userReports(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<UserReportRow> {
        try await readers.read { reader in
            try reader.page(of: .attachments, in: nil, from: cursor, limit: limit) { walk in
                """
                SELECT \(UserReportRow.columns) FROM user_report
                WHERE project_id = \(project)\(walk.range("received_at"))\(walk.order("received_at"))
                """
            } read: { row, _ in
                UserReportRow(row)
            }
        }
    }
}

extension UserReportRow {
    fileprivate static let columns: SQL = "received_at, id, event_id, name, email, comments"

    fileprivate init(_ row: Row) {
        self.init(
            eventID: row.eventID(2), name: row.text(3), email: row.text(4), comments: row.text(5),
            receivedAt: row.time(0))
    }
}

extension KeptContent {
    init(_ row: Row, hash: Int32, bytes: Int32) {
        self.init(hash: row.blob(hash), inline: row.isNull(bytes) ? nil : row.blob(bytes))
    }
}

extension DirectoryBlobStore {
    /// Nil when the file is gone.
    func content(of kept: KeptContent, _ kind: DataKind, on day: Day) throws -> [UInt8]? {
        try kept.inline ?? content(at: BlobPlace(kind: kind, day: day, hash: kept.hash))
    }
}
