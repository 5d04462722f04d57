import SentryProtocol
import Storage

/// What `sessions` is asked.
struct SessionStatsQuery: Sendable {
    let fields: [SessionField]
    let groups: [GroupName]
    let window: StatsWindow
    let environments: [String]
    private let hasTotals: Bool
    private let hasSeries: Bool

    enum GroupName: String {
        case project, release, environment
        case status = "session.status"
    }

    init(_ call: Call) throws {
        let request = call.request
        let names = request.values(of: "field").uniqued
        guard !names.isEmpty else { throw APIFailure.badPeriod("At least one \"field\" is required.") }
        fields = try names.map { name in
            guard let field = SessionField(rawValue: name) else {
                throw APIFailure.badPeriod("Invalid field: \"\(name)\"")
            }
            return field
        }
        groups = try request.values(of: "groupBy").uniqued.map { name in
            guard let group = GroupName(rawValue: name) else {
                throw APIFailure.badPeriod("Invalid groupBy: \"\(name)\"")
            }
            return group
        }
        if groups.contains(.status), let rate = fields.first(where: \.isRate) {
            throw APIFailure.badPeriod("Cannot group field \(rate.rawValue) by session.status")
        }
        // An answer about all sessions would be taken for one about those that were meant.
        guard request.value(of: "query")?.trimmed.isEmpty ?? true else {
            throw APIFailure.badPeriod("Invalid query: sessions cannot be searched. Use project and environment.")
        }
        let period =
            try call.period() ?? Period(start: call.now.adding(seconds: -86_400), end: call.now.adding(seconds: 1))
        window = try StatsWindow(covering: period, barSeconds: try Self.interval(call))
        environments = call.environments
        hasTotals = request.value(of: "includeTotals") != "0"
        hasSeries = request.value(of: "includeSeries") != "0"
    }

    /// Whole hours that make up a day: sessions are kept by the hour.
    private static func interval(_ call: Call) throws -> Int64 {
        let seconds = try call.interval(orElse: 3_600, atLeast: 1)
        guard seconds % 3_600 == 0 else {
            throw APIFailure.badPeriod("The interval has to be a multiple of the minimum interval of one hour.")
        }
        guard seconds <= 86_400 else { throw APIFailure.badPeriod("The interval has to be less than one day.") }
        guard 86_400 % seconds == 0 else {
            throw APIFailure.badPeriod("The interval should divide one day without a remainder.")
        }
        return seconds
    }

    /// The same for the store.
    func question(about projects: [ProjectID]) -> SessionQuery {
        var groupings: Set<SessionGrouping> = []
        for group in groups {
            switch group {
            case .project: groupings.insert(.project)
            case .release: groupings.insert(.release)
            case .environment: groupings.insert(.environment)
            case .status: break
            }
        }
        return SessionQuery(
            projects: projects, environments: environments, period: window.period, bars: window.bars,
            groupings: groupings, countsPeople: fields.contains(where: \.isOfPeople))
    }

    /// What nobody had any sessions of has one group of zeros, unless sessions are told apart by what they have.
    var nothing: [SessionGroup] {
        guard groups.allSatisfy({ $0 == .status }) else { return [] }
        let zeros = Array(repeating: SessionCounts(), count: window.bars)
        return [SessionGroup(sessions: zeros, people: zeros)]
    }

    func encode(_ found: [SessionGroup], into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("start", window.start)
            writer.field("end", window.end)
            writer.field("query", "")
            writer.strings("intervals", (0..<window.bars).map { window.startOfBar($0).iso8601 })
            writer.key("groups")
            writer.beginArray()
            for group in found {
                if groups.contains(.status) {
                    for status in SessionStatus.allCases { encode(group, status, into: &writer) }
                } else {
                    encode(group, nil, into: &writer)
                }
            }
            writer.endArray()
        }
    }

    private func encode(_ group: SessionGroup, _ status: SessionStatus?, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.object("by") { encodeNames(of: group, status, into: &$0) }
            if hasTotals {
                writer.object("totals") { writer in
                    let sessions = group.sessionsTotal
                    for field in fields {
                        writer.key(dynamic: field.rawValue)
                        field.encode(field.isOfPeople ? group.peopleTotal : sessions, status, into: &writer)
                    }
                }
            }
            if hasSeries {
                writer.object("series") { writer in
                    for field in fields {
                        writer.key(dynamic: field.rawValue)
                        writer.array(field.isOfPeople ? group.people : group.sessions) {
                            field.encode($1, status, into: &$0)
                        }
                    }
                }
            }
        }
    }

    private func encodeNames(of group: SessionGroup, _ status: SessionStatus?, into writer: inout JSONWriter) {
        for name in groups {
            writer.key(dynamic: name.rawValue)
            switch name {
            case .project: writer.integer(Int(group.project?.rawValue ?? 0))
            case .release: writer.string(group.release ?? "")
            case .environment: writer.string(group.environment ?? "")
            case .status: writer.string(status?.rawValue ?? "")
            }
        }
    }
}

/// What can be told about sessions. How long they took is not added up.
enum SessionField: String, Sendable {
    case sessions = "sum(session)"
    case people = "count_unique(user)"
    case crashRate = "crash_rate(session)"
    case crashRateOfPeople = "crash_rate(user)"
    case crashFreeRate = "crash_free_rate(session)"
    case crashFreeRateOfPeople = "crash_free_rate(user)"

    var isOfPeople: Bool {
        switch self {
        case .people, .crashRateOfPeople, .crashFreeRateOfPeople: true
        case .sessions, .crashRate, .crashFreeRate: false
        }
    }

    var isRate: Bool { self != .sessions && self != .people }

    /// Rates are from 0 to 1, and null where there were no sessions.
    func encode(_ counts: SessionCounts, _ status: SessionStatus?, into writer: inout JSONWriter) {
        switch self {
        case .sessions, .people: writer.integer(status?.count(in: counts) ?? counts.total)
        case .crashFreeRate, .crashFreeRateOfPeople: encode(counts.crashFreeRate, into: &writer)
        case .crashRate, .crashRateOfPeople:
            let rate: Double? = counts.total > 0 ? min(Double(counts.crashed) / Double(counts.total), 1) : nil
            encode(rate, into: &writer)
        }
    }

    private func encode(_ rate: Double?, into writer: inout JSONWriter) {
        if let rate { writer.double(rate) } else { writer.null() }
    }
}

/// How sessions ended; each is of one kind.
enum SessionStatus: String, Sendable, CaseIterable {
    case abnormal, crashed, errored, healthy, unhandled

    func count(in counts: SessionCounts) -> Int {
        switch self {
        case .abnormal: counts.abnormal
        case .crashed: counts.crashed
        case .errored: counts.erroredOnly
        case .healthy: counts.healthy
        case .unhandled: counts.unhandled
        }
    }
}
