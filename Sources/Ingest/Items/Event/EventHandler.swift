import SentryProtocol
import Storage

/// Events: what goes wrong somewhere.
struct EventHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do {
            return EventPath.store(try received.document(), in: context, into: &batch)
        } catch {
            return .invalid(error.dropReason)
        }
    }
}
