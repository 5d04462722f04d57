import Markup
import Storage

/// `/projects/<slug>/settings/grouping/`: by which rules a project groups, what others would do, who changed them.
public func groupingRulesPage(_ model: GroupingRulesModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.rules(.title)) + " · " + model.projectName, section: .projects,
        next: .groupingRules(projectSlug: model.projectSlug),
        content: """
            \(rulesHead(model.projectName, model.projectSlug, isRegroup: false, say))
            <p class="muted explains">\(model.configuration.joined(separator: " "))</p>
            \(model.upgrade.map { upgradeForm(to: $0, model) })\
            \(model.shown.map { shownRevision($0, model) })\
            \(model.preview.map { previewSection($0, title: say(.rules(.previewTitle)), say) })\
            \(rulesForm(model))
            \(history(model))
            """)
}

/// The heading of the pages about a project's grouping, and the links between them.
func rulesHead(_ projectName: String, _ slug: String, isRegroup: Bool, _ say: Language) -> HTML {
    let list = Link.issues(IssueListState(project: slug))
    func tab(_ link: Link, _ phrase: RulesPhrase, _ isCurrent: Bool) -> HTML {
        "<li><a href=\"\(link.path)\"\(when(isCurrent, " aria-current=\"page\""))>\(say(.rules(phrase)))</a></li>"
    }
    return """
        <p class="trail"><a href="\(list.path)">\(foreign(projectName))</a> \
        <a href="\(Link.projectSettings(projectSlug: slug, .general).path)">\(say(.settings(.title)))</a></p>
        <div class="head"><h1>\(say(.rules(isRegroup ? .regroupTitle : .title)))</h1>\
        <nav class="tabs" aria-label="\(say(.rules(.views)))"><ul>\
        \(tab(.groupingRules(projectSlug: slug), .title, !isRegroup))\
        \(tab(.regroup(projectSlug: slug), .regroupTitle, isRegroup))</ul></nav></div>
        """
}

private func upgradeForm(to name: String, _ model: GroupingRulesModel) -> HTML {
    let say = model.frame.language
    return """
        <form method="post" action="\(Link.groupingRules(projectSlug: model.projectSlug).path)" class="start">\
        \(csrfField(model.frame.csrf))\
        <button name="\(FieldName.action)" value="\(RulesAction.upgrade.rawValue)">\
        \(say(.rules(.upgrade(name))))</button> <small class="muted">\(say(.rules(.upgradeHint)))</small></form>

        """
}

private func rulesForm(_ model: GroupingRulesModel) -> HTML {
    let (say, draft) = (model.frame.language, model.draft)
    guard model.canChange else {
        return """
            <p class="muted">\(say(.rules(.mayNotChange)))</p>
            \(readOnly(.stackRules, draft.stackRules, say))\(readOnly(.fingerprintRules, draft.fingerprintRules, say))
            """
    }
    let note: HTML? = model.noteProblem.map { "<small class=\"wrong\" id=\"note-problems\">\($0)</small>" }
    let described: HTML = when(note != nil, " aria-invalid=\"true\" aria-describedby=\"note-problems\"")
    return """
        <form method="post" action="\(Link.groupingRules(projectSlug: model.projectSlug).path)" class="rules">\
        \(csrfField(model.frame.csrf))\(hidden(FieldName.revision, String(draft.revision)))\
        \(draft.issue.map { hidden(FieldName.issue, String($0.rawValue)) })
        \(model.offer.map { "<p class=\"explains\" role=\"status\">\($0)</p>\n" })\(formProblem(model.conflict ?? model.busy))\
        \(rulesField(FieldName.stackRules, .stackRules, draft.stackRules, model.stackProblems, help: stackHelp(say), say))
        \(rulesField(
            FieldName.fingerprintRules, .fingerprintRules, draft.fingerprintRules, model.fingerprintProblems,
            help: fingerprintHelp(say), say))
        <div class="save"><label for="note">\(say(.rules(.note)))</label>\
        <input id="note" name="\(FieldName.note)" value="\(draft.note)" maxlength="200" autocomplete="off" \
        placeholder="\(say(.rules(.noteHint)))"\(described)>\(note)\
        <p class="buttons"><select name="\(FieldName.days)" aria-label="\(say(.rules(.previewPeriod)))">\
        \(dayOptions(draft.previewDays, say))</select>\
        <button name="\(FieldName.action)" value="\(RulesAction.preview.rawValue)">\
        \(say(.rules(.preview)))</button>\
        <button class="primary" name="\(FieldName.action)" value="\(RulesAction.save.rawValue)">\
        \(say(.rules(.save)))</button></p>\
        <p class="muted"><small>\(say(.rules(.saveHint)))</small></p></div>
        </form>
        """
}

