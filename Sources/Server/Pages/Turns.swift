/// Lets a few long looks at stored events run at once. Others wait for their turn; too many are sent away.
actor Turns {
    /// So many wait already that one more would wait too long.
    struct TooMany: Error {}

    private let runningMax: Int
    private let waitingMax: Int
    private var running = 0
    private var waiting: [(number: Int, turn: CheckedContinuation<Void, any Error>)] = []
    private var lastNumber = 0

    init(runningMax: Int, waitingMax: Int) { (self.runningMax, self.waitingMax) = (runningMax, waitingMax) }

    /// Does `work` when it is its turn; throws `TooMany`, or what `work` throws.
    nonisolated func run<Found: Sendable>(_ work: @Sendable () async throws -> Found) async throws -> Found {
        try await take()
        do {
            let found = try await work()
            await give()
            return found
        } catch {
            await give()
            throw error
        }
    }

    private func take() async throws {
        guard running >= runningMax else {
            running += 1
            return
        }
        guard waiting.count < waitingMax else { throw TooMany() }
        lastNumber += 1
        let number = lastNumber
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
                // Whoever was cancelled before it came here would never be called.
                if Task.isCancelled {
                    turn.resume(throwing: CancellationError())
                } else {
                    waiting.append((number, turn))
                }
            }
        } onCancel: {
            Task { await self.leave(number) }
        }
    }

    /// The turn goes to whoever waits longest.
    private func give() {
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().turn.resume() }
    }

    private func leave(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).turn.resume(throwing: CancellationError())
    }
}
