import SentryProtocol
import Storage

/// What `stats_v2` is asked.
struct OutcomeStatsQuery: Sendable {
    let fields: [String]
    let groups: [GroupName]
    let window: StatsWindow
    private let categories: Set<String>
    private let outcomes: Set<String>
    private let reasons: Set<String>

    enum GroupName: String {
        case outcome, category, reason, project
    }

    struct Group: Hashable {
        /// One for each name of `groups`.
        let values: [String]
    }

    init(_ call: Call) throws {
        let request = call.request
        fields = request.values(of: "field").uniqued
        guard !fields.isEmpty else { throw APIFailure.badPeriod("At least one \"field\" is required.") }
        for field in fields where !["sum(quantity)", "sum(times_seen)"].contains(field) {
            throw APIFailure.badPeriod("Invalid field: \"\(field)\"")
        }
        groups = try request.values(of: "groupBy").uniqued.map { name in
            guard let group = GroupName(rawValue: name) else {
                throw APIFailure.badPeriod("Invalid groupBy: \"\(name)\"")
            }
            return group
        }
        categories = Set(request.values(of: "category").filter { !$0.isEmpty })
        outcomes = Set(request.values(of: "outcome").filter { !$0.isEmpty })
        reasons = Set(request.values(of: "reason").filter { !$0.isEmpty })
        guard !categories.isEmpty || groups.contains(.category) else {
            throw APIFailure.badPeriod("Query must have category as groupby or filter")
        }
        let period =
            try call.period() ?? Period(start: call.now.adding(seconds: -86_400), end: call.now.adding(seconds: 1))
        window = try StatsWindow(
            covering: period, barSeconds: try call.interval(orElse: 3_600, atLeast: 60))
    }

    func includes(_ series: OutcomeSeries) -> Bool {
        (categories.isEmpty || categories.contains(Self.name(of: series.category)))
            && (outcomes.isEmpty || outcomes.contains(series.outcome))
            && (reasons.isEmpty || reasons.contains(series.reason))
    }

    /// Errors of all kinds have one name here.
    private static func name(of category: DataCategory) -> String {
        category.isOfErrors ? DataCategory.error.rawValue : category.rawValue
    }

    func group(of series: OutcomeSeries, _ project: ProjectID) -> Group {
        Group(
            values: groups.map { group in
                switch group {
                case .outcome: series.outcome
                case .category: Self.name(of: series.category)
                case .reason: series.reason.isEmpty ? "none" : series.reason
                case .project: String(project.rawValue)
                }
            })
    }

    func encode(_ found: [Group: [Int]], into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("start", window.start)
            writer.field("end", window.end)
            writer.strings("intervals", (0..<window.bars).map { window.startOfBar($0).iso8601 })
            let sorted = found.sorted { $0.key.values.lexicographicallyPrecedes($1.key.values) }
            writer.array("groups", sorted) { writer, entry in
                writer.object { writer in
                    writer.object("by") { writer in
                        for (group, value) in zip(groups, entry.key.values) {
                            writer.key(dynamic: group.rawValue)
                            if group == .project, let number = Int(value) {
                                writer.integer(number)
                            } else {
                                writer.string(value)
                            }
                        }
                    }
                    writer.object("totals") { writer in
                        for field in fields {
                            writer.key(dynamic: field)
                            writer.integer(entry.value.reduce(0) { Int(clamping: Int64($0) &+ Int64($1)) })
                        }
                    }
                    writer.object("series") { writer in
                        for field in fields {
                            writer.key(dynamic: field)
                            writer.array(entry.value) { $0.integer($1) }
                        }
                    }
                }
            }
        }
    }
}

extension [String] {
    /// Each once, in the order in which they came first.
    var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
