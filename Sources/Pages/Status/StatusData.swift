import SentryProtocol
import Storage

/// What the server knows about itself, for `/settings/status/`.
public struct StatusData: Sendable {
    public var startedAt: Timestamp
    /// Why nothing can be stored; nil when everything can.
    public var obstacle: String?
    public var ingest = IngestFigures()
    /// Nil when the file system does not say.
    public var disk: DiskFigures?
    /// Of the last 24 hours; may name the same outcome more than once.
    public var outcomes: [OutcomeFigure] = []
    public var problems: [StatusProblem] = []
    /// Of the installation.
    public var retention: [RetentionFigure] = []
    /// In any order.
    public var refusals: [Refusal] = []
    /// Whose numbers refusals are shown with names.
    public var projects: [Project] = []

    public init(startedAt: Timestamp) { self.startedAt = startedAt }
}

/// Whether ingest keeps up.
public struct IngestFigures: Sendable, Equatable {
    /// Bytes that wait for the writer, and how many may.
    public var queuedBytes = 0
    public var queuedBytesMax: Int?
    /// Bytes of request bodies in memory, and how many may be.
    public var requestBytes = 0
    public var requestBytesMax: Int?
    /// Since the start.
    public var eventsStored = 0
    public var eventsDuplicate = 0
    public var commits = 0
    /// In microseconds, of the last commits; nil when nobody measures.
    public var commitMedian: Int?
    public init() {}
}

/// Room on the disk that data is kept on, in bytes.
public struct DiskFigures: Sendable, Equatable {
    /// By our data.
    public var used: Int
    public var free: Int
    /// With less free nothing more is accepted.
    public var floor: Int
    /// What a day adds now; nil while nobody knows.
    public var dailyGrowth: Int?
    public init(used: Int, free: Int, floor: Int, dailyGrowth: Int? = nil) {
        (self.used, self.free, self.floor, self.dailyGrowth) = (used, free, floor, dailyGrowth)
    }

    /// Days until the floor at this rate; nil when it does not fill up, or nobody knows.
    var daysLeft: Int? {
        guard let dailyGrowth, dailyGrowth > 0 else { return nil }
        let (room, overflows) = free.subtractingReportingOverflow(floor)
        return overflows ? nil : max(0, room) / dailyGrowth
    }
}

/// So many items that ended in one way.
public struct OutcomeFigure: Sendable, Hashable {
    public var category: DataCategory
    /// `Outcome.name`.
    public var outcome: String
    public var reason: String
    public var quantity: Int
    public init(category: DataCategory, outcome: String, reason: String, quantity: Int) {
        (self.category, self.outcome, self.reason, self.quantity) = (category, outcome, reason, quantity)
    }
}

/// Something that an operator should know of.
public struct StatusProblem: Sendable, Equatable {
    public var at: Timestamp
    public var kind: Kind

    /// What happened.
    public enum Kind: Sendable, Equatable {
        /// A file could not be read and was renamed.
        case fileSetAside(name: String)
        /// The disk cap was reached: the oldest day of a kind was dropped before its time.
        case dayDropped(DataKind, Day)
        /// Less was free than the floor.
        case diskBelowFloor
        /// Counts of outcomes wait because the store does not take them.
        case outcomesWaiting
        /// Said by something else, in its own words.
        case other(String)
    }

    public init(at: Timestamp, _ kind: Kind) { (self.at, self.kind) = (at, kind) }
}

/// How long a kind of data is kept, and what is there of it.
public struct RetentionFigure: Sendable, Equatable {
    public var kind: DataKind
    /// Nil for ever.
    public var days: Int?
    /// The oldest day of which something is there.
    public var oldest: Day?
    public var bytes: Int?
    public init(kind: DataKind, days: Int?, oldest: Day? = nil, bytes: Int? = nil) {
        (self.kind, self.days, self.oldest, self.bytes) = (kind, days, oldest, bytes)
    }
}
