import SentryProtocol
import Storage

/// What other rules would make of stored events: the answer to a preview and to a dry run.
public struct RegroupForecast: Sendable, Equatable {
    /// Where events would be.
    public enum Destination: Sendable, Hashable {
        /// One that exists.
        case issue(IssueID)
        /// One that would be opened, by the deciding hash of its first event.
        case new(hash: String)
    }

    /// Events of one issue that would be in one place; where `to` is `from`, they would stay.
    public struct Move: Sendable, Equatable {
        public var from: IssueID
        public var to: Destination
        public var events: Int
        /// What the newest of them would be called.
        public var title: String
        /// Some of them, the newest first; never empty.
        public var examples: [EventID]
    }

    /// An issue that would fall apart.
    public struct Split: Sendable, Equatable {
        public var issue: IssueID
        /// What it is called now.
        public var title: String
        public var events: Int
        /// The largest first; what stays is among them. `partsTotal` says how many there are in all.
        public var parts: [Move]
        public var partsTotal: Int
    }

    /// Events that would come together: issues that would become one, or an issue that would be opened.
    public struct Gathering: Sendable, Equatable {
        public var into: Destination
        /// What the newest event of the largest source would be called.
        public var title: String
        public var events: Int
        /// Where they are now, the largest first. `sourcesTotal` says how many there are in all.
        public var sources: [Move]
        public var sourcesTotal: Int
    }

    /// Events that were received in the period.
    public var eventsInPeriod = 0
    /// Events that were grouped again.
    public var eventsRead = 0
    /// Events whose bodies are damaged; they stay where they are.
    public var eventsUnreadable = 0
    /// Events whose issue would change.
    public var eventsMoved = 0
    /// Events that would stay, with another title than they came in with.
    public var eventsRetitled = 0
    /// Issues that these events are in, how many they would be in, and how many would keep what they have and get
    /// nothing.
    public var issuesBefore = 0
    public var issuesAfter = 0
    public var issuesUnchanged = 0
    /// Issues that all of the events read would leave.
    public var issuesLeft = 0
    /// The largest first, with how many there are in all.
    public var splits: [Split] = []
    public var splitsTotal = 0
    /// Issues that would become one; the place may be an issue that exists or a new one.
    public var joins: [Gathering] = []
    public var joinsTotal = 0
    /// Issues that would be opened, parts of splits and results of joins among them.
    public var openings: [Gathering] = []
    public var openingsTotal = 0
    /// There are more events in the period than were read.
    public var isPartial: Bool { eventsRead + eventsUnreadable < eventsInPeriod }
    /// There were so many issues that some moves were counted without being listed.
    public var isAbridged = false

    /// Every issue that exists and is named in a list; for their short ids.
    public var issuesNamed: Set<IssueID> {
        var issues = Set(splits.map(\.issue))
        for move in splits.flatMap(\.parts) + (joins + openings).flatMap(\.sources) {
            issues.insert(move.from)
            if case .issue(let issue) = move.to { issues.insert(issue) }
        }
        return issues
    }
}
