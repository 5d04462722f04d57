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

    /// Where keys and what projects decided are read from.
    public typealias Source = Directory & SettingsStore & GroupingRuleStore

    private let directory: any Source
    private let compile: ProjectGrouping.Compiler
    private let clock = ContinuousClock()
    private let state = Mutex(State())

    /// Unknown keys make the directory be asked at most this often.
    private static let missInterval = Duration.milliseconds(100)

    /// `compile` is asked again only when a project's rules have changed.
    public init(directory: any Source, compile: @escaping ProjectGrouping.Compiler) {
        (self.directory, self.compile) = (directory, compile)
    }

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
        let archived = Set(try await directory.projects().filter(\.isArchived).map(\.id))
        let keyLimits = Dictionary(grouping: keys.compactMap(QuotaSetting.init(ofKey:)), by: \.publicKey)
        let keysOfProjects = Dictionary(grouping: keys, by: \.projectID)
        let (rules, configurations) = try await (directory.groupingRules(), directory.groupingConfigurations())
        let before = state.withLock { $0.profiles }
        func profile(of project: ProjectID) -> ProjectProfile {
            var own = settings[project] ?? ProjectSettings()
            for key in keysOfProjects[project] ?? [] { own.limits.quotas += keyLimits[key.publicKey] ?? [] }
            let (ownRules, configuration) = (rules[project] ?? Storage.GroupingRules(), configurations[project])
            let known = before[project]
            let grouping =
                known.flatMap { $0.grouping.follows(ownRules, configuration) ? $0.grouping : nil }
                ?? ProjectGrouping(rules: ownRules, configuration: configuration, compile: compile)
            if let known, known.settings == own, known.grouping.follows(ownRules, configuration) { return known }
            return ProjectProfile(id: project, settings: own, grouping: grouping)
        }
        var entries: [String: Entry] = [:]
        var profiles: [ProjectID: ProjectProfile] = [:]
        for key in keys {
            let profile = profiles[key.projectID] ?? profile(of: key.projectID)
            profiles[key.projectID] = profile
            entries[key.publicKey] = Entry(
                project: profile, isActive: key.isActive && !archived.contains(key.projectID))
        }
        state.withLock { state in
            state.entries = entries
            state.profiles = profiles
            state.version = version
        }
    }
}

extension QuotaSetting {
    /// A key's own limit is a quota on everything that comes with it.
    fileprivate init?(ofKey key: ProjectKey) {
        guard let limit = key.rateLimit else { return nil }
        self.init(categories: [], limit: limit.count, window: limit.window, publicKey: key.publicKey)
    }
}
