import Synchronization

/// Lets one task sleep until another has something for it to do.
final class Nudge: Sendable {
    private struct State {
        var isNudged = false
        var sleep: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Wakes the task that waits, or keeps the next one from waiting.
    func nudge() {
        state.withLock { state in
            state.isNudged = true
            state.sleep?.cancel()
        }
    }

    /// Returns after `duration`, when nudged, or when the task is cancelled.
    func wait(upTo duration: Duration) async {
        let sleep = Task { _ = try? await Task.sleep(for: duration) }
        state.withLock { state in
            state.sleep = sleep
            if state.isNudged { sleep.cancel() }
        }
        await withTaskCancellationHandler {
            await sleep.value
        } onCancel: {
            sleep.cancel()
        }
        state.withLock { $0 = State() }
    }
}
