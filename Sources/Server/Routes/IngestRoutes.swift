import Compression
import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol
import Storage

/// The routes that SDKs post to: bytes off the socket, unpacked under a limit, handed to the pipeline.
struct IngestRoutes: Sendable {
    let admission: Admission
    let intake: EnvelopeIntake
    let ledger: OutcomeLedger
    let quotas: Quotas
    let refusals: RefusalLog
    let keys: KeyCache
    let endpoints: Endpoints
    let tools: IngestTools
    let bodies: RequestBodies
    let proxies: TrustedProxies
    let now: @Sendable () -> Timestamp

    /// Answers `request` if its path is an ingest route.
    func respond(to request: Request, path: IngestPath, context: CulpritContext) async -> Response {
        if request.method == .options { return CrossOrigin.preflight(for: path.route) }
        if let endpoint = endpoints.endpoint(for: path.route) {
            let route = EndpointRoute(routes: self, endpoint: endpoint)
            return CrossOrigin.open(await route.answer(request, path, context))
        }
        do {
            return CrossOrigin.open(try await answer(request, path, context))
        } catch {
            note(error, request, path, context)
            return CrossOrigin.open(Response(error.reply))
        }
    }

    /// Remembers a refused request for somebody who wonders why nothing arrives.
    func note(_ failure: IngestFailure, _ request: Request, _ path: IngestPath, _ context: CulpritContext) {
        let auth = (try? credentials(of: request, path)) ?? nil
        note(
            failure, project: path.project, publicKey: auth?.publicKey.text, client: auth?.client,
            userAgent: request.headers[.userAgent],
            address: ClientAddress.of(request.headers, peer: context.peerAddress, trusting: proxies))
    }

    func note(
        _ failure: IngestFailure, project: String?, publicKey: String?, client: String?, userAgent: String?,
        address: String?
    ) {
        let now = now()
        if failure == .admission(.originNotAllowed) { ledger.count(.filtered(reason: .crossOrigin), of: .unknown) }
        refusals.record(reason: RefusalReason(failure), at: now) {
            let own = publicKey.flatMap { keys.known($0) }?.project.settings.scrubbing
            let address = own?.removesIPAddresses == true ? nil : address
            return Refusal(
                failure, project: project, publicKey: publicKey, address: address, client: client,
                userAgent: userAgent, at: now, keys: keys)
        }
    }

