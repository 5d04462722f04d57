import Grouping
import SentryProtocol
import Storage

/// Events: parsed, normalised, grouped, encoded (protocol.md §5.2).
struct EventHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        let document: JSONDocument
        do {
            document = try received.document()
        } catch {
            return .invalid(error.dropReason)
        }
        guard document.root.kind == .object else { return .invalid(.notAnObject) }
        var event = Event(reading: document.root)
        // Transactions are another item type, also when they are filed as events.
        guard event.type != .transaction else { return .one(.unsupported(reason: .itemTypeNotKept)) }
        EventNormalizer(context: context).normalize(&event)
        context.tools.grouper.apply(to: &event)
        slim(&event)
        guard let facts = EventFacts(event) else { return .invalid(.internalError) }
        let json = event.encoded(expecting: received.range.count + received.range.count / 4 + 1024)
        batch.events.append(EventRow(facts: facts, body: context.tools.encodeBody(json, .errors)))
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
