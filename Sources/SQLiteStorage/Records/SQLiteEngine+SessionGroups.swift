import SentryProtocol
import Storage

extension SQLiteEngine: CompanionReader {}

extension SQLiteEngine: SessionFigureReader {
    public func sessionGroups(_ query: SessionQuery) async throws -> [SessionGroup] {
        guard !query.projects.isEmpty else { return [] }
        return try await readers.read { reader in
            var fold = SessionGroupFold(query)
            try reader.forEachSessionFile(of: query.period) { file in
                try file.forEachRow(query.totals) { (row: Row) -> Void in fold.addTotal(row) }
            }
            fold.keepLargest()
            try reader.forEachSessionFile(of: query.period) { file in
                try file.forEachRow(query.hours) { (row: Row) -> Void in fold.addHour(row) }
                guard query.countsPeople else { return }
                try file.forEachRow(query.people) { (row: Row) -> Void in fold.addPerson(row) }
            }
            return fold.groups
        }
    }
}

/// Rows of one day's file. The first three columns say where they belong.
extension SessionQuery {
    var totals: SQL {
        """
        SELECT project_id, release, environment, sum(total)
        FROM deployment JOIN session_hour ON deployment_id = deployment.id
        WHERE \(condition) GROUP BY project_id, release, environment
        """
    }

    var hours: SQL {
        """
        SELECT project_id, release, environment, hour, sum(total), sum(errored), sum(crashed), sum(abnormal),
            sum(unhandled)
        FROM deployment JOIN session_hour ON deployment_id = deployment.id
        WHERE \(condition) GROUP BY project_id, release, environment, hour
        """
    }

    var people: SQL {
        """
        SELECT project_id, release, environment, hour, user_hash, flags
        FROM deployment JOIN session_user ON deployment_id = deployment.id WHERE \(condition)
        """
    }

    private var condition: SQL {
        """
        project_id IN \(anyOf: projects)\(SQL.withinHours(of: period))\(SQL.among(environments, "environment"))
        """
    }
}

/// Adds up the rows of all files by group and bar.
private struct SessionGroupFold {
    private struct Key: Hashable {
        var project: ProjectID?
        var release: String?
        var environment: String?

        func isBefore(_ other: Key) -> Bool {
            (release ?? "", environment ?? "", project?.rawValue ?? 0)
                < (other.release ?? "", other.environment ?? "", other.project?.rawValue ?? 0)
        }
    }

    private struct Sum {
        var sessions: [SessionCounts]
        var people: [UserFold]
        var everybody: UserFold
    }

    private let query: SessionQuery
    private let bars: Int
    private var totals: [Key: Int] = [:]
    private var sums: [Key: Sum] = [:]

    init(_ query: SessionQuery) {
        self.query = query
        bars = min(max(query.bars, 1), SessionQuery.barsMax)
    }

    mutating func addTotal(_ row: Row) { totals[key(row), default: 0] += row.int(3) }

    /// What has fewer sessions is left out from here on.
    mutating func keepLargest() {
        let kept = totals.sorted { one, other in
            one.value != other.value ? one.value > other.value : one.key.isBefore(other.key)
        }.prefix(query.groupsMax)
        // Few groups and bars remember as many people as there are; very many share a room.
        func share(_ parts: Int) -> Int { min(max(Self.hashesMax / max(parts, 1), 512), DistinctCount.hashesMax) }
        let people = query.countsPeople ? bars : 0
        let empty = Sum(
            sessions: Array(repeating: SessionCounts(), count: bars),
            people: Array(repeating: UserFold(hashesMax: share(bars * kept.count)), count: people),
            everybody: UserFold(hashesMax: share(kept.count)))
        for (key, _) in kept { sums[key] = empty }
    }

    /// People remembered for one answer.
    private static let hashesMax = 2_000_000

    mutating func addHour(_ row: Row) {
        guard let bar = bar(row) else { return }
        sums[key(row)]?.sessions[bar] += SessionCounts(row, from: 4)
    }

    mutating func addPerson(_ row: Row) {
        guard let bar = bar(row) else { return }
        let key = key(row)
        sums[key]?.people[bar].add(row.integer(4), flags: row.integer(5))
        sums[key]?.everybody.add(row.integer(4), flags: row.integer(5))
    }

    /// Those with the most sessions first.
    var groups: [SessionGroup] {
        let groups = sums.map { key, sum in
            SessionGroup(
                project: key.project, release: key.release, environment: key.environment, sessions: sum.sessions,
                people: sum.people.map(\.counts), peopleTotal: sum.everybody.counts)
        }
        let sorted = groups.map { (group: $0, total: $0.sessionsTotal.total) }.sorted { one, other in
            if one.total != other.total { return one.total > other.total }
            return one.group.names.lexicographicallyPrecedes(other.group.names)
        }
        return sorted.map(\.group)
    }

    private func key(_ row: Row) -> Key {
        Key(
            project: query.groupings.contains(.project) ? ProjectID(rawValue: row.integer(0)) : nil,
            release: query.groupings.contains(.release) ? row.text(1) : nil,
            environment: query.groupings.contains(.environment) ? row.text(2) : nil)
    }

    /// An hour belongs to the bar in which it begins, the first one to the first bar.
    private func bar(_ row: Row) -> Int? {
        query.period.bar(of: max(Timestamp(seconds: row.integer(3) * 3600), query.period.start), count: bars)
    }
}

extension SessionGroup {
    fileprivate var names: [String] {
        [release ?? "", environment ?? "", project.map { String($0.rawValue) } ?? ""]
    }
}
