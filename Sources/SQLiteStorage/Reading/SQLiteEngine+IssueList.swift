import SentryProtocol
import Storage

/// The issue list in three statements on one snapshot; a page in the middle takes one more, to look behind, and so does
/// one that goes by events, to find its issues. What only bodies or releases tell of a search is looked up before.
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
                answer.page = try culprit.page(
                    of: query, countsEvents: false, hitsMax: max(question.countMax, 0), at: now)
                try culprit.counts(question, into: &answer, at: now)
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

extension Connection {
    fileprivate func counts(
        _ question: IssueListQuestion, into answer: inout IssueListAnswer, at now: Timestamp
    ) throws {
        let known = answer.page.hits
        let counts = try first(question.counts(isKnown: known != nil, at: now)) { row -> [Int?] in
            (0...question.tabs.count).map { row.optionalInteger(Int32($0)).map { Int($0) } }
        }
        guard let counts else { return }
        let hits = known ?? (counts[0] ?? 0)
        answer.page.hits = hits
        answer.tabCounts = counts.dropFirst().map { $0 ?? hits }
    }

    fileprivate func bars(_ question: IssueListQuestion, into answer: inout IssueListAnswer) throws {
        let cells = question.cells
        var (trends, trend): ([Int64: [Int]], [Int]) = ([:], Array(repeating: 0, count: max(question.bars, 1)))
        var (events, environments): ([Int64: Int], [String]) = ([:], [])
        let empty = trend
        try forEachRow(question.bars(of: answer.page.rows.map(\.id))) { (row: Row) -> Void in
            guard row.isNull(3) else { return environments.append(row.text(3)) }
            guard let count = row.optionalInteger(2).map({ Int($0) }) else { return }
            let cell = cells[row.int(1)]
            guard let issue = row.optionalInteger(0) else {
                if let bar = cell.bar { trend[bar] += count }
                return
            }
            if let bar = cell.bar { trends[issue, default: empty][bar] += count }
            if cell.isInPeriod { events[issue, default: 0] += count }
        }
        (answer.trend, answer.environments) = (trend, environments)
        for index in answer.page.rows.indices {
            let issue = answer.page.rows[index].id
            answer.trends[issue] = trends[issue.rawValue] ?? empty
            if question.countsHours { answer.page.rows[index].timesSeenInPeriod = events[issue.rawValue] ?? 0 }
        }
    }

    func environments(of projects: [ProjectID]) throws -> [String] {
        try rows(SQL.environments(of: projects)) { $0.text(0) }
    }
}

extension SQL {
    /// Names in alphabetical order.
    static func environments(of projects: [ProjectID]) -> SQL {
        """
        SELECT DISTINCT name FROM project_environment JOIN environment ON environment.id = environment_id
        WHERE project_id IN \(anyOf: projects) AND name <> '' ORDER BY name
        """
    }
}
