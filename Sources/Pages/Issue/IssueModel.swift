import SentryProtocol
import Storage

/// An issue and one of its events as finished text.
public struct IssueModel: Sendable {
    public var frame: FrameModel
    var id: IssueID
    var shortID: String
    var projectName: String
    var projectSlug: String
    var level: Level
    var titleHead: String
    var titleRest: String
    var culprit: String
    var chips: [Chip]
    var actions: [IssueAction]
    var facts: [Fact]
    var day: Trend?
    var month: Trend?
    var events: Int
    /// Which of them is shown; nil when nobody counted.
    var position: Int?
    var event: EventModel?
    var activities: [ActivityModel]
    var workflow: WorkflowModel
    /// Nil when they have not been looked for.
    var similar: [SimilarIssueModel]?
    /// Tags that say most at a glance.
    var tags: [TagBlock]
    /// Its numbers are about to change.
    var isMoving: Bool

    /// A number or a time under its name.
    struct Fact: Sendable {
        var name: String
        var text: String
        var time: TimeLabel?
        var note: String?
        var title: String?
        /// Where the note leads.
        var link: Link?
    }

    struct ActivityModel: Sendable {
        var what: String
        var who: String?
        var when: TimeLabel
        var text: String?
    }
}

/// What the route has read for an issue.
public struct IssueData: Sendable {
    public var issue: IssueSummary
    public var project: Project
    /// The event that the address asks for; nil when none is kept any more.
    public var event: StoredEvent?
    public var selector: EventSelector
    /// Which of the issue's events it is; nil when nobody counted.
    public var position: Int?
    /// 24 bars over `dayPeriod(at:)`.
    public var day: [Int]
    /// 30 bars over `monthPeriod(at:)`.
    public var month: [Int]
    /// Newest first.
    public var activities: [Activity]
    /// Names of those who acted.
    public var userNames: [UserID: String]
    /// Most alike first; nil when finding them takes longer than a page should.
    public var similar: [SimilarIssue]?
    /// What is kept beside the event.
    public var extras = EventExtras()
    public var people = WorkflowPeople()
    /// Keys with their most frequent values.
    public var tags: [TagSummary] = []
    /// Whether events that were taken out are still about to leave it, or on their way to it.
    public var isMoving = false

    public init(
        issue: IssueSummary, project: Project, event: StoredEvent?, selector: EventSelector = .recommended,
        day: [Int] = [], month: [Int] = [], activities: [Activity] = [], userNames: [UserID: String] = [:],
        similar: [SimilarIssue]? = []
    ) {
        (self.issue, self.project, self.event, self.selector) = (issue, project, event, selector)
        (self.day, self.month, self.activities, self.userNames) = (day, month, activities, userNames)
        self.similar = similar
    }

    /// What the bars of the last 24 hours cover: whole hours.
    public static func dayPeriod(at now: Timestamp) -> Period { PeriodChoice.hours24.trendPeriod(at: now) }

    /// What the bars of the last 30 days cover: whole days.
    /// They begin when the reader's days do, or up to an hour earlier where clocks are not whole hours from UTC.
    public static func monthPeriod(at now: Timestamp, in zone: Zone = .utc) -> Period {
        let today = Timestamp(seconds: Int64(zone.dayStart(of: now).hour) * 3600)
        return Period(start: today.adding(seconds: -29 * 86_400), end: today.adding(seconds: 86_400))
    }
}

