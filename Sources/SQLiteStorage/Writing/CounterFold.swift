import SentryProtocol
import Storage

/// Adds stored rows to issues and counters. Every call is one transaction that also notes how far it got, so that rows
/// are counted once, whatever happens.
final class CounterFold {
    private let connection: Connection
    private let statements: FoldStatements
    private let figures: FigureFold
    private let returns: IssueReturns
    private var environments: [String: Int64] = [:]
    /// Pairs known to be stored; bounded by being emptied when full.
    private var pairs: Set<Pair> = []
    private var projectsWithEvents: Set<ProjectID> = []

    static let cacheMax = 100_000

    private enum Pair: Hashable {
        case projectEnvironment(ProjectID, Int64)
        case issueEnvironment(IssueID, Int64)
        case issueDay(IssueID, Day)
        case release(ProjectID, String)
    }

    private struct HourKey<ID: Hashable>: Hashable {
        let id: ID
        let hour: Int
        let environment: Int64
    }

    /// Which issues are new or came back, each with the index of the row that did it.
    struct Result {
        var newIssues: [(issueID: IssueID, row: Int)] = []
        var regressedIssues: [(issueID: IssueID, row: Int)] = []
        /// Archived until now.
        var reappearedIssues: [(issueID: IssueID, row: Int)] = []
    }

    init(_ connection: Connection) throws {
        self.connection = connection
        statements = try FoldStatements(connection)
        figures = try FigureFold(connection)
        returns = try IssueReturns(connection)
    }

    /// Counts `rows`, which are all that follow the rows counted before.
    func apply(_ rows: [CountedRow], hashes: [HashKey: HashLead], lastIssueID: Int64) throws -> Result {
        do {
            return try connection.transaction {
                let moment = rows.last?.facts.receivedAt ?? Timestamp(microseconds: 0)
                for (key, lead) in hashes { try statements.add(key, leadingTo: lead, at: moment) }
                var users: [IssueID: Int] = [:]
                for index in rows.indices {
                    guard let user = rows[index].userHash else { continue }
                    let issueID = rows[index].issueID
                    if try statements.addUser(user, to: issueID) { users[issueID, default: 0] += 1 }
                }
                try noteReleases(rows)
                var result = Result()
                for change in IssueChange.summing(rows) {
                    try apply(change, users: users[change.issueID] ?? 0, of: rows, into: &result)
                }
                if !result.newIssues.isEmpty { try statements.setLastIssueID(lastIssueID) }
                try countHours(rows)
                try figures.count(rows) { name in try environmentID(of: name) }
                try noteFirstEvents(rows)
                try noteProgress(rows)
                return result
            }
        } catch {
            environments.removeAll()
            projectsWithEvents.removeAll()
            forget()
            throw error
        }
    }

    /// Forgets which pairs are stored: somebody else may have deleted some.
    func forget() {
        pairs.removeAll()
        figures.forget()
    }

    private func apply(
        _ change: IssueChange, users: Int, of rows: [CountedRow], into result: inout Result
    ) throws {
        let newest = rows[change.newest].facts
        let oldest = rows[change.oldest].facts
        if try statements.update(change, users: users, newest: newest)
            || connection.wake(change.issueID) && statements.update(change, users: 0, newest: newest)
        {
            try statements.moveFirstSeen(of: change.issueID, to: oldest)
            switch try returns.bringBack(change, users: users, rows) {
            case .regressed(let row): result.regressedIssues.append((change.issueID, row))
            case .reappeared(let row): result.reappearedIssues.append((change.issueID, row))
            case nil: break
            }
        } else {
            try statements.create(change, users: users, newest: newest, oldest: oldest)
            result.newIssues.append((change.issueID, change.first))
        }
    }

    private func countHours(_ rows: [CountedRow]) throws {
        var issueHours: [HourKey<IssueID>: Int] = [:]
        var projectHours: [HourKey<ProjectID>: Int] = [:]
        for index in rows.indices {
            let environment = try environmentID(of: rows[index].facts.environment ?? "")
            let hour = rows[index].facts.occurredAt.hour
            let issueID = rows[index].issueID
            issueHours[HourKey(id: issueID, hour: hour, environment: environment), default: 0] += 1
            projectHours[HourKey(id: rows[index].projectID, hour: hour, environment: environment), default: 0] += 1
            try remember(.issueDay(issueID, rows[index].day))
        }
        for (key, events) in issueHours {
            try statements.count(events, of: key.id, hour: key.hour, environment: key.environment)
            try remember(.issueEnvironment(key.id, key.environment))
        }
        for (key, events) in projectHours {
            try statements.count(events, of: key.id, hour: key.hour, environment: key.environment)
            try remember(.projectEnvironment(key.id, key.environment))
        }
    }

    private func remember(_ pair: Pair) throws {
        if pairs.contains(pair) { return }
        switch pair {
        case .projectEnvironment(let project, let environment):
            try statements.projectEnvironment.insert(project.rawValue, environment)
        case .issueEnvironment(let issue, let environment):
            try statements.issueEnvironment.insert(issue.rawValue, environment)
        case .issueDay(let issue, let day):
            try statements.issueDay.insert(issue.rawValue, Int64(day.number))
        case .release: break
        }
        if pairs.count >= Self.cacheMax { pairs.removeAll(keepingCapacity: true) }
        pairs.insert(pair)
    }

    /// Remembers releases that were not known, before anybody asks which are newer.
    private func noteReleases(_ rows: [CountedRow]) throws {
        for index in rows.indices {
            guard let release = rows[index].facts.release else { continue }
            let pair = Pair.release(rows[index].projectID, release)
            if pairs.contains(pair) { continue }
            let moment = rows[index].facts.receivedAt
            try connection.run(
                """
                INSERT OR IGNORE INTO release_seen (project_id, version, first_seen)
                VALUES (\(rows[index].projectID), \(release), \(moment))
                """)
            try remember(pair)
        }
    }

    private func environmentID(of name: String) throws -> Int64 {
        if let id = environments[name] { return id }
        let id = try statements.environmentID(of: name)
        if environments.count >= Self.cacheMax { environments.removeAll() }
        environments[name] = id
        return id
    }

    private func noteFirstEvents(_ rows: [CountedRow]) throws {
        for index in rows.indices where !projectsWithEvents.contains(rows[index].projectID) {
            try statements.setFirstEvent(of: rows[index].projectID, at: rows[index].facts.receivedAt)
            projectsWithEvents.insert(rows[index].projectID)
        }
    }

    private func noteProgress(_ rows: [CountedRow]) throws {
        var last: [Day: Int64] = [:]
        for index in rows.indices { last[rows[index].day] = rows[index].row }
        for (day, row) in last { try statements.applied.insert(Int64(day.number), row) }
    }
}
