import SentryProtocol
import Storage

/// A stretch of time in bars of one length, as clients of statistics ask for it.
struct StatsWindow: Sendable {
    let start: Timestamp
    let barSeconds: Int64
    let bars: Int

    static let barsMax: Int64 = 2_000

    var period: Period { Period(start: start, end: start.adding(seconds: barSeconds * Int64(bars))) }
    var end: Timestamp { period.end }
    func startOfBar(_ index: Int) -> Timestamp { start.adding(seconds: barSeconds * Int64(index)) }

    /// Bars that begin at full multiples of their length and cover `period`.
    init(covering period: Period, barSeconds: Int64) throws {
        let length = max(barSeconds, 1)
        let first = period.start.seconds - period.start.seconds.remainder(by: length)
        let count = (period.end.seconds - first + length - 1) / length
        guard count <= Self.barsMax else {
            throw APIFailure.badPeriod(
                "Your interval and date range would create too many results. Use a larger interval, or a smaller date range."
            )
        }
        (start, self.barSeconds, bars) = (Timestamp(seconds: first), length, Int(max(count, 1)))
    }
}

extension Int64 {
    /// Never negative.
    fileprivate func remainder(by divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}

extension Call {
    /// `interval` in seconds, at least `least`.
    func interval(orElse usual: Int64, atLeast least: Int64) throws -> Int64 {
        guard let text = request.value(of: "interval"), !text.isEmpty else { return usual }
        guard let seconds = Self.seconds(of: text), seconds > 0 else {
            throw APIFailure.badPeriod("Invalid interval: '\(text)'")
        }
        return max(seconds, least)
    }

    /// `since` and `until` in seconds since 1970, with `resolution`; the last day by hours unless they say otherwise.
    func sinceUntil() throws -> StatsWindow {
        func moment(_ name: String) throws -> Int64? {
            guard let text = request.value(of: name), !text.isEmpty else { return nil }
            guard let seconds = Double(text), seconds.isFinite, abs(seconds) < 1e11 else {
                throw APIFailure.badPeriod("Invalid value for \(name): '\(text)'")
            }
            return Int64(seconds)
        }
        let until = try moment("until") ?? now.seconds
        let since = try moment("since") ?? until - 86_400
        guard since <= until else { throw APIFailure.emptyPeriod }
        let resolution = request.value(of: "resolution").flatMap { $0.isEmpty ? nil : $0 } ?? "1h"
        guard let seconds = Self.seconds(of: resolution), seconds > 0 else {
            throw APIFailure.badPeriod("Invalid resolution: '\(resolution)'")
        }
        return try StatsWindow(
            covering: Period(start: Timestamp(seconds: since), end: Timestamp(seconds: until + 1)),
            barSeconds: max(seconds, 60))
    }
}
