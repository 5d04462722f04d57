import SentryProtocol

/// What people do to issues.
public enum IssueCommand: Sendable, Equatable {
    case resolve
    /// Mended in a release or a commit: older ones may still send events.
    case resolveIn(Fix)
    /// Out of sight until somebody reopens it.
    case archive
    /// Out of sight for a while.
    case archiveUntil(ArchiveCondition)
    /// Back to unresolved.
    case unresolve
    /// Nil for nobody.
    case assign(Assignee?)
    /// Nil for what the newest event suggests.
    case setPriority(IssuePriority?)
}

/// Who did it.
public enum Actor: Sendable, Equatable {
    case user(UserID)
    case token(TokenID)
    case system
}

/// An entry of an issue's history.
public struct Activity: Sendable, Equatable {
    public var id: Int64
    public var issueID: IssueID
    /// `set_resolved`, `set_regression`, … (web-api.md §2.6.3).
    public var type: String
    public var userID: UserID?
    public var createdAt: Timestamp
    /// A JSON object.
    public var data: String
    public init(
        id: Int64, issueID: IssueID, type: String, userID: UserID?, createdAt: Timestamp, data: String
    ) {
        (self.id, self.issueID, self.type) = (id, issueID, type)
        (self.userID, self.createdAt, self.data) = (userID, createdAt, data)
    }
}

/// Changes of issues by people.
public protocol IssueCommands: Sendable {
    /// Applies `command` to the listed issues; those already in that state are left alone. Returns the issues that
    /// exist, changed or not. Durable on return.
    func apply(_ command: IssueCommand, to issues: [IssueID], by actor: Actor, at now: Timestamp) async throws
        -> [IssueID]
    /// Newest first.
    func activities(of issue: IssueID, limit: Int) async throws -> [Activity]
}
