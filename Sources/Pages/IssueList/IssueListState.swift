import SentryProtocol
import Storage

/// What the issue list's address says: the whole state of the page (ui.md §2).
public struct IssueListState: Sendable, Equatable {
    /// The search as typed.
    public var query: String
    /// A project's slug; nil means all.
    public var project: String?
    /// Nil means all.
    public var environment: String?
    public var period: PeriodChoice
    public var sort: IssueSort
    public var cursor: Cursor
    /// Every row of the page is ticked.
    public var selectsPage: Bool
    /// Every row that matches is meant, on whatever page.
    public var selectsAll: Bool

    /// What is shown when the address says nothing.
    public static let defaultQuery = "is:unresolved"
    /// Longer searches are cut: the parser refuses them anyway.
    static let queryMax = SearchLimits.textBytesMax

    public init(
        query: String = IssueListState.defaultQuery, project: String? = nil, environment: String? = nil,
        period: PeriodChoice = .days14, sort: IssueSort = .lastSeen, cursor: Cursor = .start, selectsPage: Bool = false,
        selectsAll: Bool = false
    ) {
        (self.query, self.project, self.environment) = (query, project, environment)
        (self.period, self.sort, self.cursor) = (period, sort, cursor)
        (self.selectsPage, self.selectsAll) = (selectsPage, selectsAll)
    }

    /// Reads an address; whatever makes no sense counts as absent. An empty query is one without conditions.
    public init(_ parameters: QueryString) {
        func value(_ name: String) -> String? { parameters[name].flatMap { $0.isEmpty ? nil : $0.clipped(to: 200) } }
        self.init(
            query: (parameters["query"] ?? Self.defaultQuery).clipped(to: Self.queryMax),
            project: value("project"), environment: value("environment"),
            period: value("period").flatMap(PeriodChoice.init(rawValue:)) ?? .days14,
            sort: value("sort").flatMap(IssueSort.init(rawValue:)).flatMap { sort in
                IssueSort.offered.contains(sort) ? sort : nil
            } ?? .lastSeen,
            cursor: value("cursor").flatMap { Cursor(parsing: $0) } ?? .start,
            selectsPage: value("select") == "page", selectsAll: value("select") == "all")
    }

    /// The address's parameters, without those that say what is usual.
    var parameters: LinkParameters {
        var list: LinkParameters = []
        if query != Self.defaultQuery { list.append(("query", query)) }
        if let project { list.append(("project", project)) }
        if let environment { list.append(("environment", environment)) }
        if period != .days14 { list.append(("period", period.rawValue)) }
        if sort != .lastSeen { list.append(("sort", sort.rawValue)) }
        if !cursor.isStart { list.append(("cursor", cursor.description)) }
        if selectsPage { list.append(("select", "page")) }
        if selectsAll { list.append(("select", "all")) }
        return list
    }

    /// The same list from its first page, with something changed.
    func with(_ change: (inout IssueListState) -> Void) -> IssueListState {
        var copy = self
        (copy.cursor, copy.selectsPage, copy.selectsAll) = (.start, false, false)
        change(&copy)
        return copy
    }

    /// True when only the project narrows the list.
    var isUsual: Bool { query.trimmed == Self.defaultQuery && environment == nil && period == .days14 }
}

extension String {
    /// Without blanks at either end.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

/// How far back a list looks.
public enum PeriodChoice: String, Sendable, CaseIterable {
    case hour1 = "1h"
    case hours24 = "24h"
    case days7 = "7d"
    case days14 = "14d"
    case days30 = "30d"
    case days90 = "90d"
    case all

    private var hours: Int64? {
        switch self {
        case .hour1: 1
        case .hours24: 24
        case .days7: 7 * 24
        case .days14: 14 * 24
        case .days30: 30 * 24
        case .days90: 90 * 24
        case .all: nil
        }
    }

    /// What to ask the store; nil means any time.
    public func period(at now: Timestamp) -> Period? {
        hours.map { Period(start: now.adding(seconds: -$0 * 3600), end: now.adding(seconds: 1)) }
    }

    /// What the bars cover: whole hours, enough for 24 bars. An hour shows its day, all time the last 90 days.
    public func trendPeriod(at now: Timestamp) -> Period {
        let end = Timestamp(seconds: (Int64(now.hour) + 1) * 3600)
        let length = max(24, hours ?? 90 * 24)
        return Period(start: end.adding(seconds: -length * 3600), end: end)
    }

    /// How many bars there are in a list.
    public static let bars = 24

    var phrase: Phrase {
        switch self {
        case .hour1: .lastHours(1)
        case .hours24: .lastHours(24)
        case .days7: .lastDays(7)
        case .days14: .lastDays(14)
        case .days30: .lastDays(30)
        case .days90: .lastDays(90)
        case .all: .allTime
        }
    }

    /// What `trendPeriod` is called.
    var trendPhrase: Phrase {
        switch self {
        case .hour1: .lastHours(24)
        case .all: .lastDays(90)
        default: phrase
        }
    }
}

extension IssueSort {
    var phrase: Phrase {
        switch self {
        case .lastSeen: .sortLastSeen
        case .firstSeen: .sortFirstSeen
        case .events: .sortEvents
        case .users: .sortUsers
        case .trends: .sortTrends
        case .recommended, .inbox, .priority: .sortRecommended
        }
    }
}

/// The saved queries above the list.
public enum IssueTab: Sendable, CaseIterable {
    case unresolved, new, regressed, archived, resolved, all

    /// What it searches for.
    public var query: String {
        switch self {
        case .unresolved: "is:unresolved"
        case .new: "is:new"
        case .regressed: "is:regressed"
        case .archived: "is:archived"
        case .resolved: "is:resolved"
        case .all: ""
        }
    }

    var phrase: Phrase {
        switch self {
        case .unresolved: .unresolved
        case .new: .new
        case .regressed: .regressed
        case .archived: .archived
        case .resolved: .resolved
        case .all: .all
        }
    }
}
