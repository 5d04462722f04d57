import SentryProtocol
import Storage

/// Events and people over time (web-api.md §2.8).
enum EventStatsResource {
    static let endpoints = [
        Endpoint("organizations/{organization}/events-stats", .get(do: show))
    ]

    private static func show(_ call: Call) async throws -> APIResponse {
        let projects = try await call.chosenProjects(of: call.organization())
        let question = try EventStatsQuestion(call, projects.map(\.id))
        let top = Int(call.request.value(of: "topEvents") ?? "") ?? 0
        guard top > 0 else {
            let series = try await question.series(question.filter)
            return .json { question.encode(series, order: nil, into: &$0) }
        }
        var parts = try await question.top(min(top, 10))
        if call.request.value(of: "excludeOther") != "1" {
            let all = try await question.series(question.filter)
            parts.append(("Other", question.rest(of: all, without: parts.map(\.series))))
        }
        return .json { writer in
            writer.object { writer in
                for (order, part) in parts.enumerated() {
                    writer.key(dynamic: part.name)
                    question.encode(part.series, order: order, into: &writer)
                }
            }
        }
    }
}

/// Which events are counted.
struct EventFilterChoice: Sendable {
    var label: EventLabel?
    var environments: [String]
    /// Only events of issues that match; nil for all.
    var search: SearchQuery?
}

/// What `events-stats` is asked: what to draw, of which events, over which bars.
struct EventStatsQuestion: Sendable {
    let call: Call
    let projects: [ProjectID]
    let axes: [Axis]
    let window: StatsWindow
    let filter: EventFilterChoice

    enum Axis: String, CaseIterable {
        case events = "count()"
        case people = "count_unique(user)"
        case perMinute = "epm()"
        case perSecond = "eps()"
    }

    /// So many issues that match a search are added up.
    private static let issuesMax = 1_000

    init(_ call: Call, _ projects: [ProjectID]) throws {
        (self.call, self.projects) = (call, projects)
        let names = call.request.values(of: "yAxis").filter { !$0.isEmpty }
        axes = try (names.isEmpty ? ["count()"] : names).prefix(10).map { name in
            guard let axis = Axis(rawValue: name) else {
                let known = Axis.allCases.map(\.rawValue).joined(separator: ", ")
                throw APIFailure.badPeriod("yAxis must be one of: \(known)")
            }
            return axis
        }
        let period =
            try call.period() ?? Period(start: call.now.adding(seconds: -86_400), end: call.now.adding(seconds: 1))
        let length = period.end.seconds - period.start.seconds
        // Events are counted by the hour, so no bar is shorter.
        let usual: Int64 = length > 14 * 86_400 ? 86_400 : 3_600
        window = try StatsWindow(covering: period, barSeconds: try call.interval(orElse: usual, atLeast: 3_600))
        filter = try Self.filter(call)
    }

    /// One release, type or environment is counted by events; any other search by the issues that match.
    private static func filter(_ call: Call) throws -> EventFilterChoice {
        var choice = EventFilterChoice(label: nil, environments: call.environments, search: nil)
        let text = call.request.value(of: "query") ?? ""
        let term = text.split(separator: " ").filter { $0 != "event.type:error" }.joined(separator: " ")
        if term.isEmpty { return choice }
        if let value = term.value(of: "release") {
            choice.label = .release(value)
        } else if let value = term.value(of: "error.type") {
            choice.label = .type(value)
        } else if let value = term.value(of: "environment") {
            choice.environments = [value]
        } else {
            choice.search = try Call.search(term)
        }
        return choice
    }

    /// One list of numbers for each axis.
    func series(_ filter: EventFilterChoice) async throws -> [[Double]] {
        var all: [[Double]] = []
        var events: [Int]?
        for axis in axes {
            if axis == .people {
                guard filter.label == nil, filter.search == nil, filter.environments.isEmpty else {
                    throw APIFailure.badPeriod("count_unique(user) cannot be combined with a query.")
                }
                all.append(
                    try await call.api.figures.peopleCounts(of: projects, over: window.period, bars: window.bars).map(
                        Double.init))
                continue
            }
            let counts = if let events { events } else { try await eventCounts(filter) }
            events = counts
            let divisor: Double =
                switch axis {
                case .perMinute: Double(window.barSeconds) / 60
                case .perSecond: Double(window.barSeconds)
                default: 1
                }
            all.append(counts.map { Double($0) / divisor })
        }
        return all
    }

