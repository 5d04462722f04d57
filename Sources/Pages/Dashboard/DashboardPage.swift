import Markup
import SentryProtocol
import Storage

/// `/dashboard/`: how a period went, held against the one before.
public func dashboardPage(_ model: DashboardModel) -> HTML {
    let say = model.frame.language
    let content: HTML =
        model.isEmpty
        ? empty(
            .figures(.emptyTitle), say(.figures(.emptyText)),
            (.issues(IssueListState(project: model.state.project)), .issues), say)
        : figures(model)
    return framePage(
        model.frame, title: say(.figures(.dashboard)), section: .dashboard,
        content: """
            <div class="head"><h1>\(say(.figures(.dashboard)))</h1>\(pickers(model))</div>
            \(content)
            """)
}

private func pickers(_ model: DashboardModel) -> HTML {
    let say = model.frame.language
    let everything = option("", say(.allProjects), isSelected: model.state.project == nil)
    let projects = model.frame.projects.html { option($0.slug, $0.name, isSelected: $0.slug == model.state.project) }
    let periods = DashboardState.periods.html {
        option($0.rawValue, say($0.phrase), isSelected: $0 == model.state.period)
    }
    return """
        <form class="filters" action="\(Link.dashboard(DashboardState()).path)">\
        \(selectField("project", say(.project), "\(everything)\(projects)"))\
        \(selectField("period", say(.period), periods))<button class="primary">\(say(.show))</button></form>
        """
}

/// A choice whose name is not seen.
func selectField(_ name: String, _ label: String, _ options: HTML) -> HTML {
    """
    <label class="picker"><span class="hidden">\(label)</span><select name="\(name)" title="\(label)">\(options)\
    </select></label>
    """
}

private func figures(_ model: DashboardModel) -> HTML {
    let say = model.frame.language
    let cards = model.cards.html { card in
        let kind = card.isWorse.map { $0 ? " worse" : " better" } ?? ""
        return """
            <li><a href="\(card.link.path)"><span class="name">\(card.name)</span>\
            <b title="\(card.exact)">\(card.number)</b><small class="change\(kind)">\(card.change)</small></a></li>
            """
    }
    return """
        <p class="lead-sentence">\(model.summary)</p>
        <ul class="cards" aria-label="\(say(.figures(.keyFigures)))">\(cards)</ul>
        <section><h2>\(say(.trend))</h2>\(comparedChart(model.chart, say))</section>
        \(frequentIssues(model))
        <div class="rankings">\(model.rankings.html { ranking($0, say) })</div>
        """
}

private func frequentIssues(_ model: DashboardModel) -> HTML {
    let say = model.frame.language
    guard !model.frequent.isEmpty else { return "" }
    let rows = model.frequent.html { issue in
        let rest: HTML? = issue.titleRest.isEmpty ? nil : " \(foreign(issue.titleRest))"
        return """
            <tr><td class="what"><a href="\(Link.issue(issue.id).path)"><bdi><b>\(issue.titleHead)</b></bdi>\(rest)</a>\
            <p>\(levelMark(issue.level, say)) <span class="id">\(issue.shortID)</span> \
            <bdi class="culprit">\(issue.culprit)</bdi> \(issue.chips.html(chip))</p></td>\
            <td class="number" title="\(issue.eventsExact)"><span>\(issue.events)</span></td>\
            <td class="number">\(time(issue.lastSeen))</td></tr>

            """
    }
    return """
        <section><h2>\(say(.figures(.mostFrequent)))</h2><div class="issues"><table class="list frequent">\
        <caption class="hidden">\(say(.figures(.mostFrequent)))</caption><thead><tr><th scope="col">\(say(.issue))</th>\
        <th scope="col" class="number">\(say(.events))</th><th scope="col" class="number">\(say(.lastSeen))</th>\
        </tr></thead><tbody>\(rows)</tbody></table></div></section>
        """
}
