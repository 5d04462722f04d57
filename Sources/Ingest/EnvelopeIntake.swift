import SentryProtocol
import Storage

/// The body of an `/envelope/` request, from bytes to rows and from the commit's result to the answer.
///
/// Nothing here waits: whoever serves the request decides on which thread this runs and how it waits for the commit.
public struct EnvelopeIntake: Sendable {
    private let pipeline: IngestPipeline
    private let ledger: OutcomeLedger

    public init(pipeline: IngestPipeline, ledger: OutcomeLedger) { (self.pipeline, self.ledger) = (pipeline, ledger) }

    /// Reads an unpacked body and does everything that comes before the commit.
    public func prepare(
        _ body: [UInt8], from sender: Sender, with auth: SentryAuth, at received: Timestamp
    ) throws(IngestFailure) -> PreparedEnvelope {
        let envelope: Envelope
        do throws(EnvelopeError) {
            envelope = try Envelope(parsing: body)
            if let project = ProjectNumber(sender.projectID.rawValue) {
                try envelope.requireAgreement(key: auth.publicKey, project: project)
            }
        } catch {
            ledger.count(.invalid(reason: .invalidEnvelope), of: .unknown, from: OutcomeSource(sender))
            throw .envelope(error)
        }
        return try prepare(envelope, from: sender, at: received)
    }

    public func prepare(
        _ envelope: Envelope, from sender: Sender, at received: Timestamp
    ) throws(IngestFailure) -> PreparedEnvelope {
        try pipeline.prepare(envelope, from: sender, at: received)
    }

    /// Has the rows stored; `finish` is called on some thread that must not be held up.
    public func commit(
        _ prepared: PreparedEnvelope, then finish: @escaping @Sendable (Result<IngestAnswer, IngestFailure>) -> Void
    ) {
        pipeline.commit(prepared) { result in
            do throws(CommitError) {
                finish(.success(try pipeline.finish(prepared, result)))
            } catch {
                finish(.failure(.commit(error)))
            }
        }
    }

    /// Returns when the rows are durable.
    public func commit(_ prepared: PreparedEnvelope) async throws(IngestFailure) -> IngestAnswer {
        let result: Result<IngestAnswer, IngestFailure> = await withCheckedContinuation { continuation in
            commit(prepared) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// `{"id":"…"}`, or `{}` when there is none. Never compressed: some SDKs cannot read that.
    public static func reply(to answer: IngestAnswer) -> IngestReply {
        var writer = JSONWriter(reserving: 48)
        writer.object { $0.member("id", answer.eventID?.hex) }
        return IngestReply(status: 200, contentType: contentType, body: writer.bytes).telling(answer.limits)
    }

    /// Of every answer.
    public static let contentType = "application/json"
}

extension IngestReply {
    /// The same with the limits that are in force, which SDKs heed on any answer.
    func telling(_ limits: [RateLimit]) -> IngestReply {
        guard let text = RateLimitHeader.text(of: limits) else { return self }
        var reply = self
        reply.headers.append(.init("X-Sentry-Rate-Limits", text))
        return reply
    }
}
