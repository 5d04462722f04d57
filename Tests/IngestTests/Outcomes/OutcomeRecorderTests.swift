import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Ingest

/// Keeps what it is given, while it can.
private final class MemoryStore: OutcomeStore, RefusalStore {
    struct Full: Error {}
    struct State {
        var samples: [OutcomeSample] = []
        var refusals: [Refusal] = []
        var isFull = false
    }
    let state = Mutex(State())

    func recordOutcomes(_ samples: [OutcomeSample]) async throws {
        try state.withLock {
            if $0.isFull { throw Full() }
            $0.samples += samples
        }
    }

    func recordRefusals(_ refusals: [Refusal]) async throws {
        try state.withLock {
            if $0.isFull { throw Full() }
            $0.refusals += refusals
        }
    }

    var quantity: Int { state.withLock { $0.samples.reduce(0) { $0 + $1.quantity } } }
}

@Suite("From memory to the store")
struct OutcomeRecorderTests {
    private let store = MemoryStore()
    private let ledger = OutcomeLedger()
    private let refusals = RefusalLog()
    private static let now = Timestamp(seconds: 1_790_848_800)

    private func recorder() -> OutcomeRecorder {
        OutcomeRecorder(ledger: ledger, refusals: refusals, store: store) { Self.now }
    }

    @Test("everything is handed over once")
    func flush() async {
        let recorder = recorder()
        ledger.count(.accepted, of: .error, quantity: 3)
        refusals.record(reason: .badKey, at: Self.now) { RefusalLogTests.refusal(reason: .badKey) }
        for _ in 0..<2 { #expect(await recorder.flush()) }
        #expect(store.quantity == 3)
        #expect(store.state.withLock { $0.refusals.map(\.reason) } == [.badKey])
    }

    @Test("what the store cannot take waits, summed, and is handed over once")
    func full() async {
        let recorder = recorder()
        store.state.withLock { $0.isFull = true }
        for _ in 0..<5 {
            ledger.count(.accepted, of: .error)
            refusals.record(reason: .badKey, at: Self.now) { RefusalLogTests.refusal(reason: .badKey) }
            #expect(await recorder.flush() == false)
        }
        store.state.withLock { $0.isFull = false }
        #expect(await recorder.flush())
        #expect(store.state.withLock { $0.samples.map(\.quantity) } == [5])
        #expect(store.state.withLock { $0.refusals.map(\.count) } == [5])
    }

    @Test("a task that is cancelled hands over what is left")
    func cancelled() async {
        let recorder = recorder()
        let task = Task { await recorder.run(every: .seconds(3_600)) }
        ledger.count(.accepted, of: .error)
        task.cancel()
        await task.value
        #expect(store.quantity == 1)
    }

    @Test("a backlog is bounded and loses no count")
    func backlog() {
        var backlog = OutcomeBacklog()
        let count = 3 * OutcomeBacklog.samplesMax
        for number in 0..<count {
            backlog.add([
                OutcomeSample(
                    minute: number, projectID: ProjectID(rawValue: Int64(number)), publicKey: "k\(number)",
                    category: .error, outcome: "client_discard", reason: "r\(number)", sdk: "s", quantity: 1)
            ])
        }
        let samples = backlog.take()
        #expect(samples.count <= 2 * OutcomeBacklog.samplesMax + 1)
        #expect(samples.reduce(0) { $0 + $1.quantity } == count)
        #expect(backlog.take().isEmpty)
    }
}
