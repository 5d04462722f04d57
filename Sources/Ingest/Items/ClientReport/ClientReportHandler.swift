import SentryProtocol
import Storage

/// What an SDK threw away before it reached us (protocol.md §5.12): counted, never limited, never failed.
struct ClientReportHandler: ItemHandler {
    /// Entries of one report that are read.
    private static let entriesMax = 200
    /// A larger number is a mistake.
    private static let quantityMax = 1_000_000_000

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        guard let document = try? received.document(), document.root.kind == .object else {
            return .invalid(.invalidJSON)
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
