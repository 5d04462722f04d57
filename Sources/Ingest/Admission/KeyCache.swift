import SentryProtocol
import Storage
import Synchronization

/// The keys that may send, held in memory and read anew when the directory changes.
///
/// `refresh()` runs on a timer (a change is seen within a second), and when an unknown key shows up, so that a project
/// made a moment ago works at once.
public final class KeyCache: Sendable {
    /// What a key opens.
    public struct Entry: Sendable {
        public let project: ProjectProfile
        public let isActive: Bool
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var profiles: [ProjectID: ProjectProfile] = [:]
        var version: Int64?
        var lastMiss: ContinuousClock.Instant?
    }

    private let directory: any Directory & SettingsStore
    private let clock = ContinuousClock()
    private let state = Mutex(State())

    /// Unknown keys make the directory be asked at most this often.
    private static let missInterval = Duration.milliseconds(100)

    public init(directory: any Directory & SettingsStore) { self.directory = directory }

    /// The key's entry, if it is in memory.
    public func known(_ publicKey: String) -> Entry? { state.withLock { $0.entries[publicKey] } }

    /// The key's entry; nil when nobody issued it.
    public func entry(for publicKey: String) async throws -> Entry? {
        if let entry = state.withLock({ $0.entries[publicKey] }) { return entry }
        let now = clock.now
        let mayAsk = state.withLock { state in
            if let last = state.lastMiss, now - last < Self.missInterval { return false }
            state.lastMiss = now
            return true
        }
        guard mayAsk else { return nil }
        try await refresh()
        return state.withLock { $0.entries[publicKey] }
    }

    /// What the people of projects with keys have decided.
    public var settings: [ProjectID: ProjectSettings] { state.withLock { $0.profiles.mapValues(\.settings) } }

    /// Reads the keys again if any process has changed the directory since.
    public func refresh() async throws {
        let version = try await directory.version()
        if state.withLock({ $0.version == version }) { return }
        let keys = try await directory.keys()
        let settings = try await directory.allSettings()
        let before = state.withLock { $0.profiles }
        var entries: [String: Entry] = [:]
        var profiles: [ProjectID: ProjectProfile] = [:]
        for key in keys {
            let own = settings[key.projectID] ?? ProjectSettings()
            let profile =
                profiles[key.projectID] ?? before[key.projectID].flatMap { $0.settings == own ? $0 : nil }
                ?? ProjectProfile(id: key.projectID, settings: own)
            profiles[key.projectID] = profile
            entries[key.publicKey] = Entry(project: profile, isActive: key.isActive)
        }
        state.withLock { state in
            state.entries = entries
            state.profiles = profiles
            state.version = version
        }
    }
}
