import SentryProtocol
import Storage

extension SQLiteEngine: FigureReader {
    public func overview(_ query: OverviewQuery) async throws -> Overview {
        guard !query.projects.isEmpty else { return Overview() }
        return try await read { reader in
            try reader.culprit.snapshot { try reader.culprit.overview(query) }
        }
    }

    public func eventCounts(
        of projects: [ProjectID], label: EventLabel?, environments: [String], over period: Period, bars: Int
    ) async throws -> [Int] {
        guard let label else {
            return try await trend(of: projects, environments: environments, over: period, bars: bars)
        }
        return try await read { reader in
            try reader.culprit.bars(bars, over: period, label.hours(of: projects, in: period))
        }
    }

    public func peopleCounts(of projects: [ProjectID], over period: Period, bars: Int) async throws -> [Int] {
        try await read { reader in
            let count = min(max(bars, 1), 10_000)
            var people = Array(repeating: DistinctCount(), count: count)
            try reader.culprit.forEachRow(
                """
                SELECT first_hour, people FROM project_people
                WHERE project_id IN \(anyOf: projects) AND \(FigureSpan.isIn((1, period.hours)))
                """
            ) { row in
                let start = max(Timestamp(seconds: row.integer(0) * 3600), period.start)
                guard let bar = period.bar(of: start, count: count) else { return }
                people[bar].add(row.blob(1))
            }
            return people.map(\.count)
        }
    }
}

extension EventLabel {
    /// (hour, events) of one type or one release.
    func hours(of projects: [ProjectID], in period: Period) -> SQL {
        let (kind, label): (FigureKey.Kind, SQL) =
            switch self {
            case .type(let name): (.type, "SELECT id FROM error_type WHERE name = \(name)")
            case .release(let version):
                (
                    .release,
                    """
                    SELECT id FROM release WHERE version = \(version) AND organization_id IN (
                        SELECT organization_id FROM project WHERE id IN \(anyOf: projects)
                    )
                    """
                )
            }
        let range = period.hours
        let isOfDays = [range.lowerBound, range.upperBound].allSatisfy { $0.isMultiple(of: 24) }
        let hours = isOfDays && range.count > Self.hoursMax ? 24 : 1
        return """
            SELECT first_hour, sum(events) FROM project_figure
            WHERE project_id IN \(anyOf: projects) AND kind = \(kind.rawValue)
                AND \(FigureSpan.isIn((hours, range))) AND label_id IN (\(label))
            GROUP BY first_hour
            """
    }

    /// Longer periods of whole days are read by days.
    private static let hoursMax = 14 * 24
}

extension DistinctCount {
    /// Adds the people of an hour or a day as they are stored.
    fileprivate mutating func add(_ stored: [UInt8]) {
        guard let people = DistinctCount(bytes: stored, hashesMax: FigureLimits.peopleMax) else { return }
        formUnion(people)
    }

    fileprivate var people: PeopleCount { PeopleCount(count: count, isExact: isExact) }
}

extension Connection {
    fileprivate func overview(_ query: OverviewQuery) throws -> Overview {
        let sql = OverviewSQL(query: query)
        var fold = OverviewFold(query)
        try forEachRow(sql.figures) { (row: Row) -> Void in fold.add(row) }
        var overview = fold.folded
        overview.frequent = try frequent(sql)
        return overview
    }

    private func frequent(_ sql: OverviewSQL) throws -> [IssueSummary] {
        var found: [IssueSummary] = []
        for statement in sql.frequent { try addFrequent(statement, to: &found) }
        return found
    }

    private func addFrequent(_ sql: SQL, to found: inout [IssueSummary]) throws {
        var walked = 0
        try forEachRow(
            of: sql,
            while: { row in
                walked += 1
                // `times_seen`, and the events of the period.
                let (ever, events) = (row.int(20), row.int(26))
                if found.count == Overview.rowsMax, let least = found.last, ever <= least.timesSeenInPeriod {
                    return false
                }
                guard events > 0, found.count < Overview.rowsMax || events > found[found.count - 1].timesSeenInPeriod
                else { return walked < OverviewSQL.walkMax }
                let place = found.firstIndex { $0.timesSeenInPeriod < events } ?? found.count
                found.insert(IssueSummary(row), at: place)
                if found.count > Overview.rowsMax { found.removeLast() }
                return walked < OverviewSQL.walkMax
            })
    }
}

/// Puts together what `OverviewSQL.figures` answers.
private struct OverviewFold {
    private let query: OverviewQuery
    private let bars: Int
    private var overview = Overview()
    private var environments: [Int64: NamedCount] = [:]
    private var users = DistinctCount()
    private var usersBefore = DistinctCount()

    init(_ query: OverviewQuery) {
        self.query = query
        bars = min(max(query.bars, 1), 1000)
        overview.events = Array(repeating: 0, count: bars)
        overview.eventsBefore = overview.events
    }

    mutating func add(_ row: Row) {
        switch OverviewSQL.Part(rawValue: row.int(0)) {
        case .hour: addHour(row)
        case .type: overview.types.append(NamedCount(name: row.text(4), events: row.int(1)))
        case .release: overview.releases.append(NamedCount(name: row.text(4), events: row.int(1)))
        case .people: if row.bool(1) { usersBefore.add(row.blob(4)) } else { users.add(row.blob(4)) }
        case .newIssues:
            if row.bool(1) { overview.newIssuesBefore = row.int(2) } else { overview.newIssues = row.int(2) }
        case .regressedIssues:
            if row.bool(1) {
                overview.regressedIssuesBefore = row.int(2)
            } else {
                overview.regressedIssues = row.int(2)
            }
        case .dropped:
            overview.dropped.append(
                DroppedItems(
                    category: DataCategory(rawValue: row.text(4)) ?? .unknown, outcome: row.text(5),
                    reason: row.text(6), quantity: row.int(1)))
        case nil: break
        }
    }

    private mutating func addHour(_ row: Row) {
        let (start, events) = (Timestamp(seconds: row.integer(1) * 3600), row.int(3))
        if let bar = query.period.bar(of: start, count: bars) {
            overview.events[bar] += events
            let id = row.integer(2)
            if environments[id] == nil { environments[id] = NamedCount(name: row.text(4), events: 0) }
            environments[id]?.events += events
        } else if let bar = query.periodBefore.bar(of: start, count: bars) {
            overview.eventsBefore[bar] += events
        }
    }

    var folded: Overview {
        var overview = overview
        (overview.users, overview.usersBefore) = (users.people, usersBefore.people)
        overview.environments = Array(
            environments.values.sorted { ($1.events, $0.name) < ($0.events, $1.name) }.prefix(Overview.rowsMax))
        return overview
    }
}
