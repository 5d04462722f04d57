import SentryProtocol
import Storage

/// `/nel/`: reports of browsers about requests that did not get through (protocol.md §1.6).
struct NetworkReportsEndpoint: IngestEndpoint {
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.integrationBytesMax
    let category = DataCategory.logItem

    private static let mediaTypes = ["application/reports+json", "application/json"]

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard let type = request.mediaType, Self.mediaTypes.contains(type) else {
            throw .refused(status: 415, detail: "unsupported media type")
        }
        return .store(try BrowserReports(type: .nel).envelope(of: body))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { .empty(200) }

    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        failure.reply(whenLimited: .empty(200))
    }
}
