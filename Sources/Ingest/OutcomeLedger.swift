import SentryProtocol
import Storage
import Synchronization

/// How often each outcome happened since the server started, by category.
public final class OutcomeLedger: Sendable {
    private struct Key: Hashable {
        let outcome: Outcome
        let category: DataCategory
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Distinct outcomes that are told apart; what SDKs make up beyond them is counted as `other`.
    private static let keysMax = 500

    public init() {}

    public func count(_ outcomes: [OutcomeCount]) {
        guard !outcomes.isEmpty else { return }
        counts.withLock { counts in
            for entry in outcomes {
                var key = Key(outcome: entry.outcome, category: entry.category)
                if counts[key] == nil, counts.count >= Self.keysMax, case .clientDiscard = entry.outcome {
                    key = Key(outcome: .clientDiscard(reason: "other"), category: entry.category)
                }
                // Quantities come from strangers: a full counter stays full.
                let (sum, overflows) = counts[key, default: 0].addingReportingOverflow(entry.quantity)
                counts[key] = overflows ? .max : sum
            }
        }
    }

    public func count(_ outcome: Outcome, of category: DataCategory, quantity: Int = 1) {
        count([OutcomeCount(outcome: outcome, category: category, quantity: quantity)])
    }

    /// All counts, in a stable order.
    public var totals: [OutcomeCount] {
        counts.withLock { counts in
            counts.map { OutcomeCount(outcome: $0.key.outcome, category: $0.key.category, quantity: $0.value) }
        }
        .sorted {
            ($0.outcome.name, $0.outcome.reason, $0.category.rawValue) < (
                $1.outcome.name, $1.outcome.reason, $1.category.rawValue
            )
        }
    }
}