    private func eventCounts(_ filter: EventFilterChoice) async throws -> [Int] {
        guard let search = filter.search else {
            return try await call.api.figures.eventCounts(
                of: projects, label: filter.label, environments: filter.environments, over: window.period,
                bars: window.bars)
        }
        var sum = Array(repeating: 0, count: window.bars)
        var query = IssueQuery(
            projects: projects, search: search, environments: filter.environments, period: window.period, limit: 100)
        var read = 0
        while true {
            let page = try await call.storage.issues(matching: query)
            let trends = try await call.storage.trends(
                of: page.rows.map(\.id), environments: filter.environments, over: window.period, bars: window.bars)
            for counts in trends.values { sum = zip(sum, counts).map(+) }
            read += page.rows.count
            guard let next = page.next, !page.rows.isEmpty else { return sum }
            guard read < Self.issuesMax else {
                throw APIFailure.badSearch("Too many issues match this query. Use a narrower one.")
            }
            query.cursor = next
        }
    }

    /// The series of the `count` most frequent values of the first field.
    func top(_ count: Int) async throws -> [(name: String, series: [[Double]])] {
        let field = call.request.values(of: "field").first { !$0.contains("(") } ?? ""
        let query = OverviewQuery(projects: projects, period: window.period, bars: 1)
        let overview = try await call.api.figures.overview(query)
        let choices: [(String, EventFilterChoice)]
        switch field {
        case "release":
            choices = overview.releases.map { ($0.name, EventFilterChoice(label: .release($0.name), environments: [])) }
        case "error.type":
            choices = overview.types.map { ($0.name, EventFilterChoice(label: .type($0.name), environments: [])) }
        case "environment":
            choices = overview.environments.map { ($0.name, EventFilterChoice(environments: [$0.name])) }
        case "issue", "issue.id", "title":
            choices = overview.frequent.map { issue in
                let name =
                    field == "title"
                    ? issue.title : field == "issue" ? issue.shortID.description : "\(issue.id.rawValue)"
                return (
                    name,
                    EventFilterChoice(
                        environments: [], search: try? SearchQuery(parsing: "issue.id:\(issue.id.rawValue)"))
                )
            }
        default:
            throw APIFailure.badPeriod("topEvents needs a field: release, error.type, environment, issue or title")
        }
        var parts: [(name: String, series: [[Double]])] = []
        for (name, choice) in choices.prefix(count) { parts.append((name, try await series(choice))) }
        return parts
    }

    /// What is left of `all`.
    func rest(of all: [[Double]], without parts: [[[Double]]]) -> [[Double]] {
        all.enumerated().map { axis, numbers in
            numbers.enumerated().map { bar, number in max(0, number - parts.reduce(0) { $0 + $1[axis][bar] }) }
        }
    }

    /// One axis stands for itself; several are named.
    func encode(_ series: [[Double]], order: Int?, into writer: inout JSONWriter) {
        guard axes.count > 1 else { return encode(series[0], axes[0], order, into: &writer) }
        writer.object { writer in
            for (index, axis) in axes.enumerated() {
                writer.key(dynamic: axis.rawValue)
                encode(series[index], axis, index, into: &writer)
            }
            if let order { writer.field("order", order) }
        }
    }

    private func encode(_ numbers: [Double], _ axis: Axis, _ order: Int?, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.array("data", numbers.enumerated()) { writer, point in
                writer.beginArray()
                writer.integer(Int(window.startOfBar(point.offset).seconds))
                writer.array([point.element]) { writer, number in
                    writer.object { writer in
                        writer.key("count")
                        writer.double(number)
                    }
                }
                writer.endArray()
            }
            if let order { writer.field("order", order) }
            writer.field("start", Int(window.start.seconds))
            writer.field("end", Int(window.end.seconds))
            writer.field("isMetricsData", false)
            writer.object("meta") { writer in
                writer.object("fields") { writer in
                    writer.key(dynamic: axis.rawValue)
                    writer.string(axis == .events || axis == .people ? "integer" : "number")
                }
                writer.emptyObject("units")
            }
        }
    }
}

extension String {
    /// The value when the text is one term of that key, perhaps quoted: `release:"shop 1"`.
    fileprivate func value(of key: String) -> String? {
        guard hasPrefix(key + ":") else { return nil }
        var value = String(dropFirst(key.count + 1))
        if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 {
            value = String(value.dropFirst().dropLast())
        }
        let isPlain = !value.contains("\"") && !value.contains("*") && !value.hasPrefix("[")
        return isPlain && (!value.contains(" ") || hasSuffix("\"")) && !value.isEmpty ? value : nil
    }
}
