import Markup
import SentryProtocol
import Storage

/// `/issues/<id>/` and `/issues/<id>/events/<event>/`: the stack first, then what surrounds it.
public func issuePage(_ model: IssueModel) -> HTML {
    let say = model.frame.language
    let title = [model.titleHead, model.titleRest].filter { !$0.isEmpty }.joined(separator: ": ").clipped(to: 90)
    return framePage(
        model.frame, title: title + " · " + model.shortID, section: .issues, next: .issue(model.id),
        content: """
            \(head(model))
            \(issueViews(model.id, current: .details, say))
            \(when(model.isMoving, movingNote(say)))\(facts(model))
            <div class="columns"><div class="main">
            \(model.event.map { eventLine($0, model) })\
            \(model.event.map { "\(stackSection($0, model.frame))\(eventSections($0, say))" } ?? noEvent(say))\
            </div>
            <div class="side">\(side(model))</div></div>

            """)
}

private func noEvent(_ say: Language) -> HTML { empty(.noEventTitle, say(.noEventText), nil, say) }

private func head(_ model: IssueModel) -> HTML {
    let say = model.frame.language
    let list = Link.issues(IssueListState(project: model.projectSlug))
    let value: HTML? =
        model.titleRest.isEmpty
        ? nil
        : "<span class=\"hidden\">: </span><span>\(foreign(model.titleRest))</span>"
    let culprit: HTML? = model.culprit.isEmpty ? nil : "<bdi class=\"culprit\">\(model.culprit)</bdi>"
    return """
        <div class="issue-head"><div>
        <p class="trail"><a href="\(list.path)">\(foreign(model.projectName))</a> \
        <span class="id">\(model.shortID)</span> \
        \(model.chips.html(chip))</p>
        <h1>\(foreign(model.titleHead))\(value)</h1>
        <p class="under">\(levelMark(model.level, say)) \(culprit)</p></div>
        <div class="tools"><form method="post" action="\(Link.issue(model.id).path)" class="actions">\
        \(csrfField(model.frame.csrf))\(actionButtons(model.actions, model.frame))</form>\
        \(workflowMenus(model.workflow, of: model.id, model.frame))</div></div>
        """
}

private func facts(_ model: IssueModel) -> HTML {
    let list = model.facts.html { fact in
        let value = fact.time.map(time) ?? "<span\(fact.title.map { " title=\"\($0)\"" })>\(fact.text)</span>"
        let note: HTML? = fact.note.map { note in
            let text = foreign(note)
            let linked: HTML = fact.link.map { "<a href=\"\($0.path)\">\(text)</a>" } ?? text
            return "<small>\(linked)</small>"
        }
        return "<div><dt>\(fact.name)</dt><dd>\(value)\(note)</dd></div>"
    }
    return """
        <div class="facts"><dl>\(list)</dl>\(model.day.map { chartFigure($0, caption: $0.sentence) })\
        \(model.month.map { chartFigure($0, caption: $0.sentence) })</div>
        """
}

private func eventLine(_ event: EventModel, _ model: IssueModel) -> HTML {
    let say = model.frame.language
    let here = Link.event(model.id, event.eventSelector, event.state)
    return """
        <div class="event-line"><p>\(say(.eventOf(position: model.position, total: model.events))) \
        <a class="id" href="\(here.path)">\(event.id.prefix(8))</a> · \(time(event.occurred))</p>
        <nav aria-label="\(say(.eventNavigation))">\(stepLink(event.first, "« ", say(.first), "", "first", key: "H"))\
        \(stepLink(event.previous, "‹ ", say(.previous), "", "prev", key: "h"))\
        \(stepLink(event.next, "", say(.next), " ›", "next", key: "l"))\
        \(stepLink(event.latest, "", say(.latest), " »", "last", key: "L"))\
        </nav>\(takeAlong(event, here, say))</div>
        """
}

/// The event outside this page: its address, and its text for people, scripts and coding agents.
private func takeAlong(_ event: EventModel, _ here: Link, _ say: Language) -> HTML {
    let formats: [(EventFormat, Phrase)] = [
        (.json, .json), (.text, .eventPage(.text)), (.markdown, .eventPage(.markdown)),
    ]
    let links = formats.html { format, name in
        let path = event.files[format]?.path ?? here.path
        return switch format {
        case .json: "<a href=\"\(path)\">\(say(name))</a>"
        case .text: "<a href=\"\(path)\" data-copy=\"\(say(.eventPage(.copyTrace)))\" data-key=\"y\">\(say(name))</a>"
        case .markdown: "<a href=\"\(path)\" data-copy=\"\(say(.eventPage(.copyForAgent)))\">\(say(name))</a>"
        }
    }
    return """
        <p class="along"><a href="\(here.path)" data-copy-link>\(say(.eventPage(.copyLink)))</a>\(links)</p>
        """
}

private func side(_ model: IssueModel) -> HTML {
    let say = model.frame.language
    let event: HTML? = model.event.map { event in
        """
        \(sideTable(say.tagging(.tagsOfEvent), event.tags, say))\(sideTable(say(.user), event.user, say))\
        \(sideTable(say(.event), event.facts, say))
        """
    }
    return
        "\(tagBars(model.tags, of: model.id, say))\(similarIssues(model.similar, to: model.id, model.frame))\(event)\(activity(model))\(numbers(model))"
}

private func sideTable(_ title: String, _ fields: [Field], _ say: Language) -> HTML? {
    guard let table = fieldTable(title, fields, say, showsCaption: false) else { return nil }
    return "<section><h2>\(title)</h2>\(table)</section>\n"
}

private func activity(_ model: IssueModel) -> HTML {
    let say = model.frame.language
    let list: HTML =
        model.activities.isEmpty
        ? "<p class=\"muted\">\(say(.noActivity))</p>"
        : "<ol class=\"activity\">\(model.activities.html { activityLine($0, say) })</ol>"
    return """
        <section><h2><a href="\(Link.activity(model.id).path)">\(say(.activity))</a></h2>\
        \(commentForm(model.id, model.frame))\(list)</section>
        """
}

/// The charts' numbers for those who cannot see bars, and for copying.
private func numbers(_ model: IssueModel) -> HTML? {
    guard let trend = model.month else { return nil }
    let say = model.frame.language
    let bars = trend.bars + (model.day?.bars ?? [])
    let rows = bars.html { "<tr><th scope=\"row\">\($0.label)</th><td class=\"number\">\($0.count)</td></tr>" }
    return """
        <section><details class="part"><summary><h2>\(say(.asTable))</h2></summary><table class="fields numbers">\
        <caption>\(trend.span)\(model.day.map { " · \($0.span)" } as HTML?)</caption>\
        <thead><tr><th scope="col">\(say(.time))</th><th scope="col">\(say(.events))</th></tr></thead>\
        <tbody>\(rows)</tbody></table></details></section>
        """
}

extension EventModel {
    /// This very event, whatever the address said.
    var eventSelector: EventSelector { EventID(hex: id).map { .id($0) } ?? selector }
}
