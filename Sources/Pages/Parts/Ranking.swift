import Markup

/// Names with counts, the most first, as a table whose numbers are also bars.
struct Ranking: Sendable {
    struct Row: Sendable {
        /// A sender's word.
        var name: String
        var count: Int
        var countText: String
        var exact: String
        var note: String?
        var link: Link?

        init(_ name: String, count: Int, note: String? = nil, link: Link?, _ say: Language) {
            self.name = name.clipped(to: PageLimits.rowTitleMax)
            self.count = count
            (countText, exact) = (count.short(in: say), count.grouped)
            (self.note, self.link) = (note, link)
        }
    }

    var title: String
    /// What is counted.
    var unit: String
    var rows: [Row]
    /// What to say when there are none.
    var none: String

    init(_ title: String, _ unit: String, _ rows: [Row], none: String) {
        (self.title, self.unit, self.rows, self.none) = (title, unit, rows, none)
    }
}

func ranking(_ ranking: Ranking, _ say: Language) -> HTML {
    guard !ranking.rows.isEmpty else {
        return "<section class=\"ranking\"><h2>\(ranking.title)</h2><p class=\"muted\">\(ranking.none)</p></section>"
    }
    let most = max(1, ranking.rows.map(\.count).max() ?? 1)
    let rows = ranking.rows.html { row in
        let name: HTML = row.link.map { "<a href=\"\($0.path)\">\(foreign(row.name))</a>" } ?? foreign(row.name)
        let note: HTML? = row.note.map { "<small>\(foreign($0))</small>" }
        let width = max(1, Int((Double(row.count) / Double(most) * 100).rounded()))
        return """
            <tr><th scope="row" title="\(row.name)">\(name)\(note)</th><td><svg class="ratio" viewBox="0 0 100 8" \
            preserveAspectRatio="none" aria-hidden="true"><rect width="\(width)" height="8"/></svg></td>\
            <td class="number" title="\(row.exact)">\(row.countText)</td></tr>

            """
    }
    return """
        <section class="ranking"><h2>\(ranking.title)</h2><table><caption class="hidden">\(ranking.title)</caption>\
        <thead class="hidden"><tr><th scope="col">\(say(.name))</th><td></td><th scope="col">\(ranking.unit)</th></tr>\
        </thead><tbody>\(rows)</tbody></table></section>
        """
}
