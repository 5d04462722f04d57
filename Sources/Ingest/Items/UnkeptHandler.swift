import SentryProtocol
import Storage

/// Items that Culprit knows and does not keep: counted, answered 200.
struct UnkeptHandler: ItemHandler {
    let reason: DropReason

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .one(.unsupported(reason: reason))
    }
}
