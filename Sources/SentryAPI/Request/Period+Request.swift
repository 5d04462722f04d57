import SentryProtocol
import Storage

extension Call {
    /// The stretch of time that `statsPeriod`, or else `start` and `end`, ask for; nil when none of them does
    /// (web-api.md §1.7).
    func period() throws -> Period? {
        if let text = request.value(of: "statsPeriod"), !text.isEmpty {
            guard let seconds = Self.seconds(of: text) else {
                throw APIFailure.badPeriod("Invalid statsPeriod: '\(text)'")
            }
            // The end is excluded, and what happened this very moment belongs to it.
            return Period(start: now.adding(seconds: -seconds), end: Timestamp(microseconds: now.microseconds + 1))
        }
        let (start, end) = (request.value(of: "start") ?? "", request.value(of: "end") ?? "")
        if start.isEmpty && end.isEmpty { return nil }
        guard !start.isEmpty, !end.isEmpty else { throw APIFailure.oneEndOfPeriod }
        let period = Period(start: try Self.moment(start, "start"), end: try Self.moment(end, "end"))
        guard period.start < period.end else { throw APIFailure.emptyPeriod }
        return period
    }

    /// `90s`, `30m`, `24h`, `14d`, `2w` in seconds, at most a hundred years.
    static func seconds(of text: String) -> Int64? {
        let digits = text.utf8.dropLast()
        guard let unit = text.utf8.last, !digits.isEmpty, digits.count <= 10,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(text.dropLast())
        else { return nil }
        let length: Int64
        switch unit {
        case UInt8(ascii: "s"): length = 1
        case UInt8(ascii: "m"): length = 60
        case UInt8(ascii: "h"): length = 3_600
        case UInt8(ascii: "d"): length = 86_400
        case UInt8(ascii: "w"): length = 604_800
        default: return nil
        }
        return min(number * length, 100 * 366 * 86_400)
    }

    private static func moment(_ text: String, _ name: String) throws -> Timestamp {
        if let moment = Timestamp(iso8601: text) { return moment }
        // A plus that was not encoded arrives as a space: `2026-08-01T00:00:00 02:00`.
        if let space = text.lastIndex(of: " "), text.contains("T"),
            let moment = Timestamp(iso8601: text[..<space] + "+" + text[text.index(after: space)...])
        {
            return moment
        }
        throw APIFailure.badPeriod("Invalid format for \(name): '\(text)'")
    }
}
