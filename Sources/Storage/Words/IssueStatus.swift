import SentryProtocol

/// Where an issue is in its life (grouping.md §8.1).
public enum IssueStatus: Int, Sendable, CaseIterable {
    case unresolved = 0, resolved = 1, archived = 2

    /// As the API says it; archived is `ignored` there.
    public var apiName: String {
        switch self {
        case .unresolved: "unresolved"
        case .resolved: "resolved"
        case .archived: "ignored"
        }
    }
}

/// A closer look at the status.
public enum IssueSubstatus: Int, Sendable {
    case archivedUntilEscalating = 1, escalating = 2, ongoing = 3, archivedUntilConditionMet = 4
    case archivedForever = 5, regressed = 6, new = 7

    public var apiName: String {
        switch self {
        case .archivedUntilEscalating: "archived_until_escalating"
        case .escalating: "escalating"
        case .ongoing: "ongoing"
        case .archivedUntilConditionMet: "archived_until_condition_met"
        case .archivedForever: "archived_forever"
        case .regressed: "regressed"
        case .new: "new"
        }
    }

    public init?(apiName: String) {
        for value in 1...7 {
            if let substatus = Self(rawValue: value), substatus.apiName == apiName {
                self = substatus
                return
            }
        }
        return nil
    }
}

/// An issue as lists and pages show it.
public struct IssueSummary: Sendable, Equatable {
    public var id: IssueID
    public var shortID: ShortID
    public var projectID: ProjectID
    /// Title, culprit, level and the rest follow the newest event.
    public var title: String
    public var culprit: String
    public var location: String?
    public var level: Level
    public var platform: String
    public var type: EventType
    public var metadata: EventMetadata
    public var logger: String?
    public var status: IssueStatus
    /// Nil when resolved.
    public var substatus: IssueSubstatus?
    /// When the status last changed; nil when it never did.
    public var statusChangedAt: Timestamp?
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    /// All events ever counted.
    public var timesSeen: Int
    /// Distinct users ever counted.
    public var usersAffected: Int
    /// The newest event was not handled.
    public var isUnhandled: Bool
    public var firstRelease: String?
    public var lastRelease: String?
    /// Events within the query's period and environments; equals `timesSeen` when there is no period.
    public var timesSeenInPeriod: Int
    /// What people have decided about it.
    public var workflow = IssueWorkflow()

    public init(
        id: IssueID, shortID: ShortID, projectID: ProjectID, title: String, culprit: String, location: String?,
        level: Level, platform: String, type: EventType, metadata: EventMetadata, logger: String?,
        status: IssueStatus, substatus: IssueSubstatus?, statusChangedAt: Timestamp?, firstSeen: Timestamp,
        lastSeen: Timestamp, timesSeen: Int, usersAffected: Int, isUnhandled: Bool, firstRelease: String?,
        lastRelease: String?, timesSeenInPeriod: Int
    ) {
        (self.id, self.shortID, self.projectID, self.title) = (id, shortID, projectID, title)
        (self.culprit, self.location, self.level, self.platform) = (culprit, location, level, platform)
        (self.type, self.metadata, self.logger, self.status) = (type, metadata, logger, status)
        (self.substatus, self.statusChangedAt, self.firstSeen) = (substatus, statusChangedAt, firstSeen)
        (self.lastSeen, self.timesSeen, self.usersAffected) = (lastSeen, timesSeen, usersAffected)
        (self.isUnhandled, self.firstRelease, self.lastRelease) = (isUnhandled, firstRelease, lastRelease)
        self.timesSeenInPeriod = timesSeenInPeriod
    }
}
