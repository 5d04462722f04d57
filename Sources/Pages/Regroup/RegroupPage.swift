import Markup
import Storage

/// `/projects/<slug>/settings/grouping/regroup/`: applies today's rules to stored events, after a look at what that does.
public func regroupPage(_ model: RegroupModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.rules(.regroupTitle)) + " · " + model.projectName, section: .projects,
        next: .regroup(projectSlug: model.projectSlug),
        content: """
            \(rulesHead(model.projectName, model.projectSlug, isRegroup: true, say))
            <p class="muted explains">\(say(.rules(.regroupText)))</p>
            \(model.running.map { runningNote($0, say) })\
            \(periodForm(model))\
            \(model.dryRun.map { dryRun($0, model) })\
            \(jobTable(model))
            """)
}

private func runningNote(_ job: RegroupJobSummary, _ say: Language) -> HTML {
    """
    <div class="arrival" role="status"><p>\(job.stateText) · \(job.percent) %</p>\
    <a class="button" href="\(job.link.path)">\(say(.rules(.openJob)))</a></div>

    """
}

private func periodForm(_ model: RegroupModel) -> HTML {
    let say = model.frame.language
    guard model.canChange else { return "<p class=\"muted\">\(say(.rules(.mayNotChange)))</p>" }
    return """
        <form method="post" class="period" action="\(Link.regroup(projectSlug: model.projectSlug).path)">\
        \(csrfField(model.frame.csrf))\(formProblem(model.busy))\
        <label for="days">\(say(.period))</label><select id="days" name="\(FieldName.days)">\
        \(dayOptions(model.days, say))</select>\
        <button name="\(FieldName.action)" value="\(RegroupAction.dryRun.rawValue)">\(say(.rules(.dryRun)))</button> \
        <small class="muted">\(say(.rules(.dryRunHint)))</small></form>

        """
}

/// How far back one may look.
func dayOptions(_ selected: RegroupDays, _ say: Language) -> HTML {
    RegroupDays.allCases.html { days in
        option(String(days.rawValue), say(.lastDays(days.rawValue)), isSelected: days == selected)
    }
}

private func dryRun(_ preview: GroupingPreviewModel, _ model: RegroupModel) -> HTML {
    let say = model.frame.language
    let start: HTML = when(
        model.canStart,
        """
        <form method="post" action="\(Link.regroup(projectSlug: model.projectSlug).path)" class="start">\
        \(csrfField(model.frame.csrf))\(hidden(FieldName.days, String(model.days.rawValue)))\
        <button class="primary" name="\(FieldName.action)" value="\(RegroupAction.start.rawValue)">\
        \(say(.rules(.start(days: model.days.rawValue))))</button> \
        <small class="muted">\(say(.rules(.startHint)))</small></form>
        """)
    return "\(previewSection(preview, title: say(.rules(.dryRunTitle)), say))\(start)"
}

private func jobTable(_ model: RegroupModel) -> HTML {
    let say = model.frame.language
    let title = say(.rules(.jobs))
    guard !model.jobs.isEmpty else {
        return "<section><h2>\(title)</h2><p class=\"muted\">\(say(.rules(.noJobs)))</p></section>"
    }
    let rows = model.jobs.html { job in
        """
        <tr><td class="what"><a href="\(job.link.path)"><b>\(job.period)</b></a>\
        <p><span>\(job.rules)</span> <span>\(foreign(job.author))</span></p></td>\
        <td>\(jobState(job))</td><td>\(job.moved)</td><td class="number">\(time(job.startedAt))</td></tr>

        """
    }
    return """
        <section><h2>\(title)</h2>
        <table class="list"><caption class="hidden">\(title)</caption><thead><tr>\
        <th scope="col">\(say(.period))</th><th scope="col">\(say(.status))</th><th scope="col">\(say(.events))</th>\
        <th scope="col" class="number">\(say(.rules(.started)))</th></tr></thead><tbody>
        \(rows)</tbody></table></section>
        """
}

/// The state with its colour; the word says the same.
func jobState(_ job: RegroupJobSummary) -> HTML {
    let kind =
        switch job.state {
        case .running, .reverting: "new"
        case .done: "ok"
        case .failed: "bad"
        case .cancelled, .reverted: "quiet"
        }
    return chip(Chip(text: job.stateText, kind: kind))
}
