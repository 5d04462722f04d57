import Markup
import Storage

/// The menus of an issue's head, each a form of its own: Enter in a field does what its menu says.
func workflowMenus(_ model: WorkflowModel, of issue: IssueID, _ frame: FrameModel) -> HTML {
    let resolving: HTML = when(model.status != .resolved, resolveMenu(model, issue, frame))
    let archiving: HTML = when(
        model.status == .unresolved,
        menu(.archiveMenu, frame, form(issue, frame, buttons(Ways.archiving, frame))))
    return """
        \(resolving)\(archiving)\
        \(menu(.assignMenu, frame, form(issue, frame, assigning(model.choices, model.assignee, frame))))\
        \(menu(.moreMenu, frame, more(model, issue, frame)))
        """
}

/// The same for the issues that are ticked, inside the list's form.
func bulkMenus(_ choices: [AssigneeChoice], _ frame: FrameModel) -> HTML {
    """
    \(menu(.resolveMenu, frame, buttons([.resolveNext, .resolveLatest], frame)))\
    \(menu(.archiveMenu, frame, buttons(Ways.archiving, frame)))\
    \(menu(.assignMenu, frame, assigning(choices, nil, frame)))
    """
}

private enum Ways {
    static let archiving: [WorkflowAction] = [
        .archiveHour, .archiveDay, .archiveEvents, .archiveUsers, .archiveEscalating,
    ]
}

private func menu(_ name: WorkflowPhrase, _ frame: FrameModel, _ content: HTML) -> HTML {
    """
    <details class="menu end" name="menu"><summary>\(frame.language(.workflow(name)))</summary>\
    <div class="sheet">\(content)</div></details>
    """
}

private func form(_ issue: IssueID, _ frame: FrameModel, _ content: HTML) -> HTML {
    """
    <form method="post" action="\(Link.issue(issue).path)">\(csrfField(frame.csrf))\(content)</form>
    """
}

private func buttons(_ actions: [WorkflowAction], _ frame: FrameModel) -> HTML {
    actions.html { "\(button($0, frame))" }
}

private func button(_ action: WorkflowAction, _ frame: FrameModel) -> HTML {
    "<button name=\"\(FieldName.action)\" value=\"\(action.rawValue)\">\(frame.language(action.phrase))</button>"
}

private func resolveMenu(_ model: WorkflowModel, _ issue: IssueID, _ frame: FrameModel) -> HTML {
    let say = frame.language
    let versionField: HTML = """
        <label for="version">\(say(.workflow(.version)))</label>\
        <input id="version" name="\(FieldName.version)" value="\(model.newestRelease)" maxlength="250" required \
        autocomplete="off" spellcheck="false">\(button(.resolveIn, frame))
        """
    let commitField: HTML = """
        <label for="commit">\(say(.workflow(.commit)))</label>\
        <input id="commit" name="\(FieldName.commit)" maxlength="64" required autocomplete="off" \
        spellcheck="false">\(button(.resolveCommit, frame))
        """
    return menu(
        .resolveMenu, frame,
        """
        \(form(issue, frame, buttons([.resolveNext], frame)))\(form(issue, frame, versionField))\
        \(form(issue, frame, commitField))
        """)
}

private func assigning(_ choices: [AssigneeChoice], _ chosen: Assignee?, _ frame: FrameModel) -> HTML {
    let say = frame.language
    func options(_ isTeam: Bool) -> HTML {
        choices.filter { $0.isTeam == isTeam }.html { option($0.value, $0.name, isSelected: $0.value == chosen?.text) }
    }
    let teams: HTML = when(
        choices.contains(where: \.isTeam),
        "<optgroup label=\"\(say(.workflow(.byTeam)))\">\(options(true))</optgroup>")
    return """
        <select name="\(FieldName.assignee)" aria-label="\(say(.workflow(.assignee)))">\
        \(option("", say(.workflow(.nobody)), isSelected: chosen == nil))\(options(false))\(teams)</select>\
        \(button(.assign, frame))
        """
}

private func more(_ model: WorkflowModel, _ issue: IssueID, _ frame: FrameModel) -> HTML {
    let marks: [WorkflowAction] = [
        model.isBookmarked ? .unbookmark : .bookmark, model.isSubscribed ? .unsubscribe : .subscribe,
    ]
    let deleting: HTML = """
        <form method="post" action="\(Link.deleteIssue(issue).path)">\(csrfField(frame.csrf))\
        <button class="danger">\(frame.language(.workflow(.delete)))</button></form>
        """
    return "\(form(issue, frame, buttons(marks, frame)))\(when(frame.offersDeleting, deleting))"
}
