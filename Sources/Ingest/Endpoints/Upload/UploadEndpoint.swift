import SentryProtocol
import Storage

/// `/upload/`: files in pieces, ahead of the envelope that refers to them (protocol.md §5.14). Nothing is taken:
/// senders that are told 404 leave the reference out and send everything else. Files come in envelopes.
struct UploadEndpoint: IngestEndpoint {
    let methods = ["POST", "PATCH", "HEAD"]
    let bodyBytesMax = 0
    let category = DataCategory.attachmentItem
    let unsupported: DropReason? = .attachmentReference

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        throw .notFound
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { .empty(404) }

    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        guard failure == .notFound else { return failure.reply }
        return IngestFailure.refused(status: 404, detail: "uploads in pieces are not supported").reply
    }
}
