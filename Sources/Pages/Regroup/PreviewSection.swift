import Markup

/// What rules would do: a sentence, then what falls apart and what comes together.
func previewSection(_ preview: GroupingPreviewModel, title: String, _ say: Language) -> HTML {
    """
    <section class="preview"><h2>\(title)</h2>\
    <p role="status">\(preview.summary.joined(separator: " "))</p>\
    \(cases(preview.splits, .splits, .splitsText, more: preview.moreSplits, say))\
    \(cases(preview.merges, .merges, .mergesText, more: preview.moreMerges, say))\
    \(cases(preview.replaced, .replaced, .replacedText, more: preview.moreReplaced, say))</section>

    """
}

private func cases(
    _ cases: [GroupingPreviewModel.Case], _ title: RulesPhrase, _ text: RulesPhrase, more: Int, _ say: Language
) -> HTML? {
    guard !cases.isEmpty else { return nil }
    let list = cases.html { entry in
        """
        <li><ul>\(entry.before.html { previewEntry($0, say) })\(moreEntries(entry.moreBefore, say))</ul>\
        <span class="arrow" aria-hidden="true">→</span><span class="hidden">\(say(.rules(.becomes)))</span>\
        <ul>\(entry.after.html { previewEntry($0, say) })\(moreEntries(entry.moreAfter, say))</ul></li>

        """
    }
    let rest: HTML? = more > 0 ? "<p class=\"muted\">\(say(.rules(.moreCases(more))))</p>" : nil
    return """
        <h3>\(say(.rules(title)))</h3><p class="muted">\(say(.rules(text)))</p><ol class="cases">
        \(list)</ol>\(rest)
        """
}

private func previewEntry(_ entry: GroupingPreviewModel.Entry, _ say: Language) -> HTML {
    let id: HTML? = entry.id.map { "<span class=\"id\">\($0)</span> " }
    let events: HTML? = entry.events.map { " <small class=\"muted\">\($0)</small>" }
    return "<li>\(id)<a href=\"\(entry.link.path)\">\(foreign(entry.title))</a>\(events)</li>"
}

private func moreEntries(_ count: Int, _ say: Language) -> HTML? {
    count > 0 ? "<li class=\"muted\">\(say(.rules(.moreCases(count))))</li>" : nil
}
