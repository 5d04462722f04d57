import SentryProtocol
import Storage

/// Gathers where events would go, event by event, as the store places them: the first hash that leads somewhere
/// decides; otherwise the heir of the hashes takes them (`RegroupPlan`), or a new issue does.
struct ForecastLedger {
    typealias Destination = RegroupForecast.Destination

    private struct Path: Hashable {
        let from: HashInIssue
        let to: Destination
    }

    /// Events of one path.
    fileprivate struct Tally {
        var events = 0
        /// Of those, with another title than they came in with.
        var retitled = 0
        var title = ""
        /// The newest first, with their numbers in the order of reading.
        var examples: [(number: Int, id: EventID)] = []
    }

    private let merging: any IssueMerging
    private let project: ProjectID
    /// Where hashes lead in the store; nil for those that lead nowhere.
    private var known: [String: IssueID?] = [:]
    /// Where hashes would lead because of events that came before.
    private var learned: [String: Destination] = [:]
    private var tallies: [Path: Tally] = [:]
    /// What issues are called now.
    private var titles: [IssueID: String] = [:]
    private var counts = RegroupForecast()

    init(_ merging: any IssueMerging, of project: ProjectID) { (self.merging, self.project) = (merging, project) }

    /// How many events were looked at, readable or not.
    var eventsSeen: Int { counts.eventsRead + counts.eventsUnreadable }

    /// Adds the next events, in the order of their places; nil stands for one that cannot be read.
    mutating func add(_ events: [JudgedEvent?]) async throws {
        try await lookUp(events)
        for event in events {
            if let event { add(event) } else { counts.eventsUnreadable += 1 }
        }
    }

    private mutating func lookUp(_ events: [JudgedEvent?]) async throws {
        if known.count > RegroupingLimits.hashesMax { known.removeAll() }
        let hashes = Array(Set(events.lazy.compactMap { $0 }.flatMap(\.hashes)).filter { known[$0] == nil })
        for start in stride(from: 0, to: hashes.count, by: RegroupingLimits.hashesAtOnce) {
            let some = Array(hashes[start..<min(start + RegroupingLimits.hashesAtOnce, hashes.count)])
            let found = try await merging.issues(of: some, in: project)
            for hash in some { known[hash] = .some(found[hash]) }
        }
    }

    private mutating func add(_ event: JudgedEvent) {
        counts.eventsRead += 1
        let place = place(event.hashes)
        let isRetitled = event.title != event.storedTitle
        if place != .issue(event.issueID) {
            counts.eventsMoved += 1
        } else if isRetitled {
            counts.eventsRetitled += 1
        }
        let path = Path(from: event.origin, to: place)
        guard tallies[path] != nil || tallies.count < RegroupingLimits.movesMax else {
            counts.isAbridged = true
            return
        }
        tallies[path, default: Tally()].add(event, isRetitled, number: counts.eventsRead)
        titles[event.issueID] = event.storedTitle
    }

    private mutating func place(_ hashes: [String]) -> Destination {
        for (position, hash) in hashes.enumerated() {
            guard let place = learned[hash] ?? known[hash].flatMap({ $0 }).map(Destination.issue) else { continue }
            if position > 0 { learn(hashes[0], place) }
            return place
        }
        let place = Destination.new(hash: hashes.first ?? "")
        for hash in hashes { learn(hash, place) }
        return place
    }

    private mutating func learn(_ hash: String, _ place: Destination) {
        guard learned.count < RegroupingLimits.hashesMax else { return }
        learned[hash] = place
    }
}

extension ForecastLedger.Tally {
    fileprivate mutating func add(_ event: JudgedEvent, _ isRetitled: Bool, number: Int) {
        events += 1
        if isRetitled { retitled += 1 }
        title = event.title
        examples.insert((number, event.id), at: 0)
        if examples.count > RegroupingLimits.examplesMax { examples.removeLast() }
    }

    /// Takes in another path between the same issues.
    fileprivate mutating func add(_ other: Self) {
        if let (one, two) = examples.first.flatMap({ one in other.examples.first.map { (one, $0) } }),
            two.number > one.number
        {
            title = other.title
        }
        (events, retitled) = (events + other.events, retitled + other.retitled)
        examples = (examples + other.examples).sorted { $0.number > $1.number }
        examples = Array(examples.prefix(RegroupingLimits.examplesMax))
    }
}

extension ForecastLedger {
    /// Who takes hashes that lead nowhere yet, by everything that was added.
    func plan() -> RegroupPlan {
        let heirs = heirs()
        return RegroupPlan(
            heirs: learned.compactMapValues { place in
                guard case .new(let hash) = place else { return nil }
                return heirs[hash]
            })
    }

