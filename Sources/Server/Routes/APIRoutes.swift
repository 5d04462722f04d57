import Access
import HTTPTypes
import Hummingbird
import Ingest
import Logging
import NIOCore
import SentryAPI
import SentryProtocol
import Storage

/// The JSON API below `/api/0/`: from and to the web framework's words.
struct APIRoutes: Sendable {
    let api: API
    let sessions: Sessions
    let attempts: Attempts
    let audit: AuditTrail
    let proxies: TrustedProxies
    let budget: ByteBudget
    let logger: Logger

    /// Bodies of API requests, in bytes; of callers who show no token hardly any.
    private static let bodyBytesMax = 4 * 1024 * 1024
    private static let strangerBodyBytesMax = 16 * 1024

    func respond(to request: Request, context: CulpritContext) async -> Response {
        let now = Installation.now()
        let address = ClientAddress.of(request.headers, peer: context.peerAddress, trusting: proxies)
        let authorization = request.headers[.authorization]
        let hasToken = authorization != nil
        let wait = hasToken ? attempts.tokenWait(from: address, at: now) : 0
        if wait > 0, await !api.knowsToken(in: authorization) {
            return Self.refusal(429, "Too many requests with unknown tokens.", retryAfter: wait)
        }
        let limit = hasToken ? Self.bodyBytesMax : Self.strangerBodyBytesMax
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
                authorization: authorization, session: await visitor(of: request), address: address))
        if hasToken, answer.isUnknownToken { attempts.tokenUnknown(from: address, at: now) }
        if let write = answer.write {
            let agent = request.headers[.userAgent].map { String($0.prefix(300)) }
            await audit.note(write, from: SessionOrigin(address: address, userAgent: agent), at: now)
        }
        if let fault = answer.fault {
            logger.error("API request failed", metadata: ["id": "\(fault.id)", "error": "\(fault.error)"])
        }
        return Self.response(answer)
    }

    private static func refusal(_ status: Int, _ detail: String, retryAfter: Int64? = nil) -> Response {
        var response = response(
            APIResponse(
                status: status, headers: [("Content-Type", "application/json")],
                body: Array("{\"detail\":\"\(detail)\"}".utf8)))
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }

    /// A browser's session counts for reading; for writing a page would have to prove that it is ours.
    private func visitor(of request: Request) async -> UserAccess? {
        guard request.method == .get || request.method == .head, request.headers[.authorization] == nil
        else { return nil }
        return await sessions.visitor(of: request)?.access
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
