import SentryProtocol
import Storage

/// One release as finished text.
public struct ReleaseModel: Sendable {
    public var frame: FrameModel
    var version: String
    var projects: [ProjectChoice]
    var isArchived: Bool
    var facts: [Fact]
    var health: ReleaseHealthModel?
    var crashFreeUsers: String?
    var url: String?
    var chart: Trend?
    var newIssues: [IssueLine]
    var regressedIssues: [IssueLine]
    var search: Link
    var commits: [CommitLine]
    var moreCommits: Int
    var deploys: [DeployLine]
    var before: (version: String, link: Link)?

    struct Fact: Sendable {
        var name: String
        var text: String
        var time: TimeLabel?
    }

    struct IssueLine: Sendable {
        var id: IssueID
        var shortID: String
        var level: Level
        var titleHead: String
        var titleRest: String
        var chips: [Chip]
        var events: String
        var eventsExact: String
    }

    struct CommitLine: Sendable {
        var id: String
        var fullID: String
        var message: String
        var author: String
        var date: TimeLabel?
    }

    struct DeployLine: Sendable {
        var environment: String
        var name: String
        var date: TimeLabel
    }
}

/// What the route has read for a release.
public struct ReleaseData: Sendable {
    public var release: Release
    /// Those it is in and that the reader may see.
    public var projects: [Project]
    /// 30 bars over `IssueData.monthPeriod(at:)`.
    public var events: [Int]
    public var newIssues: [IssueSummary]
    public var regressedIssues: [IssueSummary]
    /// Of the last 24 hours: this release's, and how many there were in all.
    public var health: ReleaseHealth?
    public var allSessions: Int
    /// Newest first.
    public var deploys: [Deploy]
    /// The version of the release before.
    public var before: String?

    public init(
        release: Release, projects: [Project], events: [Int] = [], newIssues: [IssueSummary] = [],
        regressedIssues: [IssueSummary] = [], health: ReleaseHealth? = nil, allSessions: Int = 0,
        deploys: [Deploy] = [], before: String? = nil
    ) {
        (self.release, self.projects, self.events, self.newIssues) = (release, projects, events, newIssues)
        (self.regressedIssues, self.health, self.allSessions) = (regressedIssues, health, allSessions)
        (self.deploys, self.before) = (deploys, before)
    }

    /// Lists of issues are no longer than this.
    public static let issuesMax = 25
    static let commitsMax = 50
}

extension ReleaseModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, data: ReleaseData, project: String?, now: Timestamp) {
        let (release, say) = (data.release, frame.language)
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = project
        version = release.version.clipped(to: ReleaseLimits.versionBytesMax)
        projects = data.projects.map { ProjectChoice($0) }
        isArchived = release.isArchived
        url = release.url?.asSafeLink
        facts = Self.facts(release, clock)
        health = ReleaseHealthModel(data.health?.sessions, of: data.allSessions, say)
        crashFreeUsers = data.health?.users.crashFreeRate.map(\.percent)
        chart =
            data.events.isEmpty
            ? nil
            : Trend(
                data.events, over: IssueData.monthPeriod(at: now, in: frame.zone), span: say(.last30Days),
                clock: clock)
        newIssues = data.newIssues.map { IssueLine($0, say) }
        regressedIssues = data.regressedIssues.map { IssueLine($0, say) }
        search = .issues(IssueListState(query: "release:\"\(version)\"", project: project, period: .all))
        commits = release.commits.prefix(ReleaseData.commitsMax).map { CommitLine($0, clock) }
        moreCommits = release.commits.count - commits.count
        deploys = data.deploys.prefix(ReleaseData.commitsMax).map { DeployLine($0, clock) }
        before = data.before.map { ($0, .release(version: $0, project: project)) }
    }

    private static func facts(_ release: Release, _ clock: Clock) -> [Fact] {
        let say = clock.language
        func moment(_ phrase: FigurePhrase, _ moment: Timestamp?) -> Fact {
            let label = moment.map { clock.label($0) }
            return Fact(name: say(.figures(phrase)), text: label?.text ?? say(.figures(.notYet)), time: label)
        }
        return [
            Fact(name: say(.events), text: release.events.short(in: say)),
            Fact(name: say(.figures(.newIssues)), text: release.newIssues.short(in: say)),
            moment(.firstEvent, release.firstEventAt), moment(.lastEvent, release.lastEventAt),
            moment(.created, release.createdAt), moment(.released, release.releasedAt),
        ]
    }
}

extension ReleaseModel.IssueLine {
    fileprivate init(_ issue: IssueSummary, _ say: Language) {
        (id, shortID, level) = (issue.id, issue.shortID.description, issue.level)
        (titleHead, titleRest) = issue.titleParts(limit: PageLimits.rowTitleMax)
        chips = issue.chips(say)
        events = issue.timesSeen.short(in: say)
        eventsExact = say(.eventCount(issue.timesSeen))
    }
}

extension ReleaseModel.CommitLine {
    fileprivate init(_ commit: Commit, _ clock: Clock) {
        fullID = commit.id.clipped(to: 100)
        id = String(commit.id.prefix(12))
        message = (commit.message ?? "").firstLine.clipped(to: 200)
        author = (commit.authorName ?? commit.authorEmail ?? "").clipped(to: 100)
        date = commit.createdAt.map { clock.label($0) }
    }
}

extension ReleaseModel.DeployLine {
    fileprivate init(_ deploy: Deploy, _ clock: Clock) {
        environment = deploy.environment.clipped(to: 64)
        name = (deploy.name ?? "").clipped(to: 64)
        date = clock.label(deploy.finishedAt)
    }
}
