import Compression
import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol

extension RequestBodies {
    /// The body of somebody whom only its first line names (protocol.md §2.1). No more than that line is read before
    /// `admit` has let the sender in; a packed body, of which no line can be read ahead, has to be small.
    func withStrangersBody<Answer>(
        of request: Request, admit: ([UInt8]) async throws(IngestFailure) -> Void,
        _ use: ([UInt8]) async throws(IngestFailure) -> Answer
    ) async throws(IngestFailure) -> Answer {
        let encoding = request.headers[.contentEncoding]
        let isPacked = ContentDecoder.isPacked(encoding)
        let limit = isPacked ? WireLimits.tunnelBytesMax / 4 : WireLimits.envelopeBytesMax
        guard request.headers[.contentLength].flatMap({ Int($0) }) ?? 0 <= limit else {
            await drain(request)
            throw .bodyTooLarge
        }
        var reception = StrangersBody(budget: budget, strangers: strangers)
        defer { reception.giveBack() }
        var parts = request.body.makeAsyncIterator()
        var isAdmitted = false
        while let part = try await Self.next(&parts) {
            guard reception.body.count + part.readableBytes <= limit else { throw .bodyTooLarge }
            guard reception.isInTime else { throw .bodyIncomplete }
            guard reception.append(part) else { throw backpressure() }
            guard !isAdmitted, !isPacked, reception.hasFirstLine else { continue }
            try await letIn(&reception, reading: &parts, request, by: admit)
            isAdmitted = true
        }
        let packed = reception.body
        if isPacked {
            reception.body = try unpack(packed, encoding)
            guard reception.hold(packed.count + reception.body.count) else { throw backpressure() }
        }
        if !isAdmitted { try await letIn(&reception, reading: &parts, request, by: admit) }
        let copies = Self.copiedBytes(of: reception.body)
        budget.charge(copies)
        defer { budget.give(copies) }
        return try await use(reception.body)
    }

    private func unpack(_ packed: [UInt8], _ encoding: String?) throws(IngestFailure) -> [UInt8] {
        guard let body = try unpackQuickly(packed, encoding, limit: WireLimits.tunnelBytesMax) else {
            throw .bodyTooLarge
        }
        return body
    }

    /// Lets the sender in; one that is not let in has the rest of its body read as `drain` would.
    private func letIn(
        _ reception: inout StrangersBody, reading parts: inout RequestBody.AsyncIterator, _ request: Request,
        by admit: ([UInt8]) async throws(IngestFailure) -> Void
    ) async throws(IngestFailure) {
        do {
            try await admit(reception.body)
        } catch {
            reception.giveBack()
            if request.headers[.connection]?.lowercased() == "close" { await Self.discard(&parts) }
            throw error
        }
        reception.admit()
    }

    private func backpressure() -> IngestFailure {
        ledger.count(.rateLimited(reason: .backpressure), of: .unknown)
        return .overloaded
    }

    private static func next(_ parts: inout RequestBody.AsyncIterator) async throws(IngestFailure) -> ByteBuffer? {
        do { return try await parts.next() } catch { throw .bodyIncomplete }
    }
}

/// What has come of a body whose sender is not known yet, and which of the budgets it is charged to.
private struct StrangersBody {
    let budget: ByteBudget
    let strangers: ByteBudget
    var body: [UInt8] = []
    private var held = 0
    private var isStranger = true
    private let start = ContinuousClock.now

    init(budget: ByteBudget, strangers: ByteBudget) { (self.budget, self.strangers) = (budget, strangers) }

    var isInTime: Bool { ContinuousClock.now - start < RequestBodies.patience(for: body.count) }

    /// Whether the line that names the sender is there, or as much of it as is ever looked at.
    var hasFirstLine: Bool {
        body.count >= WireLimits.headerBytesMax || body.drop { $0 <= 0x20 }.contains(UInt8(ascii: "\n"))
    }

    /// False when there is no room.
    mutating func append(_ part: ByteBuffer) -> Bool {
        guard hold(body.count + part.readableBytes) else { return false }
        body.append(contentsOf: part.readableBytesView)
        return true
    }

    /// Raises what is held to `count` bytes.
    mutating func hold(_ count: Int) -> Bool {
        guard count > held else { return true }
        guard budget.take(count - held, holding: held) else { return false }
        guard !isStranger || strangers.take(count - held, holding: held) else {
            budget.give(count - held)
            return false
        }
        held = count
        return true
    }

    /// The sender is no stranger any more.
    mutating func admit() {
        if isStranger { strangers.give(held) }
        isStranger = false
    }

    mutating func giveBack() {
        budget.give(held)
        if isStranger { strangers.give(held) }
        held = 0
    }
}
