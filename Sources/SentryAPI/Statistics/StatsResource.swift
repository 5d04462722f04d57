import SentryProtocol
import Storage

/// How many items came, and what became of them (web-api.md §2.3, §2.8).
enum StatsResource {
    static let endpoints = [
        Endpoint("projects/{organization}/{project}/stats", .get(do: ofProject)),
        Endpoint("organizations/{organization}/stats", .get(do: ofOrganization)),
        Endpoint("organizations/{organization}/stats_v2", .get(do: outcomes)),
    ]

    // MARK: [[time, count]]

    private static func ofProject(_ call: Call) async throws -> APIResponse {
        let window = try call.sinceUntil()
        let stat = try Stat(call)
        let counts = try await counts(stat, of: call.project().project.id, window, call)
        return .json { encode(counts, window, into: &$0) }
    }

    private static func ofOrganization(_ call: Call) async throws -> APIResponse {
        let window = try call.sinceUntil()
        let stat = try Stat(call)
        let projects = try await call.chosenProjects(of: call.organization())
        var all: [(id: String, counts: [Int])] = []
        for project in projects {
            all.append((String(project.id.rawValue), try await counts(stat, of: project.id, window, call)))
        }
        if call.request.value(of: "group") == "project" {
            return .json { writer in
                writer.object { writer in
                    for (id, counts) in all {
                        writer.key(dynamic: id)
                        encode(counts, window, into: &writer)
                    }
                }
            }
        }
        let sum = all.reduce(Array(repeating: 0, count: window.bars)) { zip($0, $1.counts).map(+) }
        return .json { encode(sum, window, into: &$0) }
    }

    private static func encode(_ counts: [Int], _ window: StatsWindow, into writer: inout JSONWriter) {
        writer.array(counts.enumerated()) { writer, point in
            writer.array([Int(window.startOfBar(point.offset).seconds), point.element]) { $0.integer($1) }
        }
    }

    private static func counts(
        _ stat: Stat, of project: ProjectID, _ window: StatsWindow, _ call: Call
    ) async throws -> [Int] {
        let series = try await call.api.figures.outcomes(of: project, over: window.period, bars: window.bars)
        var sum = Array(repeating: 0, count: window.bars)
        for one in series where one.category.isOfErrors && stat.counts(one) {
            for (index, quantity) in one.quantities.enumerated() where index < sum.count { sum[index] += quantity }
        }
        return sum
    }

    /// Which errors are counted.
    private enum Stat: String {
        case received, rejected, blacklisted, generated

        init(_ call: Call) throws {
            let text = call.request.value(of: "stat") ?? ""
            guard let stat = Stat(rawValue: text.isEmpty ? "received" : text) else {
                throw APIFailure.badPeriod("Invalid stat: '\(text)'")
            }
            self = stat
        }

        func counts(_ series: OutcomeSeries) -> Bool {
            switch self {
            case .received: series.outcome != "client_discard"
            case .generated: series.outcome == "accepted"
            case .blacklisted: series.outcome == "filtered"
            case .rejected: ["rate_limited", "invalid", "abuse"].contains(series.outcome)
            }
        }
    }

    // MARK: stats_v2

    private static func outcomes(_ call: Call) async throws -> APIResponse {
        let query = try OutcomeStatsQuery(call)
        let projects = try await call.chosenProjects(of: call.organization())
        var groups: [OutcomeStatsQuery.Group: [Int]] = [:]
        if query.groups.isEmpty {
            groups[OutcomeStatsQuery.Group(values: [])] = Array(repeating: 0, count: query.window.bars)
        }
        for project in projects {
            let series = try await call.api.figures.outcomes(
                of: project.id, over: query.window.period, bars: query.window.bars)
            for one in series where query.includes(one) {
                let key = query.group(of: one, project.id)
                let sum = groups[key] ?? Array(repeating: 0, count: query.window.bars)
                groups[key] = zip(sum, one.quantities).map { Int(clamping: Int64($0) &+ Int64($1)) }
            }
        }
        return .json { query.encode(groups, into: &$0) }
    }
}

extension DataCategory {
    /// What clients mean by errors.
    var isOfErrors: Bool { self == .error || self == .default || self == .security }
}
