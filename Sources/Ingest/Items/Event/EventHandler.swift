import SentryProtocol
import Storage

/// Events: what goes wrong somewhere.
struct EventHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do {
            let document = try received.document()
            // Some SDKs file transactions as events.
            if document.root["type"]?.string == "transaction" {
                return TransactionHandler().handle(received, in: context, into: &batch)
            }
            return EventPath.store(document, in: context, into: &batch)
        } catch {
            return .invalid(error.dropReason)
        }
    }
}
