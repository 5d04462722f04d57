import SentryProtocol
import Storage

/// How far back stored events are regrouped.
public enum RegroupDays: Int, Sendable, CaseIterable {
    case week = 7
    case fortnight = 14
    case month = 30
    case quarter = 90

    /// Events received in it.
    public func period(at now: Timestamp) -> Period {
        Period(start: now.adding(seconds: -Int64(rawValue) * 86_400), end: now.adding(seconds: 1))
    }
}

/// What the route has read for the page that starts regroupings.
public struct RegroupData: Sendable {
    /// Jobs that the page lists.
    public static let jobsMax = 50

    public var project: Project
    /// What the address or the form asks for.
    public var days: RegroupDays
    /// What today's rules would do; nil until somebody asks.
    public var dryRun: GroupingPreview?
    /// So many dry runs are waiting that there is none.
    public var isBusy = false
    /// Newest first.
    public var jobs: [RegroupJob]
    /// Names of those who started them.
    public var userNames: [UserID: String]
    /// Whether the reader may start one.
    public var canChange: Bool

    public init(
        project: Project, days: RegroupDays = .fortnight, dryRun: GroupingPreview? = nil, jobs: [RegroupJob] = [],
        userNames: [UserID: String] = [:], canChange: Bool = true
    ) {
        (self.project, self.days, self.dryRun) = (project, days, dryRun)
        (self.jobs, self.userNames, self.canChange) = (jobs, userNames, canChange)
    }
}

/// The page that starts regroupings as finished text.
public struct RegroupModel: Sendable {
    public var frame: FrameModel
    var projectName: String
    var projectSlug: String
    var days: RegroupDays
    var dryRun: GroupingPreviewModel?
    /// Why there is no dry run.
    var busy: String?
    var canStart: Bool
    var canChange: Bool
    /// The one that is at work.
    var running: RegroupJobSummary?
    var jobs: [RegroupJobSummary]

    /// Turns what was read into text.
    public init(frame: FrameModel, data: RegroupData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        (projectName, projectSlug) = (data.project.name, data.project.slug)
        days = data.days
        dryRun = data.dryRun.map { GroupingPreviewModel($0, frame.language) }
        busy = data.isBusy ? frame.language(.rules(.tooManyPreviews)) : nil
        canChange = data.canChange
        jobs = data.jobs.prefix(RegroupData.jobsMax).map { RegroupJobSummary($0, data.project, data.userNames, clock) }
        running = jobs.first { $0.isAtWork }
        canStart = data.canChange && running == nil
    }
}

/// A regrouping as finished text.
struct RegroupJobSummary: Sendable {
    var id: Int64
    var link: Link
    var state: RegroupJob.State
    var stateText: String
    /// What is done of it, 0 to 100.
    var percent: Int
    var period: String
    var rules: String
    var moved: String
    var author: String
    var startedAt: TimeLabel

    /// True while it changes something.
    var isAtWork: Bool { state == .running || state == .reverting }

    init(_ job: RegroupJob, _ project: Project, _ names: [UserID: String], _ clock: Clock) {
        let say = clock.language
        id = job.id
        link = .regroupJob(projectSlug: project.slug, job.id)
        state = job.state
        stateText = say(.rules(.state(job.state)))
        percent = job.percent
        period = clock.day(job.period.start) + " – " + clock.day(job.period.end)
        rules = say(.rules(.revision(job.rulesRevision)))
        moved = say(.rules(.movedOf(job.eventsMoved, of: job.eventsRead)))
        author = job.authorID.flatMap { names[$0] } ?? say(.rules(.noAuthor))
        startedAt = clock.label(job.createdAt)
    }
}

extension RegroupJob {
    /// What is done of it, 0 to 100; events that arrive meanwhile do not make it more.
    var percent: Int {
        if state == .done { return 100 }
        guard eventsTotal > 0, eventsRead > 0 else { return 0 }
        return eventsRead >= eventsTotal ? 100 : Int(Double(eventsRead) / Double(eventsTotal) * 100)
    }
}
