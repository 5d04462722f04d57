import SentryProtocol

/// A question about issues: what a list page and the API's issue lists ask.
public struct IssueQuery: Sendable {
    /// Projects to look in; empty means none.
    public var projects: [ProjectID]
    public var search: SearchQuery
    /// Only issues with events in one of these; empty means any. The empty name stands for events without one.
    public var environments: [String]
    /// Only issues with events in it.
    public var period: Period?
    public var sort: IssueSort
    public var cursor: Cursor
    /// Rows of a page, 1 to 100.
    public var limit: Int

    public init(
        projects: [ProjectID], search: SearchQuery = SearchQuery(), environments: [String] = [],
        period: Period? = nil, sort: IssueSort = .lastSeen, cursor: Cursor = .start, limit: Int = 50
    ) {
        (self.projects, self.search, self.environments) = (projects, search, environments)
        (self.period, self.sort, self.cursor, self.limit) = (period, sort, cursor, limit)
    }
}

/// A stretch of time, end excluded.
public struct Period: Sendable, Equatable {
    public var start: Timestamp
    public var end: Timestamp
    public init(start: Timestamp, end: Timestamp) { (self.start, self.end) = (start, end) }
}

/// The order of issues; ties go to the higher id.
public enum IssueSort: String, Sendable, CaseIterable {
    /// Newest last event first.
    case lastSeen = "date"
    /// Newest first event first.
    case firstSeen = "new"
    /// Most events in the period first.
    case events = "freq"
    /// Most users first.
    case users = "user"
    /// Those whose events have become more, against the earlier part of the period.
    case trends
    /// Recent, frequent and severe ones first.
    case recommended
    /// Those first that began, or came back, last.
    case inbox
    /// Recent and frequent ones first, as old clients know it.
    case priority

    /// Those that people choose from.
    public static let offered: [IssueSort] = [.lastSeen, .firstSeen, .events, .users, .trends, .recommended]
}

/// A place in a list, in the shape clients expect: `value:offset:is_prev` (web-api.md §1.5).
public struct Cursor: Sendable, Equatable, CustomStringConvertible {
    /// The sort key at the page's edge.
    public var value: Int64
    /// Tie breaker or rows to skip, as the list needs it.
    public var offset: Int64
    /// The page before this place rather than after it.
    public var isPrevious: Bool

    public static let start = Cursor(value: 0, offset: 0, isPrevious: false)

    public init(value: Int64, offset: Int64, isPrevious: Bool) {
        (self.value, self.offset, self.isPrevious) = (value, offset, isPrevious)
    }

    public var isStart: Bool { self == .start }
    public var description: String { "\(value):\(offset):\(isPrevious ? 1 : 0)" }

    /// Nil when the text is not a cursor; the empty text is the start.
    public init?(parsing text: some StringProtocol) {
        if text.isEmpty {
            self = .start
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let value = Int64(parts[0]) ?? Double(parts[0]).flatMap({ Int64(exactly: $0.rounded()) }),
            let offset = Int64(parts[1]), offset >= 0, parts[2] == "0" || parts[2] == "1"
        else { return nil }
        self.init(value: value, offset: offset, isPrevious: parts[2] == "1")
    }
}

/// Rows, and the way to their neighbours.
public struct Page<Row: Sendable>: Sendable {
    public var rows: [Row]
    /// Where the page before begins; nil when this is the first.
    public var previous: Cursor?
    /// Where the page after begins; nil when this is the last.
    public var next: Cursor?
    /// How many rows match in all, as far as counted; nil when not asked.
    public var hits: Int?
    public init(rows: [Row], previous: Cursor? = nil, next: Cursor? = nil, hits: Int? = nil) {
        (self.rows, self.previous, self.next, self.hits) = (rows, previous, next, hits)
    }
}
