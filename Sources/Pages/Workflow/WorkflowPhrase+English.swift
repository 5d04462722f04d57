extension WorkflowPhrase {
    var english: String {
        switch self {
        case .action(let action): action.english
        case .resolveMenu: "Resolve in…"
        case .archiveMenu: "Archive until…"
        case .assignMenu: "Assign"
        case .moreMenu: "More"
        case .version: "Release"
        case .commit: "Commit"
        case .assignee: "Assignee"
        case .nobody: "Nobody"
        case .delete: "Delete"
        case .inNextRelease: "in the next release"
        case .inRelease(let version): "in \(version)"
        case .byCommit(let commit): "by commit \(commit)"
        case .untilTime(let time): "until \(time)"
        case .untilEvents(let count, let minutes): "until \(count.grouped) more events\(englishWindow(minutes))"
        case .untilUsers(let count, let minutes): "until \(count.grouped) more users\(englishWindow(minutes))"
        case .untilEscalating: "until it escalates"
        case .or: "or"
        case .assignedTo: "Assignee"
        case .byTeam: "Teams"

        case .pageSelected(let count): "All \(count.grouped) on this page are selected."
        case .selectAllMatching(let count): "Select all \(count) matching"
        case .allSelected(let count): "All \(count) matching issues are selected."

        case .notice(let notice): notice.english

        case .deleteTitle(let count): count == 1 ? "Delete this issue?" : "Delete \(count.grouped) issues?"
        case .deleteText(let count):
            count == 1
                ? "The issue goes with all its events, comments and history. This cannot be undone. The next event "
                    + "like those opens a new issue."
                : "They go with all their events, comments and history. This cannot be undone. The next events like "
                    + "those open new issues."
        case .deleteNow: "Delete for good"
        case .cancel: "Keep"

        case .activity: "Activity"
        case .comment: "Comment"
        case .addComment: "Add comment"
        case .commentHint: "What do you know about this?"
        case .edit: "Edit"
        case .save: "Save"
        case .deleteComment: "Delete comment"
        case .allActivity: "All activity"
        case .commentCount(let count): count == 1 ? "1 comment" : "\(count.grouped) comments"
        case .priority: "Priority"

        case .saveSearch: "Save this search"
        case .searchName: "Name"
        case .onlyMe: "Only for me"
        case .everybody: "For everybody"
        case .deleteSearch: "Delete this search"
        case .sharedSearch: "everybody’s"
        }
    }
}

private func englishWindow(_ minutes: Int?) -> String {
    switch minutes {
    case nil: ""
    case 60?: " in an hour"
    case let minutes?: minutes % 60 == 0 ? " within \(minutes / 60) h" : " within \(minutes) min"
    }
}

extension WorkflowAction {
    fileprivate var english: String {
        switch self {
        case .resolve: "Resolve"
        case .resolveNext: "In the next release"
        case .resolveLatest: "In the latest release"
        case .resolveIn: "In this release"
        case .resolveCommit: "By this commit"
        case .archive: "Archive"
        case .archiveHour: "For an hour"
        case .archiveDay: "For a day"
        case .archiveEvents: "Until \(Self.eventsPerHour) events in an hour"
        case .archiveUsers: "Until \(Self.usersMore) more users"
        case .archiveEscalating: "Until it escalates"
        case .reopen: "Reopen"
        case .assign: "Assign"
        case .bookmark: "Bookmark"
        case .unbookmark: "Remove bookmark"
        case .subscribe: "Subscribe"
        case .unsubscribe: "Unsubscribe"
        case .undo: "Undo"
        }
    }
}

extension WorkflowNotice {
    fileprivate var english: String {
        let issues = count == 1 ? "1 issue" : "\(count.grouped) issues"
        return switch deed {
        case .resolved: "\(issues) resolved."
        case .archived: "\(issues) archived."
        case .reopened: "\(issues) reopened."
        case .assigned: "\(issues) assigned."
        case .bookmarked: "Bookmarked."
        case .unbookmarked: "Bookmark removed."
        case .subscribed: "Subscribed."
        case .unsubscribed: "Unsubscribed."
        case .undone: count == 0 ? "There was nothing left to undo." : "\(issues) put back."
        case .deleted: "\(issues) deleted. Their events go in the background."
        case .commented: "Comment added."
        case .commentChanged: "Comment changed."
        case .commentDeleted: "Comment deleted."
        case .searchSaved: "Search saved."
        case .searchDeleted: "Search deleted."
        case .incomplete: "Something was missing in the form. Nothing was changed."
        case .commentRepeated: "You have said that already."
        case .tooManySearches: "You have as many saved searches as there can be."
        case .badQuery: "This query could not be read. Nothing was changed."
        }
    }
}
