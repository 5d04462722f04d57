import SentryProtocol

/// Where an event is stored. Places are ordered: by the day of receipt, then by row.
public struct EventPlace: Sendable, Hashable, Comparable {
    public var day: Day
    public var row: Int64
    public init(day: Day, row: Int64) { (self.day, self.row) = (day, row) }
    public static func < (one: EventPlace, other: EventPlace) -> Bool {
        (one.day, one.row) < (other.day, other.row)
    }
}

/// A stored event with its place.
public struct PlacedEvent: Sendable {
    public var place: EventPlace
    public var event: StoredEvent
    /// The first eight bytes of the hash that decided where it is; nil when only its body knows.
    public var hashPrefix: UInt64?
    public init(place: EventPlace, event: StoredEvent, hashPrefix: UInt64? = nil) {
        (self.place, self.event, self.hashPrefix) = (place, event, hashPrefix)
    }
}

/// Events of one issue that came with one hash, of which the first eight bytes are enough.
public struct HashInIssue: Hashable, Sendable {
    public var issueID: IssueID
    public var prefix: UInt64
    public init(_ issueID: IssueID, _ prefix: UInt64) { (self.issueID, self.prefix) = (issueID, prefix) }
}

/// What regrouping says of one event: its facts as today's rules have them. The writer decides where that leads.
public struct EventRegrouping: Sendable {
    public var place: EventPlace
    /// With the new hashes, title and culprit.
    public var facts: EventFacts
    /// Whose issue takes the new hashes when none of them leads anywhere; nil to open an issue for them.
    public var heir: HashInIssue?
    public init(place: EventPlace, facts: EventFacts, heir: HashInIssue? = nil) {
        (self.place, self.facts, self.heir) = (place, facts, heir)
    }
}

/// A run over a project's stored events that applies today's rules to them.
public struct RegroupJob: Sendable, Equatable {
    public enum State: String, Sendable {
        case running, done, failed
        /// Stopped by somebody; what was moved stays moved until it is reverted.
        case cancelled
        /// What was moved goes back.
        case reverting
        case reverted
    }

    public var id: Int64
    public var projectID: ProjectID
    /// Events received in it.
    public var period: Period
    /// The revision of the rules that it applies.
    public var rulesRevision: Int64
    public var state: State
    /// Everything up to here is done; nil before the first.
    public var progress: EventPlace?
    /// Events in the period when it began.
    public var eventsTotal: Int
    public var eventsRead: Int
    public var eventsMoved: Int
    public var issuesOpened: Int
    /// Issues that have lost all of their events.
    public var issuesEmptied: Int
    public var authorID: UserID?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    /// Why it failed: a word of `RegroupProblem`.
    public var problem: String?

    public init(
        id: Int64, projectID: ProjectID, period: Period, rulesRevision: Int64, state: State = .running,
        progress: EventPlace? = nil, eventsTotal: Int = 0, eventsRead: Int = 0, eventsMoved: Int = 0,
        issuesOpened: Int = 0, issuesEmptied: Int = 0, authorID: UserID? = nil, createdAt: Timestamp,
        updatedAt: Timestamp, problem: String? = nil
    ) {
        (self.id, self.projectID, self.period, self.rulesRevision) = (id, projectID, period, rulesRevision)
        (self.state, self.progress, self.eventsTotal, self.eventsRead) = (state, progress, eventsTotal, eventsRead)
        (self.eventsMoved, self.issuesOpened, self.issuesEmptied) = (eventsMoved, issuesOpened, issuesEmptied)
        (self.authorID, self.createdAt, self.updatedAt, self.problem) = (authorID, createdAt, updatedAt, problem)
    }
}

/// Why a job failed, as far as it concerns people who are not at the server.
public enum RegroupProblem: String, Sendable, CaseIterable {
    /// The revision of the rules that it began with cannot be found.
    case rulesMissing = "rules_missing"
    /// Events could not be read or moved.
    case storage
}

/// Why a step was refused.
public enum RegroupError: Error, Sendable, Equatable {
    case noSuchJob(Int64)
}

/// Moves stored events to the issues that today's rules give them, in steps that survive a crash and can be taken back.
public protocol RegroupStore: Sendable {
    /// Stored events of a project that were received in `period`, in the order of their places.
    func placedEvents(of project: ProjectID, in period: Period, after place: EventPlace?, limit: Int) async throws
        -> [PlacedEvent]
    /// The newest stored events of a project that were received in `period`, newest first; for previews.
    func newestEvents(of project: ProjectID, in period: Period, limit: Int) async throws -> [PlacedEvent]
    /// How many events of a project were received in `period`.
    func eventCount(of project: ProjectID, in period: Period) async throws -> Int

    /// Begins a job; nil while another one of the project is `running` or `reverting`.
    func beginRegrouping(
        of project: ProjectID, in period: Period, rulesRevision: Int64, by author: UserID?, at now: Timestamp
    ) async throws -> RegroupJob?
    /// One step of a `running` job, durable on return: gives each event its new hashes and moves it where they lead,
    /// opening issues as needed; counters follow exactly. An issue without events left goes, and its address leads to
    /// where its last event went. `last` is the place up to which the job is done then.
    func regroup(_ events: [EventRegrouping], upTo last: EventPlace, of job: Int64, at now: Timestamp) async throws
        -> RegroupJob
    /// One step back of a `reverting` job: returns it with state `reverted` when nothing is left.
    func revertSome(of job: Int64, at now: Timestamp) async throws -> RegroupJob
    /// `running` to `done`, `failed`, `cancelled`; `done`, `failed` or `cancelled` to `reverting`. Nil when the job's
    /// state does not allow it. A job is not `done` before every number of its issues is right; throws until then.
    func setState(_ state: RegroupJob.State, problem: String?, of job: Int64, at now: Timestamp) async throws
        -> RegroupJob?
    func regroupJob(_ id: Int64) async throws -> RegroupJob?
    /// All that are `running` or `reverting`, the oldest first.
    func regroupJobsAtWork() async throws -> [RegroupJob]
    /// Newest first; nil means all projects.
    func regroupJobs(of project: ProjectID?, limit: Int) async throws -> [RegroupJob]
}
