import Markup
import SentryProtocol
import Storage

/// A whole document around `content`. `title` is what the tab says before `· Culprit`.
func framePage(
    _ model: FrameModel, title: String, section: Section, isNarrow: Bool = false, hasOwnSearch: Bool = false,
    next: Link = .issues(IssueListState()), content: HTML
) -> HTML {
    let say = model.language
    return """
        <!doctype html>
        <html lang="\(say.rawValue)" data-theme="\(model.theme.rawValue)"\
        \(when(model.keysAreOff, " data-keys=\"off\""))>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="same-origin">
        <title>\(title.clipped(to: 120)) · Culprit</title>
        <link rel="stylesheet" href="\(model.assets.stylesheet)">
        <link rel="icon" href="\(model.assets.favicon)" type="image/svg+xml">
        \(script(model))
        </head>
        <body>
        <a class="skip" href="#content">\(say(.skipToContent))</a>
        \(topBar(model, section, hasOwnSearch: hasOwnSearch))
        <main id="content" tabindex="-1"\(when(isNarrow, " class=\"narrow\""))>
        \(model.notice.map { noticeBar($0, model, next) })\(content)
        </main>
        \(footer(model))
        </body>
        </html>

        """
}

/// What makes the pages quicker. The words that it needs travel with it.
private func script(_ model: FrameModel) -> HTML {
    let say = model.language
    func pattern(_ phrase: Phrase) -> String { say(phrase).replacing("0", with: "{}") }
    return """
        <script src="\(model.assets.script)" defer data-copy="\(say(.help(.copy)))" data-copied="\(say(.help(.copied)))" \
        data-unfold="\(say(.help(.unfold)))" data-close="\(say(.help(.close)))" data-now="\(say(.justNow))" \
        data-minutes="\(pattern(.minutesAgo(0)))" data-hours="\(pattern(.hoursAgo(0)))"></script>
        """
}

/// The same on every page: which version, and where help is.
private func footer(_ model: FrameModel) -> HTML {
    let say = model.language
    let status: HTML = " <a href=\"\(Link.status.path)\">\(say(.serverStatus(.title)))</a>"
    let links: HTML = """
        <nav aria-label="\(say(.help(.help)))"><a href="\(Link.jump().path)">\(say(.jump(.title)))</a> \
        <a href="\(Link.help.path)">\(say(.help(.help)))</a> \
        <a href="\(Link.helpKeys.path)" data-key="?">\(say(.help(.keys)))</a>\
        \(when(model.offersStatus, status))</nav>
        """
    return """
        <footer class="foot"><span>\(say(.version(model.version)))</span>\(when(model.account != nil, links))</footer>
        """
}

private func topBar(_ model: FrameModel, _ section: Section, hasOwnSearch: Bool) -> HTML {
    let say = model.language
    let brand: HTML = """
        <a class="brand" href="\(Link.issues(IssueListState()).path)">\(icon("culprit", model.assets))Culprit</a>
        """
    let dashboard = Link.dashboard(DashboardState(project: model.selectedProject))
    let releases = Link.releases(ReleaseListState(project: model.selectedProject))
    guard let account = model.account else { return "<header class=\"top\">\(brand)</header>" }
    return """
        <header class="top">
        \(brand)
        \(projectSwitcher(model))
        <nav aria-label="\(say(.mainNavigation))">\
        \(navigationLink(.issues(IssueListState(project: model.selectedProject)), say(.issues), section == .issues))\
        \(navigationLink(dashboard, say(.figures(.dashboard)), section == .dashboard))\
        \(navigationLink(releases, say(.figures(.releases)), section == .releases))\
        \(navigationLink(.projects, say(.projects), section == .projects))</nav>
        \(when(!hasOwnSearch, searchBox(model)))
        \(accountMenu(account, model))
        </header>
        """
}

private func navigationLink(_ link: Link, _ text: String, _ isCurrent: Bool) -> HTML {
    "<a href=\"\(link.path)\"\(when(isCurrent, " aria-current=\"page\""))>\(text)</a>"
}

