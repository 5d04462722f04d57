import SentryProtocol
import Storage

/// A row that a day's file has and the counters do not have yet.
struct CountedRow {
    let day: Day
    let row: Int64
    let projectID: ProjectID
    let issueID: IssueID
    let userHash: Int64?
    let facts: EventFacts
}

/// What many rows mean for one issue.
struct IssueChange {
    let issueID: IssueID
    let projectID: ProjectID
    /// Indices of rows: the first to be stored, and the first and last in time.
    let first: Int
    var oldest: Int
    var newest: Int
    var events = 0

    /// One change for each issue, in the order in which the issues appear.
    static func summing(_ rows: [CountedRow]) -> [IssueChange] {
        var changes: [IssueChange] = []
        var positions: [IssueID: Int] = [:]
        // By index: a row is large to copy.
        for index in rows.indices {
            let issueID = rows[index].issueID
            let position: Int
            if let known = positions[issueID] {
                position = known
            } else {
                position = changes.count
                positions[issueID] = position
                changes.append(
                    IssueChange(
                        issueID: issueID, projectID: rows[index].projectID, first: index, oldest: index, newest: index))
            }
            changes[position].events += 1
            let occurredAt = rows[index].facts.occurredAt
            if occurredAt < rows[changes[position].oldest].facts.occurredAt { changes[position].oldest = index }
            // Of two at the same moment, the one stored later is the newer.
            if occurredAt >= rows[changes[position].newest].facts.occurredAt { changes[position].newest = index }
        }
        return changes
    }
}
