import SentryProtocol

/// A time zone as the tz database describes it: how far local clocks are from UTC, and when that changes.
public struct Zone: Sendable, Equatable {
    /// `Asia/Seoul`.
    public let name: String
    /// When clocks were changed, oldest first.
    let changes: [Change]
    /// What held before the first change.
    let before: Offset
    /// What holds after the last change; nil when that change is for ever.
    let rule: ZoneRule?

    struct Change: Sendable, Equatable {
        /// Seconds since 1970, UTC.
        var at: Int64
        var offset: Offset
    }

    /// How local clocks differ.
    struct Offset: Sendable, Equatable {
        /// Seconds east of Greenwich.
        var seconds: Int64
        /// `KST`; where people have no letters for it, digits as in `+03`.
        var abbreviation: String
    }

    /// What servers count in, and what pages show where no other zone is chosen or known.
    public static let utc = Zone(
        name: "UTC", changes: [], before: Offset(seconds: 0, abbreviation: "UTC"), rule: nil)

    /// What local clocks showed, or will show, at a moment.
    func offset(at moment: Timestamp) -> Offset {
        let seconds = moment.withinCalendar.seconds
        guard let last = changes.last else { return rule?.offset(at: seconds) ?? before }
        if seconds >= last.at { return rule?.offset(at: seconds) ?? last.offset }
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? before : changes[low - 1].offset
    }

    /// The moment whose UTC reads as local clocks do at `moment`: calendars are looked up in it.
    func local(_ moment: Timestamp) -> Timestamp {
        moment.withinCalendar.adding(seconds: offset(at: moment).seconds)
    }

    /// When the local day of `moment` began, told by the clocks of `moment`.
    func dayStart(of moment: Timestamp) -> Timestamp {
        let offset = offset(at: moment).seconds
        return moment.adding(seconds: offset).day.start.adding(seconds: -offset)
    }

    /// How the zone is named behind a time: `UTC`, `KST (UTC+9)`, `UTC+3:30`.
    func label(at moment: Timestamp) -> String {
        let offset = offset(at: moment)
        if offset == Zone.utc.before { return "UTC" }
        return offset.abbreviation.contains(where: \.isNumber)
            ? offset.distance : "\(offset.abbreviation) (\(offset.distance))"
    }
}

extension Zone.Offset {
    /// `UTC+9`, `UTC−3:30`.
    var distance: String {
        let minutes = abs(seconds) / 60
        let text =
            "\(minutes / 60)" + (minutes % 60 == 0 ? "" : minutes % 60 < 10 ? ":0\(minutes % 60)" : ":\(minutes % 60)")
        return (seconds < 0 ? "UTC−" : "UTC+") + text
    }
}