/// A text of rules, what is wrong with it, and how it is written.
private func rulesField(
    _ name: String, _ label: RulesPhrase, _ text: String, _ problems: [String], help: HTML, _ say: Language
) -> HTML {
    let list: HTML? =
        problems.isEmpty
        ? nil : "<ul class=\"wrong\" id=\"\(name)-problems\">\(problems.html { "<li>\(foreign($0))</li>" })</ul>"
    let described: HTML = when(
        list != nil, " aria-invalid=\"true\" aria-describedby=\"\(name)-problems\"")
    // A parser drops the first line end of a text area: this one.
    return """
        <div class="field"><label for="\(name)">\(say(.rules(label)))</label>\
        <textarea id="\(name)" name="\(name)" spellcheck="false" autocapitalize="off" autocomplete="off"\(described)>
        \(text)</textarea>\(list)\
        <details class="part"><summary>\(say(.rules(.howToWrite)))</summary>\(help)</details></div>
        """
}

private func readOnly(_ label: RulesPhrase, _ text: String, _ say: Language) -> HTML {
    let content: HTML =
        text.isEmpty ? "<p class=\"muted\">\(say(.rules(.noRules)))</p>" : "<pre class=\"raw\">\(text)</pre>"
    return "<section><h2>\(say(.rules(label)))</h2>\(content)</section>"
}

private func history(_ model: GroupingRulesModel) -> HTML {
    let say = model.frame.language
    let title = say(.rules(.history))
    guard !model.history.isEmpty else {
        return "<section><h2>\(title)</h2><p class=\"muted\">\(say(.rules(.noHistory)))</p></section>"
    }
    let rows = model.history.html { revision in
        let current: HTML = when(revision.isCurrent, " \(chip(Chip(text: say(.rules(.inForce)), kind: "ok")))")
        let note: HTML = revision.note.isEmpty ? "<span class=\"muted\">–</span>" : foreign(revision.note)
        return """
            <tr><td class="what"><a href="\(revision.link.path)"><b>\(say(.rules(.revision(revision.number))))</b></a>\
            <p><span>\(foreign(revision.author))</span>\(current)</p></td><td>\(note)</td>\
            <td class="number">\(revision.when.map(time))</td></tr>

            """
    }
    return """
        <section><h2>\(title)</h2>
        <table class="list"><caption class="hidden">\(title)</caption><thead><tr>\
        <th scope="col">\(say(.rules(.revisionHead)))</th><th scope="col">\(say(.rules(.note)))</th>\
        <th scope="col" class="number">\(say(.time))</th></tr></thead><tbody>
        \(rows)</tbody></table></section>
        """
}

private func shownRevision(_ revision: GroupingRulesModel.ShownRevision, _ model: GroupingRulesModel) -> HTML {
    let say = model.frame.language
    let restore: HTML = when(
        model.canChange && !revision.isCurrent,
        """
        <form method="post" action="\(Link.groupingRules(projectSlug: model.projectSlug).path)">\
        \(csrfField(model.frame.csrf))\(hidden(FieldName.revision, String(revision.number)))\
        <button name="\(FieldName.action)" value="\(RulesAction.restore.rawValue)">\
        \(say(.rules(.restore(revision.number))))</button></form>
        """)
    return """
        <section class="revision"><h2>\(revision.title)</h2>\
        \(diff(revision.stack, .stackRules, say))\(diff(revision.fingerprint, .fingerprintRules, say))\(restore)</section>

        """
}

private func diff(_ diff: LineDiff, _ label: RulesPhrase, _ say: Language) -> HTML {
    guard !diff.isEmpty else {
        return "<h3>\(say(.rules(label)))</h3><p class=\"muted\">\(say(.rules(.noChange)))</p>"
    }
    let lines = diff.lines.html { line in
        switch line {
        case .kept(let text): "<span>  \(text)</span>"
        case .added(let text): "<ins>+ \(text)</ins>"
        case .removed(let text): "<del>- \(text)</del>"
        case .skipped(let count): "<i>\(say(.rules(.skippedLines(count))))</i>"
        }
    }
    return "<h3>\(say(.rules(label)))</h3><pre class=\"raw diff\">\(lines)</pre>"
}
