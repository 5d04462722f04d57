import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol

/// Ingest routes whose data is not kept yet: the sender is checked as everywhere, the request is counted as
/// `unsupported`, and answered as the protocol says, so that clients do not retry for ever (protocol.md §7).
struct UnkeptRoute {
    let routes: IngestRoutes
    let randomID: @Sendable () -> EventID

    /// What is known of a route without keeping its data.
    private struct Answer {
        let category: DataCategory
        var methods: [HTTPRequest.Method] = [.post]
        let bytesMax: Int
        let response: Response
    }

    func answer(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Response {
        guard let answer = answer(for: path.route) else { throw .notFound }
        try await routes.require(answer.methods, request)
        _ = try await routes.requiredSender(request, path, context)
        return try await routes.bodies.withBody(of: request, limit: answer.bytesMax) { _ throws(IngestFailure) in
            routes.ledger.count(.unsupported(reason: .itemTypeNotKept), of: answer.category)
            return answer.response
        }
    }

    private func answer(for route: IngestRoute) -> Answer? {
        switch route {
        case .security:
            Answer(category: .security, bytesMax: WireLimits.securityReportBytesMax, response: Response(status: .ok))
        case .nel: Answer(category: .logItem, bytesMax: WireLimits.integrationBytesMax, response: Response(status: .ok))
        case .attachments:
            Answer(
                category: .attachment, bytesMax: WireLimits.attachmentsBytesMax, response: Response(status: .created))
        case .cron:
            Answer(
                category: .monitor, methods: [.get, .post], bytesMax: WireLimits.cronBytesMax,
                response: Response(status: .accepted))
        case .otlpTraces: Answer(category: .span, bytesMax: WireLimits.integrationBytesMax, response: Self.json)
        case .otlpLogs: Answer(category: .logItem, bytesMax: WireLimits.integrationBytesMax, response: Self.json)
        case .vercelLogs:
            Answer(
                category: .logItem, bytesMax: WireLimits.integrationBytesMax, response: Response(status: .accepted))
        case .minidump, .unreal:
            Answer(category: .error, bytesMax: WireLimits.attachmentsBytesMax, response: crashReport)
        default: nil
        }
    }

    private static var json: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(string: "{}"))
        )
    }

    /// Crash reporters show the id that they are answered.
    private var crashReport: Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain"],
            body: .init(byteBuffer: ByteBuffer(string: randomID().hyphenated)))
    }
}
