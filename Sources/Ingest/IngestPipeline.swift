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
        try await commit(batch)
        return IngestAnswer(eventID: eventID)
    }

    private func commit(_ batch: IngestBatch) async throws(CommitError) {
        guard batch.hasRows else { return ledger.count(batch.outcomes) }
        do {
            _ = try await writer.commit(batch)
        } catch {
            // What was accepted before the commit has not been kept after all.
            ledger.count(batch.outcomes.map { $0.replacingAccepted(with: error.outcome) })
            throw error
        }
        ledger.count(batch.outcomes)
    }
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
