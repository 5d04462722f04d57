import SentryProtocol
import Storage

/// Counts over time: `[[1785582000,3],[1785585600,1]]`.
struct Trend: Sendable {
    let window: TrendWindow
    /// One for each bar, oldest first.
    let counts: [Int]

    func encode(into writer: inout JSONWriter) {
        writer.array(counts.enumerated()) { writer, point in
            writer.array([window.startOfBar(point.offset), Int64(point.element)]) { $0.integer(Int($1)) }
        }
    }
}

/// A stretch of time cut into equal bars that begin on full hours, or on midnight.
struct TrendWindow: Sendable {
    let start: Timestamp
    let barSeconds: Int64
    let bars: Int

    var period: Period { Period(start: start, end: start.adding(seconds: barSeconds * Int64(bars))) }

    /// In seconds since 1970.
    func startOfBar(_ index: Int) -> Int64 { start.seconds + barSeconds * Int64(index) }

    /// The last 24 hours, the running one included.
    static func hours(_ bars: Int, until now: Timestamp) -> TrendWindow {
        TrendWindow(endingWith: now, barSeconds: 3_600, bars: bars)
    }

    /// The last days, the running one included.
    static func days(_ bars: Int, until now: Timestamp) -> TrendWindow {
        TrendWindow(endingWith: now, barSeconds: 86_400, bars: bars)
    }

    /// At most `barsMax` bars of whole hours that cover `period`.
    static func covering(_ period: Period, barsMax: Int64 = 30) -> TrendWindow {
        let firstHour = Int64(period.start.hour)
        let hours = max(1, Int64(period.end.adding(seconds: 3_599).hour) - firstHour)
        let hoursPerBar = (hours + barsMax - 1) / barsMax
        return TrendWindow(
            start: Timestamp(seconds: firstHour * 3_600), barSeconds: hoursPerBar * 3_600,
            bars: Int((hours + hoursPerBar - 1) / hoursPerBar))
    }

    private init(start: Timestamp, barSeconds: Int64, bars: Int) {
        (self.start, self.barSeconds, self.bars) = (start, barSeconds, bars)
    }

    private init(endingWith now: Timestamp, barSeconds: Int64, bars: Int) {
        let running = barSeconds == 86_400 ? now.day.start.seconds : Int64(now.hour) * 3_600
        self.init(
            start: Timestamp(seconds: running - barSeconds * Int64(bars - 1)), barSeconds: barSeconds, bars: bars)
    }
}

extension Call {
    /// The trend of each issue over `window`.
    func trends(of issues: [IssueID], over window: TrendWindow) async throws -> [IssueID: Trend] {
        let counts = try await storage.trends(
            of: issues, environments: environments, over: window.period, bars: window.bars)
        let none = [Int](repeating: 0, count: window.bars)
        return Dictionary(
            issues.map { ($0, Trend(window: window, counts: counts[$0] ?? none)) },
            uniquingKeysWith: { first, _ in first })
    }
}
