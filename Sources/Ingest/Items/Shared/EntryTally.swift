import SentryProtocol
import Storage

/// What became of the entries of a container.
struct EntryTally {
    let category: DataCategory
    private var accepted = 0
    /// A container of twelve mebibytes holds millions of broken entries: they are counted, not listed.
    private var refused: [DropReason: Int] = [:]

    init(of category: DataCategory) { self.category = category }

    mutating func accept() { accepted += 1 }
    mutating func refuse(_ error: Unusable) { refused[error.reason, default: 0] += 1 }

    /// Every entry once; a container without entries counts as none accepted.
    var result: ItemResult {
        var counts: [OutcomeCount] = []
        if accepted > 0 || refused.isEmpty {
            counts.append(OutcomeCount(outcome: .accepted, category: category, quantity: accepted))
        }
        for (reason, count) in refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            counts.append(OutcomeCount(outcome: .invalid(reason: reason), category: category, quantity: count))
        }
        return .many(counts)
    }
}
