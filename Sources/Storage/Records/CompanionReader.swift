import SentryProtocol

/// The part of `RecordReader` that the JSON API asks about events: files beside them, and what people wrote about them.
public protocol CompanionReader: Sendable {
    /// What was attached to an event, and what somebody wrote about it.
    func companions(of event: EventID, in project: ProjectID) async throws -> EventCompanions
    /// The content of an attachment.
    func content(of attachment: StoredAttachment) async throws -> [UInt8]
    /// What people wrote about events of a project, newest first.
    func userReports(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<UserReportRow>
}
