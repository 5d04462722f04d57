import SentryProtocol
import Storage

/// The accounts of one request: every item ends in exactly one outcome, and the entries of a container in one each.
public struct OutcomeBook: Sendable {
    /// Items that have no outcome yet; below zero when one got two.
    public private(set) var open: Int
    public private(set) var outcomes: [OutcomeCount]

    /// Opens the accounts of `itemCount` items, some of which limits may have closed already.
    public init(itemCount: Int, limited: [OutcomeCount] = []) {
        open = itemCount - limited.count
        outcomes = limited
    }

    /// Enters what became of an item.
    public mutating func close(_ item: Item, with result: ItemResult) {
        open -= 1
        switch result {
        case .one(let outcome):
            outcomes.append(OutcomeCount(outcome: outcome, category: item.type.category, quantity: 1))
        case .many(let entries):
            // A container of nothing is an item all the same.
            let counted = entries.contains { $0.quantity > 0 }
            outcomes += counted ? entries : [OutcomeCount(outcome: .invalid(reason: .empty), item)]
        }
    }

    /// True when each item has had exactly one outcome; for assertions and tests.
    public var isBalanced: Bool { open == 0 }

    /// The outcomes. Items that were forgotten count as a fault of ours, so that no number hides them.
    public consuming func finish() -> [OutcomeCount] {
        if open > 0 {
            outcomes.append(
                OutcomeCount(outcome: .invalid(reason: .internalError), category: .unknown, quantity: open))
        }
        return outcomes
    }
}

extension OutcomeCount {
    fileprivate init(outcome: Outcome, _ item: Item) {
        self.init(outcome: outcome, category: item.type.category, quantity: 1)
    }
}
