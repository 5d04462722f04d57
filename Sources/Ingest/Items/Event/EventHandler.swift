import Grouping
import SentryProtocol
import Storage

/// Events: parsed, normalised, grouped, encoded (protocol.md §5.2).
struct EventHandler: ItemHandler {
    func handle(_ payload: Payload, in context: ItemContext, into batch: inout IngestBatch) -> Outcome {
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: payload.body, in: payload.range)
        } catch {
            return .invalid(reason: error.dropReason)
        }
        guard document.root.kind == .object else { return .invalid(reason: .notAnObject) }
        var event = Event(reading: document.root)
        // Transactions are another item type, also when they are filed as events.
        guard event.type != .transaction else { return .unsupported(reason: .itemTypeNotKept) }
        EventNormalizer(context: context).normalize(&event)
        context.tools.grouper.apply(to: &event)
        slim(&event)
        guard let facts = EventFacts(event) else { return .invalid(reason: .internalError) }
        let json = event.encoded(expecting: payload.range.count + payload.range.count / 4 + 1024)
        batch.events.append(EventRow(facts: facts, body: context.tools.encodeBody(json)))
        return .accepted
    }

    /// After grouping has decided which frames are the project's own.
    private func slim(_ event: inout Event) {
        for index in event.exceptions.indices { event.exceptions[index].stacktrace?.slim() }
        for index in event.threads.indices { event.threads[index].stacktrace?.slim() }
        event.stacktrace?.slim()
    }
}

extension JSONError {
    var dropReason: DropReason {
        switch self {
        case .empty: .empty
        case .tooDeep: .tooDeep
        case .unexpectedByte, .unexpectedEnd: .invalidJSON
        }
    }
}
