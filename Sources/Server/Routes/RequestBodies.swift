import Compression
import Dispatch
import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol

/// Reads and unpacks the bodies of ingest requests: bounded in size, in time, and in what all of them hold together.
struct RequestBodies: Sendable {
    let budget: ByteBudget
    let ledger: OutcomeLedger
    /// What senders hold who have not said yet who they are, so that they cannot keep everybody else out.
    let strangers: ByteBudget

    /// One part in so many of the budget is for strangers.
    private static let strangersShare = 8

    init(budget: ByteBudget, ledger: OutcomeLedger) {
        (self.budget, self.ledger) = (budget, ledger)
        strangers = ByteBudget(limit: budget.limit / Self.strangersShare)
    }

    /// Room made for a body before any of it is there, in bytes.
    private static let reservedBytesMax = 256 * 1024
    /// A sender gets this long, and longer for what it does send.
    private static let patience = Duration.seconds(30)
    private static let bytesPerSecondMin = 16 * 1024
    /// What is still read of a request that is refused, so that its sender comes to see why.
    private static let drainedBytesMax = 32 * 1024 * 1024
    /// Unpacked sizes beyond this are unpacked one after the other, off the threads that answer requests.
    private static let quickBytesMax = 4 * 1024 * 1024
    private static let largeBodies = DispatchQueue(label: "culprit.large-bodies", qos: .utility)

    /// At most `limit` bytes of either form.
    func withBody<Answer>(
        of request: Request, limit: Int, _ use: ([UInt8]) async throws(IngestFailure) -> Answer
    ) async throws(IngestFailure) -> Answer {
        let declared = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard declared <= limit else {
            await drain(request)
            throw .bodyTooLarge
        }
        var held = 0
        defer { budget.give(held) }
        let packed = try await collect(request.body, expecting: declared, limit: limit, holding: &held)
        let encoding = request.headers[.contentEncoding]
        let body = try await unpack(packed, encoding, limit: limit, holding: held)
        if ContentDecoder.isPacked(encoding) { try hold(held + body.count, holding: &held) }
        let copies = Self.copiedBytes(of: body)
        budget.charge(copies)
        defer { budget.give(copies) }
        return try await use(body)
    }

    /// What is copied out of a body into rows; counts where it may hold files.
    static func copiedBytes(of body: [UInt8]) -> Int { body.count >= 1024 * 1024 ? body.count : 0 }

    /// The body as it was before its encoding, if that takes no longer than a moment: nil when it is larger than `limit`.
    func unpackQuickly(_ packed: [UInt8], _ encoding: String?, limit: Int) throws(IngestFailure) -> [UInt8]? {
        do throws(ContentDecoder.DecodingError) {
            return try ContentDecoder.decode(packed, contentEncoding: encoding, limit: limit)
        } catch {
            if error == .tooLarge { return nil }
            throw Self.failure(error)
        }
    }

    /// Reads on after a refusal when the sender will close the connection: until then it would not see the answer.
    func drain(_ request: Request) async {
        guard request.headers[.connection]?.lowercased() == "close" else { return }
        var parts = request.body.makeAsyncIterator()
        await Self.discard(&parts)
    }

    /// Reads what is left of a body, as far as a sender may expect it.
    static func discard(_ parts: inout RequestBody.AsyncIterator) async {
        let start = ContinuousClock.now
        var count = 0
        while let part = try? await parts.next() {
            count += part.readableBytes
            if count > drainedBytesMax || ContinuousClock.now - start > .seconds(5) { return }
        }
    }

    /// How long a sender may take for so many bytes.
    static func patience(for count: Int) -> Duration { patience + .seconds(count / bytesPerSecondMin) }

    /// Raises what the request holds to `count` bytes.
    private func hold(_ count: Int, holding held: inout Int) throws(IngestFailure) {
        guard count > held else { return }
        guard budget.take(count - held, holding: held) else {
            ledger.count(.rateLimited(reason: .backpressure), of: .unknown)
            throw .overloaded
        }
        held = count
    }

    private func collect(
        _ body: RequestBody, expecting declared: Int, limit: Int, holding held: inout Int
    ) async throws(IngestFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        // What is declared need never come: large bodies grow as they do.
        bytes.reserveCapacity(min(declared, Self.reservedBytesMax))
        let start = ContinuousClock.now
        do {
            for try await part in body {
                let count = bytes.count + part.readableBytes
                guard count <= limit else { throw IngestFailure.bodyTooLarge }
                guard ContinuousClock.now - start < Self.patience(for: count) else {
                    throw IngestFailure.bodyIncomplete
                }
                try hold(count, holding: &held)
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch let failure as IngestFailure {
            throw failure
        } catch {
            throw .bodyIncomplete
        }
        return bytes
    }

    private func unpack(
        _ packed: [UInt8], _ encoding: String?, limit wanted: Int, holding held: Int
    ) async throws(IngestFailure) -> [UInt8] {
        // What does not fit is not unpacked first.
        let room = ContentDecoder.isPacked(encoding) ? budget.room(besides: held) : .max
        let limit = min(wanted, room)
        do {
            return try ContentDecoder.decode(packed, contentEncoding: encoding, limit: min(limit, Self.quickBytesMax))
        } catch {
            guard error == .tooLarge, limit > Self.quickBytesMax else { throw refusal(error, isRoom: limit < wanted) }
        }
        let result = await withCheckedContinuation { continuation in
            Self.largeBodies.async {
                continuation.resume(
                    returning: Result { () throws(ContentDecoder.DecodingError) in
                        try ContentDecoder.decode(packed, contentEncoding: encoding, limit: limit)
                    })
            }
        }
        do {
            return try result.get()
        } catch {
            throw refusal(error, isRoom: limit < wanted)
        }
    }

    /// `isRoom`: the limit was what memory there is.
    private func refusal(_ error: ContentDecoder.DecodingError, isRoom: Bool) -> IngestFailure {
        guard error == .tooLarge, isRoom else { return Self.failure(error) }
        ledger.count(.rateLimited(reason: .backpressure), of: .unknown)
        return .overloaded
    }

    private static func failure(_ error: ContentDecoder.DecodingError) -> IngestFailure {
        switch error {
        case .unsupported: .unsupportedEncoding
        case .tooLarge: .bodyTooLarge
        default: .badEncoding
        }
    }
}
