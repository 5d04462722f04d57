import SentryProtocol
import Storage

/// Shows what rules would do before anybody saves them: a dry run over the newest events of a period.
public struct RulePreview: Sendable {
    private let store: any RegroupReading
    private let dryRun: RegroupDryRun

    public init(store: any RegroupReading, width: Int? = nil) {
        self.store = store
        dryRun = RegroupDryRun(store: store, width: width)
    }

    /// Groups the newest events of `period` under `rules`, at most `eventsMax` of them and for no longer than
    /// `timeMax`.
    public func run(
        _ rules: RuleSet, on project: ProjectID, in period: Period,
        eventsMax: Int = RegroupingLimits.previewEventsMax, timeMax: Duration = RegroupingLimits.previewTimeMax
    ) async throws -> RegroupForecast {
        // Counting takes its time, too.
        let deadline = ContinuousClock.now + timeMax
        let total = try await store.eventCount(of: project, in: period)
        var newest = period
        if total > eventsMax {
            let part = NewestPart(store: store, project: project, eventsMax: eventsMax, deadline: deadline)
            newest = try await part.of(period, total)
        }
        return try await dryRun.run(rules, on: project, in: newest, total, eventsMax, deadline)
    }
}

/// Finds the end of a period that holds at most so many events, and not many fewer: events can be counted without
/// reading them, and read from there on in bounded memory.
struct NewestPart {
    let store: any RegroupStore
    let project: ProjectID
    let eventsMax: Int
    /// Then what was found is good enough.
    let deadline: ContinuousClock.Instant

    /// Rounds of looking for it; microseconds of a century are halved as often.
    private static let roundsMax = 52
    /// As few as four fifths of `eventsMax` will do.
    private var enough: Int { eventsMax - eventsMax / 5 }

    /// `total` is the number of events in `period`, which is more than `eventsMax`.
    func of(_ period: Period, _ total: Int) async throws -> Period {
        let end = period.end.microseconds
        // From `tooEarly` on there are `count` events, which is too many; from `late` on not.
        var (tooEarly, late, count) = (period.start.microseconds, end, total)
        for round in 0..<Self.roundsMax where late - tooEarly > 1 && ContinuousClock.now < deadline {
            try Task.checkCancellation()
            let isGuess = round < 4
            let share = isGuess ? 0.9 * Double(eventsMax) / Double(count) : 0.5
            // A guess takes the events for evenly spread; halving helps where they are not.
            let span = isGuess ? end - tooEarly : late - tooEarly
            let start = min(max((isGuess ? end : late) - Int64(Double(span) * share), tooEarly + 1), late - 1)
            let found = try await store.eventCount(of: project, in: part(of: period, from: start))
            if found > eventsMax {
                (tooEarly, count) = (start, found)
            } else {
                late = start
                if found >= enough { break }
            }
        }
        // More events than that in one microsecond: whatever comes first of them.
        let isBurst = late - tooEarly <= 1
        return part(of: period, from: isBurst ? tooEarly : late)
    }

    private func part(of period: Period, from start: Int64) -> Period {
        Period(start: Timestamp(microseconds: start), end: period.end)
    }
}

extension Period {
    /// The last so many days before `now`, with what comes in during the next second.
    public init(lastDays days: Int, before now: Timestamp) {
        self.init(start: now.adding(seconds: -Int64(min(max(days, 1), 3650)) * 86_400), end: now.adding(seconds: 1))
    }
}
