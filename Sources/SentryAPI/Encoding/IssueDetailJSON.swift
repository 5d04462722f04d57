import SentryProtocol
import Storage

/// An issue with its history: what `GET …/issues/{id}/` answers (web-api.md §2.6.2).
struct IssueDetailJSON {
    let issue: IssueJSON
    /// Newest first.
    let activities: [Activity]
    let users: [UserID: User]
    let audience: IssueAudience
    let tags: [TagSummary]

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            issue.fields(&writer)
            writer.array("activity", ActivityJSON.list(activities, of: issue.issue, users: users)) {
                $1.encode(into: &$0)
            }
            writer.array("seenBy", audience.seenBy.compactMap { seen in users[seen.user].map { ($0, seen.at) } }) {
                $0.user($1.0, seenAt: $1.1)
            }
            writer.array("participants", audience.participants.compactMap { users[$0] }) { $0.user($1) }
            writer.key("firstRelease")
            release(issue.issue.firstRelease).encode(into: &writer)
            writer.key("lastRelease")
            release(issue.issue.lastRelease).encode(into: &writer)
            writer.field("userReportCount", 0)
            writer.emptyArray("pluginActions")
            writer.emptyArray("pluginIssues")
            writer.emptyArray("pluginContexts")
            writer.array("tags", tags) { TagJSON(tag: $1, showsValues: false).encode(into: &$0) }
            writer.array("openPeriods", [issue.issue]) { writer, issue in
                writer.object {
                    $0.field("start", issue.firstSeen)
                    $0.field("end", issue.status == .resolved ? issue.statusChangedAt : nil)
                    $0.field("isOpen", issue.status != .resolved)
                }
            }
        }
    }

    private func release(_ version: String?) -> ReleaseJSON {
        ReleaseJSON(version: version, project: issue.project)
    }
}
