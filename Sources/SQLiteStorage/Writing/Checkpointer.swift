import Dispatch
import Synchronization

/// Copies logs back into their files beside the writer, so that no commit waits for it.
final class Checkpointer: Sendable {
    /// A log that has grown by so much is copied.
    static let logBytesStep = 4 * 1024 * 1024
    /// A log this long must start over, even if the writer has to wait for it.
    static let logBytesMax = 32 * 1024 * 1024
    /// A log that starts over is cut to this. Blocks that are there already are cheaper to sync than new ones.
    static let logBytesKept = logBytesMax

    private let queue = DispatchQueue(label: "culprit.checkpoints", qos: .utility)
    private let progress = Mutex<[String: Progress]>([:])
    private let files = Mutex<[String: Connection]>([:])

    static let filesOpenMax = 12

    private struct Progress {
        /// How long the log was when it was last copied.
        var bytesCopied = 0
        var isRunning = false
        var isTooLong = false
    }

    /// Whether the log of `path` has grown enough to be copied. Asked after every commit.
    func isDue(path: String, logBytes: Int) -> Bool {
        progress.withLock { progress in
            var own = progress[path] ?? Progress()
            defer { progress[path] = own }
            // It has started over.
            if logBytes < own.bytesCopied { own.bytesCopied = 0 }
            guard !own.isRunning, logBytes - own.bytesCopied >= Self.logBytesStep else { return false }
            own.isRunning = true
            own.bytesCopied = logBytes
            own.isTooLong = logBytes > Self.logBytesMax
            return true
        }
    }

    /// Copies; then calls `finish` if the log is too long to be left to chance.
    func checkpoint(_ path: String, finish: @escaping @Sendable () -> Void) {
        queue.async { [self] in
            files.withLock { files in
                if files[path] == nil {
                    if files.count >= Self.filesOpenMax { files.removeAll() }
                    files[path] = try? Connection(path: path, mode: .write)
                }
                files[path]?.checkpoint()
            }
            let isTooLong = progress.withLock { progress in
                progress[path]?.isRunning = false
                return progress[path]?.isTooLong ?? false
            }
            if isTooLong { finish() }
        }
    }

    /// Lets go of a file that is about to be removed.
    func close(_ path: String) {
        queue.async { [self] in
            files.withLock { $0[path] = nil }
            progress.withLock { $0[path] = nil }
        }
    }

    func close() { files.withLock { $0.removeAll() } }
}
