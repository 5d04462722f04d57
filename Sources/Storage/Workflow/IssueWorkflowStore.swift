import SentryProtocol

/// What a change did, and the name by which it can be taken back.
public struct WorkflowChange: Sendable, Equatable {
    /// Nil when nothing was changed.
    public var id: Int64?
    /// The issues that exist, changed or not.
    public var found: [IssueID]
    /// How many of them were changed.
    public var changed: Int
    public init(id: Int64? = nil, found: [IssueID] = [], changed: Int = 0) {
        (self.id, self.found, self.changed) = (id, found, changed)
    }
}

/// Why a comment was refused.
public enum CommentError: Error, Sendable, Equatable {
    /// The same person said the same within the hour.
    case duplicate
    case noSuchIssue
}

/// Bounds of what people do to issues.
public enum WorkflowLimits {
    /// Issues that one action changes.
    public static let issuesMax = 10_000
    public static let commentBytesMax = 16_384
    public static let versionBytesMax = 250
    public static let searchesMax = 100
    public static let searchNameBytesMax = 128
}

/// What people do to issues, and how they take it back. Durable on return.
public protocol IssueWorkflowStore: Sendable {
    /// The issues that match, in the query's order, without its pages.
    func issueIDs(matching query: IssueQuery, upTo limit: Int) async throws -> [IssueID]
    /// Applies all commands to each issue. Many issues are changed some at a time, so that events are not kept waiting.
    func change(_ issues: [IssueID], by commands: [IssueCommand], actor: Actor, at now: Timestamp) async throws
        -> WorkflowChange
    /// Puts the issues of a change of the actor's back where nobody has changed them since; returns those. A change can
    /// be taken back for a day.
    func undo(_ change: Int64, by actor: Actor, at now: Timestamp) async throws -> [IssueID]
    /// Archived issues whose time is over come back.
    func returnArchived(at now: Timestamp) async throws -> [IssueID]

    /// Hides issues; `finishDeletions` then takes their events. Returns those that exist.
    func delete(_ issues: [IssueID], at now: Timestamp) async throws -> [IssueID]
    /// Whether `finishDeletions` has something to do.
    func hasDeletions() async throws -> Bool
    /// Deletes the hidden issues with all their events. Goes on where a crash has stopped it.
    func finishDeletions() async throws

    /// Throws `CommentError`.
    func addComment(_ text: String, to issue: IssueID, by actor: Actor, at now: Timestamp) async throws -> Activity
    /// Nil when `user` has written no such comment.
    func updateComment(_ id: Int64, of issue: IssueID, to text: String, by user: UserID) async throws -> Activity?
    /// False when there is no such comment, or when `user`, if given, has not written it.
    func deleteComment(_ id: Int64, of issue: IssueID, by user: UserID?) async throws -> Bool
    /// Comments alone, newest first.
    func comments(of issue: IssueID, limit: Int) async throws -> [Activity]

    func marks(of issues: [IssueID], for user: UserID) async throws -> [IssueID: IssueMarks]
    func mark(_ issues: [IssueID], for user: UserID, _ change: MarkChange, at now: Timestamp) async throws
    func audience(of issue: IssueID) async throws -> IssueAudience

    /// The newest release that events of the project came from.
    func newestRelease(of project: ProjectID) async throws -> String?
}

/// A search with a name.
public struct SavedSearch: Sendable, Equatable {
    public var id: Int64
    public var organizationID: OrganizationID
    /// Who made it.
    public var ownerID: UserID?
    public var name: String
    public var query: String
    public var sort: IssueSort
    /// Everybody in the organization has it, not only its owner.
    public var isShared: Bool
    public var createdAt: Timestamp
    public init(
        id: Int64, organizationID: OrganizationID, ownerID: UserID?, name: String, query: String, sort: IssueSort,
        isShared: Bool, createdAt: Timestamp
    ) {
        (self.id, self.organizationID, self.ownerID, self.name) = (id, organizationID, ownerID, name)
        (self.query, self.sort, self.isShared, self.createdAt) = (query, sort, isShared, createdAt)
    }
}

/// Why a search was not saved.
public enum SavedSearchError: Error, Sendable, Equatable {
    /// Somebody has as many as one may have.
    case tooMany
}

/// Searches that people come back to.
public protocol SavedSearchStore: Sendable {
    /// Those of `user` and those of everybody, by name.
    func savedSearches(of organization: OrganizationID, for user: UserID?) async throws -> [SavedSearch]
    /// Ignores the `id` of `search`. Throws `SavedSearchError`.
    func save(_ search: SavedSearch) async throws -> SavedSearch
    /// Changes name, query, sort and who has it. False when there is none of that number and organization.
    func update(_ search: SavedSearch) async throws -> Bool
    func deleteSavedSearch(_ id: Int64, of organization: OrganizationID) async throws -> Bool
}
