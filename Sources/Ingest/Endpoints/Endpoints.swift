import SentryProtocol

/// Every route that data comes in by besides `/envelope/` and `/store/`. A new one is a folder and a line here.
public struct Endpoints: Sendable {
    private let randomID: @Sendable () -> EventID
    private let crashDialogScript: [UInt8]

    /// `randomID` makes ids for reports that are told one although nothing is kept of them; the script is
    /// `Public/crash-dialog.js`.
    public init(randomID: @escaping @Sendable () -> EventID, crashDialogScript: [UInt8]) {
        (self.randomID, self.crashDialogScript) = (randomID, crashDialogScript)
    }

    /// What answers a route; nil for those that are answered elsewhere, or not at all.
    public func endpoint(for route: IngestRoute) -> (any IngestEndpoint)? {
        switch route {
        case .security: SecurityEndpoint()
        case .nel: NetworkReportsEndpoint()
        case .minidump: MinidumpEndpoint(randomID: randomID)
        case .attachments: AttachmentsEndpoint()
        case .unreal: UnrealEndpoint(randomID: randomID)
        case .cron: CronEndpoint()
        case .otlpTraces: OTLPTracesEndpoint()
        case .otlpLogs: OTLPLogsEndpoint()
        case .vercelLogs: VercelLogsEndpoint()
        case .errorPage: CrashDialogEndpoint(script: crashDialogScript)
        case .upload: UploadEndpoint()
        case .envelope, .store, .live, .ready: nil
        }
    }
}

extension IngestReply {
    /// A status and nothing else.
    static func empty(_ status: Int) -> IngestReply { IngestReply(status: status) }

    /// An event's id as crash reporters show it to users.
    static func uuid(_ id: EventID) -> IngestReply {
        IngestReply(status: 200, contentType: "text/plain", body: Array(id.hyphenated.utf8))
    }
}

extension IngestFailure {
    /// The answer where senders would take 429 for a reason to try for ever: limits count as success, and being
    /// overloaded as a failure of ours.
    func reply(whenLimited success: IngestReply) -> IngestReply {
        if case .limited = self { return success }
        var reply = reply
        if reply.status == 429 { reply.status = 503 }
        return reply
    }
}
