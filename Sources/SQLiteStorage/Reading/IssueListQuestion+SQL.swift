import SentryProtocol
import Storage

extension IssueListQuestion {
    /// How many issues match the query, then each tab; one row. NULL for the query when that `isKnown`, and for a tab that
    /// is the query.
    func counts(isKnown: Bool = false, at now: Timestamp) -> SQL {
        let limit = max(countMax, 0)
        let others = tabs.map { tab -> IssueQuery? in
            if tab.terms == query.search.terms { return nil }
            return IssueQuery(
                projects: query.projects, search: tab, environments: query.environments, period: query.period)
        }
        let counted: [IssueQuery?] = [isKnown ? nil : query] + others
        var tables: [SQL] = []
        var columns: [SQL] = []
        for (position, query) in counted.enumerated() {
            guard let query else {
                columns.append("NULL")
                continue
            }
            let count = query.count(upTo: limit, at: now) ?? "SELECT 0"
            if let part = counted.firstIndex(where: { $0?.search.isPart(of: query.search) ?? false }) {
                // Where a part alone has as many as are counted, the whole need not be walked along.
                columns.append("iif((SELECT issues FROM \(Self.table(part))) >= \(limit), \(limit), (\(count)))")
            } else {
                tables.append("\(Self.table(position)) (issues) AS MATERIALIZED (\(count))")
                columns.append("(SELECT issues FROM \(Self.table(position)))")
            }
        }
        let list: SQL = tables.isEmpty ? "" : "WITH " + tables.joined(separator: ",\n") + "\n"
        return list + "SELECT " + columns.joined(separator: ",\n")
    }

    private static func table(_ position: Int) -> SQL { SQL(stringLiteral: "count_\(position)") }

    /// (issue, number of a cell, events, NULL): of each issue, and of all projects together where the issue is NULL. Events
    /// are NULL where there are none. Then the names of environments: (NULL, NULL, NULL, name).
    ///
    /// Each cell is looked for in `issue_hour`: to sort all hours of busy issues into groups takes three times as long.
    func bars(of issues: [IssueID]) -> SQL {
        let rows = cells.enumerated().map { number, cell -> SQL in
            "(\(number), \(cell.hours.lowerBound), \(cell.hours.upperBound))"
        }
        let values: SQL =
            rows.isEmpty ? "SELECT NULL, NULL, NULL WHERE FALSE" : "VALUES " + rows.joined(separator: ", ")
        let isMeant: SQL = "hour >= first_hour AND hour < end_hour\(SQL.environmentFilter(query.environments))"
        return """
            WITH cell (cell_number, first_hour, end_hour) AS (\(values))
            SELECT issue.id, cell_number, (
                SELECT sum(events) FROM issue_hour WHERE issue_id = issue.id AND \(isMeant)
            ), NULL FROM issue CROSS JOIN cell WHERE issue.id IN \(anyOf: issues)
            UNION ALL
            SELECT NULL, cell_number, (
                SELECT sum(events) FROM project_hour WHERE project_id IN \(anyOf: query.projects) AND \(isMeant)
            ), NULL FROM cell
            UNION ALL
            SELECT NULL, NULL, NULL, name FROM (\(SQL.environments(of: query.projects)))
            """
    }
}

extension SearchQuery {
    /// Whoever matches this one matches the other: it is about a substatus, the other about the status that this belongs to.
    fileprivate func isPart(of other: SearchQuery) -> Bool {
        guard terms.count == 1, other.terms.count == 1, !terms[0].isNegated, !other.terms[0].isNegated,
            case .substatus(let substatus) = terms[0].condition, case .status(let status) = other.terms[0].condition
        else { return false }
        return substatus.status == status
    }
}

/// Hours that a list adds up together: all in one bar or in none, and all in its period or outside.
struct HourCell: Equatable {
    let hours: Range<Int>
    let bar: Int?
    let isInPeriod: Bool

    /// Whatever the clocks of senders say.
    fileprivate static let always = -(1 << 40)..<(1 << 40)
}

extension IssueListQuestion {
    /// The query is about some of the events of its issues; otherwise `times_seen` tells how many those are.
    var countsHours: Bool { query.period != nil || !query.environments.isEmpty }

    /// The hours of the bars and of the query's period, oldest first.
    var cells: [HourCell] {
        let shown = trendPeriod.hours
        let asked: Range<Int>? = countsHours ? query.period?.hours ?? HourCell.always : nil
        var edges: Set<Int> = [shown.lowerBound, shown.upperBound]
        for bar in 1..<max(bars, 1) {
            let edge = firstHour(ofBar: bar)
            if shown.contains(edge) { edges.insert(edge) }
        }
        if let asked { edges.formUnion([asked.lowerBound, asked.upperBound]) }
        let sorted = edges.sorted()
        return zip(sorted, sorted.dropFirst()).compactMap { start, end -> HourCell? in
            let bar = shown.contains(start) ? self.bar(of: start) : nil
            let isInPeriod = asked?.contains(start) ?? false
            return bar == nil && !isInPeriod ? nil : HourCell(hours: start..<end, bar: bar, isInPeriod: isInPeriod)
        }
    }

    /// When the bars begin, and how long they are together, in seconds.
    private var span: (start: Int, length: Int) {
        let start = Int(trendPeriod.start.seconds)
        return (start, max(Int(trendPeriod.end.seconds) - start, 1))
    }

    /// An hour belongs to the bar in which it begins, the first one to the first bar.
    private func bar(of hour: Int) -> Int {
        let (start, length) = span
        let bars = max(bars, 1)
        return min(max((hour * 3_600 - start) * bars / length, 0), bars - 1)
    }

    private func firstHour(ofBar bar: Int) -> Int {
        let (start, length) = span
        let second = start + (bar * length + bars - 1).floorDivided(by: bars)
        return (second + 3_599).floorDivided(by: 3_600)
    }
}
