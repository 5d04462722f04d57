import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol

/// Serves the routes that turn their own kind of body into an envelope (protocol.md §1.2).
struct EndpointRoute {
    let routes: IngestRoutes
    let endpoint: any IngestEndpoint

    func answer(_ request: Request, _ path: IngestPath, _ context: CulpritContext) async -> Response {
        let asked = IngestRequest(request, path)
        do {
            return Response(try await reply(to: asked, request, path, context))
        } catch {
            routes.note(error, request, path, context)
            return Response(endpoint.reply(to: error, asked))
        }
    }

    private func reply(
        to asked: IngestRequest, _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> IngestReply {
        guard endpoint.methods.contains(asked.method) else {
            await routes.bodies.drain(request)
            throw .methodNotAllowed(endpoint.methods)
        }
        if let reply = endpoint.answer(asked) {
            await routes.bodies.drain(request)
            return reply
        }
        let sender = try await sender(asked, request, path, context)
        let limits = routes.quotas.refusal(
            ofAll: [endpoint.category], under: sender.project.limits, for: sender.publicKey, at: routes.now())
        guard limits.isEmpty else {
            let reason = limits.first?.reason.flatMap { DropReason(rawValue: $0) } ?? .quotaExceeded
            routes.ledger.count(.rateLimited(reason: reason), of: endpoint.category, from: OutcomeSource(sender))
            await routes.bodies.drain(request)
            throw .limited(limits)
        }
        if let reason = endpoint.unsupported {
            routes.ledger.count(.unsupported(reason: reason), of: endpoint.category, from: OutcomeSource(sender))
            await routes.bodies.drain(request)
            throw .notFound
        }
        let received = routes.now()
        return try await routes.bodies.withBody(of: request, limit: endpoint.bodyBytesMax) {
            body throws(IngestFailure) in
            var asked = asked
            asked.memory = ByteHold(of: routes.bodies.budget, forBodyOf: body.count)
            let step = try read(body, of: asked, from: sender, at: received)
            guard case .store(let envelope) = step else {
                guard case .reply(let reply) = step else { throw .notFound }
                return reply
            }
            let answer = try await routes.intake.commit(routes.intake.prepare(envelope, from: sender, at: received))
            return endpoint.success(answer, asked)
        }
    }

    /// What the body holds. One that cannot be read is counted as what the route carries.
    private func read(
        _ body: [UInt8], of asked: IngestRequest, from sender: Sender, at received: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        do throws(IngestFailure) {
            return try endpoint.read(body, of: asked, from: sender, tools: routes.tools, at: received)
        } catch {
            routes.ledger.count(error.outcome, of: endpoint.category, from: OutcomeSource(sender))
            throw error
        }
    }

    private func sender(
        _ asked: IngestRequest, _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Sender {
        let special: SentryAuth?
        do throws(AuthError) {
            special = try endpoint.credentials(of: asked)
        } catch {
            await routes.bodies.drain(request)
            throw .admission(.auth(error))
        }
        guard let special else { return try await routes.requiredSender(request, path, context).1 }
        do throws(IngestFailure) {
            return try await routes.admit(special, request, path, context)
        } catch {
            await routes.bodies.drain(request)
            throw error
        }
    }
}

extension IngestRequest {
    init(_ request: Request, _ path: IngestPath) {
        self.init(
            method: request.method.rawValue, path: path, query: QueryString(request.uri.query ?? ""),
            contentType: request.headers[.contentType], userAgent: request.headers[.userAgent],
            origin: request.headers[.origin], referer: request.headers[.referer], accept: request.headers[.accept])
    }
}
