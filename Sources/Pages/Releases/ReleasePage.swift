import Markup
import SentryProtocol
import Storage

/// `/releases/<version>/`: what began and what came back in a release, and how it does.
public func releasePage(_ model: ReleaseModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: model.version, section: .releases,
        content: """
            \(head(model))
            \(facts(model))
            <div class="columns"><div class="main">
            \(issues(.newIssuesIn, model.newIssues, none: .noNewIssues, say))
            \(issues(.regressedIssuesIn, model.regressedIssues, none: .noRegressedIssues, say))
            <section><a class="button" href="\(model.search.path)">\(say(.figures(.allNewIssues)))</a></section>
            </div><div class="side">
            \(health(model))\(before(model))\(deploys(model))\(commits(model))
            </div></div>
            """)
}

private func head(_ model: ReleaseModel) -> HTML {
    let say = model.frame.language
    let list = Link.releases(ReleaseListState(project: model.frame.selectedProject))
    let archived: HTML? = model.isArchived ? chip(Chip(text: say(.figures(.archived)), kind: "quiet")) : nil
    let projects = model.projects.html { "<span>\(foreign($0.name))</span> " }
    let url: HTML? = model.url.map {
        "<p class=\"under\"><a href=\"\($0)\" rel=\"noopener noreferrer nofollow\">\(foreign($0))</a></p>"
    }
    return """
        <div class="issue-head"><div><p class="trail"><a href="\(list.path)">\(say(.figures(.releases)))</a> \
        \(projects)\(archived)</p><h1>\(foreign(model.version))</h1>\(url)</div></div>
        """
}

private func facts(_ model: ReleaseModel) -> HTML {
    let say = model.frame.language
    let list = model.facts.html { fact in
        "<div><dt>\(fact.name)</dt><dd>\(fact.time.map(time) ?? "\(fact.text)")</dd></div>"
    }
    let chart: HTML? = model.chart.map { trend in
        let caption = say(.figures(.eventsOfRelease)) + " · " + trend.sentence
        return chartFigure(trend, caption: caption)
    }
    return "<div class=\"facts\"><dl>\(list)</dl>\(chart)</div>"
}

private func issues(
    _ title: FigurePhrase, _ lines: [ReleaseModel.IssueLine], none: FigurePhrase, _ say: Language
) -> HTML {
    let title = say(.figures(title))
    guard !lines.isEmpty else {
        return "<section><h2>\(title)</h2><p class=\"muted\">\(say(.figures(none)))</p></section>"
    }
    let rows = lines.html { issue in
        let rest: HTML? = issue.titleRest.isEmpty ? nil : " \(foreign(issue.titleRest))"
        return """
            <tr><td class="what"><a href="\(Link.issue(issue.id).path)"><bdi><b>\(issue.titleHead)</b></bdi>\(rest)</a>\
            <p>\(levelMark(issue.level, say)) <span class="id">\(issue.shortID)</span> \(issue.chips.html(chip))</p></td>\
            <td class="number" title="\(issue.eventsExact)"><span>\(issue.events)</span></td></tr>

            """
    }
    return """
        <section><h2>\(title)</h2><div class="issues"><table class="list frequent"><caption class="hidden">\(title)\
        </caption><thead><tr><th scope="col">\(say(.issue))</th><th scope="col" class="number">\(say(.events))</th>\
        </tr></thead><tbody>\(rows)</tbody></table></div></section>
        """
}

private func health(_ model: ReleaseModel) -> HTML? {
    guard let health = model.health else { return nil }
    let say = model.frame.language
    let users: HTML? = model.crashFreeUsers.map { "<dt>\(say(.figures(.crashFreeUsers)))</dt><dd>\($0)</dd>" }
    return """
        <section><h2>\(say(.figures(.sessionsOfDay)))</h2><dl class="health">\
        <dt>\(say(.figures(.adoption)))</dt><dd>\(adoption(health))</dd>\
        <dt>\(say(.figures(.sessions)))</dt><dd>\(health.sessions)</dd>\
        <dt>\(say(.figures(.crashFreeSessions)))</dt><dd>\(health.crashFree)</dd>\(users)</dl></section>
        """
}

private func before(_ model: ReleaseModel) -> HTML? {
    guard let before = model.before else { return nil }
    return """
        <section><h2>\(model.frame.language(.figures(.releaseBefore)))</h2>\
        <p><a href="\(before.link.path)">\(foreign(before.version))</a></p></section>
        """
}

private func deploys(_ model: ReleaseModel) -> HTML? {
    guard !model.deploys.isEmpty else { return nil }
    let say = model.frame.language
    let lines = model.deploys.html { deploy in
        let name: HTML? = deploy.name.isEmpty ? nil : " <span class=\"muted\">\(foreign(deploy.name))</span>"
        return "<li><b>\(foreign(deploy.environment))</b>\(name) \(time(deploy.date))</li>"
    }
    return "<section><h2>\(say(.figures(.deploys)))</h2><ol class=\"activity\">\(lines)</ol></section>"
}

private func commits(_ model: ReleaseModel) -> HTML {
    let say = model.frame.language
    guard !model.commits.isEmpty else {
        return """
            <section><h2>\(say(.figures(.commits)))</h2><p class="muted">\(say(.figures(.noCommits)))</p></section>
            """
    }
    let lines = model.commits.html { commit in
        let message: HTML? = commit.message.isEmpty ? nil : "<p>\(foreign(commit.message))</p>"
        return """
            <li><code title="\(commit.fullID)">\(commit.id)</code> <span class="muted">\(foreign(commit.author))</span> \
            \(commit.date.map(time))\(message)</li>
            """
    }
    let more: HTML? =
        model.moreCommits > 0 ? "<p class=\"muted\">\(say(.figures(.moreCommits(model.moreCommits))))</p>" : nil
    return "<section><h2>\(say(.figures(.commits)))</h2><ol class=\"activity\">\(lines)</ol>\(more)</section>"
}