extension IssueModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, data: IssueData, state: EventViewState = EventViewState(), now: Timestamp) {
        let (issue, say) = (data.issue, frame.language)
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        id = issue.id
        shortID = issue.shortID.description
        (projectName, projectSlug) = (data.project.name, data.project.slug)
        level = issue.level
        (titleHead, titleRest) = issue.titleParts(limit: PageLimits.titleMax)
        culprit = issue.culprit.clipped(to: PageLimits.titleMax)
        let stored = data.event
        event = stored.flatMap { stored in
            stored.event.map {
                EventModel(
                    stored, $0, issue: issue, selector: data.selector, state: state, extras: data.extras, clock)
            }
        }
        chips = issue.chips(say) + (event?.chips ?? [])
        actions = issue.status == .unresolved ? [.resolve, .archive] : [.reopen]
        facts = Self.facts(issue, clock)
        let (day, month) = (IssueData.dayPeriod(at: now), IssueData.monthPeriod(at: now, in: frame.zone))
        self.day = data.day.isEmpty ? nil : Trend(data.day, over: day, span: say(.last24Hours), clock: clock)
        self.month = data.month.isEmpty ? nil : Trend(data.month, over: month, span: say(.last30Days), clock: clock)
        (events, position) = (issue.timesSeen, data.position)
        isMoving = data.isMoving
        activities = data.activities.prefix(PageLimits.activitiesMax).map {
            ActivityModel($0, names: data.userNames, data.people.book, clock)
        }
        workflow = WorkflowModel(issue, data.people, clock)
        if let condition = workflow.condition, let last = facts.indices.last {
            facts[last].note = [condition, facts[last].note].compactMap { $0 }.joined(separator: " · ")
        }
        facts.append(Fact(name: say(.workflow(.assignedTo)), text: workflow.assigneeName ?? say(.workflow(.nobody))))
        tags = TagBlock.glance(data.tags, of: data.project.slug, clock)
        similar = data.similar?.prefix(PageLimits.similarMax).map { SimilarIssueModel($0, say) }
    }

    private static func facts(_ issue: IssueSummary, _ clock: Clock) -> [Fact] {
        let say = clock.language
        let first = clock.label(issue.firstSeen)
        let last = clock.label(issue.lastSeen)
        var facts = [
            Fact(name: say(.events), text: issue.timesSeen.short(in: say), title: say(.eventCount(issue.timesSeen))),
            Fact(
                name: say(.users), text: issue.usersAffected.short(in: say),
                title: say(.userCount(issue.usersAffected))),
            Fact(
                name: say(.firstSeen), text: first.text, time: first,
                note: issue.firstRelease.map { say(.inRelease($0.clipped(to: 60))) },
                link: issue.firstRelease.map { .release(version: $0, project: issue.shortID.projectSlug) }),
            Fact(
                name: say(.lastSeen), text: last.text, time: last,
                note: issue.lastRelease.map { say(.inRelease($0.clipped(to: 60))) },
                link: issue.lastRelease.map { .release(version: $0, project: issue.shortID.projectSlug) }),
        ]
        let status: Phrase =
            switch issue.status {
            case .unresolved: issue.substatus == .regressed ? .regressed : .unresolved
            case .resolved: .resolved
            case .archived: .archived
            }
        let since = issue.statusChangedAt.map { say(.since(clock.label($0).text)) }
        facts.append(Fact(name: say(.status), text: say(status), note: since))
        return facts
    }
}

extension IssueModel.ActivityModel {
    init(
        _ activity: Activity, names: [UserID: String], _ book: AssigneeBook, _ clock: Clock, textMax: Int = 400
    ) {
        let say = clock.language
        what = say(Self.phrase(activity.type))
        who = activity.userID.flatMap { names[$0] }
        when = clock.label(activity.createdAt)
        let data = try? JSONDocument(parsing: Array(activity.data.utf8)).root
        text =
            (WorkflowActivity.text(activity, data, book, clock) ?? data?["text"]?.string ?? data?["version"]?.string
            ?? data.flatMap(Self.issues))?.clipped(to: textMax)
    }

    /// What a comment says.
    static func comment(_ activity: Activity) -> String? {
        (try? JSONDocument(parsing: Array(activity.data.utf8)).root)?["text"]?.string
    }

    /// The issues that a merge or its undoing names: `#102, #103`.
    private static func issues(_ data: JSONNode) -> String? {
        var numbers = data["issues"]?.elements.lazy.prefix(20).compactMap { $0["id"]?.lenientString } ?? []
        for name: StaticString in ["destination_id", "source_id"] {
            if let number = data[name]?.lenientString { numbers.append(number) }
        }
        return numbers.isEmpty ? nil : numbers.map { "#" + $0 }.joined(separator: ", ")
    }

    private static func phrase(_ type: String) -> Phrase {
        switch type {
        case "first_seen": .didFirstSee
        case "set_resolved", "set_resolved_by_age", "set_resolved_in_release", "set_resolved_in_commit",
            "set_resolved_in_pull_request":
            .didResolve
        case "set_unresolved": .didReopen
        case "set_ignored": .didArchive
        case "set_regression": .didRegress
        case "set_escalating": .didEscalate
        case "note": .didNote
        case "assigned": .didAssign
        case "unassigned": .didUnassign
        case "auto_set_ongoing": .didMarkOngoing
        case "merge": .didMerge
        case "set_priority": .workflow(.priority)
        case "unmerge_source": .merging(.didTakeOut)
        case "unmerge_destination": .merging(.wasTakenOut)
        default: .didOther(type)
        }
    }
}
