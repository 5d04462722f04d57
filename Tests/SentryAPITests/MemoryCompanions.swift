import SentryProtocol
import Storage

/// Files and reports beside events that a test has made up.
actor MemoryCompanions: CompanionReader {
    private var files: [(attachment: StoredAttachment, content: [UInt8])] = []
    /// Newest first.
    private var reports: [UserReportRow] = []

    struct Gone: Error {}

    /// The content's digest is its bytes in hex, which tells contents apart as well.
    func attach(
        _ name: String, _ content: String, contentType: String = "text/plain", type: String = "event.attachment",
        to event: String = World.firstEventID
    ) throws {
        guard let id = EventID(hex: event) else { throw Gone() }
        let bytes = Array(content.utf8)
        files.append(
            (
                StoredAttachment(
                    eventID: id, projectID: ProjectID(rawValue: 2), name: name, contentType: contentType, type: type,
                    receivedAt: World.now, size: bytes.count, sha256: bytes.map { String($0, radix: 16) }.joined()),
                bytes
            ))
    }

    func report(_ comments: String, on event: String) throws {
        guard let id = EventID(hex: event) else { throw Gone() }
        reports.insert(
            UserReportRow(
                eventID: id, name: "Jane", email: "jane@example.com", comments: comments, receivedAt: World.now),
            at: 0)
    }

    func companions(of event: EventID, in project: ProjectID) -> EventCompanions {
        let found = files.map(\.attachment).filter { $0.eventID == event && $0.projectID == project }
        return EventCompanions(report: reports.first { $0.eventID == event }, attachments: found)
    }

    func content(of attachment: StoredAttachment) throws -> [UInt8] {
        guard let file = files.first(where: { $0.attachment == attachment }) else { throw Gone() }
        return file.content
    }

    func userReports(of project: ProjectID, cursor: Cursor, limit: Int) -> Page<UserReportRow> {
        let all = project == ProjectID(rawValue: 2) ? reports : []
        let start = min(Int(cursor.offset), all.count)
        let end = min(start + limit, all.count)
        return Page(
            rows: Array(all[start..<end]),
            previous: start > 0 ? Cursor(value: 0, offset: Int64(max(0, start - limit)), isPrevious: true) : nil,
            next: end < all.count ? Cursor(value: 0, offset: Int64(end), isPrevious: false) : nil)
    }
}
