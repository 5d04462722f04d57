import Dispatch
import SentryProtocol
import Storage
import Synchronization

/// Connections that answer questions, each on a thread of its own.
final class ReadPool: Sendable {
    private let state: Mutex<State>

    private struct State {
        var lanes: [Lane]
        var idle: [Lane]
        /// The oldest question first.
        var questions: [@Sendable (Lane) -> Void] = []
        var isClosed = false
    }

    /// A thread and its connections.
    private final class Lane: Sendable {
        let queue: DispatchQueue
        let reader: Mutex<Reader>

        init(_ number: Int, _ reader: sending Reader) {
            queue = DispatchQueue(label: "culprit.reader.\(number)", qos: .userInitiated)
            self.reader = Mutex(reader)
        }
    }

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        var lanes: [Lane] = []
        for number in 0..<max(configuration.readers, 1) {
            lanes.append(Lane(number, try Reader(layout, configuration)))
        }
        state = Mutex(State(lanes: lanes, idle: lanes))
    }

    /// Closes files that have been removed, on every thread, after what it is answering now.
    func closeRemovedFiles() {
        for lane in state.withLock({ $0.lanes }) {
            lane.queue.async { lane.reader.withLock { $0.closeRemovedFiles() } }
        }
    }

    /// Answers a question off the caller's thread.
    func read<T: Sendable>(_ question: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        let request = ReadingRequest.current
        return try await withCheckedThrowingContinuation { continuation in
            ask { lane in
                guard let lane else { return continuation.resume(throwing: SQLiteStorageError.closed) }
                continuation.resume(
                    with: Result {
                        try ReadingRequest.$current.withValue(request) {
                            try lane.reader.withLock { try question($0) }
                        }
                    })
            }
        }
    }

    /// Closes connections as they become idle.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.lanes.removeAll()
            state.idle.removeAll()
        }
    }

    private func ask(_ question: @escaping @Sendable (Lane?) -> Void) {
        enum Answer { case now(Lane), later, never }
        let answer: Answer = state.withLock { state in
            if state.isClosed { return .never }
            if let lane = state.idle.popLast() { return .now(lane) }
            state.questions.append(question)
            return .later
        }
        switch answer {
        case .now(let lane): lane.queue.async { self.work(question, on: lane) }
        case .later: break
        case .never: question(nil)
        }
    }

    /// Answers `question` and then whatever else waits.
    private func work(_ question: @Sendable (Lane) -> Void, on lane: Lane) {
        question(lane)
        let next: (@Sendable (Lane) -> Void)? = state.withLock { state in
            if state.questions.isEmpty {
                if !state.isClosed { state.idle.append(lane) }
                return nil
            }
            return state.questions.removeFirst()
        }
        if let next { lane.queue.async { self.work(next, on: lane) } }
    }
}
