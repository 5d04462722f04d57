import SentryProtocol
import Storage

/// The path of every request that carries data: items, handlers, one commit.
public struct IngestPipeline: Sendable {
    private let writer: any EventWriter
    private let ledger: OutcomeLedger
    private let tools: IngestTools
    private let handlers = ItemHandlers()

    public init(writer: any EventWriter, ledger: OutcomeLedger, tools: IngestTools) {
        (self.writer, self.ledger, self.tools) = (writer, ledger, tools)
    }

    /// The life of one envelope: handle each item, commit, count. Returns when what is kept of it is durable.
    public func ingest(
        _ envelope: Envelope, from sender: Sender, at receivedAt: Timestamp
    ) async throws(CommitError) -> IngestAnswer {
        let prepared = prepare(envelope, from: sender, at: receivedAt)
        let result: Result<Receipt, CommitError> = await withCheckedContinuation { continuation in
            commit(prepared) { continuation.resume(returning: $0) }
        }
        return try finish(prepared, result)
    }

    /// Everything that can be done before the commit. Takes as long as the envelope's items need, and waits for nobody.
    public func prepare(_ envelope: Envelope, from sender: Sender, at receivedAt: Timestamp) -> PreparedEnvelope {
        let context = ItemContext(
            sender: sender, receivedAt: receivedAt, eventID: envelope.header.eventID, sentAt: envelope.header.sentAt,
            envelopeSDK: envelope.header.sdk, tools: tools)

        var batch = IngestBatch(projectID: sender.projectID)
        for item in envelope.items {
            let received = ReceivedItem(item: item, body: envelope.bytes)
            switch handlers.handler(for: item.type).handle(received, in: context, into: &batch) {
            case .one(let outcome): batch.count(outcome, of: item.type.category)
            case .many(let outcomes): batch.outcomes += outcomes
            }
        }
        let eventID =
            envelope.header.eventID ?? batch.events.first?.facts.id ?? (envelope.createsEvent ? tools.randomID() : nil)
        return PreparedEnvelope(batch: batch, eventID: eventID)
    }

    /// Has the rows stored; `finish` gets what became of them, on some thread.
    public func commit(
        _ prepared: PreparedEnvelope, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void
    ) {
        guard prepared.batch.hasRows else { return finish(.success(Receipt())) }
        writer.commit(prepared.batch, then: finish)
    }

    /// Counts what became of the items, and says what to tell the sender.
    public func finish(
        _ prepared: PreparedEnvelope, _ result: Result<Receipt, CommitError>
    ) throws(CommitError) -> IngestAnswer {
        switch result {
        case .success(let receipt):
            for followUp in prepared.batch.followUps { followUp(receipt) }
            ledger.count(prepared.batch.outcomes)
            return IngestAnswer(eventID: prepared.eventID)
        case .failure(let error):
            // What was accepted before the commit has not been kept after all.
            ledger.count(prepared.batch.outcomes.map { $0.replacingAccepted(with: error.outcome) })
            throw error
        }
    }
}

/// An envelope whose items have become rows.
public struct PreparedEnvelope: Sendable {
    let batch: IngestBatch
    let eventID: EventID?
}

/// What the sender is told.
public struct IngestAnswer: Sendable, Equatable {
    /// Nil when the request held nothing that has an id.
    public var eventID: EventID?
    public init(eventID: EventID?) { self.eventID = eventID }
}

extension CommitError {
    /// What became of items whose commit failed.
    var outcome: Outcome {
        switch self {
        case .overloaded, .closing: .rateLimited(reason: .backpressure)
        case .unavailable: .rateLimited(reason: .diskFull)
        }
    }
}

extension OutcomeCount {
    fileprivate func replacingAccepted(with outcome: Outcome) -> OutcomeCount {
        guard self.outcome == .accepted else { return self }
        return OutcomeCount(outcome: outcome, category: category, quantity: quantity)
    }
}
