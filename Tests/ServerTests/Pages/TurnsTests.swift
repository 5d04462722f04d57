import Synchronization
import Testing

@testable import Server

@Suite("Turns of what looks at many stored events")
struct TurnsTests {
    /// Opens when it is told to.
    private actor Gate {
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private(set) var arrived = 0

        func pass() async {
            arrived += 1
            guard !isOpen else { return }
            await withCheckedContinuation { waiting.append($0) }
        }
        func open() {
            isOpen = true
            for each in waiting { each.resume() }
            waiting = []
        }
    }

    private func wait(until condition: () async -> Bool) async {
        while await !condition() { await Task.yield() }
    }

    @Test("as many as allowed run at once, others wait, and all are answered")
    func waiting() async throws {
        let (turns, gate) = (Turns(runningMax: 2, waitingMax: 10), Gate())
        let tasks = (0..<8).map { number in
            Task {
                try await turns.run {
                    await gate.pass()
                    return number
                }
            }
        }
        await wait { await gate.arrived == 2 }
        for _ in 0..<100 { await Task.yield() }
        #expect(await gate.arrived == 2)
        await gate.open()
        var answers: [Int] = []
        for task in tasks { answers.append(try await task.value) }
        #expect(answers == Array(0..<8))
    }

    @Test("one too many is sent away, and a failure gives its turn on")
    func tooMany() async throws {
        struct Broken: Error {}
        let (turns, gate) = (Turns(runningMax: 1, waitingMax: 0), Gate())
        let first = Task {
            try await turns.run {
                await gate.pass()
                throw Broken()
            }
        }
        await wait { await gate.arrived == 1 }
        await #expect(throws: Turns.TooMany.self) { try await turns.run {} }
        await gate.open()
        await #expect(throws: Broken.self) { try await first.value }
        #expect(try await turns.run { 7 } == 7)
    }

    @Test("whoever gives up no longer waits")
    func cancelled() async throws {
        let (turns, gate) = (Turns(runningMax: 1, waitingMax: 1), Gate())
        let first = Task { try await turns.run { await gate.pass() } }
        await wait { await gate.arrived == 1 }
        let second = Task { try await turns.run {} }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        await gate.open()
        try await first.value
    }
}
