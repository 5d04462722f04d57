import Dispatch
import Synchronization

/// Somebody who waits for the writer's thread, but not for ever: while another process holds the database, what can be
/// read without it is read.
final class Patience: Sendable {
    /// How long readers wait for what the writer owes them.
    static let max = DispatchTimeInterval.milliseconds(1_500)

    private let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)

    /// Returns when `work`, on `queue`, is done, or when patience is at its end; `work` goes on then.
    static func wait(on queue: DispatchQueue, for work: @escaping @Sendable () -> Void) async {
        let patience = Patience()
        await withCheckedContinuation { continuation in
            patience.waiting.withLock { $0 = continuation }
            queue.async {
                work()
                patience.end()
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + max) { patience.end() }
        }
    }

    private func end() {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume()
    }
}
