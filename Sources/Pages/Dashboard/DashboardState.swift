import SentryProtocol
import Storage

/// What the dashboard's address says.
public struct DashboardState: Sendable, Equatable {
    /// A project's slug; nil means all.
    public var project: String?
    public var period: PeriodChoice

    /// What can be chosen: whole hours with an end.
    static let periods: [PeriodChoice] = [.hours24, .days7, .days14, .days30, .days90]
    static let usualPeriod = PeriodChoice.days7

    public init(project: String? = nil, period: PeriodChoice = .days7) {
        self.project = project
        self.period = Self.periods.contains(period) ? period : Self.usualPeriod
    }

    /// Reads an address; whatever makes no sense counts as absent.
    public init(_ parameters: QueryString) {
        self.init(
            project: parameters["project"].flatMap { $0.isEmpty ? nil : $0.clipped(to: 200) },
            period: parameters["period"].flatMap(PeriodChoice.init(rawValue:)) ?? Self.usualPeriod)
    }

    var parameters: LinkParameters {
        var list: LinkParameters = []
        if let project { list.append(("project", project)) }
        if period != Self.usualPeriod { list.append(("period", period.rawValue)) }
        return list
    }

    /// What to ask the store about the projects.
    public func query(of projects: [ProjectID], at now: Timestamp) -> OverviewQuery {
        OverviewQuery(projects: projects, period: period.trendPeriod(at: now), bars: bars)
    }

    /// Bars of an hour, a quarter or half of a day, a day, or three.
    private var bars: Int {
        switch period {
        case .hours24: 24
        case .days7, .days14: 28
        default: 30
        }
    }
}
