import Storage

/// What the runner remembers of jobs from step to step; nothing of it is missed after a restart.
struct Workbench {
    struct JobState {
        var rules: RuleSet?
        /// What has been looked at of the period; nil before the first event and when there is a plan.
        var survey: Survey?
        /// Known when the whole period has been looked at.
        var plan: RegroupPlan?
        var size = ChunkSize()
        /// Steps that failed one after another.
        var failures = 0
        var restsUntil: ContinuousClock.Instant?

        func isDue(at now: ContinuousClock.Instant) -> Bool { restsUntil.map { $0 <= now } ?? true }
    }

    /// A look at all events of a period before the first of them moves.
    struct Survey {
        var ledger: ForecastLedger
        var place: EventPlace?
    }

    private var states: [Int64: JobState] = [:]

    subscript(job: Int64) -> JobState {
        get { states[job] ?? JobState() }
        set { states[job] = newValue }
    }

    /// Forgets all other jobs.
    mutating func keepOnly(_ jobs: [RegroupJob]) {
        let ids = Set(jobs.map(\.id))
        states = states.filter { ids.contains($0.key) }
    }
}
