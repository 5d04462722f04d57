import SentryProtocol
import Storage

/// Which issues began in a release, and which came back in it.
enum ReleaseIssues {
    static func new(in version: String, of projects: [ProjectID], _ limit: Int) -> SQL {
        IssueSummary.selection(
            where: """
                issue.id IN (
                    SELECT id FROM issue WHERE project_id IN \(anyOf: projects) AND first_release = \(version)
                    ORDER BY id DESC LIMIT \(limit)
                ) AND +status IN \(anyOf: IssueStatus.allCases) ORDER BY issue.id DESC LIMIT \(limit)
                """, eventsInPeriod: nil)
    }

    /// The signs keep SQLite from going through all issues of the projects.
    static func regressed(in version: String, of projects: [ProjectID], _ limit: Int) -> SQL {
        IssueSummary.selection(
            where: """
                issue.id IN (
                    SELECT issue_id FROM activity
                    WHERE type = 'set_regression' AND json_extract(data, '$.version') = \(version)
                    ORDER BY issue_id DESC LIMIT \(limit * 4)
                ) AND +project_id IN \(anyOf: projects) AND +status IN \(anyOf: IssueStatus.allCases)
                ORDER BY status_changed_at DESC LIMIT \(limit)
                """, eventsInPeriod: nil)
    }
}
