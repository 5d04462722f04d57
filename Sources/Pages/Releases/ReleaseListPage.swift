import Markup
import SentryProtocol
import Storage

/// `/releases/`: which versions there are, how they do, and what is new in them.
public func releaseListPage(_ model: ReleaseListModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.figures(.releases)), section: .releases, hasOwnSearch: true,
        content: """
            <div class="head"><h1>\(say(.figures(.releases)))</h1></div>
            \(filterForm(model))
            \(model.rows.isEmpty ? nothing(model) : table(model))
            """)
}

private func filterForm(_ model: ReleaseListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    let everywhere = option("", say(.allEnvironments), isSelected: state.environment == nil)
    let environments = model.environments.html { option($0, $0, isSelected: $0 == state.environment) }
    return """
        <form class="filters" role="search" action="\(Link.releases(ReleaseListState()).path)">
        \(state.project.map { hidden("project", $0) })\
        <span class="search">\(icon("search", model.frame.assets))\
        <label class="hidden" for="query">\(say(.figures(.versionHint)))</label>\
        <input id="query" type="search" name="query" value="\(state.query)" \
        placeholder="\(say(.figures(.versionHint)))" autocomplete="off" autocapitalize="off" spellcheck="false"></span>
        \(selectField("environment", say(.environment), "\(everywhere)\(environments)"))
        <button class="primary">\(say(.search))</button>
        </form>
        """
}

private func nothing(_ model: ReleaseListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    let isNarrowed = !state.query.isEmpty || state.environment != nil || !state.cursor.isStart
    return isNarrowed
        ? empty(
            .noMatchTitle, say(.figures(.noMatch)),
            (.releases(ReleaseListState(project: state.project)), .figures(.releases)), say)
        : empty(.figures(.emptyTitle), say(.figures(.noReleasesText)), nil, say)
}

private func table(_ model: ReleaseListModel) -> HTML {
    let say = model.frame.language
    func head(_ phrase: Phrase, _ title: Phrase? = nil) -> HTML {
        "<th scope=\"col\" class=\"number\"\(title.map { " title=\"\(say($0))\"" } as HTML?)>\(say(phrase))</th>"
    }
    return """
        <div class="issues"><table class="list releases"><caption class="hidden">\(say(.figures(.releases)))</caption>
        <thead><tr><th scope="col">\(say(.figures(.version)))</th>\
        \(head(.figures(.adoption), .figures(.adoptionText)))\(head(.figures(.crashFreeSessions)))\
        \(head(.figures(.newIssues)))\(head(.events))\(head(.figures(.lastEvent)))</tr></thead>
        <tbody>
        \(model.rows.html { row($0, say) })\
        </tbody></table></div>
        \(pager(model))
        """
}

private func row(_ row: ReleaseListModel.Row, _ say: Language) -> HTML {
    let archived: HTML? = row.isArchived ? chip(Chip(text: say(.figures(.archived)), kind: "quiet")) : nil
    // On a narrow screen a cell shows its title, which says what its number is.
    func cell(_ title: String, _ content: HTML) -> HTML {
        "<td class=\"number\" title=\"\(title)\"><span>\(content)</span></td>"
    }
    func named(_ phrase: FigurePhrase, _ text: String) -> String { say(.figures(phrase)) + " " + text }
    let last = row.lastEvent?.text ?? say(.figures(.notYet))
    return """
        <tr><td class="what"><a href="\(row.link.path)"><bdi><b>\(row.version)</b></bdi></a>\
        <p>\(time(row.date)) \(foreign(row.projects)) \(archived)</p></td>\
        \(cell(named(.adoption, row.health?.adoptionText ?? "–"), row.health.map(adoption) ?? "–"))\
        \(cell(named(.crashFreeSessions, row.health?.crashFree ?? "–"), row.health.map { "\($0.crashFree)" } ?? "–"))\
        \(cell(named(.newIssues, row.newIssues), "\(row.newIssues)"))\
        \(cell(row.eventsExact, "\(row.events)"))\
        \(cell(named(.lastEvent, last), row.lastEvent.map(time) ?? "–"))</tr>

        """
}

/// A share as a bar with its number.
func adoption(_ health: ReleaseHealthModel) -> HTML {
    """
    <span class="share"><svg class="ratio" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">\
    <rect class="back" width="100" height="8"/><rect width="\(health.adoption)" height="8"/></svg>\
    \(health.adoptionText)</span>
    """
}

private func pager(_ model: ReleaseListModel) -> HTML? {
    guard model.newer != nil || model.older != nil else { return nil }
    let say = model.frame.language
    return """
        <nav class="pager" aria-label="\(say(.pages))">\(stepLink(model.newer, "‹ ", say(.newer), "", "prev"))\
        \(stepLink(model.older, "", say(.older), " ›", "next"))</nav>
        """
}
