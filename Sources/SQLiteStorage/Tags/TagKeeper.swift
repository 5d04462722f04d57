import Dispatch
import SentryProtocol
import Storage
import Synchronization

/// Counts tags: every other second when something was stored, less often when very much is, on a thread that gives way to
/// whoever serves requests; and before somebody asks, on one that does not.
final class TagKeeper: Sendable {
    private let queue = DispatchQueue(label: "culprit.tags")
    private let thread = Mutex<BackgroundThread?>(nil)
    /// Nil in a process that does not take events, and once closed. One thread at a time has it.
    private let fold: Mutex<TagFold?>
    private let writer: Writer
    private let progress = Mutex(Progress())

    fileprivate struct Progress {
        /// How many events were stored when everything was counted the last time.
        var counted = -1
        /// Since events wait.
        var ticks = 0
        var isRecounting = false
    }

    static let interval = DispatchTimeInterval.seconds(2)
    /// Between two steps, when there are many: others want the processor, too.
    static let rest = DispatchTimeInterval.milliseconds(50)
    /// Steps that somebody who asks waits for.
    static let stepsAwaitedMax = 3
    /// More events than this wait for others to be counted with them: the more there are at once, the less each costs.
    static let eventsAtOnce = 1_200
    /// Times that they wait.
    static let ticksMax = 4

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration, _ writer: Writer) throws {
        self.writer = writer
        fold = Mutex(configuration.access == .server ? try TagFold(layout, configuration) : nil)
    }

    /// Begins to count.
    func start() {
        let thread = BackgroundThread { [weak self] in self?.tick() }
        self.thread.withLock { $0 = thread }
        thread.start(after: Self.interval)
    }

    /// Counts what was stored, unless that is very much; then as much as one may wait for.
    func catchUp() async throws {
        let notes = try await perform { fold in
            var steps = 0
            while steps < Self.stepsAwaitedMax, try fold.step() { steps += 1 }
            let notes = try fold.notes()
            return notes.count < Self.notesAwaitedMax ? notes : []
        }
        try await recount(notes ?? [])
    }

    /// While very many events are moved, whoever asks gets counts of before.
    private static let notesAwaitedMax = 64

    /// Runs `body` on the thread; nil in a process that does not count.
    func perform<T: Sendable>(_ body: @escaping @Sendable (TagFold) throws -> T) async throws -> T? {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try fold.withLock { try $0.map { try body($0) } } })
            }
        }
    }

    func close() async {
        thread.withLock { $0?.stop() }
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                fold.withLock { fold in
                    // What is not counted now is counted by the next process.
                    _ = try? fold?.step()
                    fold?.search.checkpoint(truncating: true)
                    fold = nil
                }
                continuation.resume()
            }
        }
    }

    private func recount(_ notes: [TagFold.Note]) async throws {
        guard !notes.isEmpty else { return }
        for note in notes {
            let isDone = try await perform { fold in
                try fold.recount(note.label)
                return true
            }
            // Closed meanwhile: the notes are for the next process.
            guard isDone == true else { return }
        }
        // Whatever was noted since then has a higher number than any of these.
        let (labels, last) = (notes.map(\.label), notes.map(\.lastID).max() ?? 0)
        _ = try await writer.perform { files in
            try files.change {
                try $0.run("DELETE FROM tag_recount WHERE id <= \(last) AND label IN \(anyOf: labels)")
            }
        }
    }

    /// One step, if there is anything to do. Returns how long to rest; nil once closed.
    private func tick() -> DispatchTimeInterval? {
        let stored = writer.statistics.eventsStored
        let work = progress.withLock { $0.work(stored) }
        let answer: (hasMore: Bool, notes: [TagFold.Note])? = fold.withLock { fold in
            guard let fold else { return nil }
            if case .now = work {
                // What fails now is tried again the next time.
                guard let hasMore = try? fold.step() else { return (false, []) }
                if hasMore { return (true, []) }
                progress.withLock { ($0.counted, $0.ticks) = (stored, 0) }
            }
            return (false, (try? fold.notes()) ?? [])
        }
        guard let answer else { return nil }
        if !answer.notes.isEmpty, progress.withLock({ $0.beginRecount() }) {
            Task {
                try? await self.recount(answer.notes)
                self.progress.withLock { $0.isRecounting = false }
            }
        }
        return answer.hasMore ? Self.rest : Self.interval
    }
}

extension TagKeeper.Progress {
    enum Work {
        case none, later, now
    }

    /// False while labels are being counted anew.
    mutating func beginRecount() -> Bool {
        defer { isRecounting = true }
        return !isRecounting
    }

    mutating func work(_ stored: Int) -> Work {
        if stored == counted { return .none }
        ticks += 1
        let waiting = stored - max(counted, 0)
        let isWaiting = (TagKeeper.eventsAtOnce..<TagFold.stepRowsMax).contains(waiting) && ticks <= TagKeeper.ticksMax
        return isWaiting ? .later : .now
    }
}
