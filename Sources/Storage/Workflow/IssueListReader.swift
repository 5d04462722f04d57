import SentryProtocol

/// Everything that a page of the issue list shows, asked at once.
public struct IssueListQuestion: Sendable {
    public var query: IssueQuery
    /// Searches whose matches are counted, in the projects, environments and period of `query`.
    public var tabs: [SearchQuery]
    public var countMax: Int
    /// What the bars cover.
    public var trendPeriod: Period
    public var bars: Int
    /// Whose saved searches there are beside everybody's.
    public var viewer: UserID?
    public init(
        query: IssueQuery, tabs: [SearchQuery], countMax: Int, trendPeriod: Period, bars: Int, viewer: UserID?
    ) {
        (self.query, self.tabs, self.countMax) = (query, tabs, countMax)
        (self.trendPeriod, self.bars, self.viewer) = (trendPeriod, bars, viewer)
    }
}

/// The answer to `IssueListQuestion`, as of one moment.
public struct IssueListAnswer: Sendable {
    /// With `hits`, counted as far as the tabs are.
    public var page: Page<IssueSummary>
    /// In the order of the question's tabs.
    public var tabCounts: [Int]
    public var trends: [IssueID: [Int]]
    /// Of all the query's projects together.
    public var trend: [Int]
    public var environments: [String]
    public var searches: [SavedSearch]
    public init(
        page: Page<IssueSummary> = Page(rows: [], hits: 0), tabCounts: [Int] = [], trends: [IssueID: [Int]] = [:],
        trend: [Int] = [], environments: [String] = [], searches: [SavedSearch] = []
    ) {
        (self.page, self.tabCounts, self.trends, self.trend) = (page, tabCounts, trends, trend)
        (self.environments, self.searches) = (environments, searches)
    }
}

/// Answers the list page in one question, so that its numbers agree and it asks the database little.
public protocol IssueListReader: Sendable {
    func issueList(_ question: IssueListQuestion) async throws -> IssueListAnswer
}
