import SentryProtocol

/// A moment in words: `3 min ago`, with the exact time beside it.
public struct TimeLabel: Sendable, Equatable {
    /// What is read.
    public var text: String
    /// In full, in the account's zone and in UTC; shown on hover.
    public var absolute: String
    /// For `<time datetime>`.
    public var machine: String
}

/// How a moment is said.
enum TimeStyle {
    /// `3 min ago`, `yesterday`, `Aug 1`.
    case ago
    /// `3 min`, `5 d`: how long since.
    case age
    /// `Aug 1, 2026 21:00:00 KST (UTC+9)`.
    case full
}

/// What time it is and how to say it: what every label of a page needs.
struct Clock: Sendable {
    let now: Timestamp
    let language: Language
    /// Whose days and hours are said.
    var zone = Zone.utc

    func label(_ moment: Timestamp, _ style: TimeStyle = .ago) -> TimeLabel {
        let moment = moment.withinCalendar
        let here = full(moment, in: zone)
        let text =
            switch style {
            case .ago: ago(moment)
            case .age: age(since: moment)
            case .full: here
            }
        let absolute = zone.label(at: moment) == "UTC" ? here : here + " · " + full(moment, in: .utc)
        return TimeLabel(text: text, absolute: absolute, machine: Timestamp(seconds: moment.seconds).iso8601)
    }

    private func ago(_ moment: Timestamp) -> String {
        let seconds = now.seconds - moment.seconds
        if seconds < 60 { return language(.justNow) }
        if seconds < 3600 { return language(.minutesAgo(Int(seconds / 60))) }
        if seconds < 86_400 { return language(.hoursAgo(Int(seconds / 3600))) }
        if seconds < 172_800 { return language(.yesterday) }
        if seconds < 604_800 { return language(.daysAgo(Int(seconds / 86_400))) }
        return day(moment)
    }

    private func age(since moment: Timestamp) -> String {
        let seconds = max(0, now.seconds - moment.seconds)
        if seconds < 3600 { return language(.minutes(max(1, Int(seconds / 60)))) }
        if seconds < 86_400 { return language(.hours(Int(seconds / 3600))) }
        let days = Int(seconds / 86_400)
        if days < 60 { return language(.days(days)) }
        return days < 730 ? language(.months(days / 30)) : language(.years(days / 365))
    }

    /// `Aug 1`, with the year when it is another.
    func day(_ moment: Timestamp) -> String {
        let (year, month, day) = zone.local(moment).day.civil
        return language(.date(year: year == zone.local(now).day.civil.year ? nil : year, month: month, day: day))
    }

    /// `14:00`.
    func hour(_ moment: Timestamp) -> String { hour(local: zone.local(moment)) }

    private func hour(local moment: Timestamp) -> String {
        let minutes = moment.secondsOfDay / 60
        return twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
    }

    private func full(_ moment: Timestamp, in zone: Zone) -> String {
        let local = zone.local(moment).withinCalendar
        let (year, month, day) = local.day.civil
        return language(.date(year: year, month: month, day: day)) + " " + hour(local: local) + ":"
            + twoDigits(local.secondsOfDay % 60) + " " + zone.label(at: moment)
    }
}

extension Clock {
    /// As the reader of a page is told it.
    init(now: Timestamp, frame: FrameModel) { self.init(now: now, language: frame.language, zone: frame.zone) }
}

extension Timestamp {
    /// Bent into the years 1 to 9999, which have names.
    var withinCalendar: Timestamp {
        let bent = min(max(seconds, -62_135_596_800), 253_402_300_799)
        return bent == seconds ? self : Timestamp(seconds: bent)
    }

    /// Since the day began.
    fileprivate var secondsOfDay: Int64 { seconds - Int64(day.number) * 86_400 }
}

private func twoDigits(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
