/// A moment in UTC, in microseconds since 1970; what Sentry calls a timestamp.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds.floorDivided(by: 1_000_000) }
    /// Seconds since 1970 with the fraction.
    public var fractionalSeconds: Double { Double(microseconds) / 1_000_000 }
    /// Hours since 1970: the bucket of hourly counts.
    public var hour: Int { Int(microseconds.floorDivided(by: 3_600_000_000)) }
    public var day: Day { Day(number: Int(microseconds.floorDivided(by: 86_400_000_000))) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    public func adding(seconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }
    /// Microseconds from `earlier` to here.
    public func microseconds(since earlier: Timestamp) -> Int64 { microseconds - earlier.microseconds }
}

extension Timestamp {
    /// `2026-08-01T12:00:00.123456Z`, the form clients of the API expect (web-api.md §1.1).
    public var iso8601: String {
        let (year, month, dayOfMonth) = day.civil
        let micros = microseconds - Int64(day.number) * 86_400_000_000
        let second = Int(micros / 1_000_000)
        let fraction = Int(micros % 1_000_000)
        var text = ""
        text.reserveCapacity(27)
        text.append(digits(year, 4), "-", digits(month, 2), "-", digits(dayOfMonth, 2), "T")
        text.append(digits(second / 3600, 2), ":", digits(second / 60 % 60, 2), ":", digits(second % 60, 2))
        if fraction > 0 { text.append(".", digits(fraction, 6)) }
        return text + "Z"
    }

    /// Reads RFC 3339 and its relatives: `T` or a space, any length of fraction, no zone (UTC), date only.
    public init?(iso8601 text: String) {
        var reader = DateReader(bytes: Array(text.utf8))
        guard let moment = reader.read() else { return nil }
        self = moment
    }

    /// Reads `2026-08-01T12:00:00Z` with or without a fraction, which nearly all SDKs send; nil for every other spelling.
    private init?(plain text: UnsafeBufferPointer<UInt8>) {
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for offset in range {
                let digit = text[offset] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
            }
            return value
        }
        let last = text.count - 1
        guard last >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"), text[last] == UInt8(ascii: "Z"),
            let year = number(0..<4), let month = number(5..<7), let dayOfMonth = number(8..<10),
            let day = Day(year: year, month: month, day: dayOfMonth),
            let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
            let second = number(17..<19), second <= 60
        else { return nil }
        var micros = Int64(day.number) * 86_400_000_000
        micros += Int64(hour * 3600 + minute * 60 + min(second, 59)) * 1_000_000
        if last > 19 {
            guard text[19] == UInt8(ascii: "."), last > 20 else { return nil }
            var scale: Int64 = 100_000
            for byte in text[20..<last] {
                let digit = byte &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                micros += Int64(digit) * scale
                scale /= 10
            }
        }
        self.init(microseconds: micros)
    }

    /// A number of seconds since 1970. Thirteen digits and more are milliseconds, as hand-written clients send them.
    public init?(unixSeconds value: Double) {
        let seconds = abs(value) >= 100_000_000_000 ? value / 1000 : value
        guard seconds.isFinite, seconds > -62_135_596_801, seconds < 253_402_300_800 else { return nil }
        microseconds = Int64((seconds * 1_000_000).rounded())
    }

    /// A time as SDKs send it: ISO text, a number, or a number as text (protocol.md §5.5). Nil when it is none of them.
    public init?(_ node: JSONNode) {
        if let moment = node.plain({ Timestamp(plain: $0.bytes) }) {
            self.init(microseconds: moment.microseconds)
        } else if let number = node.double {
            self.init(unixSeconds: number)
        } else if let text = node.string {
            if let number = Double(text) { self.init(unixSeconds: number) } else { self.init(iso8601: text) }
        } else {
            return nil
        }
    }
}

/// A UTC day: what one file of events covers.
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let number: Int

    public init(number: Int) { self.number = number }

    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    public func advanced(by days: Int) -> Day { Day(number: number + days) }
    public var start: Timestamp { Timestamp(seconds: Int64(number) * 86_400) }

    /// `2026-11-23`.
    public var text: String {
        let (year, month, day) = civil
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2)
    }

    /// Reads `2026-11-23`.
    public init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), let value = Day(year: year, month: month, day: day)
        else { return nil }
        self = value
    }

    /// Nil when there is no such date.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.length(ofMonth: month, in: year)
        else { return nil }
        // Days are counted from March, so that the leap day is the last of its year.
        let shifted = month > 2 ? year : year - 1
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month and day of the month.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension FixedWidthInteger {
    /// Division that rounds down, also below zero.
    func floorDivided(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// `number` in at least `width` digits.
private func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
}

extension String {
    fileprivate mutating func append(_ parts: String...) { for part in parts { append(contentsOf: part) } }
}

/// Reads one date and time from left to right.
private struct DateReader {
    let bytes: [UInt8]
    var position = 0

    mutating func read() -> Timestamp? {
        skipSpaces()
        guard let year = number(4, 4), take("-"), let month = number(2, 2), take("-"), let dayOfMonth = number(2, 2),
            let day = Day(year: year, month: month, day: dayOfMonth)
        else { return nil }
        var micros = Int64(day.number) * 86_400_000_000
        if position < bytes.count, take("T") || take("t") || take(" ") {
            guard let clock = readClock() else { return nil }
            micros += clock
            guard let zone = readZone() else { return nil }
            micros -= zone
        }
        skipSpaces()
        return position == bytes.count ? Timestamp(microseconds: micros) : nil
    }

    /// `10:00`, `10:00:00` or `10:00:00.123`, in microseconds.
    private mutating func readClock() -> Int64? {
        guard let hour = number(2, 2), hour < 24, take(":"), let minute = number(2, 2), minute < 60 else { return nil }
        var micros = Int64(hour * 3600 + minute * 60) * 1_000_000
        guard take(":") else { return micros }
        guard let second = number(2, 2), second <= 60 else { return nil }
        micros += Int64(min(second, 59)) * 1_000_000
        guard take(".") || take(",") else { return micros }
        var scale: Int64 = 100_000
        var sawDigit = false
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 {
            micros += Int64(bytes[position] - UInt8(ascii: "0")) * scale
            scale /= 10
            position += 1
            sawDigit = true
        }
        return sawDigit ? micros : nil
    }

    /// `Z`, `+09:00`, `+0900`, `+09` or nothing (UTC), in microseconds east of Greenwich.
    private mutating func readZone() -> Int64? {
        skipSpaces()
        if position == bytes.count || take("Z") || take("z") { return 0 }
        if bytes[position...].elementsEqual("UTC".utf8) || bytes[position...].elementsEqual("GMT".utf8) {
            position = bytes.count
            return 0
        }
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hour = number(2, 2), hour < 24 else { return nil }
        _ = take(":")
        let minute = number(2, 2) ?? 0
        guard minute < 60 else { return nil }
        return sign * Int64(hour * 3600 + minute * 60) * 1_000_000
    }

    private mutating func number(_ least: Int, _ most: Int) -> Int? {
        var value = 0
        var count = 0
        while count < most, position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 {
            value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
            count += 1
        }
        guard count >= least else { return nil }
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() { while position < bytes.count, bytes[position] == 0x20 { position += 1 } }
}
