import SentryProtocol
import Storage

/// The statements of an overview. Each walks an index over the projects and hours that it is about.
struct OverviewSQL {
    let query: OverviewQuery

    /// So many issues are looked at to find the most frequent ones; mostly it takes some dozens of them.
    static let walkMax = 2_000

    private var now: Period { query.period }
    private var before: Period { query.periodBefore }

    /// (hour, environment, events) of both periods.
    var hours: SQL {
        """
        SELECT hour, environment_id, events, name FROM project_hour
        LEFT JOIN environment ON environment.id = environment_id
        WHERE project_id IN \(anyOf: query.projects) AND hour >= \(before.hours.lowerBound)
            AND hour < \(now.hours.upperBound)
        """
    }

    /// (kind, events, name): the types and the releases with the most events.
    var labels: SQL {
        let types = top(.type, "SELECT name FROM error_type WHERE id = label_id")
        let releases = top(.release, "SELECT version FROM release WHERE id = label_id")
        return "SELECT * FROM (\(types)) UNION ALL SELECT * FROM (\(releases))"
    }

    private func top(_ kind: FigureKey.Kind, _ name: SQL) -> SQL {
        let parts = FigureSpan.parts(of: now.hours).map { part -> SQL in
            """
            SELECT label_id, events FROM project_figure
            WHERE project_id IN \(anyOf: query.projects) AND kind = \(kind.rawValue) AND \(FigureSpan.isIn(part))
            """
        }
        return """
            SELECT \(kind.rawValue), total, (\(name)) FROM (
                SELECT label_id, sum(events) AS total FROM (\(parts.joined(separator: " UNION ALL ")))
                GROUP BY label_id ORDER BY total DESC, label_id LIMIT \(Overview.rowsMax)
            )
            """
    }

    /// (is of the period before, people).
    var people: SQL {
        let parts = [(false, now), (true, before)].flatMap { isBefore, period in
            FigureSpan.parts(of: period.hours).map { part -> SQL in
                """
                SELECT \(isBefore), people FROM project_people
                WHERE project_id IN \(anyOf: query.projects) AND \(FigureSpan.isIn(part))
                """
            }
        }
        return parts.joined(separator: " UNION ALL ")
    }

    /// Issues that are alive in the period, those that were ever seen most first: an issue has no more events in the
    /// period than it has at all, so whoever reads can stop early. One statement unless there are very many projects.
    var frequent: [SQL] {
        let events: SQL = """
            SELECT coalesce(sum(events), 0) FROM issue_hour
            WHERE issue_id = issue.id AND hour >= \(now.hours.lowerBound) AND hour < \(now.hours.upperBound)
            """
        let lanes = query.projects.map { project in
            // The sign keeps SQLite from walking along `issue_by_last_seen`, from which it would have to sort.
            IssueSummary.selection(
                where: """
                    issue.project_id = \(project) AND +last_seen >= \(now.start)
                        AND +status IN \(anyOf: IssueStatus.allCases)
                    """, eventsInPeriod: events)
        }
        return stride(from: 0, to: lanes.count, by: IssueQuery.lanesMax).map { start in
            let lanes = lanes[start..<min(start + IssueQuery.lanesMax, lanes.count)]
            // The 21st column is `times_seen`.
            return lanes.joined(separator: " UNION ALL ") + " ORDER BY 21 DESC"
        }
    }

    /// (what, is of the period before, issues): 0 for new ones, 1 for those that came back.
    var issueCounts: SQL {
        let counts = [(false, now), (true, before)].flatMap { isBefore, period -> [SQL] in
            [
                "SELECT 0, \(isBefore), count(*) FROM (\(newIssues(in: period)))",
                "SELECT 1, \(isBefore), count(*) FROM (\(regressions(in: period)))",
            ]
        }
        return counts.joined(separator: " UNION ALL ")
    }

    private func newIssues(in period: Period) -> SQL {
        """
        SELECT 1 FROM issue WHERE project_id IN \(anyOf: query.projects) AND status IN \(anyOf: IssueStatus.allCases)
            AND first_seen >= \(period.start) AND first_seen < \(period.end) LIMIT \(Overview.issuesMax)
        """
    }

    private func regressions(in period: Period) -> SQL {
        """
        SELECT DISTINCT issue_id FROM activity JOIN issue ON issue.id = issue_id
        WHERE activity.type = 'set_regression' AND created_at >= \(period.start) AND created_at < \(period.end)
            AND +project_id IN \(anyOf: query.projects) AND +status IN \(anyOf: IssueStatus.allCases) LIMIT \(Overview.issuesMax)
        """
    }

    /// (category, outcome, reason, items), the most first.
    var dropped: SQL {
        """
        SELECT category, outcome, reason, sum(quantity) AS total FROM dropped_hour
        WHERE project_id IN \(anyOf: query.projects) AND hour >= \(now.hours.lowerBound)
            AND hour < \(now.hours.upperBound)
        GROUP BY category, outcome, reason ORDER BY total DESC LIMIT \(Overview.rowsMax)
        """
    }
}
