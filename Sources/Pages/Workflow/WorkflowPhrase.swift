import Storage

/// What is said about what people do to issues.
enum WorkflowPhrase: Sendable {
    // Menus
    case action(WorkflowAction)
    case resolveMenu, archiveMenu, assignMenu, moreMenu
    case version, commit, assignee, nobody, delete
    case inNextRelease, inRelease(String), byCommit(String)
    case untilTime(String), untilEvents(Int, minutes: Int?), untilUsers(Int, minutes: Int?), untilEscalating, or
    case assignedTo, byTeam

    // Choosing
    case pageSelected(Int), selectAllMatching(String), allSelected(String)

    // Afterwards
    case notice(WorkflowNotice)

    // Deleting
    case deleteTitle(Int), deleteText(Int), deleteNow, cancel

    // The activity
    case activity, comment, addComment, commentHint, edit, save, deleteComment, allActivity, commentCount(Int)
    case priority

    // Saved searches
    case saveSearch, searchName, onlyMe, everybody, deleteSearch, sharedSearch
}
