import Markup

/// Two events beside each other: the first difference in words, then everything that counted.
func comparisonSection(_ comparison: GroupingModel.ComparisonModel, _ say: Language) -> HTML {
    let rows = comparison.rows.html { row in
        """
        <li class="\(row.isSame ? "same" : "differs")"><span class="category">\(row.name)\
        \(when(!row.isSame, "<span class=\"hidden\">: \(say(.grouping(.differs)))</span>"))</span>\
        \(cell(row.one, say))\(cell(row.other, say))</li>

        """
    }
    let note: HTML? = comparison.note.map { "<p class=\"muted\">\($0)</p>" }
    return """
        <section class="comparison"><h2>\(say(.grouping(comparison.hasSharedHash ? .whyTogether : .whyNotTogether)))</h2>\
        <p class="answer" role="status">\(foreign(comparison.sentence))</p>\(note)
        <ol class="beside"><li class="sides"><span class="category">\(say(.event))</span>\
        \(side(comparison.one))\(side(comparison.other))</li>
        \(rows)</ol></section>

        """
}

private func side(_ side: GroupingModel.ComparisonModel.Side) -> HTML {
    "<div><b>\(side.issue)</b> <a class=\"id\" href=\"\(side.link.path)\">\(side.event)</a></div>"
}

private func cell(_ text: String?, _ say: Language) -> HTML {
    text.map { "<div><bdi>\($0)</bdi></div>" } ?? "<div class=\"muted\">\(say(.grouping(.nothingHere)))</div>"
}
