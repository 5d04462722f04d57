import SentryProtocol

/// What people have decided about an issue, beside its status.
public struct IssueWorkflow: Sendable, Equatable {
    public var assignee: Assignee?
    /// Of a resolved issue: nil when any event brings it back.
    public var resolution: Resolution?
    /// Of an archived issue: nil when nothing brings it back.
    public var archivedUntil: ArchiveCondition?
    /// Who set the status; nil when nobody did.
    public var statusSetBy: UserID?
    /// Chosen by somebody, in place of what the newest event suggests.
    public var chosenPriority: IssuePriority?
    public var commentCount = 0
    public init() {}
}

/// What one user has noted for themselves about an issue.
public struct IssueMarks: Sendable, Equatable {
    public var isBookmarked = false
    /// Nil when they never chose.
    public var isSubscribed: Bool?
    /// Why they are subscribed: `comment`, `assigned`, `status_change`, `bookmark` or `unknown`.
    public var reason: String?
    public var seenAt: Timestamp?
    public init() {}
}

/// What to change about one's marks; nil leaves one as it is.
public struct MarkChange: Sendable, Equatable {
    public var isBookmarked: Bool?
    public var isSubscribed: Bool?
    public var hasSeen: Bool?
    public init(isBookmarked: Bool? = nil, isSubscribed: Bool? = nil, hasSeen: Bool? = nil) {
        (self.isBookmarked, self.isSubscribed, self.hasSeen) = (isBookmarked, isSubscribed, hasSeen)
    }
    public var isEmpty: Bool { self == MarkChange() }
}

/// Everybody who has to do with an issue.
public struct IssueAudience: Sendable, Equatable {
    public var participants: [UserID] = []
    /// The latest first.
    public var seenBy: [(user: UserID, at: Timestamp)] = []
    public init() {}
    public static func == (left: Self, right: Self) -> Bool {
        left.participants == right.participants && left.seenBy.elementsEqual(right.seenBy, by: ==)
    }
}
