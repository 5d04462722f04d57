import Markup
import SentryProtocol
import Storage

/// Counts over a period, and those of the period before at the same places.
struct ComparedTrend: Sendable {
    var trend: Trend
    var before: [Int]
    /// What the chart says to those who cannot see it.
    var sentence: String
    var beforeName: String

    init(_ counts: [Int], before: [Int], over period: Period, span: String, clock: Clock) {
        let say = clock.language
        trend = Trend(counts, over: period, span: span, clock: clock)
        self.before = before
        beforeName = say(.figures(.periodBefore))
        sentence = trend.sentence + "; " + beforeName + ": " + say(.eventCount(before.reduce(0) { $0 &+ $1 }))
    }
}

/// Bars for the period, a line of steps for the one before, a legend, and all of it as a table.
func comparedChart(_ chart: ComparedTrend, _ say: Language) -> HTML {
    let height = 96
    let bars = chart.trend.bars
    let peak = Double(max(1, max(bars.map(\.count).max() ?? 1, chart.before.max() ?? 1)))
    func tall(_ count: Int) -> Int { count <= 0 ? 0 : max(2, Int((Double(count) / peak * Double(height)).rounded())) }
    let shapes = bars.enumerated().map { index, bar -> HTML in
        let before = index < chart.before.count ? chart.before[index] : 0
        return """
            <g><title>\(bar.label): \(bar.countText); \(chart.beforeName): \(before.grouped)</title>\
            <rect class="back" x="\(index * 10)" width="10" height="\(height)"/>\
            <rect x="\(index * 10 + 1)" y="\(height - tall(bar.count))" width="8" height="\(tall(bar.count))"/></g>
            """
    }
    let steps = chart.before.enumerated().map { index, count in
        "\(index == 0 ? "M" : "L")\(index * 10) \(height - tall(count))h10"
    }
    let line: HTML =
        chart.before.contains { $0 > 0 }
        ? "<path class=\"before\" d=\"\(steps.joined())\"/>" : ""
    let legend: HTML = """
        <p class="legend"><span class="now">\(chart.trend.span)</span> <span class="before">\(chart.beforeName)</span></p>
        """
    return """
        <figure class="compared"><svg class="chart" viewBox="0 0 \(max(1, bars.count) * 10) \(height)" \
        preserveAspectRatio="none" role="img" aria-label="\(chart.sentence)">\(shapes)\(line)</svg>\
        <figcaption>\(legend)\(comparedTable(chart, say))</figcaption></figure>
        """
}

/// The same numbers for those who cannot see bars, and for copying.
private func comparedTable(_ chart: ComparedTrend, _ say: Language) -> HTML {
    let rows = chart.trend.bars.enumerated().map { index, bar -> HTML in
        let before = index < chart.before.count ? chart.before[index] : 0
        return """
            <tr><th scope="row">\(bar.label)</th><td class="number">\(bar.count.grouped)</td>\
            <td class="number">\(before.grouped)</td></tr>
            """
    }
    return """
        <details class="part"><summary>\(say(.asTable))</summary><table class="fields numbers">\
        <caption>\(chart.sentence)</caption><thead><tr><th scope="col">\(say(.time))</th>\
        <th scope="col" class="number">\(chart.trend.span)</th>\
        <th scope="col" class="number">\(chart.beforeName)</th></tr></thead><tbody>\(rows)</tbody></table></details>
        """
}
