import SentryProtocol
import Storage

/// `/unreal/{key}/`: packed crash reports of the Unreal Engine (protocol.md §1.9).
struct UnrealEndpoint: IngestEndpoint {
    let randomID: @Sendable () -> EventID
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.attachmentsBytesMax
    let category = DataCategory.error

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard !body.isEmpty else { throw .envelope(.emptyBody) }
        var builder = EnvelopeBuilder(around: body, header: EnvelopeHeader(eventID: EventID(ContentDigest(of: body))))
        builder.add(.unrealReport, at: 0..<body.count) { item in
            item.header = EnvelopeBuilder.itemHeader { writer in
                writer.member("type", ItemType.unrealReport.name)
                // `login|epic-id|machine`.
                writer.member("user_id", request.query["UserID"])
            }
        }
        return .store(builder.envelope)
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply {
        .uuid(answer.eventID ?? randomID())
    }

    /// Crash reporters would send a limited report for ever.
    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        if case .limited = failure { return .uuid(randomID()) }
        return failure.reply
    }
}
