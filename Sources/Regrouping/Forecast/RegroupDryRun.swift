import SentryProtocol
import Storage

/// What is needed to say where events would go.
public typealias RegroupReading = IssueMerging & RegroupStore

/// Works out what a regrouping would do, and changes nothing.
public struct RegroupDryRun: Sendable {
    private let store: any RegroupReading
    private let width: Int

    /// `width` is how many chunks of events are looked at at once; all processors by default.
    public init(store: any RegroupReading, width: Int? = nil) {
        (self.store, self.width) = (store, width ?? Processors.count + 1)
    }

    /// Groups the events of a period again, the oldest first, until `eventsMax` or `timeMax` is reached. Memory is
    /// bounded however many there are.
    ///
    /// Throws `CancellationError` when its task is cancelled, and whatever the store throws.
    public func run(
        _ rules: RuleSet, on project: ProjectID, in period: Period, eventsMax: Int = .max, timeMax: Duration? = nil
    ) async throws -> RegroupForecast {
        let deadline = timeMax.map { ContinuousClock.now + $0 }
        let total = try await store.eventCount(of: project, in: period)
        return try await run(rules, on: project, in: period, total, eventsMax, deadline)
    }

    func run(
        _ rules: RuleSet, on project: ProjectID, in period: Period, _ eventsTotal: Int, _ eventsMax: Int,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> RegroupForecast {
        @Sendable func isInTime() -> Bool { deadline.map { ContinuousClock.now < $0 } ?? true }
        var ledger = ForecastLedger(store, of: project)
        var walk = EventWalk(
            chunks: EventChunks(store, of: project, in: period, eventsMax: eventsMax), width: width)
        try await walk.run(
            // One event may cost much: the clock is looked at for each.
            looking: { chunk in chunk.prefix { _ in isInTime() }.map { rules.judge($0) } },
            gathering: { events in
                try await ledger.add(events)
                return isInTime()
            })
        return ledger.forecast(eventsInPeriod: eventsTotal)
    }
}
