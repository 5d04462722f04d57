import SentryProtocol

/// The number of a release; unique in the installation.
public struct ReleaseID: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A version of an organization's software, as events or a command line named it.
public struct Release: Sendable, Equatable {
    public var id: ReleaseID
    public var organizationID: OrganizationID
    public var version: String
    public var createdAt: Timestamp
    public var startedAt: Timestamp?
    public var releasedAt: Timestamp?
    public var isArchived = false
    public var ref: String?
    public var url: String?
    /// Newest first.
    public var commits: [Commit] = []
    /// The projects that it is in, by number.
    public var projects: [ReleaseProject] = []
    public var deployCount = 0
    public var lastDeploy: Deploy?

    public init(id: ReleaseID, organizationID: OrganizationID, version: String, createdAt: Timestamp) {
        (self.id, self.organizationID, self.version, self.createdAt) = (id, organizationID, version, createdAt)
    }

    /// What lists go by.
    public var date: Timestamp { releasedAt ?? createdAt }
    public var events: Int { projects.reduce(0) { $0 + $1.events } }
    public var newIssues: Int { projects.reduce(0) { $0 + $1.newIssues } }
    public var firstEventAt: Timestamp? { projects.compactMap(\.firstEventAt).min() }
    public var lastEventAt: Timestamp? { projects.compactMap(\.lastEventAt).max() }
}

/// What the events of one project say of a release; what retention has taken counts, too.
public struct ReleaseProject: Sendable, Equatable {
    public var projectID: ProjectID
    public var events: Int
    public var firstEventAt: Timestamp?
    public var lastEventAt: Timestamp?
    /// Issues whose first event was in it.
    public var newIssues: Int
    public init(
        projectID: ProjectID, events: Int = 0, firstEventAt: Timestamp? = nil, lastEventAt: Timestamp? = nil,
        newIssues: Int = 0
    ) {
        (self.projectID, self.events, self.newIssues) = (projectID, events, newIssues)
        (self.firstEventAt, self.lastEventAt) = (firstEventAt, lastEventAt)
    }
}

/// A change of source code that a release contains.
public struct Commit: Sendable, Equatable {
    public var id: String
    public var message: String?
    public var authorName: String?
    public var authorEmail: String?
    public var repository: String?
    public var createdAt: Timestamp?
    public init(
        id: String, message: String? = nil, authorName: String? = nil, authorEmail: String? = nil,
        repository: String? = nil, createdAt: Timestamp? = nil
    ) {
        (self.id, self.message, self.authorName, self.authorEmail) = (id, message, authorName, authorEmail)
        (self.repository, self.createdAt) = (repository, createdAt)
    }
}

/// A release that was brought somewhere.
public struct Deploy: Sendable, Equatable {
    public var id: Int64
    public var environment: String
    public var name: String?
    public var url: String?
    public var startedAt: Timestamp?
    public var finishedAt: Timestamp
    public init(
        id: Int64, environment: String, name: String?, url: String?, startedAt: Timestamp?, finishedAt: Timestamp
    ) {
        (self.id, self.environment, self.name, self.url) = (id, environment, name, url)
        (self.startedAt, self.finishedAt) = (startedAt, finishedAt)
    }
}

/// Bounds of what is kept of releases.
public enum ReleaseLimits {
    public static let versionBytesMax = 200
    public static let commitsMax = 250
    public static let messageBytesMax = 1_000
    public static let deploysMax = 100
}
