import Access
import SQLiteStorage
import SentryProtocol
import Storage

/// What commands do with projects and keys, beside a server that may be running.
extension Installation {
    public func projects() async throws -> [Project] { try await storage.projects() }

    public func projectDeletions() async throws -> [ProjectDeletion] { try await storage.projectDeletions() }

    /// The project as it is afterwards.
    public func update(_ project: Project, _ change: ProjectChange) async throws -> Project {
        guard let changed = try await storage.updateProject(project.id, change, at: Self.now()) else {
            throw NoSuchProject(slug: project.slug, organization: "")
        }
        let event: AuditEvent =
            switch change.isArchived {
            case nil: .projectChange
            case true?: .projectArchive
            case false?: .projectRestore
            }
        await note(event, AuditTarget(changed), in: changed.organizationID, AuditChange(from: project, to: changed))
        return changed
    }

    /// A server carries it out.
    public func beginDeletion(of project: Project) async throws {
        _ = try await storage.beginDeletion(of: project.id, by: nil, at: Self.now())
        await note(.projectDelete, AuditTarget(project), in: project.organizationID)
    }

    public func keys(of project: ProjectID) async throws -> [ProjectKey] {
        try await storage.keys().filter { $0.projectID == project }
    }

    public func createKey(of project: Project, label: String, limit: KeyRateLimit?) async throws -> ProjectKey {
        var key = try await storage.createKey(Self.newKey(label: label), of: project.id, at: Self.now())
        if let limit { key = try await storage.setRateLimit(limit, ofKey: key.publicKey) ?? key }
        await note(.keyCreate, AuditTarget(key), in: project.organizationID, AuditChange(from: nil, to: key))
        return key
    }

    /// The key as it is afterwards; nil leaves alone what it stands for, and a nil inside takes the limit away.
    public func updateKey(
        _ publicKey: String, of project: Project, label: String?, isActive: Bool?, limit: KeyRateLimit??
    ) async throws -> ProjectKey {
        let before = try await key(publicKey, of: project)
        if let limit { _ = try await storage.setRateLimit(limit, ofKey: publicKey) }
        guard let key = try await storage.updateKey(publicKey, label: label, isActive: isActive) else {
            throw NoSuchKey(publicKey: publicKey)
        }
        await note(.keyChange, AuditTarget(key), in: project.organizationID, AuditChange(from: before, to: key))
        return key
    }

    /// Whoever sends with it is refused from now on.
    public func revokeKey(_ publicKey: String, of project: Project) async throws {
        let key = try await key(publicKey, of: project)
        _ = try await storage.deleteKey(publicKey)
        await note(.keyRevoke, AuditTarget(key), in: project.organizationID)
    }

    private func key(_ publicKey: String, of project: Project) async throws -> ProjectKey {
        guard let key = try await keys(of: project.id).first(where: { $0.publicKey == publicKey }) else {
            throw NoSuchKey(publicKey: publicKey)
        }
        return key
    }
}

/// The project has no such key.
public struct NoSuchKey: Error, Sendable, Equatable, CustomStringConvertible {
    public let publicKey: String

    public var description: String { "The project has no key \(publicKey)." }
}
