import HTTPTypes
import Hummingbird
import Ingest
import Logging
import NIOCore
import SentryAPI
import Storage

/// The JSON API below `/api/0/`: from and to the web framework's words.
struct APIRoutes: Sendable {
    let api: API
    let sessions: Sessions
    let budget: ByteBudget
    let logger: Logger

    /// Bodies of API requests, in bytes; of callers who show no token hardly any.
    private static let bodyBytesMax = 4 * 1024 * 1024
    private static let strangerBodyBytesMax = 16 * 1024

    func respond(to request: Request, context: CulpritContext) async -> Response {
        let limit = request.headers[.authorization] == nil ? Self.strangerBodyBytesMax : Self.bodyBytesMax
        guard budget.take(limit) else { return Self.refusal(503, "The server is busy.") }
        defer { budget.give(limit) }
        let body: [UInt8]
        do {
            let buffer = try await request.body.collect(upTo: limit)
            body = Array(buffer.readableBytesView)
        } catch {
            return Self.refusal(413, "Request body too large.")
        }
        let answer = await api.respond(
            to: APIRequest(
                method: request.method.rawValue, target: request.uri.string, body: body,
                authorization: request.headers[.authorization], session: await identity(of: request)))
        if let fault = answer.fault {
            logger.error("API request failed", metadata: ["id": "\(fault.id)", "error": "\(fault.error)"])
        }
        return Self.response(answer)
    }

    private static func refusal(_ status: Int, _ detail: String) -> Response {
        response(
            APIResponse(
                status: status, headers: [("Content-Type", "application/json")],
                body: Array("{\"detail\":\"\(detail)\"}".utf8)))
    }

    /// A browser's session counts for reading; for writing a page would have to prove that it is ours.
    private func identity(of request: Request) async -> APIIdentity? {
        guard request.method == .get || request.method == .head, request.headers[.authorization] == nil,
            let session = await sessions.session(of: request)
        else { return nil }
        return APIIdentity(session: session.user)
    }

    private static func response(_ answer: APIResponse) -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
