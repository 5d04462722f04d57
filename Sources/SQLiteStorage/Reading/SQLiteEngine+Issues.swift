import SentryProtocol
import Storage

extension SQLiteEngine {
    public func issues(matching query: IssueQuery) async throws -> Page<IssueSummary> {
        let now = configuration.now()
        return try await read(matching: query) { reader, query in
            try reader.culprit.snapshot {
                var page = try reader.culprit.page(of: query, at: now)
                page.hits = try reader.culprit.count(query, upTo: Self.hitsMax, at: now)
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
            let issue = try reader.culprit.issue(labelled: id)
            return try reader.culprit.first(
                IssueSummary.selection(
                    where: "issue.id = \(issue) AND status <> \(IssueRemoval.status)", eventsInPeriod: nil),
                IssueSummary.init)
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
    func page(of query: IssueQuery, at now: Timestamp) throws -> Page<IssueSummary> {
        let limit = min(max(query.limit, 1), 100)
        let cursor = query.cursor
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let place = cursor.isStart ? nil : IssuePlace(key: cursor.value, id: cursor.offset)
        let found = try places(of: query, after: place, backwards: cursor.isPrevious, limit: limit + 1, at: now)
        let page = try Paging.page(of: found, limit: limit, from: cursor) { place, isPrevious in
            Cursor(value: place.key, offset: place.id, isPrevious: isPrevious)
        } isAnythingBehind: { first in
            try !places(of: query, after: first, backwards: !cursor.isPrevious, limit: 1, at: now).isEmpty
        }
        let rows = try rows(
            IssueSummary.selection(
                where: "issue.id IN \(anyOf: page.rows.map(\.id))", eventsInPeriod: query.eventsInPeriod(of: "issue.id")
            ),
            IssueSummary.init)
        let byID = Dictionary(rows.map { ($0.id.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        return Page(rows: page.rows.compactMap { byID[$0.id] }, previous: page.previous, next: page.next)
    }

    /// The next `limit` issues after `place`.
    private func places(
        of query: IssueQuery, after place: IssuePlace?, backwards: Bool, limit: Int, at now: Timestamp
    ) throws -> [IssuePlace] {
        let statements = query.rows(after: place, backwards: backwards, limit: limit, at: now)
        var places = try statements.flatMap { statement in
            try rows(statement) { IssuePlace(key: $0.integer(1), id: $0.integer(0)) }
        }
        guard statements.count > 1 else { return places }
        places.sort { left, right in
            backwards ? (left.key, left.id) < (right.key, right.id) : (left.key, left.id) > (right.key, right.id)
        }
        return Array(places.prefix(limit))
    }

    fileprivate func count(_ query: IssueQuery, upTo limit: Int, at now: Timestamp) throws -> Int {
        guard let sql = query.count(upTo: max(limit, 0), at: now) else { return 0 }
        return Int(try integer(sql) ?? 0)
    }

    /// Puts (hour, events) into equal bars, oldest first. An hour belongs to the bar in which it begins.
    func bars(_ count: Int, over period: Period, _ hours: SQL) throws -> [Int] {
        let count = min(max(count, 1), 10_000)
        var bars = Array(repeating: 0, count: count)
        let start = Double(period.start.microseconds)
        let length = Double(period.end.microseconds) - start
        guard length > 0 else { return bars }
        for (hour, events) in try rows(hours, { ($0.integer(0), $0.int(1)) }) {
            let position = (Double(hour) * 3_600_000_000 - start) / length * Double(count)
            bars[Int(min(max(position, 0), Double(count - 1)))] += events
        }
        return bars
    }
}
