import SentryProtocol

/// When clocks change in every year to come, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable, Equatable {
    var standard: Zone.Offset
    /// Nil where clocks are left alone.
    var summer: Summer?

    /// No place is farther from UTC, in seconds.
    static let secondsMax: Int64 = 26 * 3600

    struct Summer: Sendable, Equatable {
        var offset: Zone.Offset
        var start: YearDay
        var end: YearDay
    }

    /// A moment of every year, by local clocks.
    struct YearDay: Sendable, Equatable {
        enum Date: Sendable, Equatable {
            /// `M3.5.0`: the fifth, which means last, Sunday of March.
            case weekday(month: Int, week: Int, day: Int)
            /// `J60`: the 60th day, leap days not counted.
            case julian(Int)
            /// `59`: so many days after New Year.
            case days(Int)
        }
        var date: Date
        /// Seconds after midnight; may lie outside of the day.
        var time: Int64
    }

    func offset(at seconds: Int64) -> Zone.Offset {
        guard let summer else { return standard }
        let year = Timestamp(seconds: seconds + standard.seconds).day.civil.year
        let start = summer.start.seconds(in: year) - standard.seconds
        let end = summer.end.seconds(in: year) - summer.offset.seconds
        // South of the equator summer goes over New Year.
        let isSummer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
        return isSummer ? summer.offset : standard
    }
}

extension ZoneRule.YearDay {
    /// Seconds from 1970 as local clocks count them.
    func seconds(in year: Int) -> Int64 { Int64(day(in: year)) * 86_400 + time }

    /// Days since 1970.
    private func day(in year: Int) -> Int {
        let newYear = Day(year: year, month: 1, day: 1)?.number ?? 0
        switch date {
        case .days(let count): return newYear + count
        case .julian(let count):
            let isLeap = Day(year: year, month: 2, day: 29) != nil
            return newYear + count - 1 + (isLeap && count >= 60 ? 1 : 0)
        case .weekday(let month, let week, let day):
            let first = Day(year: year, month: month, day: 1)?.number ?? newYear
            let next =
                month == 12
                ? newYear + (Day(year: year, month: 2, day: 29) == nil ? 365 : 366)
                : Day(year: year, month: month + 1, day: 1)?.number ?? newYear
            // 1970 began on a Thursday.
            let weekday = ((first + 4) % 7 + 7) % 7
            var number = first + (day - weekday + 7) % 7 + (week - 1) * 7
            while number >= next { number -= 7 }
            return number
        }
    }
}

extension ZoneRule {
    /// Reads a rule; nil when it is none.
    init?(_ text: Substring) {
        var reader = RuleReader(rest: text)
        guard let name = reader.name(), let west = reader.time() else { return nil }
        standard = Zone.Offset(seconds: -west, abbreviation: name)
        guard abs(west) <= Self.secondsMax else { return nil }
        if reader.rest.isEmpty { return }
        guard let summerName = reader.name() else { return nil }
        var offset = Zone.Offset(seconds: standard.seconds + 3600, abbreviation: summerName)
        if reader.rest.first != "," {
            guard let west = reader.time() else { return nil }
            offset.seconds = -west
        }
        guard abs(offset.seconds) <= Self.secondsMax, let start = reader.yearDay(), let end = reader.yearDay(),
            reader.rest.isEmpty
        else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }
}

/// Takes a rule apart from its beginning.
private struct RuleReader {
    var rest: Substring

    /// `KST`, or `<+03>`.
    mutating func name() -> String? {
        if take("<") {
            guard let end = rest.firstIndex(of: ">") else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            return (1...16).contains(rest[..<end].utf8.count) ? String(rest[..<end]) : nil
        }
        let name = rest.prefix { $0.isLetter && $0.isASCII }
        rest = rest[name.endIndex...]
        return (3...16).contains(name.utf8.count) ? String(name) : nil
    }

    /// `-9`, `3:30`, `167:59:59`, in seconds.
    mutating func time() -> Int64? {
        let sign: Int64 = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        guard var seconds = number().map({ Int64($0) * 3600 }), seconds <= 167 * 3600 else { return nil }
        for unit in [60, 1] as [Int64] where take(":") {
            guard let part = number(), part < 60 else { return nil }
            seconds += Int64(part) * unit
        }
        return sign * seconds
    }

    /// `,M3.2.0/2`, `,J60`, `,59/1:30`; without a time it is two o'clock.
    mutating func yearDay() -> ZoneRule.YearDay? {
        guard take(","), let date = date() else { return nil }
        guard take("/") else { return ZoneRule.YearDay(date: date, time: 7_200) }
        return time().map { ZoneRule.YearDay(date: date, time: $0) }
    }

    private mutating func date() -> ZoneRule.YearDay.Date? {
        if take("J") { return number().flatMap { (1...365).contains($0) ? .julian($0) : nil } }
        guard take("M") else { return number().flatMap { $0 <= 365 ? .days($0) : nil } }
        guard let month = number(), (1...12).contains(month), take("."), let week = number(), (1...5).contains(week),
            take("."), let day = number(), day <= 6
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }

    /// At most three digits.
    private mutating func number() -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[digits.endIndex...]
        return digits.utf8.count <= 3 ? Int(digits) : nil
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }
}
