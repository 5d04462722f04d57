/// How fast jobs go on. Ingest and pages share disk and processors with them.
public struct RegroupPace: Sendable {
    /// How long nothing is looked for when there was nothing to do.
    public var idle: Duration
    /// Between two steps as long as the step took, but within these.
    public var pauseMin: Duration
    public var pauseMax: Duration
    /// After a step that failed; twice as long after each further one.
    public var retryDelay: Duration

    public init(
        idle: Duration = .seconds(1), pauseMin: Duration = .milliseconds(5), pauseMax: Duration = .seconds(2),
        retryDelay: Duration = .seconds(1)
    ) {
        (self.idle, self.pauseMin, self.pauseMax, self.retryDelay) = (idle, pauseMin, pauseMax, retryDelay)
    }

    func pause(after step: Duration) -> Duration { min(max(step, pauseMin), pauseMax) }

    /// Until a step that failed `times` times is tried again.
    func delay(afterFailures times: Int) -> Duration { retryDelay * (1 << min(max(times - 1, 0), 6)) }
}
