import SentryProtocol
import Storage

/// What an SDK threw away before it reached us (protocol.md §5.12): counted, never limited, never failed; once, however
/// often it is sent.
struct ClientReportHandler: ItemHandler {
    private let memory = ClientReportMemory()

    /// Entries of one report that are read.
    private static let entriesMax = 200
    /// A larger number is a mistake.
    private static let quantityMax = 1_000_000_000

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        guard let document = try? received.document(), document.root.kind == .object else {
            return .invalid(.invalidJSON)
        }
        // What is counted is counted whether or not the commit works, so it is remembered at once.
        guard memory.isFirst(identity(of: received, document.root, in: context), of: context.sender.projectID) else {
            return .accepted
        }
        for list in ["discarded_events", "rate_limited_events", "filtered_events", "filtered_sampling_events"] {
            guard let entries = document.root.member(named: list) else { continue }
            for entry in entries.elements.prefix(Self.entriesMax) {
                guard let quantity = entry["quantity"]?.integer, quantity > 0, quantity <= Self.quantityMax else {
                    continue
                }
                let reason = Self.reason(entry["reason"]?.string)
                let category = entry["category"]?.string.flatMap { DataCategory(rawValue: $0) } ?? .unknown
                batch.count(.clientDiscard(reason: reason), of: category, quantity: quantity)
            }
        }
        return .accepted
    }

    /// Senders count the same again and again: their own time tells reports apart, else when they sent them. Where
    /// neither is said, equal ones from one sender are one for a minute.
    private func identity(
        of received: ReceivedItem, _ report: JSONNode, in context: ItemContext
    ) -> ContentDigest {
        if let time = report["timestamp"], !time.isNull { return context.identity(of: received) }
        if let sentAt = context.sentAt { return context.identity(of: received, sentAt.microseconds) }
        let sender = ContentDigest(
            of: Array((context.sender.address ?? "").utf8), [context.receivedAt.minute],
            Array((context.sender.client ?? "").utf8))
        return context.identity(of: received, Int64(bitPattern: sender.low))
    }

    /// A word such as `sample_rate`; anything else is `other`, as reasons become labels of metrics.
    private static func reason(_ text: String?) -> String {
        guard let text, (1...64).contains(text.utf8.count) else { return "other" }
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isWord ? text : "other"
    }
}
