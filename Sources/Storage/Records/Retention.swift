import SentryProtocol

/// How long everything is kept.
public struct RetentionPolicy: Sendable, Equatable {
    /// In days, for projects that have not decided otherwise.
    public var days: [DataKind: Int] = Self.standard
    public var projects: [ProjectID: RetentionSettings] = [:]
    /// What the data directory may take, in bytes; nil for all there is. The oldest days are dropped first.
    public var diskBytesMax: Int?
    /// How much older everything may get from one round of housekeeping to the next, in seconds, whatever the clock says;
    /// nil for as much as it says. A clock that leaps ahead then drops a little at a time, not all at once.
    public var agingSecondsMax: Int64?

    /// What a fresh installation keeps, in days.
    public static let standard: [DataKind: Int] = [
        .errors: 90, .logs: 90, .requestLogs: 30, .performance: 30, .metrics: 30, .checkIns: 90, .sessions: 90,
        .attachments: 90, .replays: 30, .outcomes: 90,
    ]

    public init() {}

    public init(days: [DataKind: Int], projects: [ProjectID: RetentionSettings] = [:], diskBytesMax: Int? = nil) {
        self.days = Self.standard.merging(days) { $1 }
        (self.projects, self.diskBytesMax) = (projects, diskBytesMax)
    }

    public func days(of kind: DataKind) -> Int { max(days[kind] ?? 90, 1) }

    public func days(of kind: DataKind, in project: ProjectID) -> Int {
        max(projects[project]?.days[kind] ?? days(of: kind), 1)
    }

    /// The longest that anybody wants; a file may go when it is older.
    public func longestDays(of kind: DataKind) -> Int {
        projects.values.reduce(days(of: kind)) { max($0, $1.days[kind] ?? 0) }
    }

    /// The first day that is kept: today, and so many full days before.
    public static func firstDay(keeping days: Int, at now: Timestamp) -> Day { now.day.advanced(by: -days) }
}

/// What a round of housekeeping did.
public struct MaintenanceReport: Sendable {
    public var dropped: [DroppedDay] = []
    /// Rows of projects that keep less than others.
    public var rowsDeleted = 0
    public var issuesDeleted = 0
    /// Blobs that no row names.
    public var blobsCollected = 0
    /// What the disk cap took, and what went wrong; one sentence each.
    public var problems: [String] = []
    /// The longest time for which the writer had to wait.
    public var longestPause: Duration = .zero
    public init() {}
}

/// A day's data of one kind that is gone.
public struct DroppedDay: Sendable, Equatable {
    public var kind: DataKind
    public var day: Day
    public var reason: Reason

    /// Why.
    public enum Reason: Sendable, Equatable {
        case age
        /// The data directory had grown beyond its limit.
        case diskCap
    }

    public init(kind: DataKind, day: Day, reason: Reason) { (self.kind, self.day, self.reason) = (kind, day, reason) }
}

/// Regular housekeeping.
public protocol Maintenance: Sendable {
    /// Drops what is too old or too much, and tidies up. One round at a time; may be interrupted and begun anew.
    func maintain(now: Timestamp, policy: RetentionPolicy) async throws -> MaintenanceReport
}

/// The slow part of deleting projects.
public protocol ProjectRemoval: Sendable {
    /// Deletes the data of every project whose deletion has begun, and returns those that are gone now. One at a time;
    /// may be interrupted and begun anew.
    func carryOutDeletions(now: Timestamp) async throws -> [ProjectDeletion]
}
