/// Keeps what the people of projects have decided.
public protocol SettingsStore: Sendable {
    /// The defaults when nobody has decided anything.
    func settings(of project: ProjectID) async throws -> ProjectSettings
    /// Of projects that do not have the defaults.
    func allSettings() async throws -> [ProjectID: ProjectSettings]
    /// Durable on return, and seen by other processes through `Directory.version()`.
    func setSettings(_ settings: ProjectSettings, of project: ProjectID) async throws
}
