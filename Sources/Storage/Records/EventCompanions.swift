import SentryProtocol

/// What is kept beside an event: files, and what somebody wrote about it.
public struct EventCompanions: Sendable, Equatable {
    /// The last word.
    public var report: UserReportRow?
    /// Oldest first.
    public var attachments: [StoredAttachment]

    public init(report: UserReportRow? = nil, attachments: [StoredAttachment] = []) {
        (self.report, self.attachments) = (report, attachments)
    }
}

extension RecordReader {
    public func attachments(of event: EventID, in project: ProjectID) async throws -> [StoredAttachment] {
        try await companions(of: event, in: project).attachments
    }

    /// What somebody wrote about an event; the last word.
    public func userReport(of event: EventID, in project: ProjectID) async throws -> UserReportRow? {
        try await companions(of: event, in: project).report
    }
}
