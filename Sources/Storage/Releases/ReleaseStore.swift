import SentryProtocol

/// Which releases a list shows: newest first, by the day of the release or else of its making.
public struct ReleaseQuery: Sendable {
    public var organization: OrganizationID
    /// Only releases in one of these; empty means none.
    public var projects: [ProjectID]
    /// Part of the version, in any case; empty means any.
    public var text: String
    /// Only releases with events in one of these; empty means any.
    public var environments: [String]
    /// Nil means both.
    public var isArchived: Bool?
    public var cursor: Cursor
    /// Rows of a page, 1 to 100.
    public var limit: Int
    public init(
        organization: OrganizationID, projects: [ProjectID], text: String = "", environments: [String] = [],
        isArchived: Bool? = false, cursor: Cursor = .start, limit: Int = 50
    ) {
        (self.organization, self.projects, self.text) = (organization, projects, text)
        (self.environments, self.isArchived, self.cursor, self.limit) = (environments, isArchived, cursor, limit)
    }
}

/// What somebody says of a release; nil leaves it as it is.
public struct ReleaseChange: Sendable, Equatable {
    public var startedAt: Timestamp?
    public var releasedAt: Timestamp?
    public var isArchived: Bool?
    public var ref: String?
    public var url: String?
    public var commits: [Commit]?
    /// Projects that it is in from now on, besides those before.
    public var projects: [ProjectID] = []
    public init() {}
}

/// What became of a release that was to be deleted.
public enum ReleaseDeletion: Sendable, Equatable {
    case deleted, missing
    /// Issues began in it.
    case inUse
}

/// Releases, read and written. Writes are durable on return.
public protocol ReleaseStore: Sendable {
    func releases(matching query: ReleaseQuery) async throws -> Page<Release>
    func release(_ version: String, in organization: OrganizationID) async throws -> Release?
    /// Makes the release unless there is one, and changes it; true when it is new.
    func save(
        _ change: ReleaseChange, to version: String, in organization: OrganizationID, at now: Timestamp
    ) async throws -> (release: Release, isNew: Bool)
    func deleteRelease(_ version: String, in organization: OrganizationID) async throws -> ReleaseDeletion
    /// The newest release before this one that has commits and a project in common with it.
    func releaseWithCommits(before version: String, in organization: OrganizationID) async throws -> Release?

    /// Newest first.
    func deploys(of release: ReleaseID) async throws -> [Deploy]
    /// Nil when there is no such release.
    func addDeploy(_ deploy: Deploy, to release: ReleaseID) async throws -> Deploy?
}
