import SentryProtocol
import Storage

extension SQLiteEngine {
    public func issues(matching query: IssueQuery) async throws -> Page<IssueSummary> {
        let now = configuration.now()
        return try await read(matching: query) { reader, query in
            try reader.culprit.snapshot {
                var page = try reader.culprit.page(of: query, hitsMax: Self.hitsMax, at: now)
                if page.hits == nil { page.hits = try reader.culprit.count(query, upTo: Self.hitsMax, at: now) }
                return page
            }
        }
    }

    /// Matches are counted no further than this.
    static let hitsMax = 1000

    public func issueCount(matching query: IssueQuery, upTo limit: Int) async throws -> Int {
        let now = configuration.now()
        return try await read(matching: query) { reader, query in
            try reader.culprit.count(query, upTo: limit, at: now)
        }
    }

    public func issue(_ id: IssueID) async throws -> IssueSummary? {
        try await read { reader in
            try reader.culprit.first(IssueSummary.selection(leadTo: id), IssueSummary.init)
        }
    }

    public func issue(_ shortID: ShortID, in organization: OrganizationID) async throws -> IssueSummary? {
        try await read { reader in
            let condition: SQL = """
                number = \(shortID.number) AND project_id IN (
                    SELECT id FROM project WHERE organization_id = \(organization) AND slug = \(shortID.projectSlug)
                    UNION SELECT project_id FROM project_former_slug
                    WHERE organization_id = \(organization) AND slug = \(shortID.projectSlug)
                )
                """
            let found = try reader.culprit.first(
                IssueSummary.selection(
                    where: "status <> \(IssueRemoval.status) AND \(condition)", eventsInPeriod: nil),
                IssueSummary.init)
            // A number that nobody has any more may have been that of an issue which is part of another now.
            return try found
                ?? reader.culprit.first(
                    IssueSummary.selection(
                        where: "issue.id = (SELECT target_id FROM retired_issue WHERE \(condition))",
                        eventsInPeriod: nil), IssueSummary.init)
        }
    }

    public func trends(
        of issues: [IssueID], environments: [String], over period: Period, bars: Int
    ) async throws -> [IssueID: [Int]] {
        try await read { reader in
            try reader.culprit.snapshot {
                var trends: [IssueID: [Int]] = [:]
                for label in issues {
                    let issue = try reader.culprit.issue(labelled: label)
                    trends[label] = try reader.culprit.bars(
                        bars, over: period,
                        """
                        SELECT hour, sum(events) FROM issue_hour
                        WHERE issue_id = \(issue) AND hour >= \(period.hours.lowerBound)
                            AND hour < \(period.hours.upperBound)\(SQL.environmentFilter(environments))
                        GROUP BY hour
                        """)
                }
                return trends
            }
        }
    }

    public func trend(
        of projects: [ProjectID], environments: [String], over period: Period, bars: Int
    ) async throws -> [Int] {
        try await read { reader in
            try reader.culprit.bars(
                bars, over: period,
                """
                SELECT hour, sum(events) FROM project_hour
                WHERE project_id IN \(anyOf: projects) AND hour >= \(period.hours.lowerBound)
                    AND hour < \(period.hours.upperBound)\(SQL.environmentFilter(environments))
                GROUP BY hour
                """)
        }
    }

    public func environments(of projects: [ProjectID]) async throws -> [String] {
        try await read { try $0.culprit.environments(of: projects) }
    }
}

extension Connection {
    /// One page. With `hits`, up to `hitsMax`, where that takes no statement of its own; without the events of the period
    /// unless `countsEvents`.
    func page(
        of query: IssueQuery, countsEvents: Bool = true, hitsMax: Int, at now: Timestamp
    ) throws -> Page<IssueSummary> {
        let limit = min(max(query.limit, 1), 100)
        let cursor = query.cursor
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let found = try summaries(of: query, limit: limit + 1, countsEvents, hitsMax, at: now)
        let page = try Paging.page(of: found.rows, limit: limit, from: cursor) { row, isPrevious in
            Cursor(value: row.place.key, offset: row.place.id, isPrevious: isPrevious)
        } isAnythingBehind: { first in
            if let isAnythingBehind = found.isAnythingBehind { return isAnythingBehind }
            let statements = query.rows(after: first.place, backwards: !cursor.isPrevious, limit: 1, at: now)
            return try statements.contains { try integer($0) != nil }
        }
        return Page(rows: page.rows.map(\.issue), previous: page.previous, next: page.next, hits: found.hits)
    }

    /// What lies next to a cursor.
    private struct FoundIssues {
        /// In the direction of the cursor.
        var rows: [PlacedIssue] = []
        /// Whether something lies on the other side of the cursor; nil when nobody has looked.
        var isAnythingBehind: Bool?
        /// How many issues match; nil when nobody has counted.
        var hits: Int?
    }

    /// The next `limit` issues after the query's cursor.
    private func summaries(
        of query: IssueQuery, limit: Int, _ countsEvents: Bool, _ hitsMax: Int, at now: Timestamp
    ) throws -> FoundIssues {
        let backwards = query.cursor.isPrevious
        let place = query.cursor.isStart ? nil : IssuePlace(key: query.cursor.value, id: query.cursor.offset)
        var found = FoundIssues()
        if let candidates = query.candidates(at: now) {
            var walk = RankedWalk(after: place, backwards: backwards, limit: limit)
            try self.walk(&walk, along: candidates)
            found.isAnythingBehind = walk.isAnythingBehind
            guard !walk.places.isEmpty else { return found }
            found.rows = try rows(query.summaries(at: walk.places, countsEvents: countsEvents), PlacedIssue.init)
        } else {
            let tellsHits = query.tellsHits(at: now)
            let statements = query.summaries(
                after: place, backwards: backwards, limit: limit, countsEvents: countsEvents,
                hitsMax: tellsHits ? hitsMax : nil, at: now)
            for statement in statements {
                try forEachRow(statement) { (row: Row) -> Void in
                    found.rows.append(PlacedIssue(row))
                    if tellsHits { found.hits = row.int(PlacedIssue.hitsColumn) }
                }
            }
        }
        found.rows.sort { left, right in backwards ? left.place < right.place : left.place > right.place }
        found.rows = Array(found.rows.prefix(limit))
        return found
    }

    fileprivate func count(_ query: IssueQuery, upTo limit: Int, at now: Timestamp) throws -> Int {
        guard let sql = query.count(upTo: max(limit, 0), at: now) else { return 0 }
        return Int(try integer(sql) ?? 0)
    }

    /// Puts (hour, events) into equal bars, oldest first. An hour belongs to the bar in which it begins.
    func bars(_ count: Int, over period: Period, _ hours: SQL) throws -> [Int] {
        var bars = HourBars(count, over: period)
        for (hour, events) in try rows(hours, { ($0.integer(0), $0.int(1)) }) { bars.add(events, at: hour) }
        return bars.counts
    }
}

/// Equal bars of a chart, the oldest first.
struct HourBars {
    private(set) var counts: [Int]
    private let start: Double
    private let length: Double

    init(_ count: Int, over period: Period) {
        counts = Array(repeating: 0, count: min(max(count, 1), 10_000))
        start = Double(period.start.microseconds)
        length = Double(period.end.microseconds) - start
    }

    mutating func add(_ events: Int, at hour: Int64) {
        guard length > 0 else { return }
        let position = (Double(hour) * 3_600_000_000 - start) / length * Double(counts.count)
        counts[Int(min(max(position, 0), Double(counts.count - 1)))] += events
    }
}
