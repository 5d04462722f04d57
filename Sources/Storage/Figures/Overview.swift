import SentryProtocol

/// What a dashboard asks: everything about some projects over a period of whole hours, held against the one before.
public struct OverviewQuery: Sendable {
    public var projects: [ProjectID]
    public var period: Period
    /// Bars of the trend.
    public var bars: Int
    public init(projects: [ProjectID], period: Period, bars: Int) {
        (self.projects, self.period, self.bars) = (projects, period, bars)
    }

    /// As long as `period`, and just before it.
    public var periodBefore: Period {
        let length = period.end.microseconds - period.start.microseconds
        return Period(start: Timestamp(microseconds: period.start.microseconds - length), end: period.start)
    }
}

/// Figures of some projects over a period.
public struct Overview: Sendable, Equatable {
    /// Events per bar, oldest first; and of the period before.
    public var events: [Int] = []
    public var eventsBefore: [Int] = []
    public var users = PeopleCount()
    public var usersBefore = PeopleCount()
    public var newIssues = 0
    public var newIssuesBefore = 0
    public var regressedIssues = 0
    public var regressedIssuesBefore = 0
    /// Those with the most events first. The empty name stands for events without a type.
    public var types: [NamedCount] = []
    public var releases: [NamedCount] = []
    /// The empty name stands for events without an environment.
    public var environments: [NamedCount] = []
    /// Those with the most events in the period first; `timesSeenInPeriod` says how many.
    public var frequent: [IssueSummary] = []
    /// What was not accepted, the most first.
    public var dropped: [DroppedItems] = []
    public init() {}

    /// Lists are no longer than this.
    public static let rowsMax = 10
    /// Issues are counted no further.
    public static let issuesMax = 10_000
}

/// How many different people, exactly or nearly.
public struct PeopleCount: Sendable, Equatable {
    public var count: Int
    public var isExact: Bool
    public init(count: Int = 0, isExact: Bool = true) { (self.count, self.isExact) = (count, isExact) }
}

/// So many events of one name.
public struct NamedCount: Sendable, Equatable {
    public var name: String
    public var events: Int
    public init(name: String, events: Int) { (self.name, self.events) = (name, events) }
}

/// Items that were not kept, and why.
public struct DroppedItems: Sendable, Equatable {
    public var category: DataCategory
    /// `filtered`, `rate_limited`, …
    public var outcome: String
    public var reason: String
    public var quantity: Int
    public init(category: DataCategory, outcome: String, reason: String, quantity: Int) {
        (self.category, self.outcome, self.reason, self.quantity) = (category, outcome, reason, quantity)
    }
}

/// Answers what dashboards and statistics ask.
public protocol FigureReader: Sendable {
    func overview(_ query: OverviewQuery) async throws -> Overview
    /// Events per bar; of one release or of one type of error, when they are named.
    func eventCounts(
        of projects: [ProjectID], label: EventLabel?, environments: [String], over period: Period, bars: Int
    ) async throws -> [Int]
    /// Different people per bar.
    func peopleCounts(of projects: [ProjectID], over period: Period, bars: Int) async throws -> [Int]
    /// Sessions of each release together, those of all projects.
    func sessions(of projects: [ProjectID], environments: [String], over period: Period) async throws
        -> [String: SessionCounts]
}

/// What events are counted by besides time and environment.
public enum EventLabel: Sendable, Equatable {
    case type(String)
    case release(String)
}
