import SentryProtocol

/// Everything that the page of an issue shows, asked at once.
public struct IssuePageQuestion: Sendable {
    /// The issue itself, not a label that leads to it; and its project.
    public var issue: IssueID
    public var project: ProjectID
    /// How many events the issue has had.
    public var timesSeen: Int
    public var selector: EventSelector
    /// Whose marks are meant.
    public var viewer: UserID?
    /// What the charts cover, and into how many bars they put it.
    public var day: (period: Period, bars: Int)
    public var month: (period: Period, bars: Int)
    public var activitiesMax: Int
    /// Values of each tag.
    public var tagValuesMax: Int
    public init(
        issue: IssueID, project: ProjectID, timesSeen: Int, selector: EventSelector, viewer: UserID?,
        day: (period: Period, bars: Int), month: (period: Period, bars: Int), activitiesMax: Int, tagValuesMax: Int
    ) {
        (self.issue, self.project, self.timesSeen) = (issue, project, timesSeen)
        (self.selector, self.viewer) = (selector, viewer)
        (self.day, self.month) = (day, month)
        (self.activitiesMax, self.tagValuesMax) = (activitiesMax, tagValuesMax)
    }
}

/// The answer to `IssuePageQuestion`.
public struct IssuePageAnswer: Sendable {
    public var event: StoredEvent?
    /// Which of the issue's events it is, as `EventReader.position(of:)` tells.
    public var position: Int?
    public var day: [Int] = []
    public var month: [Int] = []
    /// The newest first.
    public var activities: [Activity] = []
    public var marks = IssueMarks()
    public var newestRelease: String?
    /// As counted so far.
    public var tags: [TagSummary] = []
    /// As `IssueMerging.isMovingEvents(of:)` tells.
    public var isMoving = false
    public init() {}
}

/// Answers the page of an issue in one question, and finds many issues at once.
public protocol IssuePageReader: Sendable {
    func issuePage(_ question: IssuePageQuestion) async throws -> IssuePageAnswer

    /// Those of the issues that are there, each under its own id.
    func issues(_ ids: [IssueID]) async throws -> [IssueID: IssueSummary]
}
