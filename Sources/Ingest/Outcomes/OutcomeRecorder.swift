import SentryProtocol
import Storage

/// Carries what became of items and requests from memory to the store, about once a second.
///
/// While the store cannot take it, counts wait, are summed and lose what tells senders apart before they grow.
public actor OutcomeRecorder {
    private let ledger: OutcomeLedger
    private let refusals: RefusalLog
    private let store: any OutcomeStore & RefusalStore
    private let now: @Sendable () -> Timestamp
    private var waiting = OutcomeBacklog()

    public init(
        ledger: OutcomeLedger, refusals: RefusalLog, store: any OutcomeStore & RefusalStore,
        now: @escaping @Sendable () -> Timestamp
    ) {
        (self.ledger, self.refusals, self.store, self.now) = (ledger, refusals, store, now)
    }

    /// Flushes until the task is cancelled, then once more.
    public func run(every interval: Duration = .seconds(1)) async {
        while (try? await Task.sleep(for: interval)) != nil { await flush() }
        await flush()
    }

    /// Stores what there is. False when some of it has to wait.
    @discardableResult
    public func flush() async -> Bool {
        waiting.add(ledger.drain(at: now()))
        let outcomesAreStored = await flushOutcomes()
        let refused = refusals.drain()
        guard !refused.isEmpty else { return outcomesAreStored }
        do {
            try await store.recordRefusals(refused)
            return outcomesAreStored
        } catch {
            refusals.giveBack(refused)
            return false
        }
    }

    private func flushOutcomes() async -> Bool {
        let samples = waiting.take()
        guard !samples.isEmpty else { return true }
        do {
            try await store.recordOutcomes(samples)
            return true
        } catch {
            waiting.add(samples)
            return false
        }
    }
}

/// Samples that wait for the store: summed, and bounded.
struct OutcomeBacklog: Sendable {
    /// By sample with a quantity of zero.
    private var quantities: [OutcomeSample: Int] = [:]

    /// Distinct samples; more are summed without their senders, and then without their minutes.
    static let samplesMax = 50_000

    mutating func add(_ samples: [OutcomeSample]) {
        for sample in samples {
            var key = sample
            key.quantity = 0
            if quantities.count >= Self.samplesMax, quantities[key] == nil {
                (key.projectID, key.publicKey, key.sdk) = (nil, nil, InternedTexts.otherText)
                if key.outcome == Outcome.clientDiscard(reason: "").name { key.reason = InternedTexts.otherText }
                if quantities.count >= 2 * Self.samplesMax { key.minute = overflowMinute ?? key.minute }
                overflowMinute = overflowMinute ?? key.minute
            }
            quantities[key, default: 0].addSaturating(sample.quantity)
        }
    }

    /// What is summed when even minutes are too many.
    private var overflowMinute: Int?

    mutating func take() -> [OutcomeSample] {
        defer { self = OutcomeBacklog() }
        return quantities.map { key, quantity in
            var sample = key
            sample.quantity = quantity
            return sample
        }
    }
}