private func projectSwitcher(_ model: FrameModel) -> HTML {
    let say = model.language
    let chosen = model.projects.first { $0.slug == model.selectedProject }
    let choices = model.projects.filter { !$0.isArchived || $0 == chosen }.html { project in
        let link = Link.issues(IssueListState(project: project.slug))
        return "<li>\(navigationLink(link, project.name, project.slug == chosen?.slug))</li>"
    }
    return """
        <details class="menu" name="menu"><summary>\(icon("project", model.assets))\
        <span class="hidden">\(say(.project)): </span>\
        <span class="clip">\(foreign(chosen?.name ?? say(.allProjects)))</span></summary>
        <ul><li>\(navigationLink(.issues(IssueListState()), say(.allProjects), chosen == nil))</li>\
        \(choices)</ul></details>
        """
}

private func searchBox(_ model: FrameModel) -> HTML {
    let say = model.language
    return """
        <form class="search" role="search" action="\(Link.issueActions.path)">\(icon("search", model.assets))\
        <label class="hidden" for="jump">\(say(.searchIssues))</label>\
        <input id="jump" type="search" name="query" value="\(model.search)" placeholder="\(say(.searchIssues))" \
        autocomplete="off" spellcheck="false">\(model.selectedProject.map { hidden("project", $0) })</form>
        """
}

private func accountMenu(_ account: Account, _ model: FrameModel) -> HTML {
    let say = model.language
    return """
        <details class="menu end" name="menu"><summary>\(icon("user", model.assets))\
        <span class="hidden">\(say(.account)): </span><span class="clip">\(foreign(account.name))</span></summary>
        <div class="sheet"><p class="muted">\(foreign(account.email))</p>
        <p><a href="\(AccountLink.settings.path)">\(say(.people(.settings)))</a></p>\(organizationSwitcher(model))
        <form method="post" action="\(Link.logOut.path)">\(csrfField(model.csrf))\
        <button>\(say(.logOut))</button></form></div></details>
        """
}

/// Nothing where there is nothing to choose.
func organizationSwitcher(_ model: FrameModel) -> HTML? {
    let say = model.language
    guard model.organizations.count > 1 else { return nil }
    let choices = model.organizations.html { choice in
        let form = accountForm(
            .currentOrganization, model, isInline: true,
            hidden(AccountField.number, String(choice.id.rawValue)) + "<button>\(choice.name)</button>")
        return choice.isCurrent ? "<li aria-current=\"true\"><b>\(foreign(choice.name))</b></li>" : "<li>\(form)</li>"
    }
    return "<p class=\"muted\">\(say(.people(.yourOrganizations)))</p><ul>\(choices)</ul>"
}

private func noticeBar(_ notice: Notice, _ model: FrameModel, _ next: Link) -> HTML {
    let say = model.language
    return """
        <div class="notice\(when(notice.isWarning, " warning"))" role="status">\
        <p>\(say(notice.phrase))\(notice.rule.map { ruleLink($0, say) })</p>\(undoForm(notice, model, next))</div>
        """
}

private func ruleLink(_ link: Link, _ say: Language) -> HTML {
    " <a href=\"\(link.path)\">\(say(.merging(.proposeRule)))</a>"
}

/// The way back from what the notice tells of.
private func undoForm(_ notice: Notice, _ model: FrameModel, _ next: Link) -> HTML? {
    guard let undo = notice.undo else { return nil }
    return """
        <form method="post" action="\(Link.issueActions.path)">\(csrfField(model.csrf))\
        \(hidden(FieldName.next, next.path))\(undo.issues.html { hidden(FieldName.issue, String($0.rawValue)) })\
        \(undo.target.map { hidden(FieldName.target, String($0.rawValue)) })\
        \(undo.change.map { hidden(FieldName.change, String($0)) })\
        \(undo.merge.map { hidden(FieldName.merge, String($0)) })\
        <button name="\(FieldName.action)" value="\(undo.action)" class="quiet">\
        \(model.language(.undo))</button></form>
        """
}