    private func answer(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Response {
        switch path.route {
        case .envelope:
            try await require([.post], request)
            return try await envelope(request, path, context)
        case .store:
            try await require([.get, .post], request)
            return try await store(request, path, context)
        default: throw .notFound
        }
    }

    private func envelope(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Response {
        let received = now()
        // Whoever may not send is told before the body is read; without HTTP credentials the body has to say.
        if let (auth, sender) = try await senderBeforeBody(request, path, context) {
            return try await bodies.withBody(of: request, limit: WireLimits.envelopeBytesMax) {
                body throws(IngestFailure) in
                guard !body.isEmpty else { throw .envelope(.emptyBody) }
                return try await ingest(body, from: sender, with: auth, at: received)
            }
        }
        var found: (auth: SentryAuth, sender: Sender)?
        return try await bodies.withStrangersBody(of: request) { start throws(IngestFailure) in
            guard !start.isEmpty else { throw .envelope(.emptyBody) }
            let auth = SentryAuth(try Self.firstLineDSN(of: start))
            found = (auth, try await admit(auth, request, path, context))
        } _: { body throws(IngestFailure) in
            guard let found else { throw .admission(.auth(.missing)) }
            return try await ingest(body, from: found.sender, with: found.auth, at: received)
        }
    }

    private static func firstLineDSN(of body: [UInt8]) throws(IngestFailure) -> DSN {
        do throws(AuthError) { return try Envelope.firstLineDSN(of: body) } catch { throw .admission(.auth(error)) }
    }

    private func ingest(
        _ body: [UInt8], from sender: Sender, with auth: SentryAuth, at received: Timestamp
    ) async throws(IngestFailure) -> Response {
        let prepared = try intake.prepare(body, from: sender, with: auth, at: received)
        return Response(EnvelopeIntake.reply(to: try await intake.commit(prepared)))
    }

    private func commit(
        _ envelope: Envelope, from sender: Sender, at received: Timestamp
    ) async throws(IngestFailure) -> Response {
        let prepared = try intake.prepare(envelope, from: sender, at: received)
        return Response(EnvelopeIntake.reply(to: try await intake.commit(prepared)))
    }

    private func store(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Response {
        let isPixel = request.method == .get
        let (auth, sender) = try await requiredSender(request, path, context)
        let received = now()
        if isPixel {
            let data = QueryString(request.uri.query ?? "")["sentry_data"] ?? ""
            _ = try await commit(try Self.storeEnvelope(Array(data.utf8)), from: sender, at: received)
            return Self.pixel
        }
        let isEnvelope = request.headers[.contentType] == "application/x-sentry-envelope"
        let limit = isEnvelope ? WireLimits.envelopeBytesMax : WireLimits.storeBytesMax
        return try await bodies.withBody(of: request, limit: limit) { body throws(IngestFailure) in
            if isEnvelope {
                guard !body.isEmpty else { throw .envelope(.emptyBody) }
                return try await ingest(body, from: sender, with: auth, at: received)
            }
            return try await commit(try Self.storeEnvelope(body), from: sender, at: received)
        }
    }

    private static func storeEnvelope(_ body: [UInt8]) throws(IngestFailure) -> Envelope {
        do throws(StoreBody.StoreError) {
            return try StoreBody.envelope(from: body, limit: WireLimits.storeBytesMax, inflate: inflate)
        } catch {
            throw .store(error)
        }
    }

    /// A zlib stream; nil when its content is larger than `limit`.
    private static func inflate(_ bytes: [UInt8], limit: Int) throws -> [UInt8]? {
        do throws(ContentDecoder.DecodingError) {
            return try ContentDecoder.decode(bytes, contentEncoding: "deflate", limit: limit)
        } catch {
            if error == .tooLarge { return nil }
            throw error
        }
    }
}

extension IngestRoutes {
    /// The credentials of header, query or path; nil when there are none.
    func credentials(of request: Request, _ path: IngestPath) throws(IngestFailure) -> SentryAuth? {
        do {
            return try SentryAuth(
                xSentryAuth: request.headers[values: .xSentryAuth],
                authorization: request.headers[values: .authorization],
                query: QueryString(request.uri.query ?? ""), pathKey: path.route.key)
        } catch {
            throw .admission(.auth(error))
        }
    }

    /// Refuses other methods, with the list of those that are allowed.
    func require(_ methods: [HTTPRequest.Method], _ request: Request) async throws(IngestFailure) {
        guard !methods.contains(request.method) else { return }
        await bodies.drain(request)
        throw .methodNotAllowed(methods.map(\.rawValue))
    }

    /// Who sends, by what stands outside of the body; nil when only the body can say.
    func senderBeforeBody(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> (SentryAuth, Sender)? {
        do {
            guard let auth = try credentials(of: request, path) else { return nil }
            return (auth, try await admit(auth, request, path, context))
        } catch {
            await bodies.drain(request)
            throw error
        }
    }

    func requiredSender(
        _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> (SentryAuth, Sender) {
        if let found = try await senderBeforeBody(request, path, context) { return found }
        await bodies.drain(request)
        throw .admission(.auth(.missing))
    }

    func admit(
        _ auth: SentryAuth, _ request: Request, _ path: IngestPath, _ context: CulpritContext
    ) async throws(IngestFailure) -> Sender {
        try await admit(auth, request, project: path.project, context)
    }

    func admit(
        _ auth: SentryAuth, _ request: Request, project: String?, _ context: CulpritContext
    ) async throws(IngestFailure) -> Sender {
        let address = ClientAddress.of(request.headers, peer: context.peerAddress, trusting: proxies)
        do {
            return try await admission.admit(
                .init(
                    project: project, auth: auth, userAgent: request.headers[.userAgent], address: address,
                    origin: request.headers[.origin], referer: request.headers[.referer],
                    hints: ClientHints(request.headers)))
        } catch {
            throw .admission(error)
        }
    }

    /// A transparent GIF of one pixel.
    private static var pixel: Response {
        let gif: [UInt8] = [
            0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00,
            0x00, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00,
            0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b,
        ]
        return Response(
            status: .ok, headers: [.contentType: "image/gif"], body: .init(byteBuffer: ByteBuffer(bytes: gif)))
    }
}
