import SentryProtocol
import Storage

/// The path of every request that carries data: limits, items, handlers, one commit.
public struct IngestPipeline: Sendable {
    private let writer: any EventWriter
    private let ledger: OutcomeLedger
    private let quotas: Quotas
    private let tools: IngestTools
    private let handlers = ItemHandlers()

    public init(writer: any EventWriter, ledger: OutcomeLedger, quotas: Quotas, tools: IngestTools) {
        (self.writer, self.ledger, self.quotas, self.tools) = (writer, ledger, quotas, tools)
    }

    /// Everything that can be done before the commit. Takes as long as the envelope's items need, and waits for nobody.
    public func prepare(
        _ envelope: Envelope, from sender: Sender, at receivedAt: Timestamp
    ) throws(IngestFailure) -> PreparedEnvelope {
        let admission = EnvelopeLimits(quotas: quotas).admit(
            envelope.items, from: sender.publicKey, under: sender.project.limits, at: receivedAt)
        if let limits = admission.refusal {
            ledger.count(admission.outcomes, from: OutcomeSource(sender))
            throw .limited(limits)
        }
        var eventID = envelope.header.eventID
        if eventID == nil, envelope.createsEvent, !envelope.items.contains(where: { $0.type.createsEvent }) {
            // A crash report alone: what lies beside it belongs to the event that it makes.
            eventID = tools.randomID()
        }
        let context = ItemContext(
            sender: sender, receivedAt: receivedAt, eventID: eventID, sentAt: envelope.header.sentAt,
            envelopeSDK: envelope.header.sdk, tools: tools)
        var batch = IngestBatch(projectID: sender.projectID)
        let outcomes = handle(admission, of: envelope, in: context, into: &batch)
        batch.outcomes += outcomes
        return PreparedEnvelope(
            batch: batch,
            eventID: eventID ?? batch.events.first?.facts.id ?? (envelope.createsEvent ? tools.randomID() : nil),
            limits: admission.limits, sender: sender)
    }

    /// The event first: what belongs to an event that is filtered goes with it.
    private func handle(
        _ admission: ItemAdmission, of envelope: Envelope, in context: ItemContext, into batch: inout IngestBatch
    ) -> [OutcomeCount] {
        var book = OutcomeBook(itemCount: envelope.items.count, limited: admission.outcomes)
        var filtered: Outcome?
        for item in admission.kept where item.createsEvent {
            let result = handle(item, of: envelope, in: context, into: &batch)
            if let outcome = result.filtered {
                filtered = outcome
                // What was not kept has not been used.
                quotas.refund(
                    item.type.category, bytes: item.payload.count, to: context.sender.publicKey,
                    under: context.sender.project.limits, at: context.receivedAt)
            }
            book.close(item, with: result)
        }
        var context = context
        context.eventID = context.eventID ?? batch.events.first?.facts.id
        for item in admission.kept where !item.createsEvent {
            if let filtered, item.requiresEvent {
                book.close(item, with: .one(filtered))
            } else {
                book.close(item, with: handle(item, of: envelope, in: context, into: &batch))
            }
        }
        assert(book.isBalanced)
        var outcomes = book.finish()
        if admission.kept.contains(where: { $0.type == .attachment && $0.createsEvent }),
            case .one(let outcome) = CrashEvent.store(of: envelope, in: context, into: &batch)
        {
            // The event that a crash report makes is counted beside the report.
            outcomes.append(OutcomeCount(outcome: outcome, category: .error, quantity: 1))
        }
        return outcomes
    }

    private func handle(
        _ item: Item, of envelope: Envelope, in context: ItemContext, into batch: inout IngestBatch
    ) -> ItemResult {
        let received = ReceivedItem(item: item, body: envelope.bytes)
        return handlers.handler(for: item.type).handle(received, in: context, into: &batch)
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
        let source = OutcomeSource(prepared.sender)
        switch result {
        case .success(let receipt):
            for followUp in prepared.batch.followUps { followUp(receipt) }
            ledger.count(prepared.batch.outcomes.correctingCheckIns(receipt), from: source)
            return IngestAnswer(eventID: prepared.eventID, limits: prepared.limits)
        case .failure(let error):
            if error == .keyframeMissing { tools.bodies.forget() }
            // What was accepted before the commit has not been kept after all.
            ledger.count(prepared.batch.outcomes.map { $0.replacingAccepted(with: error.outcome) }, from: source)
            throw error
        }
    }
}

/// An envelope whose items have become rows.
public struct PreparedEnvelope: Sendable {
    let batch: IngestBatch
    let eventID: EventID?
    let limits: [RateLimit]
    let sender: Sender
}

/// What the sender is told.
public struct IngestAnswer: Sendable, Equatable {
    /// Nil when the request held nothing that has an id.
    public var eventID: EventID?
    /// Those in force now.
    public var limits: [RateLimit]
    public init(eventID: EventID?, limits: [RateLimit] = []) { (self.eventID, self.limits) = (eventID, limits) }
}

extension ItemResult {
    /// The outcome, if the item was filtered.
    fileprivate var filtered: Outcome? {
        if case .one(let outcome) = self, case .filtered = outcome { return outcome }
        return nil
    }
}

extension CommitError {
    /// What became of items whose commit failed.
    var outcome: Outcome {
        switch self {
        case .overloaded, .closing, .keyframeMissing: .rateLimited(reason: .backpressure)
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
