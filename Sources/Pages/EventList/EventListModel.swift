import SentryProtocol
import Storage

/// The events of an issue as finished text.
public struct EventListModel: Sendable {
    public var frame: FrameModel
    var issue: IssueHeadModel
    var state: EventListState
    var environments: [String]
    var rows: [Row]
    var newer: Link?
    var older: Link?
    /// How many events were looked at, when that was not enough to fill the page.
    var lookedAt: Int?
    var total: Int

    struct Row: Sendable {
        var link: Link
        var id: String
        var title: String
        var level: Level
        var release: String
        var environment: String
        var user: String
        var occurred: TimeLabel
    }
}

/// What the route has read for the events of an issue.
public struct EventListData: Sendable {
    public var issue: IssueSummary
    public var project: Project
    /// The rows that the filter admits.
    public var page: Page<EventSummary>
    public var environments: [String]
    /// How many events were looked at in all.
    public var lookedAt: Int

    public init(
        issue: IssueSummary, project: Project, page: Page<EventSummary>, environments: [String] = [], lookedAt: Int = 0
    ) {
        (self.issue, self.project, self.page, self.environments) = (issue, project, page, environments)
        self.lookedAt = lookedAt
    }
}

extension EventListModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, state: EventListState, data: EventListData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        (issue, self.state) = (IssueHeadModel(data.issue, in: data.project), state)
        environments = data.environments
        rows = data.page.rows.map { Row($0, clock) }
        newer = data.page.previous.map { .events(data.issue.id, state.at($0)) }
        older = data.page.next.map { .events(data.issue.id, state.at($0)) }
        lookedAt = !state.filter.isEmpty && data.page.next != nil ? data.lookedAt : nil
        total = data.issue.timesSeen
    }
}

extension EventListModel.Row {
    fileprivate init(_ event: EventSummary, _ clock: Clock) {
        let facts = event.facts
        link = .event(event.issueID, .id(facts.id), EventViewState())
        id = String(facts.id.hex.prefix(8))
        title = facts.title.firstLine.clipped(to: PageLimits.rowTitleMax)
        level = facts.level
        release = (facts.release ?? "").clipped(to: 80)
        environment = (facts.environment ?? "").clipped(to: 64)
        // `id:7` says no more than `7` under a heading that says "User".
        let identity = facts.userIdentity ?? ""
        user = (identity.firstIndex(of: ":").map { String(identity[identity.index(after: $0)...]) } ?? identity)
            .clipped(to: 120)
        occurred = clock.label(facts.occurredAt)
    }
}
