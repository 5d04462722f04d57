import SentryProtocol
import Storage

/// The issue list in three statements on one snapshot; a page in the middle takes one more, to look behind. What only
/// bodies or releases tell of a search is looked up before.
extension SQLiteEngine {
    public func issueList(_ question: IssueListQuestion) async throws -> IssueListAnswer {
        let now = configuration.now()
        // A page does not wait for what was stored a moment ago to be counted by its tags.
        var answer = try await read { reader in
            let culprit = reader.culprit
            var question = question
            question.query = try reader.resolved(question.query)
            let query = question.query
            return try culprit.snapshot {
                var answer = IssueListAnswer()
                answer.page = try culprit.page(of: query, at: now)
                let counts = try culprit.counts(question, at: now)
                (answer.page.hits, answer.tabCounts) = (counts.first, Array(counts.dropFirst()))
                try culprit.bars(question, into: &answer)
                return answer
            }
        }
        let (projects, viewer) = (question.query.projects, question.viewer)
        answer.searches = try await remembered(.savedSearches(of: projects, for: viewer)) { reader in
            try reader.culprit.rows(SavedSearch.selection(of: projects, for: viewer), SavedSearch.init)
        }
        return answer
    }
}

extension IssueListQuestion {
    /// How many issues match the query, then each tab; one row. NULL for a tab that is the query.
    func counts(at now: Timestamp) -> SQL {
        func count(_ query: IssueQuery) -> SQL { query.count(upTo: max(countMax, 0), at: now) ?? "SELECT 0" }
        let tabCounts = tabs.map { tab -> SQL in
            guard tab.terms != query.search.terms else { return "NULL" }
            let tabQuery = IssueQuery(
                projects: query.projects, search: tab, environments: query.environments, period: query.period)
            return "(\(count(tabQuery)))"
        }
        return "SELECT " + (["(\(count(query)))"] + tabCounts).joined(separator: ",\n")
    }

    /// (issue, bar, events, NULL): of each issue, and of all projects together where the issue is NULL. Then the names of
    /// environments, which have no bar: (NULL, NULL, NULL, name).
    func bars(of issues: [IssueID]) -> SQL {
        let (start, length) = (trendPeriod.start.seconds, trendPeriod.end.seconds - trendPeriod.start.seconds)
        let bar: SQL = "min(max((hour * 3600 - \(start)) * \(bars) / \(max(length, 1)), 0), \(bars - 1))"
        let isMeant: SQL = """
            hour >= \(trendPeriod.hours.lowerBound) AND hour < \(trendPeriod.hours.upperBound)\
            \(SQL.environmentFilter(query.environments))
            """
        return """
            SELECT issue_id, \(bar) AS bar, sum(events), NULL FROM issue_hour
            WHERE issue_id IN \(anyOf: issues) AND \(isMeant) GROUP BY issue_id, bar
            UNION ALL
            SELECT NULL, \(bar) AS bar, sum(events), NULL FROM project_hour
            WHERE project_id IN \(anyOf: query.projects) AND \(isMeant) GROUP BY bar
            UNION ALL
            SELECT NULL, NULL, NULL, name FROM (\(SQL.environments(of: query.projects)))
            """
    }
}

extension Connection {
    fileprivate func counts(_ question: IssueListQuestion, at now: Timestamp) throws -> [Int] {
        let counts = try first(question.counts(at: now)) { row in
            (0...question.tabs.count).map { Int(row.optionalInteger(Int32($0)) ?? row.integer(0)) }
        }
        return counts ?? []
    }

    fileprivate func bars(_ question: IssueListQuestion, into answer: inout IssueListAnswer) throws {
        let issues = answer.page.rows.map(\.id)
        let empty = Array(repeating: 0, count: max(question.bars, 1))
        answer.trend = empty
        for issue in issues { answer.trends[issue] = empty }
        let rows = try rows(question.bars(of: issues)) { row in
            (row.optionalInteger(0), row.int(1), row.int(2), row.isNull(3) ? nil : row.text(3))
        }
        for (issue, bar, events, environment) in rows where empty.indices.contains(bar) {
            if let environment {
                answer.environments.append(environment)
            } else if let issue {
                answer.trends[IssueID(rawValue: issue)]?[bar] += events
            } else {
                answer.trend[bar] += events
            }
        }
    }

    func environments(of projects: [ProjectID]) throws -> [String] {
        try rows(SQL.environments(of: projects)) { $0.text(0) }
    }
}

extension SQL {
    /// Names in alphabetical order.
    fileprivate static func environments(of projects: [ProjectID]) -> SQL {
        """
        SELECT DISTINCT name FROM project_environment JOIN environment ON environment.id = environment_id
        WHERE project_id IN \(anyOf: projects) AND name <> '' ORDER BY name
        """
    }
}
