import SQLiteStorage
import SentryProtocol
import Storage

/// What commands do with projects and keys, beside a server that may be running.
extension Installation {
    public func projects() async throws -> [Project] { try await storage.projects() }

    public func projectDeletions() async throws -> [ProjectDeletion] { try await storage.projectDeletions() }

    /// The project as it is afterwards.
    public func update(_ project: ProjectID, _ change: ProjectChange) async throws -> Project {
        guard let changed = try await storage.updateProject(project, change, at: Self.now()) else {
            throw NoSuchProject(slug: String(project.rawValue), organization: "")
        }
        return changed
    }

    /// A server carries it out.
    public func beginDeletion(of project: ProjectID) async throws {
        _ = try await storage.beginDeletion(of: project, by: nil, at: Self.now())
    }

    public func keys(of project: ProjectID) async throws -> [ProjectKey] {
        try await storage.keys().filter { $0.projectID == project }
    }

    public func createKey(of project: ProjectID, label: String, limit: KeyRateLimit?) async throws -> ProjectKey {
        let key = try await storage.createKey(Self.newKey(label: label), of: project, at: Self.now())
        guard let limit else { return key }
        return try await storage.setRateLimit(limit, ofKey: key.publicKey) ?? key
    }

    /// The key as it is afterwards; nil leaves alone what it stands for, and a nil inside takes the limit away.
    public func updateKey(
        _ publicKey: String, of project: ProjectID, label: String?, isActive: Bool?, limit: KeyRateLimit??
    ) async throws -> ProjectKey {
        try await require(publicKey, of: project)
        if let limit { _ = try await storage.setRateLimit(limit, ofKey: publicKey) }
        guard let key = try await storage.updateKey(publicKey, label: label, isActive: isActive) else {
            throw NoSuchKey(publicKey: publicKey)
        }
        return key
    }

    public func revokeKey(_ publicKey: String, of project: ProjectID) async throws {
        try await require(publicKey, of: project)
        _ = try await storage.deleteKey(publicKey)
    }

    private func require(_ publicKey: String, of project: ProjectID) async throws {
        guard try await keys(of: project).contains(where: { $0.publicKey == publicKey }) else {
            throw NoSuchKey(publicKey: publicKey)
        }
    }
}

/// The project has no such key.
public struct NoSuchKey: Error, Sendable, Equatable, CustomStringConvertible {
    public let publicKey: String

    public var description: String { "The project has no key \(publicKey)." }
}
