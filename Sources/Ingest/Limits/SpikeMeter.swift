import SentryProtocol

/// How many errors a project sends in an hour, and how many would be a flood.
///
/// The baseline is an exponentially weighted mean of hourly counts, so that a new level is learnt within days. While
/// the first week is learnt, nothing is a flood. What was refused is not counted: a flood that never ends lifts its own
/// bound by a few percent an hour.
struct SpikeMeter: Sendable, Equatable {
    /// Hours since 1970; when learning began.
    var firstHour: Int
    /// The hour that `count` belongs to.
    var hour: Int
    var count = 0
    /// Errors in an hour.
    var baseline = 0.0

    init(at hour: Int) { (firstHour, self.hour) = (hour, hour) }

    /// Below this many errors in an hour nothing is a flood.
    static let floor = 6_000
    /// So many times the baseline is one.
    static let factor = 6.0
    static let learningHours = 7 * 24
    /// What an hour weighs once this many have been seen.
    private static let memoryHours = 72
    /// After so many empty hours nothing of a baseline is left.
    private static let forgottenHours = 60 * 24

    /// Errors in an hour that are let through.
    var threshold: Int { max(Self.floor, Int(min(Self.factor * baseline, 1e15))) }

    /// Whether an error in `hour` is too many.
    func isExceeded(at hour: Int) -> Bool {
        var meter = self
        meter.advance(to: hour)
        return meter.isExceeded
    }

    private var isExceeded: Bool { hour - firstHour >= Self.learningHours && count >= threshold }

    /// Counts errors unless they are too many; false when they are.
    mutating func admit(_ quantity: Int, at hour: Int) -> Bool {
        advance(to: hour)
        guard !isExceeded else { return false }
        add(quantity, at: hour)
        return true
    }

    mutating func add(_ quantity: Int, at hour: Int) {
        advance(to: hour)
        let (sum, overflows) = count.addingReportingOverflow(quantity)
        count = overflows ? .max : max(sum, 0)
    }

    /// Learns the hours that are over.
    private mutating func advance(to now: Int) {
        guard now != hour else { return }
        // Requests overtake each other; a clock that was set back begins its hour anew.
        guard now > hour else {
            if now < hour - 1 { (firstHour, hour, count) = (min(firstHour, now), now, 0) }
            return
        }
        learn(Double(count))
        let emptyHours = now - hour - 1
        if emptyHours >= Self.forgottenHours {
            self = SpikeMeter(at: now)
        } else {
            for _ in 0..<emptyHours {
                hour += 1
                learn(0)
            }
            (hour, count) = (now, 0)
        }
    }

    /// A plain mean of the first hours, then one in which the newest weigh most.
    private mutating func learn(_ events: Double) {
        let seen = min(max(hour - firstHour, 0) + 1, Self.memoryHours)
        baseline += (events - baseline) / Double(seen)
    }
}
