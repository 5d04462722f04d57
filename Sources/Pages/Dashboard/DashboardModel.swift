import SentryProtocol
import Storage

/// The dashboard as finished text.
public struct DashboardModel: Sendable {
    public var frame: FrameModel
    var state: DashboardState
    var summary: String
    var cards: [Card]
    var chart: ComparedTrend
    var rankings: [Ranking]
    var frequent: [FrequentIssue]
    var isEmpty: Bool

    /// A number that is a link, held against the period before.
    struct Card: Sendable {
        var name: String
        var number: String
        var exact: String
        var change: String
        /// Whether more is worse than before; nil when nothing has changed.
        var isWorse: Bool?
        var link: Link
    }

    struct FrequentIssue: Sendable {
        var id: IssueID
        var shortID: String
        var level: Level
        var titleHead: String
        var titleRest: String
        var culprit: String
        var chips: [Chip]
        var events: String
        var eventsExact: String
        var lastSeen: TimeLabel
    }
}

/// What the route has read for the dashboard.
public struct DashboardData: Sendable {
    /// All projects that the reader may see.
    public var projects: [Project]
    public var overview: Overview
    /// Sessions of the last 24 hours by release.
    public var sessions: [String: SessionCounts]
    public init(projects: [Project], overview: Overview, sessions: [String: SessionCounts] = [:]) {
        (self.projects, self.overview, self.sessions) = (projects, overview, sessions)
    }
}

extension DashboardModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, state: DashboardState, data: DashboardData, now: Timestamp) {
        let (overview, say) = (data.overview, frame.language)
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = state.project
        self.state = state
        let span = say(state.period.phrase)
        chart = ComparedTrend(
            overview.events, before: overview.eventsBefore, over: state.period.trendPeriod(at: now), span: span,
            clock: clock)
        let total = overview.events.reduce(0, +)
        summary = say(
            .figures(
                .summary(
                    span: span, events: total, users: overview.users.count, new: overview.newIssues,
                    regressed: overview.regressedIssues)))
        cards = Self.cards(overview, state, total: total, say)
        rankings = Self.rankings(overview, data.sessions, state, total: total, say)
        frequent = overview.frequent.map { FrequentIssue($0, clock) }
        isEmpty = total == 0 && overview.dropped.isEmpty && chart.before.allSatisfy { $0 == 0 }
    }

    private static func cards(_ overview: Overview, _ state: DashboardState, total: Int, _ say: Language) -> [Card] {
        func link(_ query: String, _ sort: IssueSort = .lastSeen) -> Link {
            .issues(IssueListState(query: query, project: state.project, period: state.period, sort: sort))
        }
        let users = overview.users
        let before = overview.eventsBefore.reduce(0, +)
        return [
            Card(.events, total, before: before, to: link("", .events), say),
            Card(
                .users, users.count, before: overview.usersBefore.count, isExact: users.isExact, to: link("", .users),
                say),
            Card(
                .figures(.newIssues), overview.newIssues, before: overview.newIssuesBefore,
                to: link("firstSeen:-\(state.period.rawValue)", .firstSeen), say),
            Card(
                .figures(.regressedIssues), overview.regressedIssues, before: overview.regressedIssuesBefore,
                to: link("is:regressed"), say),
        ]
    }

    private static func rankings(
        _ overview: Overview, _ sessions: [String: SessionCounts], _ state: DashboardState, total: Int, _ say: Language
    ) -> [Ranking] {
        func issues(_ query: String, environment: String? = nil) -> Link {
            .issues(
                IssueListState(
                    query: query, project: state.project, environment: environment, period: state.period, sort: .events)
            )
        }
        let types = overview.types.map { type in
            Ranking.Row(
                type.name.isEmpty ? say(.figures(.withoutType)) : type.name, count: type.events,
                link: type.name.isEmpty ? nil : issues(type.name.searchText), say)
        }
        let releases = overview.releases.map { release in
            let rate = sessions[release.name]?.crashFreeRate.map { say(.figures(.crashFree($0.percent))) }
            return Ranking.Row(
                release.name, count: release.events, note: rate,
                link: .release(version: release.name, project: state.project), say)
        }
        let environments = overview.environments.map { environment in
            Ranking.Row(
                environment.name.isEmpty ? say(.figures(.withoutEnvironment)) : environment.name,
                count: environment.events,
                link: environment.name.isEmpty ? nil : issues("", environment: environment.name), say)
        }
        return [
            Ranking(say(.figures(.types)), say(.events), types, none: say(.figures(.noEvents))),
            Ranking(say(.figures(.releases)), say(.events), releases, none: say(.figures(.noReleases))),
            Ranking(say(.figures(.environments)), say(.events), environments, none: say(.figures(.noEvents))),
            Ranking(
                say(.figures(.dropped)), say(.figures(.items)), overview.dropped.map { Ranking.Row($0, say) },
                none: say(.figures(.nothingDropped))),
        ]
    }
}

extension DashboardModel.Card {
    fileprivate init(
        _ name: Phrase, _ count: Int, before: Int, isExact: Bool = true, to link: Link, _ say: Language
    ) {
        self.name = say(name)
        self.link = link
        number = (isExact ? "" : "≈ ") + count.short(in: say)
        exact = count.grouped
        isWorse = count == before ? nil : count > before
        change = say(.figures(FigurePhrase.change(from: before, to: count)))
    }
}

extension FigurePhrase {
    /// How a number has changed, in words.
    static func change(from before: Int, to count: Int) -> FigurePhrase {
        if count == before { return .asBefore }
        guard before > 0 else { return .noneBefore }
        let percent = (Double(count) / Double(before) - 1) * 100
        if percent >= 1_000 { return .timesAsMany((Double(count) / Double(before)).rounded()) }
        let rounded = Int(percent.rounded())
        if rounded == 0 { return .nearlyAsBefore }
        return rounded > 0 ? .more(percent: rounded) : .fewer(percent: -rounded)
    }
}

extension DashboardModel.FrequentIssue {
    fileprivate init(_ issue: IssueSummary, _ clock: Clock) {
        let say = clock.language
        (id, shortID, level) = (issue.id, issue.shortID.description, issue.level)
        (titleHead, titleRest) = issue.titleParts(limit: PageLimits.rowTitleMax)
        culprit = issue.culprit.clipped(to: PageLimits.rowTitleMax)
        chips = issue.chips(say)
        events = issue.timesSeenInPeriod.short(in: say)
        eventsExact = say(.eventCount(issue.timesSeenInPeriod))
        lastSeen = clock.label(issue.lastSeen)
    }
}

extension Ranking.Row {
    /// Why so many items were not kept.
    fileprivate init(_ dropped: DroppedItems, _ say: Language) {
        let outcome = OutcomeColumn(rawValue: dropped.outcome).map { say(.serverStatus(.outcome($0))) }
        let reason = StatusReason(rawValue: dropped.reason).map { say(.serverStatus(.reason($0))) }
        let words = reason ?? (dropped.reason.isEmpty ? outcome ?? dropped.outcome : dropped.reason)
        self.init(
            words, count: dropped.quantity,
            note: say(.serverStatus(.category(dropped.category))) + " · " + (outcome ?? dropped.outcome),
            link: nil, say)
    }
}

extension String {
    /// The text as a search for exactly it.
    fileprivate var searchText: String {
        var text = "\""
        for character in self where character != "\"" && character != "\\" { text.append(character) }
        return text + "\""
    }
}

extension Double {
    /// A share as people say it: `99.7 %`; never rounded up to all.
    var percent: String {
        let tenths = Int((self * 1_000).rounded(.down))
        return tenths.isMultiple(of: 10) ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
