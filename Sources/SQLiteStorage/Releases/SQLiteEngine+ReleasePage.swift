import SentryProtocol
import Storage

/// The page of a release: one statement, and one for each file of sessions.
extension SQLiteEngine: ReleasePageReader {
    public func releasePage(_ question: ReleasePageQuestion) async throws -> ReleasePageAnswer {
        guard !question.projects.isEmpty else { return ReleasePageAnswer() }
        return try await read { reader in
            var answer = ReleasePageAnswer()
            var bars = HourBars(question.chart.bars, over: question.chart.period)
            try reader.culprit.forEachRow(question.surroundings) { (row: Row) -> Void in
                switch ReleasePageQuestion.Part(rawValue: row.int(IssueSummary.columnCount)) {
                case .newIssue: answer.newIssues.append(IssueSummary(row))
                case .regressedIssue: answer.regressedIssues.append(IssueSummary(row))
                case .deploy: answer.deploys.append(Deploy(row))
                case .hour: bars.add(row.int(1), at: row.integer(0))
                case .before: answer.before = row.text(0)
                case nil: break
                }
            }
            answer.events = bars.counts
            try reader.addHealth(to: &answer, question)
            return answer
        }
    }
}

extension ReleasePageQuestion {
    /// What the column after those of an issue says.
    fileprivate enum Part: Int {
        case newIssue, regressedIssue, deploy, hour, before
    }

    /// All but the sessions: issues as `IssueSummary.init(_:)` reads them, and in their first columns deploys, (hour,
    /// events), and a version. Each part walks an index.
    var surroundings: SQL {
        let (version, label) = (release.version, EventLabel.release(release.version))
        let older = ReleaseQuery(organization: release.organizationID, projects: projects, isArchived: nil)
        let before = older.rows(after: release.place, backwards: false, limit: 1)
        return """
            SELECT *, \(Part.newIssue.rawValue) FROM (\(ReleaseIssues.new(in: version, of: projects, issuesMax)))
            UNION ALL SELECT *, \(Part.regressedIssue.rawValue) FROM (
                \(ReleaseIssues.regressed(in: version, of: projects, issuesMax))
            )
            UNION ALL SELECT *, \(Self.nulls(besides: 6)), \(Part.deploy.rawValue) FROM (\(Deploy.list(of: release.id)))
            UNION ALL SELECT *, \(Self.nulls(besides: 2)), \(Part.hour.rawValue) FROM (
                \(label.hours(of: projects, in: chart.period))
            )
            UNION ALL SELECT version, \(Self.nulls(besides: 1)), \(Part.before.rawValue) FROM (\(before))
            """
    }

    /// What fills the columns of an issue.
    private static func nulls(besides count: Int) -> SQL {
        [SQL](repeating: "NULL", count: Int(IssueSummary.columnCount) - count).joined(separator: ", ")
    }

    /// A row for this release and one for the others: part 0, whether it is this one, and five counts. Then those who had
    /// sessions of it, if there is one project: 1, their hashes and their flags.
    fileprivate var sessions: SQL {
        let hours = SQL.withinHours(of: sessionPeriod)
        let counts: SQL = """
            SELECT 0, release = \(release.version) AS is_meant, sum(total), sum(errored), sum(crashed), sum(abnormal),
                sum(unhandled)
            FROM deployment JOIN session_hour ON deployment_id = deployment.id
            WHERE project_id IN \(anyOf: projects)\(hours) GROUP BY is_meant
            """
        guard projects.count == 1 else { return counts }
        return """
            \(counts) UNION ALL
            SELECT 1, user_hash, flags, NULL, NULL, NULL, NULL
            FROM deployment JOIN session_user ON deployment_id = deployment.id
            WHERE project_id IN \(anyOf: projects) AND release = \(release.version)\(hours)
            """
    }
}

extension Reader {
    fileprivate func addHealth(to answer: inout ReleasePageAnswer, _ question: ReleasePageQuestion) throws {
        var (all, own, users) = (0, SessionCounts?.none, UserFold())
        try forEachSessionFile(of: question.sessionPeriod) { file in
            try file.forEachRow(question.sessions) { (row: Row) -> Void in
                guard row.int(0) == 0 else { return users.add(row.integer(1), flags: row.integer(2)) }
                let counts = SessionCounts(row, from: 2)
                all += counts.total
                guard row.bool(1) else { return }
                var sum = own ?? SessionCounts()
                sum += counts
                own = sum
            }
        }
        answer.allSessions = all
        answer.health = own.map { counts in
            ReleaseHealth(release: question.release.version, sessions: counts, users: users.counts)
        }
    }
}

extension Deploy {
    /// The deploys of a release, newest first.
    static func list(of release: ReleaseID) -> SQL {
        """
        SELECT \(columns) FROM deploy WHERE release_id = \(release) ORDER BY id DESC LIMIT \(ReleaseLimits.deploysMax)
        """
    }
}
