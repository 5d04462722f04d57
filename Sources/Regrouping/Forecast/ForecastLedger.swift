import SentryProtocol
import Storage

/// Gathers where events would go, event by event, as the store places them: the first hash that leads somewhere
/// decides, a new issue takes all hashes of its event.
struct ForecastLedger {
    typealias Destination = RegroupForecast.Destination

    private struct Path: Hashable {
        let from: IssueID
        let to: Destination
    }

    private let merging: any IssueMerging
    private let project: ProjectID
    /// Where hashes lead in the store; nil for those that lead nowhere.
    private var known: [String: IssueID?] = [:]
    /// Where hashes would lead because of events that came before.
    private var learned: [String: Destination] = [:]
    private var moves: [Path: RegroupForecast.Move] = [:]
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
        if place != .issue(event.issueID) {
            counts.eventsMoved += 1
        } else if event.title != event.storedTitle {
            counts.eventsRetitled += 1
        }
        let path = Path(from: event.issueID, to: place)
        var move = moves.removeValue(forKey: path)
        if move == nil {
            guard moves.count < RegroupingLimits.movesMax else {
                counts.isAbridged = true
                return
            }
            move = RegroupForecast.Move(from: path.from, to: place, events: 0, title: "", examples: [])
        }
        guard var move else { return }
        move.events += 1
        move.title = event.title
        move.examples.insert(event.id, at: 0)
        if move.examples.count > RegroupingLimits.examplesMax { move.examples.removeLast() }
        moves[path] = move
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

extension ForecastLedger {
    /// What was gathered, with lists of at most `rowsMax` rows.
    func forecast(eventsInPeriod: Int, rowsMax: Int = RegroupingLimits.forecastRowsMax) -> RegroupForecast {
        var forecast = counts
        // Events may have come in since they were counted.
        forecast.eventsInPeriod = max(eventsInPeriod, eventsSeen)
        let leaving = Dictionary(grouping: moves.values, by: \.from)
        let arriving = Dictionary(grouping: moves.values, by: \.to)
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
