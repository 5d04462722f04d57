import SentryProtocol
import Storage

/// Fields that were sent beside a crash dump. They are read together with it, by `CrashEvent`; here it is only seen
/// that they can be (protocol.md §5.18).
struct FormDataHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            guard try received.json().root.kind == .array else { throw Unusable(.badValue) }
        }
    }
}
