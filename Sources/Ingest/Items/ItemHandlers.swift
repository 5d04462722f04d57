import SentryProtocol

/// Every item type that Culprit keeps. A new one is a folder under `Items/` and a line here.
struct ItemHandlers: Sendable {
    private let kept: [ItemType: any ItemHandler] = [
        .event: EventHandler(),
        .transaction: TransactionHandler(),
        .feedback: FeedbackHandler(),
        .security: SecurityHandler(),
        .rawSecurity: RawSecurityHandler(),
        .unrealReport: UnrealReportHandler(),
        .attachment: AttachmentHandler(),
        .formData: FormDataHandler(),
        .userReport: UserReportHandler(),
        .session: SessionHandler(),
        .sessions: SessionsHandler(),
        .checkIn: CheckInHandler(),
        .log: LogHandler(),
        .nel: NetworkReportHandler(),
        .traceMetric: MetricHandler(),
        .span: SpanHandler(),
        .profile: ProfileHandler(isChunk: false),
        .profileChunk: ProfileHandler(isChunk: true),
        .replayEvent: ReplayEventHandler(),
        .replayRecording: ReplayRecordingHandler(),
        .replayVideo: ReplayVideoHandler(),
        .clientReport: ClientReportHandler(),
    ]
    private let unkept = UnkeptHandler(reason: .itemTypeNotKept)
    private let unknown = UnkeptHandler(reason: .unknownItemType)

    func handler(for type: ItemType) -> any ItemHandler {
        if let handler = kept[type] { return handler }
        if case .unknown = type { return unknown }
        return unkept
    }
}
