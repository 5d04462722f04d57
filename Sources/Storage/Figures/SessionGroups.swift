/// What is asked about the sessions of some projects: in equal bars over a period of whole hours.
public struct SessionQuery: Sendable, Equatable {
    public var projects: [ProjectID]
    /// Any, when there are none; the empty name stands for sessions without an environment.
    public var environments: [String]
    public var period: Period
    public var bars: Int
    /// What sessions are told apart by.
    public var groupings: Set<SessionGrouping>
    /// Whether the people who had them are counted as well.
    public var countsPeople: Bool
    public init(
        projects: [ProjectID], environments: [String] = [], period: Period, bars: Int,
        groupings: Set<SessionGrouping> = [], countsPeople: Bool = false
    ) {
        (self.projects, self.environments, self.period, self.bars) = (projects, environments, period, bars)
        (self.groupings, self.countsPeople) = (groupings, countsPeople)
    }

    /// An answer has no more bars than this, those of all groups together.
    public static let barsMax = 10_000
    /// So many groups are answered: those with the most sessions.
    public var groupsMax: Int { max(Self.barsMax / max(bars, 1), 1) }
}

/// What sessions may be told apart by.
public enum SessionGrouping: Sendable, Hashable {
    case project, release, environment
}

/// Sessions that have in common what they are told apart by; what they are not told apart by is nil.
public struct SessionGroup: Sendable, Equatable {
    public var project: ProjectID?
    public var release: String?
    /// Empty for sessions without one.
    public var environment: String?
    /// Per bar, oldest first.
    public var sessions: [SessionCounts]
    /// Different people per bar; empty when nobody asked.
    public var people: [SessionCounts]
    /// Different people of all bars.
    public var peopleTotal: SessionCounts
    public init(
        project: ProjectID? = nil, release: String? = nil, environment: String? = nil, sessions: [SessionCounts],
        people: [SessionCounts] = [], peopleTotal: SessionCounts = SessionCounts()
    ) {
        (self.project, self.release, self.environment) = (project, release, environment)
        (self.sessions, self.people, self.peopleTotal) = (sessions, people, peopleTotal)
    }

    public var sessionsTotal: SessionCounts { sessions.reduce(into: SessionCounts()) { $0 += $1 } }
}

/// Answers what statistics ask about sessions.
public protocol SessionFigureReader: Sendable {
    /// Groups with the most sessions first, `groupsMax` of them.
    func sessionGroups(_ query: SessionQuery) async throws -> [SessionGroup]
}
