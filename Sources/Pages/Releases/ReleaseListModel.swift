import SentryProtocol
import Storage

/// The list of releases as finished text.
public struct ReleaseListModel: Sendable {
    public var frame: FrameModel
    var state: ReleaseListState
    var environments: [String]
    var rows: [Row]
    var newer: Link?
    var older: Link?

    struct Row: Sendable {
        var version: String
        var link: Link
        var projects: String
        var isArchived: Bool
        var date: TimeLabel
        var health: ReleaseHealthModel?
        var newIssues: String
        var events: String
        var eventsExact: String
        var lastEvent: TimeLabel?
    }
}

/// How a release does, as finished text.
struct ReleaseHealthModel: Sendable {
    /// The share of all sessions, 0 to 100.
    var adoption: Int
    var adoptionText: String
    var crashFree: String
    var sessions: String

    /// Nil without sessions.
    init?(_ counts: SessionCounts?, of all: Int, _ say: Language) {
        guard let counts, counts.total > 0, let rate = counts.crashFreeRate else { return nil }
        let share = min(Double(counts.total) / Double(max(all, counts.total)), 1)
        adoption = Int((share * 100).rounded())
        adoptionText = share.percent
        crashFree = rate.percent
        sessions = counts.total.short(in: say)
    }
}

/// What the route has read for the list of releases.
public struct ReleaseListData: Sendable {
    /// All projects that the reader may see.
    public var projects: [Project]
    public var page: Page<Release>
    public var environments: [String]
    /// Sessions of the last 24 hours by release.
    public var sessions: [String: SessionCounts]
    public init(
        projects: [Project], page: Page<Release>, environments: [String] = [], sessions: [String: SessionCounts] = [:]
    ) {
        (self.projects, self.page, self.environments, self.sessions) = (projects, page, environments, sessions)
    }
}

extension ReleaseListModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, state: ReleaseListState, data: ReleaseListData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = state.project
        self.state = state
        environments = data.environments
        if let chosen = state.environment, !environments.contains(chosen) { environments.append(chosen) }
        let names = Dictionary(data.projects.map { ($0.id, $0.slug) }, uniquingKeysWith: { first, _ in first })
        let all = data.sessions.values.reduce(0) { $0 + $1.total }
        rows = data.page.rows.map { release in
            Row(
                release, names: names, project: state.project,
                ReleaseHealthModel(data.sessions[release.version], of: all, frame.language), clock)
        }
        newer = data.page.previous.map { .releases(state.at($0)) }
        older = data.page.next.map { .releases(state.at($0)) }
    }
}

extension ReleaseListModel.Row {
    fileprivate init(
        _ release: Release, names: [ProjectID: String], project: String?, _ health: ReleaseHealthModel?, _ clock: Clock
    ) {
        let say = clock.language
        version = release.version.clipped(to: ReleaseLimits.versionBytesMax)
        link = .release(version: release.version, project: project)
        projects = release.projects.prefix(5).compactMap { names[$0.projectID] }.joined(separator: ", ")
        isArchived = release.isArchived
        date = clock.label(release.date)
        self.health = health
        newIssues = release.newIssues.short(in: say)
        events = release.events.short(in: say)
        eventsExact = say(.eventCount(release.events))
        lastEvent = release.lastEventAt.map { clock.label($0) }
    }
}
