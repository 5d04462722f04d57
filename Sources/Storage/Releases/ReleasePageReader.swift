import SentryProtocol

/// Everything that the page of a release shows besides the release itself, asked at once.
public struct ReleasePageQuestion: Sendable {
    public var release: Release
    /// Those of its projects that are meant.
    public var projects: [ProjectID]
    /// What the chart covers, and into how many bars it puts it.
    public var chart: (period: Period, bars: Int)
    /// What the sessions are of.
    public var sessionPeriod: Period
    /// Lists of issues are no longer than this.
    public var issuesMax: Int
    public init(
        release: Release, projects: [ProjectID], chart: (period: Period, bars: Int), sessionPeriod: Period,
        issuesMax: Int
    ) {
        (self.release, self.projects, self.chart) = (release, projects, chart)
        (self.sessionPeriod, self.issuesMax) = (sessionPeriod, issuesMax)
    }
}

/// The answer to `ReleasePageQuestion`, as of one moment.
public struct ReleasePageAnswer: Sendable {
    /// Events of the release per bar.
    public var events: [Int] = []
    /// Issues whose first event was in the release, the newest first.
    public var newIssues: [IssueSummary] = []
    /// Issues that were resolved and came back in the release, the last to do so first.
    public var regressedIssues: [IssueSummary] = []
    /// Newest first.
    public var deploys: [Deploy] = []
    /// The version of the release before, in one of the projects.
    public var before: String?
    /// Nil without sessions. People are counted in one project alone: of several, nothing says who is the same.
    public var health: ReleaseHealth?
    /// Sessions of every release together.
    public var allSessions = 0
    public init() {}
}

/// Answers the page of a release in one question, so that it asks the database little.
public protocol ReleasePageReader: Sendable {
    func releasePage(_ question: ReleasePageQuestion) async throws -> ReleasePageAnswer
}
