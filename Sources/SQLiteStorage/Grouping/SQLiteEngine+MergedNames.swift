import SentryProtocol
import Storage

extension SQLiteEngine {
    public func shortIDs(ofMerged issues: [IssueID]) async throws -> [IssueID: ShortID] {
        try await read { reader in
            var names: [IssueID: ShortID] = [:]
            for issue in Set(issues) {
                names[issue] = try reader.culprit.first(
                    """
                    SELECT project.slug, retired_issue.number FROM retired_issue
                    JOIN project ON project.id = retired_issue.project_id WHERE retired_issue.id = \(issue)
                    """
                ) { ShortID(projectSlug: $0.text(0), number: $0.integer(1)) }
            }
            return names
        }
    }
}
