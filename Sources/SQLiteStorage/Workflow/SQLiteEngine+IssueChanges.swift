import SentryProtocol
import Storage

extension SQLiteEngine {
    public func issueIDs(matching query: IssueQuery, upTo limit: Int) async throws -> [IssueID] {
        let now = configuration.now()
        return try await read(matching: query) { reader, query in
            let statements = query.rows(after: nil, backwards: false, limit: max(limit, 0), at: now)
            var places: [IssuePlace] = []
            for statement in statements {
                places += try reader.culprit.rows(statement) { IssuePlace(key: $0.integer(1), id: $0.integer(0)) }
            }
            if statements.count > 1 { places.sort { ($0.key, $0.id) > ($1.key, $1.id) } }
            return places.prefix(max(limit, 0)).map { IssueID(rawValue: $0.id) }
        }
    }

    /// Issues that are changed in one transaction; about 10 ms.
    private static let issuesAtOnce = 100
    /// How long a change can be taken back.
    private static let undoSeconds: Int64 = 86_400

    public func change(
        _ issues: [IssueID], by commands: [IssueCommand], actor: Actor, at now: Timestamp
    ) async throws -> WorkflowChange {
        var seen: Set<IssueID> = []
        var rest = issues.filter { seen.insert($0).inserted }[...]
        var result = WorkflowChange()
        while !rest.isEmpty {
            let part = rest.prefix(Self.issuesAtOnce)
            rest = rest.dropFirst(part.count)
            let sofar = result
            result = try await writer.perform { files in
                try files.change { try $0.change(part, by: commands, actor, at: now, after: sofar) }
            }
        }
        return result
    }

    public func undo(_ change: Int64, by actor: Actor, at now: Timestamp) async throws -> [IssueID] {
        let oldest = now.adding(seconds: -Self.undoSeconds)
        let isOwn: SQL =
            switch actor {
            case .user(let user): "user_id = \(user)"
            case .token(let token): "token_id = \(token)"
            case .system: "user_id IS NULL AND token_id IS NULL"
            }
        let issues = try await read { reader in
            try reader.culprit.rows(
                """
                SELECT issue_id FROM issue_change JOIN issue_change_row ON change_id = issue_change.id
                WHERE issue_change.id = \(change) AND created_at >= \(oldest) AND \(isOwn)
                """
            ) { IssueID(rawValue: $0.integer(0)) }
        }
        var restored: [IssueID] = []
        for start in stride(from: 0, to: issues.count, by: Self.issuesAtOnce) {
            let part = issues[start...].prefix(Self.issuesAtOnce)
            restored += try await writer.perform { files in
                try files.change { culprit in
                    try part.filter { try culprit.undo(change, of: $0, by: actor, at: now) }
                }
            }
        }
        return restored
    }

    /// Changes that nobody can take back any more.
    static func forgetChanges(in culprit: Connection, at now: Timestamp) throws {
        let old = try culprit.rows(
            "SELECT id FROM issue_change WHERE created_at < \(now.adding(seconds: -undoSeconds)) LIMIT 2"
        ) { $0.integer(0) }
        for change in old {
            try culprit.run("DELETE FROM issue_change_row WHERE change_id = \(change)")
            try culprit.run("DELETE FROM issue_change WHERE id = \(change)")
        }
    }
}

extension Connection {
    /// Changes some of the issues of one action; `sofar` is what came of those before.
    fileprivate func change(
        _ issues: ArraySlice<IssueID>, by commands: [IssueCommand], _ actor: Actor, at now: Timestamp,
        after sofar: WorkflowChange
    ) throws -> WorkflowChange {
        var result = sofar
        let changer = try IssueChanger(self, actor, at: now)
        var seen = Set(sofar.found)
        for label in issues {
            // An issue that is part of another stands for that.
            let issue = try issue(labelled: label)
            guard seen.insert(issue).inserted else { continue }
            let isChanged = try changer.apply(commands, to: issue) {
                if let id = result.id { return id }
                let id = try beginChange(by: actor, at: now)
                result.id = id
                return id
            }
            guard let isChanged else { continue }
            result.found.append(issue)
            if isChanged { result.changed += 1 }
        }
        return result
    }

    private func beginChange(by actor: Actor, at now: Timestamp) throws -> Int64 {
        try SQLiteEngine.forgetChanges(in: self, at: now)
        var (user, token): (UserID?, TokenID?) = (nil, nil)
        switch actor {
        case .user(let id): user = id
        case .token(let id): token = id
        case .system: break
        }
        try run("INSERT INTO issue_change (user_id, token_id, created_at) VALUES (\(user), \(token), \(now))")
        return lastInsertedRow
    }

    /// False when the issue has been changed since, or is gone.
    fileprivate func undo(_ change: Int64, of issue: IssueID, by actor: Actor, at now: Timestamp) throws -> Bool {
        let noted = try first(
            """
            SELECT before, after, comes_back FROM issue_change_row WHERE change_id = \(change) AND issue_id = \(issue)
            """
        ) { (before: $0.text(0), after: $0.text(1), comesBack: $0.optionalText(2)) }
        guard let noted else { return false }
        try run("DELETE FROM issue_change_row WHERE change_id = \(change) AND issue_id = \(issue)")
        func value(_ name: String) -> SQL { "json_extract(\(noted.before), \("$." + name))" }
        let restored = try run(
            """
            UPDATE issue SET status = \(value("status")), substatus = \(value("substatus")),
                status_changed_at = \(value("status_changed_at")), status_set_by = \(value("status_set_by")),
                assignee_kind = \(value("assignee_kind")), assignee_id = \(value("assignee_id")),
                chosen_priority = \(value("chosen_priority"))
            WHERE id = \(issue) AND \(IssueChanger.state) = \(noted.after)
            """)
        guard restored > 0 else { return false }
        try IssueReturn.restore(noted.comesBack, of: issue, in: self)
        for activity in try activities(from: noted.after, to: noted.before) {
            try addActivity(activity.type, of: issue, data: activity.data, by: actor, at: now)
        }
        return true
    }

    /// What the history says of going from one state to another.
    private func activities(from old: String, to new: String) throws -> [(type: String, data: String)] {
        guard let old = try? JSONDocument(parsing: Array(old.utf8)).root,
            let new = try? JSONDocument(parsing: Array(new.utf8)).root
        else { return [] }
        var entries: [(String, String)] = []
        let status = new["status"]?.double.flatMap { IssueStatus(rawValue: Int($0)) }
        if old["status"]?.sourceText != new["status"]?.sourceText
            || old["substatus"]?.sourceText != new["substatus"]?.sourceText
        {
            switch status {
            case .unresolved, nil: entries.append(("set_unresolved", "{}"))
            case .resolved: entries.append(("set_resolved", "{}"))
            case .archived: entries.append(("set_ignored", "{}"))
            }
        }
        let names: [StaticString] = ["assignee_kind", "assignee_id"]
        guard names.contains(where: { old[$0]?.sourceText != new[$0]?.sourceText }) else { return entries }
        if let kind = new["assignee_kind"]?.double, let id = new["assignee_id"]?.double {
            var data = JSONWriter()
            data.object {
                $0.member("assignee", String(Int64(id)))
                $0.member("assigneeType", kind == 1 ? "user" : "team")
            }
            entries.append(("assigned", data.text))
        } else {
            entries.append(("unassigned", "{}"))
        }
        return entries
    }
}