    /// By the deciding hash of each place that would be new.
    private func heirs() -> [String: HashInIssue] {
        let claims = tallies.map { path, tally in
            RegroupPlan.Claim(from: path.from, to: path.to, events: tally.events)
        }
        return RegroupPlan.heirs(among: claims)
    }

    /// Between two issues one move, when it is known which of them take new hashes.
    private func moves(_ heirs: [String: HashInIssue], _ forecast: inout RegroupForecast) -> [RegroupForecast.Move] {
        struct Ends: Hashable {
            let from: IssueID
            let to: Destination
        }
        var between: [Ends: Tally] = [:]
        for (path, tally) in tallies {
            var to = path.to
            if case .new(let hash) = to, let heir = heirs[hash] { to = .issue(heir.issueID) }
            if to == .issue(path.from.issueID), to != path.to {
                forecast.eventsMoved -= tally.events
                forecast.eventsRetitled += tally.retitled
            }
            let ends = Ends(from: path.from.issueID, to: to)
            if between[ends] == nil { between[ends] = tally } else { between[ends]?.add(tally) }
        }
        return between.map { ends, tally in
            RegroupForecast.Move(
                from: ends.from, to: ends.to, events: tally.events, title: tally.title,
                examples: tally.examples.map(\.id))
        }
    }

    /// What was gathered, with lists of at most `rowsMax` rows.
    func forecast(eventsInPeriod: Int, rowsMax: Int = RegroupingLimits.forecastRowsMax) -> RegroupForecast {
        var forecast = counts
        // Events may have come in since they were counted.
        forecast.eventsInPeriod = max(eventsInPeriod, eventsSeen)
        let moves = moves(heirs(), &forecast)
        let leaving = Dictionary(grouping: moves, by: \.from)
        let arriving = Dictionary(grouping: moves, by: \.to)
        forecast.issuesBefore = leaving.count
        forecast.issuesAfter = arriving.count
        forecast.issuesUnchanged = leaving.count { issue, moves in
            moves.count == 1 && moves[0].to == .issue(issue) && arriving[.issue(issue)]?.count == 1
        }
        forecast.issuesLeft = leaving.count { issue, _ in arriving[.issue(issue)] == nil }
        let splits = leaving.filter { $0.value.count > 1 }.map { split($0, $1) }
        let gatherings = arriving.map { gathering($0, $1) }
        let joins = gatherings.filter { $0.sourcesTotal > 1 }
        let openings = gatherings.filter { if case .new = $0.into { true } else { false } }
        (forecast.splitsTotal, forecast.joinsTotal) = (splits.count, joins.count)
        forecast.openingsTotal = openings.count
        forecast.splits = Array(splits.sorted { ($0.events, $0.issue) > ($1.events, $1.issue) }.prefix(rowsMax))
        forecast.joins = Array(joins.sorted(by: Self.comesFirst).prefix(rowsMax))
        forecast.openings = Array(openings.sorted(by: Self.comesFirst).prefix(rowsMax))
        return forecast
    }

    private func split(_ issue: IssueID, _ parts: [RegroupForecast.Move]) -> RegroupForecast.Split {
        let parts = parts.sorted { ($0.events, $1.to.order) > ($1.events, $0.to.order) }
        return RegroupForecast.Split(
            issue: issue, title: titles[issue] ?? "", events: parts.reduce(0) { $0 + $1.events },
            parts: Array(parts.prefix(RegroupingLimits.forecastMovesMax)), partsTotal: parts.count)
    }

    private func gathering(_ place: Destination, _ sources: [RegroupForecast.Move]) -> RegroupForecast.Gathering {
        let sources = sources.sorted { ($0.events, $0.from) > ($1.events, $1.from) }
        return RegroupForecast.Gathering(
            into: place, title: sources.first?.title ?? "", events: sources.reduce(0) { $0 + $1.events },
            sources: Array(sources.prefix(RegroupingLimits.forecastMovesMax)), sourcesTotal: sources.count)
    }

    private static func comesFirst(_ one: RegroupForecast.Gathering, _ other: RegroupForecast.Gathering) -> Bool {
        (one.events, other.into.order) > (other.events, one.into.order)
    }
}

extension RegroupForecast.Destination {
    /// Tells apart what is of one size, so that the same events give the same lists; issues that exist come first.
    fileprivate var order: String {
        switch self {
        case .issue(let issue): "0" + String(issue.rawValue)
        case .new(let hash): "1" + hash
        }
    }
}
