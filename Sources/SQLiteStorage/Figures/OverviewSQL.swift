import SentryProtocol
import Storage

/// The two statements of an overview. Each part walks an index over the projects and hours that it is about.
struct OverviewSQL {
    let query: OverviewQuery

    /// What the first column of `figures` says; the others are three numbers and three texts.
    enum Part: Int {
        /// The hour, the environment, its events; the environment's name. Of both periods.
        case hour
        /// The events; a name. Those with the most events, these first.
        case type, release
        /// Whether it is of the period before; the people, as they are stored.
        case people
        /// Whether it is of the period before, and how many.
        case newIssues, regressedIssues
        /// The items; category, outcome and reason. The most first.
        case dropped
    }

    /// Everything but the frequent issues.
    var figures: SQL {
        let types = top(.type, of: .type, "SELECT name FROM error_type WHERE id = label_id")
        let releases = top(.release, of: .release, "SELECT version FROM release WHERE id = label_id")
        return [hours, types, releases, people, issueCounts, dropped].joined(separator: "\nUNION ALL\n")
    }

    /// So many issues are looked at to find the most frequent ones; mostly it takes some dozens of them.
    static let walkMax = 2_000

    private var now: Period { query.period }
    private var before: Period { query.periodBefore }

    private var hours: SQL {
        """
        SELECT \(Part.hour.rawValue), hour, environment_id, events, name, NULL, NULL FROM project_hour
        LEFT JOIN environment ON environment.id = environment_id
        WHERE project_id IN \(anyOf: query.projects) AND hour >= \(before.hours.lowerBound)
            AND hour < \(now.hours.upperBound)
        """
    }

    private func top(_ part: Part, of kind: FigureKey.Kind, _ name: SQL) -> SQL {
        let spans = FigureSpan.parts(of: now.hours).map { span -> SQL in
            """
            SELECT label_id, events FROM project_figure
            WHERE project_id IN \(anyOf: query.projects) AND kind = \(kind.rawValue) AND \(FigureSpan.isIn(span))
            """
        }
        return """
            SELECT \(part.rawValue), total, NULL, NULL, (\(name)), NULL, NULL FROM (
                SELECT label_id, sum(events) AS total FROM (\(spans.joined(separator: " UNION ALL ")))
                GROUP BY label_id ORDER BY total DESC, label_id LIMIT \(Overview.rowsMax)
            )
            """
    }

    private var people: SQL {
        let parts = [(false, now), (true, before)].flatMap { isBefore, period in
            FigureSpan.parts(of: period.hours).map { span -> SQL in
                """
                SELECT \(Part.people.rawValue), \(isBefore), NULL, NULL, people, NULL, NULL FROM project_people
                WHERE project_id IN \(anyOf: query.projects) AND \(FigureSpan.isIn(span))
                """
            }
        }
        return parts.joined(separator: "\nUNION ALL\n")
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

    private var issueCounts: SQL {
        let counts = [(false, now), (true, before)].flatMap { isBefore, period -> [SQL] in
            let issues = [(Part.newIssues, newIssues(in: period)), (Part.regressedIssues, regressions(in: period))]
            return issues.map { part, issues -> SQL in
                "SELECT \(part.rawValue), \(isBefore), count(*), NULL, NULL, NULL, NULL FROM (\(issues))"
            }
        }
        return counts.joined(separator: "\nUNION ALL\n")
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

    private var dropped: SQL {
        """
        SELECT \(Part.dropped.rawValue), total, NULL, NULL, category, outcome, reason FROM (
            SELECT category, outcome, reason, sum(quantity) AS total FROM dropped_hour
            WHERE project_id IN \(anyOf: query.projects) AND hour >= \(now.hours.lowerBound)
                AND hour < \(now.hours.upperBound)
            GROUP BY category, outcome, reason ORDER BY total DESC LIMIT \(Overview.rowsMax)
        )
        """
    }
}
