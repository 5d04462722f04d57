import Dispatch
import Glibc
import Synchronization

/// A thread that gives way: on a busy machine whoever serves a request goes first.
///
/// The threads of a dispatch queue are shared, and a priority that is given away cannot be taken back without
/// privileges; so what may wait has a thread of its own.
final class BackgroundThread: Sendable {
    private let wakeUp = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)
    /// Nil once it is over.
    private let turn: @Sendable () -> DispatchTimeInterval?

    /// A third of what others get while all processors are busy: somebody may have to wait until a turn is over.
    private static let niceness: Int32 = 5

    /// Will call `turn` again and again, each time after as long a rest as the last one returned.
    init(turn: @escaping @Sendable () -> DispatchTimeInterval?) { self.turn = turn }

    /// Begins with a rest. To be called once.
    func start(after rest: DispatchTimeInterval) {
        final class Errand {
            let run: () -> Void
            init(_ run: @escaping () -> Void) { self.run = run }
        }
        var thread = pthread_t()
        let errand = Unmanaged.passRetained(Errand { self.run(after: rest) })
        let result = pthread_create(
            &thread, nil,
            { errand in
                // SAFETY: the reference that was retained for this thread alone.
                if let errand { Unmanaged<Errand>.fromOpaque(errand).takeRetainedValue().run() }
                return nil
            }, errand.toOpaque())
        if result == 0 { pthread_detach(thread) } else { errand.release() }
    }

    /// Ends the rest; no further turn begins.
    func stop() {
        isStopped.withLock { $0 = true }
        wakeUp.signal()
    }

    private func run(after rest: DispatchTimeInterval) {
        // Of this thread alone.
        setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.niceness)
        var rest: DispatchTimeInterval? = rest
        while let pause = rest {
            _ = wakeUp.wait(timeout: .now() + pause)
            guard !isStopped.withLock({ $0 }) else { return }
            rest = turn()
        }
    }
}
