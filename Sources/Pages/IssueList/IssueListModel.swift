import SentryProtocol
import Storage

/// The issue list as finished text.
public struct IssueListModel: Sendable {
    public var frame: FrameModel
    var state: IssueListState
    var tabs: [TabModel]
    var environments: [String]
    var help: SearchHelp
    var problem: QueryProblem?
    var summary: String
    var trend: Trend?
    var rows: [Row]
    var newer: Link?
    var older: Link?
    var emptiness: Emptiness?
    /// How many match: `1,284`.
    var hits: String
    var choices: [AssigneeChoice]
    /// The saved search that the list shows.
    var currentSearch: SavedSearch?
    /// The query is none that has a tab.
    var canSaveSearch: Bool
    /// What asks for issues that come later.
    var news: NewIssues?

    struct TabModel: Sendable {
        var name: String
        var count: String?
        var link: Link
        var isCurrent: Bool
    }

    struct Row: Sendable {
        var id: IssueID
        var level: Level
        /// The exception's type when the title begins with it.
        var titleHead: String
        var titleRest: String
        /// The whole title when it was cut.
        var fullTitle: String?
        var culprit: String
        var shortID: String
        var project: String
        var chips: [Chip]
        var assignee: String?
        var comments: String?
        var trend: Trend?
        var events: String
        var eventsExact: String
        var users: String
        var usersExact: String
        var lastSeen: TimeLabel
        var age: TimeLabel
    }

    /// Why there are no rows.
    enum Emptiness: Sendable {
        case noProject
        case noEvents(projectSlug: String?)
        case emptyTab(IssueTab)
        case noMatchInPeriod
        case noMatch
        /// A cursor led behind the last row.
        case emptyPage
    }
}

/// Where a query stops making sense.
public struct QueryProblem: Sendable, Equatable {
    /// Offsets into the query's UTF-8; bent into it when they lie outside.
    public var place: Range<Int>
    /// A sentence for the reader.
    public var message: String
    public init(place: Range<Int>, message: String) { (self.place, self.message) = (place, message) }

    /// Marks the word at which the parser gave up.
    public init(_ error: SearchError, in query: String) {
        let bytes = Array(query.utf8)
        let start = min(max(0, error.offset), bytes.count)
        let end = bytes[start...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
        self.init(place: start..<end, message: error.message)
    }
}

/// What the route has read for the list.
public struct IssueListData: Sendable {
    /// All projects that the reader may see.
    public var projects: [Project]
    /// The rows; `hits` counted up to 1,000.
    public var page: Page<IssueSummary>
    /// `PeriodChoice.bars` bars over `state.period.trendPeriod(at:)` for each row.
    public var trends: [IssueID: [Int]]
    /// The same for the shown projects together.
    public var trend: [Int]
    public var environments: [String]
    /// Tags that a search may be helped with.
    public var suggestions: [TagSummary] = []
    /// How many issues each tab has, up to 1,000; tabs that are missing show no number.
    public var tabCounts: [IssueTab: Int]
    /// When the query did not parse; `page` is empty then.
    public var problem: QueryProblem?
    /// The reader's saved searches and everybody's.
    public var searches: [SavedSearch] = []
    /// Whom issues are assigned to.
    public var book = AssigneeBook(users: [], teams: [])
    /// `page.hits` is exact below this.
    public var hitsMax = IssueListData.hitsMax

    public init(
        projects: [Project], page: Page<IssueSummary>, trends: [IssueID: [Int]] = [:], trend: [Int] = [],
        environments: [String] = [], tabCounts: [IssueTab: Int] = [:], problem: QueryProblem? = nil
    ) {
        (self.projects, self.page, self.trends, self.trend) = (projects, page, trends, trend)
        (self.environments, self.tabCounts, self.problem) = (environments, tabCounts, problem)
    }

    /// Counts stop here and say `1,000+`.
    static let hitsMax = 1_000
}

extension IssueListModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, state: IssueListState, data: IssueListData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.state = state
        self.frame.selectedProject = state.project
        problem = data.problem
        environments = data.environments
        help = SearchHelp(data.suggestions, query: state.query)
        if let chosen = state.environment, !environments.contains(chosen) { environments.append(chosen) }
        tabs = IssueTab.allCases.map { TabModel($0, state, data.tabCounts[$0], frame.language) }
        let period = state.period.trendPeriod(at: now)
        let span = frame.language(state.period.trendPhrase)
        trend = data.trend.isEmpty ? nil : Trend(data.trend, over: period, span: span, clock: clock)
        summary =
            data.page.hits.map {
                frame.language(.matchingIssues(count: $0, isExact: $0 < data.hitsMax))
            } ?? ""
        hits = data.page.hits.map { $0.grouped + ($0 < data.hitsMax ? "" : "+") } ?? ""
        choices = AssigneeChoice.list(data.book)
        let isTab = IssueTab.allCases.contains { $0.query == state.query.trimmed }
        currentSearch = isTab ? nil : data.searches.first { $0.isShown(by: state) }
        canSaveSearch = !isTab && data.problem == nil && !state.query.trimmed.isEmpty
        news = data.projects.isEmpty ? nil : NewIssues(state, shown: data.page.rows, at: now)
        tabs += data.searches.prefix(Self.searchTabsMax).map { TabModel($0, state) }
        let names = Dictionary(data.projects.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
        rows = data.page.rows.map { issue in
            let trend = data.trends[issue.id].map { Trend($0, over: period, span: span, clock: clock) }
            return Row(
                issue, project: names[issue.projectID] ?? issue.shortID.projectSlug, trend: trend, clock,
                book: data.book)
        }
        newer = data.page.previous.map { cursor in .issues(state.with { $0.cursor = cursor }) }
        older = data.page.next.map { cursor in .issues(state.with { $0.cursor = cursor }) }
        emptiness = rows.isEmpty && problem == nil ? Self.emptiness(state, data) : nil
    }

