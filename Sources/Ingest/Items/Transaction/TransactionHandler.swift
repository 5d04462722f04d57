import Scrubbing
import SentryProtocol
import Storage

/// Transactions: the root span of a service's part of a trace, with the spans below it (protocol.md §5.7).
///
/// Also for `event` items whose payload says that it is a transaction.
struct TransactionHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        let outcome: Outcome
        do throws(Unusable) {
            outcome = try store(received.object(), in: context, into: &batch)
        } catch {
            outcome = .invalid(reason: error.reason)
        }
        // Whatever item type it came in as.
        guard received.item.type.category != .transaction else { return .one(outcome) }
        return .many([OutcomeCount(outcome: outcome, category: .transaction, quantity: 1)])
    }

    /// Adds the transaction that `document` is to `batch` unless it is filtered; throws why it is none.
    private func store(
        _ document: JSONDocument, in context: ItemContext, into batch: inout IngestBatch
    ) throws(Unusable) -> Outcome {
        let root = context.scrubbed(document, as: .event).root
        let payload = try TransactionPayload(reading: root)
        var event = Event(reading: root)
        event.type = .transaction
        let source = context.source(of: event.id)
        EventNormalizer(source: source).normalize(&event)
        let filters = context.sender.project.filters
        if let reason = filters.verdict(
            onTransactionNamed: event.transaction, release: event.release, request: event.request,
            userAddress: event.user?.ipAddress, userAgent: event.requestUserAgent ?? context.sender.userAgent,
            address: context.sender.address)
        {
            return .filtered(reason: reason)
        }
        // The event has been moved to our clock; what lies inside of it moves along.
        let endedAt = event.occurredAt ?? payload.end
        let shift = endedAt.microseconds(since: payload.end)
        let name = event.transaction ?? "<unlabeled transaction>"
        (event.transaction, event.title) = (name, name)
        if payload.spansDropped > 0 {
            event.errors.append(
                ProcessingError(type: "invalid_data", name: "spans", value: "\(payload.spansDropped) left out"))
        }
        let body = payload.encoded(with: event, movedBy: shift, expecting: document.end)
        batch.records.append(
            .transaction(
                TransactionRow(
                    id: source.eventID, traceID: payload.traceID, spanID: payload.spanID,
                    parentSpanID: payload.parentSpanID,
                    receivedAt: context.receivedAt,
                    startedAt: Timestamp(microseconds: payload.start.microseconds + shift), endedAt: endedAt,
                    name: name, op: payload.op, status: payload.status, platform: event.platform ?? "other",
                    environment: event.environment, release: event.release, userIdentity: event.user?.identity,
                    spanCount: payload.spans.count,
                    measurements: payload.measurements.map { .init(name: $0.name, value: $0.value, unit: $0.unit) },
                    body: context.tools.encodeBody(body, .performance))))
        return .accepted
    }
}
