import Ingest
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import SentryProtocol

/// Serves what SDKs send all day, envelopes of known keys with bodies of ordinary size, on the connection's own thread,
/// and passes everything else on to the routes. Both give the same answers: they share `EnvelopeIntake`.
///
/// The web framework costs a task and several hops between threads for each request; here there is one hop, to the
/// writer and back (`IngestRoutes` took 2.2 times the CPU time of this). It is the first handler that sees a request,
/// still in the words of HTTP/1, so it also watches over idle connections.
final class FastLane: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Bodies up to this many bytes, packed or not, are served here; it bounds how long one request holds the thread.
    static let bodyBytesMax = 1024 * 1024
    /// Parts of later requests that wait for the answer to this one.
    private static let waitingPartsMax = 64
    /// A connection without a request may stay open for so long.
    private static let idle = TimeAmount.seconds(60)
    /// A request must be there within this time, and longer for what is sent of it.
    private static let patience = TimeAmount.seconds(30)
    private static let bytesPerSecondMin = 16 * 1024

    private let routes: IngestRoutes
    private let pathPrefix: String
    private var credentials = CredentialCache()
    private var state = State.open
    /// Requests that were passed on and are not answered yet.
    private var passedOn = 0
    /// The rest of the present request is passed on as well.
    private var isPassing = false
    private var waiting: CircularBuffer<HTTPServerRequestPart> = []
    private var isReadHeld = false
    private var isStopping = false
    /// Nothing more comes from the sender.
    private var isInputClosed = false
    /// Parts that waited are being taken; whoever finishes meanwhile need not begin with that.
    private var isCatchingUp = false
    private var watch: Scheduled<Void>?
    /// Where answers leave as bytes, behind whoever prints them.
    private var wire: ChannelHandlerContext?
    private var quietSince = NIODeadline.now()

    private var isCommitting: Bool {
        if case .committing = state { true } else { false }
    }

    private enum State {
        /// The next part is the head of a request, or belongs to one that is passed on.
        case open
        case receiving(Reception)
        /// Waits for the commit.
        case committing(closes: Bool)
        case closed
    }

    /// A request whose body is on its way.
    struct Reception {
        let sender: Sender
        let auth: SentryAuth
        let encoding: String?
        let closes: Bool
        let receivedAt: Timestamp
        let began: NIODeadline
        /// What it holds of the budget.
        var held = 0
        var body: [UInt8] = []
    }

    init(routes: IngestRoutes, pathPrefix: String) { (self.routes, self.pathPrefix) = (routes, pathPrefix) }

    // MARK: Connection

    func handlerAdded(context: ChannelHandlerContext) {
        wire = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
        if context.channel.isActive { startWatching(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        startWatching(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        watch?.cancel()
        if case .receiving(let reception) = state { routes.bodies.budget.give(reception.held) }
        state = .closed
        waiting.removeAll()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        watch?.cancel()
        wire = nil
        if case .receiving(let reception) = state { routes.bodies.budget.give(reception.held) }
        state = .closed
    }

    /// The server stops: the request under way is answered first.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent, isCommitting {
            // Whoever has closed its side still waits for the answer.
            isInputClosed = true
            return
        }
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isStopping = true
        if case .open = state { context.fireUserInboundEventTriggered(event) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What comes after the request is broken; the request itself is answered first.
        if isCommitting { isInputClosed = true } else { context.fireErrorCaught(error) }
    }

    private func startWatching(_ context: ChannelHandlerContext) {
        guard watch == nil else { return }
        quietSince = .now()
        schedule(context, in: Self.idle)
    }

    private func schedule(_ context: ChannelHandlerContext, in delay: TimeAmount) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleTask(in: delay) { bound.value.0.look(bound.value.1) }
    }

    /// Closes connections that have been quiet for too long, or send too slowly.
    private func look(_ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        switch state {
        case .closed: return
        case .committing: quietSince = now
        case .receiving(let reception):
            let patience = Self.patience + .seconds(Int64(reception.body.count / Self.bytesPerSecondMin))
            if now - reception.began >= patience { return context.close(promise: nil) }
        case .open where passedOn > 0 || isPassing:
            // The routes look after their own bodies.
            quietSince = now
        case .open:
            if now - quietSince >= Self.idle { return context.close(promise: nil) }
        }
        schedule(context, in: .seconds(10))
    }

    // MARK: Parts

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isCommitting {
            waiting.append(part)
        } else {
            take(part, context)
        }
    }

    func read(context: ChannelHandlerContext) {
        // Whoever sends ahead without end waits for the answers to what was sent.
        if waiting.count > Self.waitingPartsMax { isReadHeld = true } else { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), passedOn > 0 {
            passedOn -= 1
            quietSince = .now()
        }
        context.write(data, promise: promise)
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (state, part) {
        case (.closed, _): return
        case (.receiving(var reception), .body(let buffer)):
            // Taken out while it changes, so that the body is not copied.
            state = .open
            append(buffer, to: &reception, context)
        case (.receiving(let reception), .end):
            serve(reception, context)
        case (_, .head(let head)) where !isPassing && passedOn == 0 && !isStopping:
            if let reception = reception(of: head, context) {
                state = .receiving(reception)
            } else {
                pass(part, context)
            }
        default: pass(part, context)
        }
    }

    private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head:
            passedOn += 1
            isPassing = true
        case .end: isPassing = false
        case .body: break
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    private func append(_ buffer: ByteBuffer, to reception: inout Reception, _ context: ChannelHandlerContext) {
        let count = reception.body.count + buffer.readableBytes
        guard count <= Self.bodyBytesMax, hold(count, &reception) else {
            // Only bodies without a declared length get here. What is there is passed on, and the rest follows.
            return hand(over: reception, and: buffer, context)
        }
        buffer.withUnsafeReadableBytes { reception.body.append(contentsOf: $0) }
        state = .receiving(reception)
    }

    private func hold(_ count: Int, _ reception: inout Reception) -> Bool {
        guard count > reception.held else { return true }
        guard routes.bodies.budget.take(count - reception.held, holding: reception.held) else { return false }
        reception.held = count
        return true
    }

    /// Starts over on the routes with a request that turned out not to be ordinary.
    private func hand(over reception: Reception, and buffer: ByteBuffer?, _ context: ChannelHandlerContext) {
        routes.bodies.budget.give(reception.held)
        guard let head = credentials.head else { return context.close(promise: nil) }
        pass(.head(head), context)
        if !reception.body.isEmpty { pass(.body(ByteBuffer(bytes: reception.body)), context) }
        if let buffer { pass(.body(buffer), context) } else { pass(.end(nil), context) }
        if isStopping { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// The request's sender and what else has to be known before the body; nil when it is for the routes.
    private func reception(of head: HTTPRequestHead, _ context: ChannelHandlerContext) -> Reception? {
        guard head.method == .POST,
            let known = credentials.known(
                head, prefix: pathPrefix, peer: context.channel.remoteAddress?.ipAddress,
                trusting: routes.proxies)
        else { return nil }
        let declared = head.headers.contentLength ?? 0
        guard declared <= Self.bodyBytesMax,
            // What is wrong with it the routes will say.
            let sender = try? routes.admission.admitKnown(known.claim)
        else { return nil }
        var reception = Reception(
            sender: sender, auth: known.claim.auth, encoding: known.encoding, closes: known.closes,
            receivedAt: routes.now(), began: .now())
        guard hold(declared, &reception) else { return nil }
        reception.body.reserveCapacity(min(declared, 64 * 1024))
        return reception
    }

    // MARK: Serving

    private func serve(_ reception: Reception, _ context: ChannelHandlerContext) {
        state = .committing(closes: reception.closes)
        var reception = reception
        do throws(IngestFailure) {
            let body = try routes.bodies.unpackQuickly(reception.body, reception.encoding, limit: Self.bodyBytesMax)
            guard let body else {
                // Larger than it looked.
                state = .open
                return hand(over: reception, and: nil, context)
            }
            guard hold(reception.held + body.count, &reception) else { throw .overloaded }
            guard !body.isEmpty else { throw .envelope(.emptyBody) }
            let prepared = try routes.intake.prepare(
                body, from: reception.sender, with: reception.auth, at: reception.receivedAt)
            let held = reception.held
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            let (loop, budget) = (context.eventLoop, routes.bodies.budget)
            routes.intake.commit(prepared) { result in
                loop.execute {
                    budget.give(held)
                    bound.value.0.answer(result, bound.value.1)
                }
            }
        } catch {
            routes.bodies.budget.give(reception.held)
            answer(.failure(error), context)
        }
    }

    private func answer(_ result: Result<IngestAnswer, IngestFailure>, _ context: ChannelHandlerContext) {
        guard case .committing(let closes) = state else { return }
        state = .open
        quietSince = .now()
        let reply: IngestReply
        switch result {
        case .success(let answer): reply = EnvelopeIntake.reply(to: answer)
        case .failure(let failure):
            reply = failure.reply
            if let claim = credentials.claim {
                routes.note(
                    failure, project: claim.project, publicKey: claim.auth.publicKey.text, client: claim.auth.client,
                    userAgent: claim.userAgent, address: claim.address)
            }
        }
        let isLast = closes || isStopping || isInputClosed
        if reply.isPlain, !isLast, let wire {
            let bytes = FastResponse.bytes(of: reply.body, at: routes.now(), context.channel.allocator)
            wire.writeAndFlush(NIOAny(IOData.byteBuffer(bytes)), promise: nil)
        } else {
            let response = FastResponse.head(of: reply, at: routes.now(), isLast: isLast)
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            if !reply.body.isEmpty {
                let body = context.channel.allocator.buffer(bytes: reply.body)
                context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        if isLast { return context.close(promise: nil) }
        guard !isCatchingUp else { return }
        isCatchingUp = true
        defer { isCatchingUp = false }
        while !isCommitting, let part = waiting.popFirst() { take(part, context) }
        if isReadHeld, waiting.count <= Self.waitingPartsMax {
            isReadHeld = false
            context.read()
        }
    }
}

extension IngestReply {
    /// Says nothing but what nearly every answer says.
    fileprivate var isPlain: Bool {
        status == 200 && headers.isEmpty && contentType == EnvelopeIntake.contentType
    }
}

extension HTTPHeaders {
    /// The declared length of the body; nil when there is none, or none that can be.
    fileprivate var contentLength: Int? { first(name: "Content-Length").flatMap { Int($0) } }
}

/// Puts the fast lane where the words of HTTP/1 still are: the web framework adds its handlers behind them.
final class FastLaneInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let lane: FastLane

    init(_ lane: FastLane) { self.lane = lane }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let translator = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(lane, position: .before(translator))
        } catch {
            // Nobody would watch over such a connection.
            context.close(promise: nil)
        }
    }
}