    private static func emptiness(_ state: IssueListState, _ data: IssueListData) -> Emptiness {
        if data.projects.isEmpty { return .noProject }
        let shown = data.projects.filter { state.project == nil || $0.slug == state.project }
        if !shown.isEmpty, shown.allSatisfy({ $0.firstEventAt == nil }) {
            return .noEvents(projectSlug: shown.first?.slug)
        }
        if !state.cursor.isStart { return .emptyPage }
        let tab = IssueTab.allCases.first { $0.query == state.query.trimmed }
        if let tab, tab != .all, state.environment == nil { return .emptyTab(tab) }
        return state.period == .all ? .noMatch : .noMatchInPeriod
    }
}

extension IssueListModel {
    /// Saved searches that have a tab.
    private static let searchTabsMax = 20
}

extension SavedSearch {
    fileprivate func isShown(by state: IssueListState) -> Bool {
        query.trimmed == state.query.trimmed && sort == state.sort
    }
}

extension IssueListModel.TabModel {
    fileprivate init(_ search: SavedSearch, _ state: IssueListState) {
        name = search.name.clipped(to: 40)
        link = .issues(
            state.with {
                $0.query = search.query
                $0.sort = search.sort
            })
        isCurrent = search.isShown(by: state)
    }

    fileprivate init(_ tab: IssueTab, _ state: IssueListState, _ count: Int?, _ say: Language) {
        name = say(tab.phrase)
        self.count = count.map { $0 < IssueListData.hitsMax ? $0.grouped : IssueListData.hitsMax.grouped + "+" }
        link = .issues(state.with { $0.query = tab.query })
        isCurrent = state.query.trimmed == tab.query
    }
}

extension IssueListModel.Row {
    fileprivate init(
        _ issue: IssueSummary, project: String, trend: Trend?, _ clock: Clock, book: AssigneeBook
    ) {
        let say = clock.language
        id = issue.id
        level = issue.level
        (titleHead, titleRest) = issue.titleParts(limit: PageLimits.rowTitleMax)
        fullTitle = issue.title.utf8.count > 90 ? issue.title.clipped(to: 1_000) : nil
        culprit = issue.culprit.clipped(to: PageLimits.rowTitleMax)
        shortID = issue.shortID.description
        self.project = project
        chips = issue.chips(say)
        assignee = issue.workflow.assignee.flatMap { book.name(of: $0) }?.clipped(to: 40)
        comments = issue.workflow.commentCount > 0 ? say(.workflow(.commentCount(issue.workflow.commentCount))) : nil
        self.trend = trend
        events = issue.timesSeenInPeriod.short(in: say)
        eventsExact = say(.eventCount(issue.timesSeenInPeriod))
        users = issue.usersAffected.short(in: say)
        usersExact = say(.userCount(issue.usersAffected))
        lastSeen = clock.label(issue.lastSeen)
        age = clock.label(issue.firstSeen, .age)
    }
}

extension IssueSummary {
    /// The title cut at `limit`, split behind the exception's type.
    func titleParts(limit: Int) -> (head: String, rest: String) {
        let text = title.firstLine.clipped(to: limit)
        guard let type = metadata.type, !type.isEmpty, text.hasPrefix(type) else { return (text, "") }
        let rest = text.dropFirst(type.count)
        return (type, rest.hasPrefix(": ") ? String(rest.dropFirst(2)) : String(rest))
    }

    /// New, regressed and the like, and whether anybody caught it.
    func chips(_ say: Language) -> [Chip] {
        var chips: [Chip] = []
        switch status {
        case .resolved: chips.append(Chip(text: say(.resolved), kind: "ok"))
        case .archived: chips.append(Chip(text: say(.archived), kind: "quiet"))
        case .unresolved:
            switch substatus {
            case .new: chips.append(Chip(text: say(.new), kind: "new"))
            case .regressed: chips.append(Chip(text: say(.regressed), kind: "regressed"))
            case .escalating: chips.append(Chip(text: say(.escalating), kind: "regressed"))
            default: break
            }
        }
        if isUnhandled { chips.append(Chip(text: say(.unhandled), kind: "bad")) }
        return chips
    }
}
