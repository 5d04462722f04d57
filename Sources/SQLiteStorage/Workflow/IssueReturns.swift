import SentryProtocol
import Storage

/// Decides whether events bring an issue back that was resolved or archived, and does it. Part of the fold.
struct IssueReturns {
    private let culprit: Connection
    private let status: Statement

    /// What happened, and which row did it.
    enum Outcome {
        case regressed(row: Int)
        case reappeared(row: Int)
    }

    init(_ culprit: Connection) throws(SQLiteError) {
        self.culprit = culprit
        status = try culprit.prepare(
            "SELECT status FROM issue WHERE id = ?1 AND status <> \(IssueStatus.unresolved.rawValue)")
    }

    /// To be called when the change is counted already; `users` are those who were new.
    func bringBack(_ change: IssueChange, users: Int, _ rows: [CountedRow]) throws -> Outcome? {
        status.bind(1, change.issueID.rawValue)
        switch try status.integer().flatMap({ IssueStatus(rawValue: Int($0)) }) {
        case .resolved:
            guard let row = try regressing(change, rows) else { return nil }
            let facts = rows[row].facts
            try reopen(change.issueID, .regressed, "set_regression", by: facts) { $0.member("version", facts.release) }
            return .regressed(row: row)
        case .archived:
            guard var wanted = try culprit.comesBack(change.issueID) else { return nil }
            let row = change.newest
            guard try isMet(&wanted, change, users: users, at: rows[row].facts.receivedAt) else { return nil }
            let hasEscalated = wanted.kind == IssueReturn.escalating
            try reopen(
                change.issueID, hasEscalated ? .escalating : .ongoing,
                hasEscalated ? "set_escalating" : "set_unresolved",
                by: rows[row].facts
            ) { data in
                guard !hasEscalated else { return }
                if let events = wanted.events.count { data.member("ignoreCount", events) }
                if let users = wanted.users.count { data.member("ignoreUserCount", users) }
                data.member("ignoreUntil", wanted.until?.iso8601)
            }
            return .reappeared(row: row)
        case .unresolved, nil: return nil
        }
    }

    /// The first row whose release is not one from before the fix.
    private func regressing(_ change: IssueChange, _ rows: [CountedRow]) throws -> Int? {
        guard let resolution = try culprit.comesBack(change.issueID),
            let kind = Resolution.Kind(rawValue: resolution.kind)
        else { return change.first }
        let order = ReleaseOrder(culprit: culprit, project: change.projectID)
        // Without a release to compare with, any event will do.
        if kind == .nextRelease, resolution.release == nil { return change.first }
        let named =
            try kind == .commit ? resolution.commit.flatMap { try order.release(namedFor: $0) } : nil
        var judged: [String: Bool] = [:]
        for row in change.first..<rows.count where rows[row].issueID == change.issueID {
            // Events that name no release are taken for older ones.
            guard let release = rows[row].facts.release else { continue }
            if let known = judged[release] {
                if known { return row }
                continue
            }
            let hasFix =
                switch kind {
                case .release: try resolution.release.map { try order.has($0, release) } ?? true
                case .nextRelease: try resolution.release.map { try order.isNewer(release, than: $0) } ?? true
                case .commit:
                    try named.map { try order.has($0, release) }
                        ?? resolution.release.map { try order.isNewer(release, than: $0) } ?? true
                }
            judged[release] = hasFix
            if hasFix { return row }
        }
        return nil
    }

    /// Whether enough has happened since the issue was archived; moves windows on.
    private func isMet(
        _ wanted: inout IssueReturn, _ change: IssueChange, users: Int, at now: Timestamp
    ) throws -> Bool {
        if let until = wanted.until, until <= now { return true }
        let totals = try culprit.first(
            "SELECT times_seen, users_affected FROM issue WHERE id = \(change.issueID)"
        ) { (events: $0.int(0), users: $0.int(1)) }
        guard let totals else { return false }
        let eventsMoved = wanted.events.moveWindow(to: now, before: totals.events - change.events)
        let usersMoved = wanted.users.moveWindow(to: now, before: totals.users - users)
        if wanted.events.isReached(by: totals.events) || wanted.users.isReached(by: totals.users) { return true }
        if eventsMoved || usersMoved { try wanted.store(for: change.issueID, in: culprit) }
        return false
    }

    private func reopen(
        _ issue: IssueID, _ substatus: IssueSubstatus, _ activity: String, by event: EventFacts,
        _ facts: (inout JSONWriter) -> Void
    ) throws {
        var data = JSONWriter()
        data.object { data in
            data.member("event_id", event.id.hex)
            facts(&data)
        }
        try culprit.reopen(issue, substatus, activity, data: data.text, at: event.receivedAt)
    }
}

extension ReleaseOrder {
    /// Whether `release` is `fixed` or comes after it.
    fileprivate func has(_ fixed: String, _ release: String) throws -> Bool {
        try release == fixed || isNewer(release, than: fixed)
    }
}

extension Connection {
    /// Makes an issue unresolved without anybody's doing.
    fileprivate func reopen(
        _ issue: IssueID, _ substatus: IssueSubstatus, _ activity: String, data: String, at now: Timestamp
    ) throws {
        try run(
            """
            UPDATE issue SET status = \(IssueStatus.unresolved), substatus = \(substatus), status_changed_at = \(now),
                status_set_by = NULL
            WHERE id = \(issue)
            """)
        try run("DELETE FROM issue_return WHERE issue_id = \(issue)")
        try addActivity(activity, of: issue, data: data, by: .system, at: now)
    }
}

extension SQLiteEngine {
    public func returnArchived(at now: Timestamp) async throws -> [IssueID] {
        let due: SQL = """
            SELECT issue_id FROM issue_return JOIN issue ON issue.id = issue_id
            WHERE until <= \(now) AND status = \(IssueStatus.archived) LIMIT 200
            """
        var returned: [IssueID] = []
        while try await readers.read({ try $0.culprit.integer(due) }) != nil {
            returned += try await writer.perform { files in
                try files.change { culprit in
                    let issues = try culprit.rows(due) { IssueID(rawValue: $0.integer(0)) }
                    for issue in issues {
                        let until = try culprit.comesBack(issue)?.until
                        var data = JSONWriter()
                        data.object { $0.member("ignoreUntil", until?.iso8601) }
                        try culprit.reopen(issue, .ongoing, "set_unresolved", data: data.text, at: now)
                    }
                    return issues
                }
            }
        }
        return returned
    }
}
