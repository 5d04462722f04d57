import Markup
import SentryProtocol
import Storage

/// `/issues/`: what broke, is it new, how many people.
public func issueListPage(_ model: IssueListModel) -> HTML {
    let say = model.frame.language
    let list: HTML = model.emptiness.map { emptyState($0, model) } ?? issueForm(model)
    return framePage(
        model.frame, title: say(.issues), section: .issues, hasOwnSearch: true, next: .issues(model.state),
        content: """
            <div class="head"><h1>\(say(.issues))</h1>\(tabs(model))\(savedSearchForms(model))</div>
            \(filterForm(model))
            \(model.problem.map { queryProblem($0, model) })\
            \(when(model.problem == nil, "\(overview(model))\(model.news.map(newIssuesPlace))\(list)"))
            """)
}

private func tabs(_ model: IssueListModel) -> HTML {
    let links = model.tabs.html { tab in
        let count: HTML? = tab.count.map { " <span class=\"count\">\($0)</span>" }
        return """
            <li><a href="\(tab.link.path)"\(when(tab.isCurrent, " aria-current=\"page\""))>\(tab.name)\(count)</a></li>
            """
    }
    return "<nav class=\"tabs\" aria-label=\"\(model.frame.language(.issueListTabs))\"><ul>\(links)</ul></nav>"
}

private func filterForm(_ model: IssueListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    let everywhere = option("", say(.allEnvironments), isSelected: state.environment == nil)
    let environments = model.environments.html { option($0, $0, isSelected: $0 == state.environment) }
    let periods = PeriodChoice.allCases.html { option($0.rawValue, say($0.phrase), isSelected: $0 == state.period) }
    let sorts = IssueSort.offered.html { option($0.rawValue, say($0.phrase), isSelected: $0 == state.sort) }
    return """
        <form class="filters" role="search" action="\(Link.issueActions.path)">
        \(state.project.map { hidden("project", $0) })\
        <span class="search">\(icon("search", model.frame.assets))\
        <label class="hidden" for="query">\(say(.query))</label>\
        <input id="query" type="search" name="query" value="\(state.query)" placeholder="\(say(.queryHint))" \
        autocomplete="off" autocapitalize="off" spellcheck="false" list="\(SearchHelp.listID)"\
        \(when(model.problem != nil, " aria-invalid=\"true\" aria-describedby=\"query-problem\""))></span>
        \(picker("environment", .environment, "\(everywhere)\(environments)", say))
        \(picker("period", .period, periods, say))
        \(picker("sort", .sort, sorts, say))
        <button class="primary">\(say(.search))</button>
        \(searchSuggestions(model.help))</form>
        \(searchHelp(model.help, state, say))
        """
}

private func picker(_ name: String, _ label: Phrase, _ options: HTML, _ say: Language) -> HTML {
    """
    <label class="picker"><span class="hidden">\(say(label))</span><select name="\(name)" title="\(say(label))">\
    \(options)</select></label>
    """
}

/// The query with a mark under the place that makes no sense.
private func queryProblem(_ problem: QueryProblem, _ model: IssueListModel) -> HTML {
    let say = model.frame.language
    let usual = Link.issues(model.state.with { $0.query = IssueListState.defaultQuery })
    let (before, marked, after) = model.state.query.parts(around: problem.place)
    return """
        <div class="problem" role="alert" id="query-problem"><h2>\(say(.queryProblem))</h2>
        <p class="query"><code><bdi>\(before)<mark>\(marked)</mark>\(after)</bdi></code></p>
        <p>\(problem.message)</p>
        <p><a href="\(usual.path)">\(say(.newQuery))</a></p>
        </div>
        """
}

extension String {
    /// Before, at and behind a place given in UTF-8 offsets; a place outside or inside a character is bent to fit.
    func parts(around place: Range<Int>) -> (before: String, marked: String, after: String) {
        let bytes = Array(utf8)
        func boundary(_ offset: Int) -> Int {
            var offset = min(max(0, offset), bytes.count)
            while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            return offset
        }
        let start = boundary(place.lowerBound)
        let end = max(start, boundary(place.upperBound))
        // A mark needs something to stand under: at the query's end it is a blank.
        let marked = start == end ? "\u{A0}" : String(decoding: bytes[start..<end], as: UTF8.self)
        return (
            String(decoding: bytes[..<start], as: UTF8.self), marked, String(decoding: bytes[end...], as: UTF8.self)
        )
    }
}

/// A sentence, then all events of the shown projects as bars.
private func overview(_ model: IssueListModel) -> HTML? {
    guard let trend = model.trend, !trend.isEmpty else { return nil }
    let say = model.frame.language
    return """
        <section class="overview"><h2 class="hidden">\(say(.trend))</h2>\
        <p title="\(say(.trendOfShownProjects(trend.span)))">\
        \(when(!model.summary.isEmpty, "<strong>\(model.summary)</strong> · "))\
        \(trend.sentence)</p>\(barChart(trend))</section>
        """
}

