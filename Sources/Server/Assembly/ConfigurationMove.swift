import Access
import Grouping
import SQLiteStorage
import SentryProtocol
import Storage

/// Moves projects from one grouping configuration to another (grouping.md §12.9).
struct ConfigurationMove: Sendable {
    let storage: SQLiteEngine
    /// How long the installation keeps each kind of data, in days.
    let retentionDays: [DataKind: Int]
    /// Those that there are.
    var known = Grouper.configurations.map(\.name.rawValue)

    /// From now on the project's events are grouped by `name`. For as long as events are kept, those whose hashes lead
    /// nowhere are looked up with the configuration before, too, so that no issue falls apart.
    ///
    /// Throws `NoSuchConfiguration`.
    func move(_ project: ProjectID, to name: String, at now: Timestamp) async throws -> Storage.GroupingConfiguration {
        guard known.contains(name) else { throw NoSuchConfiguration(name: name, known: known) }
        let current = try await storage.groupingConfiguration(of: project)
        guard current.name != name else { return current }
        let policy = RetentionPolicy(
            days: retentionDays, projects: [project: try await storage.settings(of: project).retention])
        let window = Int64(policy.days(of: .errors, in: project)) * 86_400
        let next = Storage.GroupingConfiguration(
            name: name, previous: current.name, previousUntil: now.adding(seconds: window))
        try await storage.setGroupingConfiguration(next, of: project)
        return next
    }
}

extension Installation {
    /// What a project groups its events with.
    public func groupingConfiguration(of project: ProjectID) async throws -> Storage.GroupingConfiguration {
        try await storage.groupingConfiguration(of: project)
    }

    /// Moves a project to another grouping configuration; a running server follows within a second. Throws
    /// `NoSuchConfiguration`.
    public func move(
        _ project: Project, toGroupingConfiguration name: String, _ configuration: Configuration
    ) async throws -> Storage.GroupingConfiguration {
        let before = try await storage.groupingConfiguration(of: project.id)
        let after = try await ConfigurationMove(storage: storage, retentionDays: configuration.retentionDays).move(
            project.id, to: name, at: Self.now())
        var change = AuditChange()
        change.note("configuration", from: .text(before.name), to: .text(after.name))
        await note(.groupingChange, AuditTarget(project), in: project.organizationID, change)
        return after
    }
}

/// No grouping configuration has that name.
public struct NoSuchConfiguration: Error, Sendable, Equatable, CustomStringConvertible {
    public let name: String
    public let known: [String]

    public var description: String {
        "There is no grouping configuration \(name); there is " + known.joined(separator: ", ") + "."
    }
}
