import SentryProtocol
import Storage

/// What the menus of issues do, as their forms say it.
public enum WorkflowAction: String, Sendable, CaseIterable {
    case resolve
    case resolveNext = "resolve-next"
    case resolveLatest = "resolve-latest"
    /// In `FieldName.version`.
    case resolveIn = "resolve-in"
    /// In `FieldName.commit`.
    case resolveCommit = "resolve-commit"
    case archive
    case archiveHour = "archive-hour"
    case archiveDay = "archive-day"
    case archiveEvents = "archive-events"
    case archiveUsers = "archive-users"
    case archiveEscalating = "archive-escalating"
    case reopen
    /// To `FieldName.assignee`.
    case assign
    case bookmark, unbookmark, subscribe, unsubscribe
    /// Takes `FieldName.change` back.
    case undo

    /// Events of an hour, and people, until which an issue may be archived from its menu.
    static let eventsPerHour = 100
    static let usersMore = 10

    /// What the store is told; nil when the form lacks what it takes, or when this is no change of an issue.
    ///
    /// `assignee` and the texts come from the form.
    public func command(version: String, commit: String, assignee: String, at now: Timestamp) -> IssueCommand? {
        switch self {
        case .resolve: return .resolve
        case .resolveNext: return .resolveIn(.nextRelease)
        case .resolveLatest: return .resolveIn(.latestRelease)
        case .resolveIn:
            let version = version.trimmed
            guard !version.isEmpty, version.utf8.count <= WorkflowLimits.versionBytesMax else { return nil }
            return .resolveIn(.release(version))
        case .resolveCommit:
            let commit = commit.trimmed
            guard (7...64).contains(commit.utf8.count) else { return nil }
            return .resolveIn(.commit(commit, repository: nil))
        case .archive: return .archive
        case .archiveHour: return .archiveUntil(ArchiveCondition(until: now.adding(seconds: 3_600)))
        case .archiveDay: return .archiveUntil(ArchiveCondition(until: now.adding(seconds: 86_400)))
        case .archiveEvents:
            return .archiveUntil(ArchiveCondition(events: Self.eventsPerHour, eventsWindow: 60))
        case .archiveUsers: return .archiveUntil(ArchiveCondition(users: Self.usersMore))
        case .archiveEscalating: return .archiveUntil(ArchiveCondition(untilEscalating: true))
        case .reopen: return .unresolve
        case .assign:
            if assignee.isEmpty { return .assign(nil) }
            return Assignee(parsing: assignee).map { .assign($0) }
        case .bookmark, .unbookmark, .subscribe, .unsubscribe, .undo: return nil
        }
    }

    /// What it changes for whoever is asking alone.
    public var mark: MarkChange? {
        switch self {
        case .bookmark: MarkChange(isBookmarked: true)
        case .unbookmark: MarkChange(isBookmarked: false)
        case .subscribe: MarkChange(isSubscribed: true)
        case .unsubscribe: MarkChange(isSubscribed: false)
        default: nil
        }
    }

    /// What is said afterwards.
    public var deed: WorkflowNotice.Deed {
        switch self {
        case .resolve, .resolveNext, .resolveLatest, .resolveIn, .resolveCommit: .resolved
        case .archive, .archiveHour, .archiveDay, .archiveEvents, .archiveUsers, .archiveEscalating: .archived
        case .reopen: .reopened
        case .assign: .assigned
        case .bookmark: .bookmarked
        case .unbookmark: .unbookmarked
        case .subscribe: .subscribed
        case .unsubscribe: .unsubscribed
        case .undo: .undone
        }
    }

    var phrase: Phrase {
        switch self {
        case .resolve: .resolve
        case .archive: .archive
        case .reopen: .reopen
        case .undo: .undo
        default: .workflow(.action(self))
        }
    }
}
