import Markup
import SentryProtocol
import Storage

/// `/issues/<id>/grouping/`: why an event belongs to this issue, and why another one does not.
public func groupingPage(_ model: GroupingModel) -> HTML {
    let say = model.frame.language
    let content: HTML =
        model.event.map { event in
            """
            \(eventBar(event, model))\
            \(model.comparison.map { comparisonSection($0, say) })\
            <p class="explains">\(event.sentence) · \
            <a href="\(Link.groupingRules(projectSlug: model.issue.projectSlug).path)">\(say(.rules(.title)))</a></p>\
            \(arrival(event))\
            \(hashSection(event, say))\
            \(fieldTable(say(.grouping(.fingerprint)), event.fingerprint, say, showsCaption: false))\
            \(partSection(event, say))\
            \(textSection(event, say))\
            \(event.stacks.html { stackSection($0, say) })
            """
        } ?? empty(.noEventTitle, say(.noEventText), nil, say)
    return framePage(
        model.frame, title: say(.merging(.grouping)) + " · " + model.issue.shortID, section: .issues,
        next: .grouping(model.issue.id, event: model.event?.id, with: nil),
        content: """
            \(issueHead(model.issue, current: .grouping, say))
            \(content)
            """)
}

/// Which event is explained, and a form to compare it with another.
private func eventBar(_ event: GroupingModel.ExplainedEvent, _ model: GroupingModel) -> HTML {
    let say = model.frame.language
    let note: HTML? =
        model.isUnknownEvent ? "<small class=\"wrong\" id=\"with-note\">\(say(.grouping(.unknownEvent)))</small>" : nil
    let described: HTML = when(note != nil, " aria-invalid=\"true\" aria-describedby=\"with-note\"")
    return """
        <div class="event-line"><p>\(say(.event)) <a class="id" href="\(event.link.path)">\(event.shortID)</a> \
        <a class="button quiet" href="\(event.json.path)">\(say(.json))</a></p>
        <form class="compare" action="\(Link.grouping(model.issue.id, event: nil, with: nil).path)">\
        \(hidden(FieldName.event, event.id.hex))<label for="with">\(say(.grouping(.compareWith)))</label>\
        <input id="with" name="\(FieldName.otherEvent)" value="\(model.compareText)" maxlength="64" autocomplete="off" \
        autocapitalize="off" spellcheck="false" placeholder="\(say(.eventID))" required\(described)>\
        <button>\(say(.grouping(.compare)))</button>\(note)</form></div>

        """
}

private func arrival(_ event: GroupingModel.ExplainedEvent) -> HTML? {
    event.arrival.isEmpty ? nil : "<p class=\"muted explains\">\(foreign(event.arrival.joined(separator: " ")))</p>"
}

private func hashSection(_ event: GroupingModel.ExplainedEvent, _ say: Language) -> HTML {
    let title = say(.grouping(.hashes))
    let rows = event.variants.html { variant in
        let state: HTML = when(
            variant.leadsHere, chip(Chip(text: say(.grouping(.leadsHere)), kind: "ok")))
        let since = variant.since.map(time) ?? "<span class=\"muted\">\(say(.grouping(.notKnown)))</span>"
        return """
            <tr><td class="what"><code>\(foreign(variant.hash))</code><p><span>\(variant.name)</span> \(state)</p></td>\
            <td class="number">\(since)</td></tr>

            """
    }
    return """
        <section><h2>\(title)</h2>
        <table class="list hashes"><caption class="hidden">\(title)</caption><thead><tr>\
        <th scope="col">\(say(.merging(.hash)))</th>\
        <th scope="col" class="number">\(say(.grouping(.seenSince)))</th></tr></thead><tbody>
        \(rows)</tbody></table></section>

        """
}

private func partSection(_ event: GroupingModel.ExplainedEvent, _ say: Language) -> HTML {
    let deciding: HTML? = event.variants.first.map { partList($0) }
    let others = event.variants.dropFirst().html { variant in
        """
        <details class="part"><summary>\(variant.name) <span class="count">\(variant.parts.count)</span></summary>\
        \(partList(variant))</details>
        """
    }
    return """
        <section><h2>\(say(.grouping(.whatCounted)))</h2><p class="muted">\(say(.grouping(.whatCountedText)))</p>\
        \(deciding)\(others)</section>

        """
}

private func partList(_ variant: GroupingModel.VariantModel) -> HTML {
    let parts = variant.parts.html { "<li><span class=\"category\">\($0.name)</span> <bdi>\($0.text)</bdi></li>" }
    return "<ol class=\"parts\">\(parts)</ol>"
}

private func textSection(_ event: GroupingModel.ExplainedEvent, _ say: Language) -> HTML? {
    guard !event.texts.isEmpty else { return nil }
    let texts = event.texts.html { text in
        """
        <p class="muted">\(say(.grouping(.originalText)))</p>\
        <div class="message marked"><bdi>\(text.pieces.html { original($0) })</bdi></div>\
        <p class="muted">\(say(.grouping(.parameterizedText)))</p>\
        <div class="message marked"><bdi>\(text.pieces.html { parameterized($0) })</bdi></div>
        """
    }
    return "<section><h2>\(say(.grouping(.texts)))</h2>\(texts)</section>\n"
}

private func original(_ piece: EventExplanation.Text.Piece) -> HTML {
    switch piece {
    case .kept(let text): "\(text)"
    case .replaced(let text, let placeholder): "<mark title=\"\(placeholder)\">\(text)</mark>"
    }
}

private func parameterized(_ piece: EventExplanation.Text.Piece) -> HTML {
    switch piece {
    case .kept(let text): "\(text)"
    case .replaced(let text, let placeholder): "<mark title=\"\(text)\">\(placeholder)</mark>"
    }
}

private func stackSection(_ stack: GroupingModel.ExplainedStack, _ say: Language) -> HTML {
    let frames = stack.frames.html { frame in
        let notes: HTML? =
            frame.notes.isEmpty ? nil : "<p>\(frame.notes.map { foreign($0) }.joined(separator: " · "))</p>"
        let state = chip(
            Chip(
                text: say(.grouping(frame.counts ? .counts : .doesNotCount)), kind: frame.counts ? "ok" : "quiet"))
        let inApp: HTML = when(frame.isInApp, " <span class=\"chip\">\(say(.inApp))</span>")
        return """
            <li class="\(frame.counts ? "counts" : "ignored")">\(state)<div><bdi class="function">\(frame.function)</bdi> \
            <bdi class="place">\(frame.place)</bdi>\(inApp)\(notes)</div></li>

            """
    }
    let rest: HTML? =
        stack.omitted > 0 ? "<p class=\"omitted\">\(say(.framesOmitted(stack.omitted)))</p>" : nil
    return """
        <section><details class="part"\(when(stack.counts, " open"))><summary><h2>\(foreign(stack.name))</h2> \
        <span class="muted">\(stack.summary)</span></summary><ol class="verdicts">
        \(frames)</ol>\(rest)</details></section>

        """
}
