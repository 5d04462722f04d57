import Markup
import SentryProtocol
import Storage

/// `/issues/<id>/events/`: every event of an issue that is kept, newest first.
public func eventListPage(_ model: EventListModel) -> HTML {
    let say = model.frame.language
    let title = say(.eventPage(.allEvents))
    return framePage(
        model.frame, title: title + " · " + model.issue.shortID, section: .issues,
        next: .events(model.issue.id, model.state),
        content: """
            \(issueHead(model.issue, current: .events, say))
            <h2 class="hidden">\(title)</h2>
            \(filterForm(model))
            \(model.rows.isEmpty ? nothing(model) : table(model))\(note(model))\(pager(model))
            """)
}

private func filterForm(_ model: EventListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    let everywhere = option("", say(.allEnvironments), isSelected: state.environment == nil)
    let environments = model.environments.html { option($0, $0, isSelected: $0 == state.environment) }
    let label = say(.eventPage(.eventFilter))
    return """
        <form class="filters" role="search" action="\(Link.events(model.issue.id, EventListState()).path)">
        <span class="search">\(icon("search", model.frame.assets))\
        <label class="hidden" for="query">\(label)</label>\
        <input id="query" type="search" name="query" value="\(state.filter)" \
        placeholder="\(label): \(say(.eventPage(.eventFilterHint)))" autocomplete="off" autocapitalize="off" \
        spellcheck="false" maxlength="\(EventListState.filterMax)" data-key="/"></span>
        <label class="picker"><span class="hidden">\(say(.environment))</span>\
        <select name="environment" title="\(say(.environment))">\(everywhere)\(environments)</select></label>
        <button class="primary">\(say(.eventPage(.filter)))</button>
        </form>
        """
}

private func table(_ model: EventListModel) -> HTML {
    let say = model.frame.language
    return """
        <div class="issues"><table class="list events"><caption class="hidden">\(say(.eventPage(.allEvents)))</caption>
        <thead><tr><th scope="col">\(say(.event))</th><th scope="col">\(say(.user))</th>\
        <th scope="col">\(say(.release))</th><th scope="col">\(say(.environment))</th>\
        <th scope="col" class="number">\(say(.time))</th></tr></thead>
        <tbody>
        \(model.rows.html { row($0, say) })</tbody></table></div>
        """
}

private func row(_ row: EventListModel.Row, _ say: Language) -> HTML {
    """
    <tr><td class="what"><a href="\(row.link.path)"><bdi>\(row.title)</bdi></a>\
    <p>\(levelMark(row.level, say)) <span class="id">\(row.id)</span></p></td>\
    <td class="clip" title="\(row.user)">\(foreign(row.user))</td>\
    <td class="clip" title="\(row.release)">\(foreign(row.release))</td>\
    <td class="clip" title="\(row.environment)">\(foreign(row.environment))</td>\
    <td class="number">\(time(row.occurred))</td></tr>

    """
}

private func nothing(_ model: EventListModel) -> HTML {
    let isFiltered = !model.state.filter.isEmpty || model.state.environment != nil
    let text: EventPhrase = isFiltered ? .noEventMatches : .noEvents
    return "<p class=\"muted\">\(model.frame.language(.eventPage(text)))</p>"
}

private func note(_ model: EventListModel) -> HTML? {
    model.lookedAt.map { "<p class=\"muted hint\">\(model.frame.language(.eventPage(.lookedAt($0))))</p>" }
}

private func pager(_ model: EventListModel) -> HTML? {
    guard model.newer != nil || model.older != nil else { return nil }
    let say = model.frame.language
    return """
        <nav class="pager" aria-label="\(say(.pages))">\
        \(stepLink(model.newer, "‹ ", say(.newer), "", "prev", key: "h"))\
        \(stepLink(model.older, "", say(.older), " ›", "next", key: "l"))</nav>
        """
}
