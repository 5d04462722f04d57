import SentryProtocol
import Storage

/// `/integration/vercel/logs`: the log drain of Vercel (protocol.md §5.17). Its entries are logs of single requests and
/// of what functions print; `sentry.origin` tells them from the logs of applications.
///
/// Some drains ask first whether an address takes them, and show a word that the answer must carry. That word goes into
/// the address: `…/integration/vercel/logs?sentry_key=…&x-vercel-verify=WORD`.
struct VercelLogsEndpoint: IngestEndpoint {
    let methods = ["GET", "POST"]
    let bodyBytesMax = WireLimits.integrationBytesMax
    let category = DataCategory.logItem

    /// GET serves verification only.
    func answer(_ request: IngestRequest) -> IngestReply? {
        guard request.method == "GET" else { return nil }
        guard verification(request) != nil else { return IngestFailure.methodNotAllowed(["POST"]).reply }
        return verified(IngestReply(status: 200), request)
    }

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        var container = VercelContainer(receivedAt: receivedAt, traceIDs: DerivedTraceIDs(of: body))
        try container.read(body)
        // An empty batch is how an address is tried.
        guard container.count > 0 else { return .reply(verified(IngestReply(status: 200), request)) }
        return .store(.logs(container.finish(), count: container.count))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply {
        verified(IngestReply(status: 202), request)
    }

    private func verified(_ reply: IngestReply, _ request: IngestRequest) -> IngestReply {
        var reply = reply
        if let word = verification(request) { reply.headers.append(.init("x-vercel-verify", word)) }
        return reply
    }

    /// The word that the answer must carry; only what is safe in a header.
    private func verification(_ request: IngestRequest) -> String? {
        guard let word = request.query["x-vercel-verify"], (1...128).contains(word.utf8.count),
            word.utf8.allSatisfy({ $0.isWordByte || $0 == UInt8(ascii: "-") })
        else { return nil }
        return word
    }
}

extension UInt8 {
    /// A letter, a digit or an underscore of ASCII.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
