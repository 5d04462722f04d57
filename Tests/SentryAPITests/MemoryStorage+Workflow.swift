import SentryProtocol
import Storage

/// What people do, as far as the API's questions go: nothing comes back by itself here.
extension MemoryStorage {
    func issueIDs(matching query: IssueQuery, upTo limit: Int) -> [IssueID] {
        Array(issueRows.filter { matches($0, query) }.map(\.id).prefix(limit))
    }

    func change(
        _ issues: [IssueID], by commands: [IssueCommand], actor: Actor, at now: Timestamp
    ) -> WorkflowChange {
        var change = WorkflowChange(id: 1)
        for index in issueRows.indices where issues.contains(issueRows[index].id) {
            change.found.append(issueRows[index].id)
            let before = issueRows[index]
            for command in commands { apply(command, to: index, by: actor, at: now) }
            if issueRows[index] != before { change.changed += 1 }
        }
        return change
    }

    private func apply(_ command: IssueCommand, to index: Int, by actor: Actor, at now: Timestamp) {
        let user: UserID? = if case .user(let id) = actor { id } else { nil }
        var issue = issueRows[index]
        func set(_ status: IssueStatus, _ substatus: IssueSubstatus?) {
            guard issue.status != status || issue.substatus != substatus else { return }
            (issue.status, issue.substatus, issue.statusChangedAt) = (status, substatus, now)
            (issue.workflow.resolution, issue.workflow.archivedUntil) = (nil, nil)
            issue.workflow.statusSetBy = user
        }
        let type: String
        switch command {
        case .resolve:
            set(.resolved, nil)
            type = "set_resolved"
        case .resolveIn(let fix):
            set(.resolved, nil)
            issue.workflow.resolution = Self.resolution(fix)
            type = "set_resolved_in_release"
        case .archive:
            set(.archived, .archivedForever)
            type = "set_ignored"
        case .archiveUntil(let condition):
            set(.archived, condition.untilEscalating ? .archivedUntilEscalating : .archivedUntilConditionMet)
            issue.workflow.archivedUntil = condition
            type = "set_ignored"
        case .unresolve:
            set(.unresolved, .ongoing)
            type = "set_unresolved"
        case .assign(let assignee):
            issue.workflow.assignee = assignee
            type = assignee == nil ? "unassigned" : "assigned"
        case .setPriority(let priority):
            issue.workflow.chosenPriority = priority
            type = "set_priority"
        }
        guard issue != issueRows[index] else { return }
        issueRows[index] = issue
        note(type, of: issue.id, user, "{}", at: now)
    }

    private static func resolution(_ fix: Fix) -> Resolution {
        switch fix {
        case .release(let version): Resolution(kind: .release, release: version)
        case .latestRelease: Resolution(kind: .release, release: "latest of all")
        case .nextRelease: Resolution(kind: .nextRelease)
        case .commit(let commit, let repository): Resolution(kind: .commit, commit: commit, repository: repository)
        }
    }

    @discardableResult
    private func note(
        _ type: String, of issue: IssueID, _ user: UserID?, _ data: String, at now: Timestamp
    ) -> Activity {
        let activity = Activity(
            id: Int64(activityRows.count + 1), issueID: issue, type: type, userID: user, createdAt: now, data: data)
        activityRows.insert(activity, at: 0)
        return activity
    }

    func undo(_ change: Int64, by actor: Actor, at now: Timestamp) -> [IssueID] { [] }
    func returnArchived(at now: Timestamp) -> [IssueID] { [] }

    func delete(_ issues: [IssueID], at now: Timestamp) -> [IssueID] {
        let found = issueRows.map(\.id).filter { issues.contains($0) }
        issueRows.removeAll { issues.contains($0.id) }
        return found
    }
    func hasDeletions() -> Bool { false }
    func finishDeletions() {}

    // MARK: Comments

    private static func data(_ text: String) -> String {
        var data = JSONWriter()
        data.object { $0.member("text", text) }
        return data.text
    }

    func addComment(_ text: String, to issue: IssueID, by actor: Actor, at now: Timestamp) throws -> Activity {
        let user: UserID? = if case .user(let id) = actor { id } else { nil }
        let data = Self.data(text)
        guard !activityRows.contains(where: { $0.data == data && $0.userID == user }) else {
            throw CommentError.duplicate
        }
        return note("note", of: issue, user, data, at: now)
    }

    func updateComment(_ id: Int64, of issue: IssueID, to text: String, by user: UserID) -> Activity? {
        guard let index = activityRows.firstIndex(where: { $0.id == id && $0.issueID == issue && $0.userID == user })
        else { return nil }
        activityRows[index].data = Self.data(text)
        return activityRows[index]
    }

    func deleteComment(_ id: Int64, of issue: IssueID, by user: UserID?) -> Bool {
        let count = activityRows.count
        activityRows.removeAll { $0.id == id && $0.issueID == issue && (user == nil || $0.userID == user) }
        return activityRows.count < count
    }

    func comments(of issue: IssueID, limit: Int) -> [Activity] {
        Array(activityRows.filter { $0.issueID == issue && $0.type == "note" }.prefix(limit))
    }

    // MARK: Marks and searches

    func marks(of issues: [IssueID], for user: UserID) -> [IssueID: IssueMarks] {
        markRows.filter { issues.contains($0.key) }.compactMapValues { $0[user] }
    }

    func mark(_ issues: [IssueID], for user: UserID, _ change: MarkChange, at now: Timestamp) {
        for issue in issues {
            var marks = markRows[issue]?[user] ?? IssueMarks()
            marks.isBookmarked = change.isBookmarked ?? marks.isBookmarked
            marks.isSubscribed = change.isSubscribed ?? marks.isSubscribed
            if let hasSeen = change.hasSeen { marks.seenAt = hasSeen ? now : nil }
            markRows[issue, default: [:]][user] = marks
        }
    }

    func audience(of issue: IssueID) -> IssueAudience {
        var audience = IssueAudience()
        for (user, marks) in markRows[issue] ?? [:] {
            if marks.isSubscribed == true { audience.participants.append(user) }
            if let at = marks.seenAt { audience.seenBy.append((user, at)) }
        }
        return audience
    }

    func newestRelease(of project: ProjectID) -> String? { nil }

    func savedSearches(of organization: OrganizationID, for user: UserID?) -> [SavedSearch] {
        searchRows.filter { $0.organizationID == organization && ($0.isShared || $0.ownerID == user) }
    }

    func save(_ search: SavedSearch) -> SavedSearch {
        var search = search
        search.id = Int64(searchRows.count + 1)
        searchRows.append(search)
        return search
    }

    func update(_ search: SavedSearch) -> Bool {
        guard let index = searchRows.firstIndex(where: { $0.id == search.id }) else { return false }
        searchRows[index] = search
        return true
    }

    func deleteSavedSearch(_ id: Int64, of organization: OrganizationID) -> Bool {
        let count = searchRows.count
        searchRows.removeAll { $0.id == id }
        return searchRows.count < count
    }

    func issueList(_ question: IssueListQuestion) async throws -> IssueListAnswer { IssueListAnswer() }
}