private func issueForm(_ model: IssueListModel) -> HTML {
    let (say, state, frame) = (model.frame.language, model.state, model.frame)
    let trendSpan = model.trend?.span ?? ""
    let deleting: HTML = """
        <button formaction="\(Link.deleteIssues.path)">\(say(.workflow(.delete)))</button>
        """
    return """
        <form method="post" action="\(Link.issueActions.path)" class="issues">
        \(csrfField(frame.csrf))\(hidden(FieldName.next, Link.issues(state.with { $0.cursor = state.cursor }).path))
        <div class="bulk" role="group" aria-label="\(say(.actionsForSelected))">\
        \(selectionBar(model))\
        \(actionButtons(IssueAction.allCases, frame))\(bulkMenus(model.choices, frame))\
        \(when(!state.selectsAll, mergeButton(say)))\
        \(when(frame.offersDeleting, deleting))</div>
        <table class="list"><caption class="hidden">\(say(.issues))</caption>
        <thead><tr><td></td><th scope="col">\(say(.issue))</th><th scope="col" class="trend">\(trendSpan)</th>\
        \(sortHeader(.events, .events, model))\(sortHeader(.users, .users, model))\
        \(sortHeader(.lastSeen, .lastSeen, model))\(sortHeader(.firstSeen, .age, model))</tr></thead>
        <tbody>
        \(model.rows.html { issueRow($0, model) })\
        </tbody></table>
        </form>
        \(pager(model))
        """
}

private func mergeButton(_ say: Language) -> HTML {
    "<button name=\"\(FieldName.action)\" value=\"\(MergeAction.merge.rawValue)\">\(say(.merging(.merge)))</button>"
}

/// Buttons of a form that changes issues.
func actionButtons(_ actions: [IssueAction], _ frame: FrameModel) -> HTML {
    actions.html { action in
        """
        <button name="\(FieldName.action)" value="\(action.rawValue)">\(icon(action.rawValue, frame.assets))\
        \(frame.language(action.phrase))</button>
        """
    }
}

extension IssueAction {
    var phrase: Phrase {
        switch self {
        case .resolve: .resolve
        case .archive: .archive
        case .reopen: .reopen
        }
    }
}

private func sortHeader(_ sort: IssueSort, _ name: Phrase, _ model: IssueListModel) -> HTML {
    let isSorted = model.state.sort == sort
    return """
        <th scope="col" class="number"\(when(isSorted, " aria-sort=\"descending\""))>\
        <a href="\(Link.issues(model.state.with { $0.sort = sort }).path)">\(model.frame.language(name))</a></th>
        """
}

private func issueRow(_ row: IssueListModel.Row, _ model: IssueListModel) -> HTML {
    let say = model.frame.language
    let rest: HTML? = row.titleRest.isEmpty ? nil : " <span>\(row.titleRest)</span>"
    let title: HTML? = row.fullTitle.map { " title=\"\($0)\"" }
    return """
        <tr><td class="check"><label><input type="checkbox" name="\(FieldName.issue)" value="\(row.id.rawValue)" \
        aria-label="\(say(.selectIssue(row.shortID)))"\(when(model.state.selectsPage || model.state.selectsAll, " checked"))></label></td>\
        <td class="what"><a href="\(Link.issue(row.id).path)"\(title)><bdi><b>\(row.titleHead)</b>\(rest)</bdi></a>\
        <p>\(levelMark(row.level, say)) <span class="id">\(row.shortID)</span> <span>\(row.project)</span> \
        \(row.chips.html(chip))\(row.assignee.map { chip(Chip(text: $0, kind: "quiet")) })\
        \(row.comments.map { "<span>\($0)</span>" })<bdi class="culprit">\(row.culprit)</bdi></p></td>\
        <td class="trend">\(spark(row.trend))</td>\
        <td class="number" title="\(row.eventsExact)"><span>\(row.events)</span></td>\
        <td class="number" title="\(row.usersExact)"><span>\(row.users)</span></td>\
        <td class="number">\(time(row.lastSeen))</td><td class="number age">\(time(row.age))</td></tr>

        """
}

private func pager(_ model: IssueListModel) -> HTML? {
    guard model.newer != nil || model.older != nil else { return nil }
    let say = model.frame.language
    return """
        <nav class="pager" aria-label="\(say(.pages))">\(stepLink(model.newer, "‹ ", say(.newer), "", "prev"))\
        \(stepLink(model.older, "", say(.older), " ›", "next"))</nav>
        """
}

/// A link to a neighbour, or its shadow when there is none.
func stepLink(_ link: Link?, _ before: HTML, _ text: String, _ after: HTML, _ relation: String, key: HTML? = nil)
    -> HTML
{
    guard let link else { return "<span class=\"button off\" aria-disabled=\"true\">\(before)\(text)\(after)</span>" }
    let key: HTML? = key.map { " data-key=\"\($0)\"" }
    return "<a class=\"button\" rel=\"\(relation)\"\(key) href=\"\(link.path)\">\(before)\(text)\(after)</a>"
}
