import Access
import SQLiteStorage
import Scrubbing
import SentryProtocol
import Storage

extension Installation {
    /// The project with that slug in an organization.
    public func project(slug: String, organization: String) async throws -> Project {
        let home = try await storage.organizations().first { $0.slug == organization }
        let project = try await storage.projects().first { $0.slug == slug && $0.organizationID == home?.id }
        guard let project else { throw NoSuchProject(slug: slug, organization: organization) }
        return project
    }

    /// What the project's people have decided.
    public func settings(of project: ProjectID) async throws -> ProjectSettings {
        try await storage.settings(of: project)
    }

    /// Saves what has been checked; a running server follows within a second.
    public func setSettings(_ settings: ProjectSettings, of project: Project) async throws {
        try settings.checkScrubbingRules()
        let before = try await storage.settings(of: project.id)
        try await storage.setSettings(settings, of: project.id)
        await note(
            .projectChange, AuditTarget(project), in: project.organizationID, AuditChange(from: before, to: settings))
    }
}

/// No project has that slug there.
public struct NoSuchProject: Error, Sendable, Equatable, CustomStringConvertible {
    public let slug: String
    public let organization: String

    public var description: String { "There is no project \(slug) in the organization \(organization)." }
}
