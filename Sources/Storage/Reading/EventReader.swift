import SentryProtocol

/// An event as lists show it.
public struct EventSummary: Sendable {
    public var facts: EventFacts
    public var projectID: ProjectID
    public var issueID: IssueID
    public init(facts: EventFacts, projectID: ProjectID, issueID: IssueID) {
        (self.facts, self.projectID, self.issueID) = (facts, projectID, issueID)
    }
}

/// A stored event with its body and its neighbours within the issue.
public struct StoredEvent: Sendable {
    public var id: EventID
    public var projectID: ProjectID
    public var issueID: IssueID
    /// As it is kept (`StoredShape`): JSON, unpacked.
    public var body: [UInt8]
    /// Neighbours in time inside the issue; nil at the ends.
    public var previous: EventID?
    public var next: EventID?
    public init(
        id: EventID, projectID: ProjectID, issueID: IssueID, body: [UInt8], previous: EventID? = nil,
        next: EventID? = nil
    ) {
        (self.id, self.projectID, self.issueID) = (id, projectID, issueID)
        (self.body, self.previous, self.next) = (body, previous, next)
    }

    /// The event itself, read from `body`; nil only when the store is damaged.
    public var event: Event? {
        guard let document = try? JSONDocument(parsing: body, depthMax: JSONLimits.storedDepthMax) else {
            return nil
        }
        var event = Event(stored: document.root)
        event.noteStoredCuts(of: document.root)
        return event
    }

    /// The event in the one shape that scripts and people get to see.
    public var json: [UInt8] { event?.encoded(expecting: body.count) ?? body }
}

/// Which event of an issue.
public enum EventSelector: Sendable, Equatable {
    case latest, oldest
    /// The most useful one; the latest for now.
    case recommended
    case id(EventID)
}

/// What the pages, the JSON API and the alert rules may ask about events and issues. Engines live behind it.
public protocol EventReader: Sendable {
    /// One page of issues, with `hits` counted up to 1,000.
    func issues(matching query: IssueQuery) async throws -> Page<IssueSummary>
    /// How many issues match, up to `limit`.
    func issueCount(matching query: IssueQuery, upTo limit: Int) async throws -> Int
    func issue(_ id: IssueID) async throws -> IssueSummary?
    func issue(_ shortID: ShortID, in organization: OrganizationID) async throws -> IssueSummary?
    /// Events per bar for each issue: `bars` equal bars over `period`, oldest first, from hourly counts.
    func trends(of issues: [IssueID], environments: [String], over period: Period, bars: Int) async throws
        -> [IssueID: [Int]]
    /// Events of all projects in `projects` per bar.
    func trend(of projects: [ProjectID], environments: [String], over period: Period, bars: Int) async throws -> [Int]
    /// The event `selector` names within `issue`, oldest and latest by time of occurrence.
    func event(_ selector: EventSelector, of issue: IssueID, environments: [String]) async throws -> StoredEvent?
    func event(_ id: EventID, in project: ProjectID) async throws -> StoredEvent?
    /// Which of its issue's events it is, the first ever seen being 1; nil when it would take long to count.
    func position(of event: StoredEvent) async throws -> Int?
    /// Events of an issue, newest first.
    func events(of issue: IssueID, environments: [String], cursor: Cursor, limit: Int) async throws
        -> Page<EventSummary>
    /// Events of a project, newest first.
    func events(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<EventSummary>
    /// Names of environments that events of these projects gave, in alphabetical order.
    func environments(of projects: [ProjectID]) async throws -> [String]
}
