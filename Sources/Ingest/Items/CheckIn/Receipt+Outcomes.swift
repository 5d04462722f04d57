import SentryProtocol
import Storage

extension [OutcomeCount] {
    /// Only the store knows whether a monitor exists: check-ins that it could not place were not accepted.
    func correctingCheckIns(_ receipt: Receipt) -> [OutcomeCount] {
        var unknown = receipt.unknownMonitors
        guard unknown > 0 else { return self }
        var corrected: [OutcomeCount] = []
        for var entry in self {
            if entry.outcome == .accepted, entry.category == .monitor {
                let lost = Swift.min(unknown, entry.quantity)
                unknown -= lost
                entry.quantity -= lost
                corrected.append(
                    OutcomeCount(outcome: .invalid(reason: .unknownMonitor), category: .monitor, quantity: lost))
            }
            if entry.quantity > 0 { corrected.append(entry) }
        }
        return corrected
    }
}
