import Markup
import SentryProtocol
import Storage

/// Counts over a period as bars, finished for drawing.
struct Trend: Sendable {
    struct Bar: Sendable {
        /// When it begins.
        var label: String
        var count: Int
        var countText: String
    }
    var bars: [Bar]
    /// `Last 24 hours`.
    var span: String
    /// What a bar chart says to those who cannot see it: events, span, peak.
    var sentence: String
    var isEmpty: Bool { bars.allSatisfy { $0.count == 0 } }

    /// Bars of equal width over `period`; negative counts are none.
    init(_ counts: [Int], over period: Period, span: String, clock: Clock) {
        let say = clock.language
        let length = max(1, period.end.seconds - period.start.seconds)
        let width = length / Int64(max(1, counts.count))
        let saysHours = width < 86_400
        bars = counts.enumerated().map { index, count in
            let start = period.start.adding(seconds: width * Int64(index))
            // A day is called what it is at noon: where clocks were changed since, it begins an hour off.
            let label =
                width == 86_400
                ? clock.day(start.adding(seconds: width / 2))
                : length <= 86_400
                    ? clock.hour(start)
                    : clock.day(start) + (saysHours ? " " + clock.hour(start) : "")
            return Bar(label: label, count: max(0, count), countText: say(.eventCount(max(0, count))))
        }
        self.span = span
        let total = bars.reduce(0) { $0 &+ $1.count }
        sentence = span + ": " + say(.eventCount(total))
        if let peak = bars.max(by: { $0.count < $1.count }), peak.count > 0 {
            sentence += ", " + say(.peak(count: peak.count, at: peak.label))
        }
    }
}

/// Bars in one path: a row's trend.
func spark(_ trend: Trend?) -> HTML? {
    guard let trend, !trend.isEmpty else { return nil }
    let peak = Double(trend.bars.map(\.count).max() ?? 1)
    var path: [UInt8] = []
    path.reserveCapacity(trend.bars.count * 16)
    for (index, bar) in trend.bars.enumerated() where bar.count > 0 {
        let height = max(2, Int((Double(bar.count) / peak * 24).rounded()))
        path.append(UInt8(ascii: "M"))
        path.append(decimal: index * 4)
        path.append(contentsOf: " 24v-".utf8)
        path.append(decimal: height)
        path.append(contentsOf: "h3v".utf8)
        // What is filled is closed without being told.
        path.append(decimal: height)
    }
    return """
        <svg class="spark" viewBox="0 0 \(trend.bars.count * 4 - 1) 24" preserveAspectRatio="none" role="img" \
        aria-label="\(trend.sentence)"><path d="\(String(decoding: path, as: UTF8.self))"/></svg>
        """
}

extension [UInt8] {
    /// A small number's digits without the detour through a `String`: a list draws a thousand bars.
    fileprivate mutating func append(decimal number: Int) {
        if number >= 100 { append(UInt8(ascii: "0") + UInt8(number / 100 % 10)) }
        if number >= 10 { append(UInt8(ascii: "0") + UInt8(number / 10 % 10)) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

/// Bars that say their numbers on hover.
func barChart(_ trend: Trend) -> HTML {
    let height = 56
    let peak = Double(max(1, trend.bars.map(\.count).max() ?? 1))
    let bars = trend.bars.enumerated().map { index, bar -> HTML in
        let tall = bar.count == 0 ? 0 : max(2, Int((Double(bar.count) / peak * Double(height)).rounded()))
        return """
            <g><title>\(bar.label): \(bar.countText)</title>\
            <rect class="back" x="\(index * 10)" width="10" height="\(height)"/>\
            <rect x="\(index * 10 + 1)" y="\(height - tall)" width="8" height="\(tall)"/></g>
            """
    }
    return """
        <svg class="chart" viewBox="0 0 \(trend.bars.count * 10) \(height)" preserveAspectRatio="none" role="img" \
        aria-label="\(trend.sentence)">\(bars)</svg>
        """
}

/// A chart with its sentence.
func chartFigure(_ trend: Trend, caption: String) -> HTML {
    "<figure class=\"trend\">\(barChart(trend))<figcaption>\(caption)</figcaption></figure>"
}
