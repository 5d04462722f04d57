import SentryProtocol
import Storage

/// `/security/` and `/csp-report/`: reports of browsers about violated policies (protocol.md §1.5).
struct SecurityEndpoint: IngestEndpoint {
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.integrationBytesMax
    let category = DataCategory.security

    private static let mediaTypes = ["application/csp-report", "application/json", "application/reports+json"]

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard let type = request.mediaType, type.contains("/") else {
            throw .refused(status: 400, detail: "missing or invalid content type")
        }
        guard Self.mediaTypes.contains(type) else { throw .refused(status: 415, detail: "unsupported media type") }
        let header = EnvelopeBuilder.itemHeader { writer in
            writer.member("type", ItemType.rawSecurity.name)
            writer.member("sentry_release", request.query["sentry_release"])
            writer.member("sentry_environment", request.query["sentry_environment"])
            writer.member("user_agent", request.userAgent)
        }
        return .store(try BrowserReports(type: .rawSecurity, itemHeader: header).envelope(of: body))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { .empty(200) }
}
