import SentryProtocol
import Storage

extension SQLiteEngine {
    public func companions(of event: EventID, in project: ProjectID) async throws -> EventCompanions {
        try await readers.read { [companionDays] reader in
            var found = EventCompanions()
            // The oldest day first: the last report stands.
            try reader.forEachFile(of: .attachments, on: reader.days(with: event, companionDays)) { file, _ in
                let rows = EventCompanions.selection(event, in: project)
                try file.forEachRow(rows) { (row: Row) -> Void in found.add(row, of: event, in: project) }
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

extension Reader {
    /// Days whose files may have something for an event, oldest first; all of them in a process that keeps no list.
    fileprivate func days(with event: EventID, _ listed: CompanionDays?) throws -> [Day] {
        let days = layout.days(of: .attachments)
        guard let listed else { return days }
        return try listed.days(with: event, among: days) { day in
            try records.file(of: day, .attachments)?.rows(CompanionDays.selection) { $0.eventID(0) }
        }
    }
}

extension CompanionDays {
    /// The events of a day's file: walks along two indexes.
    static let selection: SQL = """
        SELECT DISTINCT event_id FROM attachment
        UNION ALL SELECT DISTINCT event_id FROM user_report LIMIT \(eventsOfDayMax + 1)
        """
}

extension EventCompanions {
    /// What the first column of `selection` says.
    private enum Part: Int {
        case attachment, report
    }

    /// All that a day's file has for an event.
    fileprivate static func selection(_ event: EventID, in project: ProjectID) -> SQL {
        """
        SELECT \(Part.attachment.rawValue), id, received_at, name, content_type, type, size, hash FROM attachment
        WHERE event_id = \(event) AND project_id = \(project)
        UNION ALL
        SELECT \(Part.report.rawValue), id, received_at, name, email, comments, NULL, NULL FROM user_report
        WHERE event_id = \(event) AND project_id = \(project)
        ORDER BY 1, 2
        """
    }

    fileprivate mutating func add(_ row: Row, of event: EventID, in project: ProjectID) {
        switch Part(rawValue: row.int(0)) {
        case .attachment:
            attachments.append(
                StoredAttachment(
                    eventID: event, projectID: project, name: row.text(3), contentType: row.text(4), type: row.text(5),
                    receivedAt: row.time(2), size: row.int(6), sha256: row.blob(7).hex))
        case .report:
            report = UserReportRow(
                eventID: event, name: row.text(3), email: row.text(4), comments: row.text(5), receivedAt: row.time(2))
        case nil: break
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
