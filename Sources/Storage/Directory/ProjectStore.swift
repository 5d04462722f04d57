import SentryProtocol

/// What people change about a project beyond its settings; nil leaves a field alone.
public struct ProjectChange: Sendable, Equatable {
    public var name: String?
    public var slug: String?
    /// Nil inside: no platform.
    public var platform: String??
    /// An archived project takes no events and keeps what it has.
    public var isArchived: Bool?
    public init(name: String? = nil, slug: String? = nil, platform: String?? = nil, isArchived: Bool? = nil) {
        (self.name, self.slug, self.platform, self.isArchived) = (name, slug, platform, isArchived)
    }
}

/// How much one key may send.
public struct KeyRateLimit: Sendable, Equatable {
    /// Items of any category.
    public var count: Int
    /// In seconds.
    public var window: Int

    /// Nil for what is no limit: nothing at all, or a window longer than a year.
    public init?(count: Int, window: Int) {
        guard (1...1_000_000_000).contains(count), (1...SettingsLimits.windowMax).contains(window) else { return nil }
        (self.count, self.window) = (count, window)
    }
}

/// A project that is being deleted.
public struct ProjectDeletion: Sendable, Equatable {
    public var project: ProjectID
    public var organizationID: OrganizationID
    public var slug: String
    public var name: String
    public var beganAt: Timestamp
    public init(
        project: ProjectID, organizationID: OrganizationID, slug: String, name: String, beganAt: Timestamp
    ) {
        (self.project, self.organizationID, self.slug) = (project, organizationID, slug)
        (self.name, self.beganAt) = (name, beganAt)
    }
}

/// The life of projects and keys after they were made. Writes are durable on return; any process may make them.
public protocol ProjectStore: Sendable {
    /// The project as it is afterwards; nil when there is none. Its former slug goes on leading to it until another
    /// project takes it.
    func updateProject(_ id: ProjectID, _ change: ProjectChange, at now: Timestamp) async throws -> Project?
    /// The project that had this slug before and that no other has now.
    func project(formerlyCalled slug: String, in organization: OrganizationID) async throws -> Project?
    /// Nil takes the limit away. Nil is returned when there is no such key.
    func setRateLimit(_ limit: KeyRateLimit?, ofKey publicKey: String) async throws -> ProjectKey?

    /// Takes a project away from everybody at once: its keys are revoked, its slug is free, and nothing shows it any
    /// more. False when there was none. Its data goes when a server carries the deletion out.
    func beginDeletion(of project: ProjectID, by author: UserID?, at now: Timestamp) async throws -> Bool
    /// Deletions that are under way, oldest first.
    func projectDeletions() async throws -> [ProjectDeletion]
}
