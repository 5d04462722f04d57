import Storage
import Synchronization

/// What was last read of people and projects, for as long as nobody changes the directory: pages ask the same of it
/// every time.
final class DirectoryMemory: Sendable {
    /// What is remembered. Whoever changes an answer goes through `changeDirectory`, in whichever process.
    enum Question: Hashable {
        case organizations
        case projects
        case users
        case access(UserID)
        case members(OrganizationID)
        case teams(OrganizationID)
        case teamsOfProject(ProjectID)
        case savedSearches(of: [ProjectID], for: UserID?)
    }

    /// Boxed, so that an answer which is nil is not taken for a missing one.
    private struct Answer<T: Sendable>: Sendable {
        let value: T
    }

    private struct State {
        var version: Int64 = .min
        var answers: [Question: any Sendable] = [:]
    }

    private let state = Mutex(State())

    private static let answersMax = 1_000

    func answer<T: Sendable>(_ question: Question, at version: Int64) -> T? {
        state.withLock { state in
            guard state.version == version else { return nil }
            return (state.answers[question] as? Answer<T>)?.value
        }
    }

    /// `answer` was read after `version`.
    func remember<T: Sendable>(_ answer: T, of question: Question, at version: Int64) {
        state.withLock { state in
            guard version >= state.version else { return }
            if version > state.version || state.answers.count >= Self.answersMax { state.answers.removeAll() }
            state.version = version
            state.answers[question] = Answer(value: answer)
        }
    }
}

extension SQLiteEngine {
    /// The answer that was given before, unless the directory has changed since.
    func remembered<T: Sendable>(
        _ question: DirectoryMemory.Question, _ read: @escaping @Sendable (Reader) throws -> T
    ) async throws -> T {
        let version = try await currentVersion()
        if let known: T = directory.answer(question, at: version) { return known }
        let answer = try await readers.read(read)
        directory.remember(answer, of: question, at: version)
        return answer
    }

    /// Looked up once for a request that reads.
    private func currentVersion() async throws -> Int64 {
        if let known = ReadingRequest.current?.directoryVersion { return known }
        let version = try await version()
        ReadingRequest.current?.directoryVersion = version
        return version
    }
}
