import Markup
import SentryProtocol

/// Everything of an event below its stack.
func eventSections(_ event: EventModel, _ say: Language) -> HTML {
    """
    \(event.message.map { messageSection($0, say) })\(event.request.map { requestSection($0, say) })\
    \(reportSection(event.report, say))\
    \(crumbSection(event, say))\(groupSection(say(.contexts), event.contexts, say))\
    \(fieldSection(say(.additionalData), event.extra, say))\(attachmentSection(event.attachments, say))\
    \(groupSection(say(.securityReport), event.securityReports, say))\(packageSection(event, say))\
    \(sdkSection(event, say))\(remarkSection(event.remarks, say))\(problemSection(event, say))
    """
}

private func messageSection(_ message: MessageModel, _ say: Language) -> HTML {
    let template: HTML? = message.template.map { "<p class=\"muted\">\(say(.messageTemplate)): \(foreign($0))</p>" }
    return """
        <section><h2>\(say(.message))</h2><div class="message">\(fieldValue(Field("", message.text), say))</div>\
        \(template)\
        \(fieldTable(say(.parameters), message.parameters, say))</section>

        """
}

private func requestSection(_ request: RequestModel, _ say: Language) -> HTML {
    let address = request.link.map { outsideLink($0, request.url) } ?? foreign(request.url)
    return """
        <section><h2>\(say(.request))</h2>\
        <p class="address"><b>\(foreign(request.method.clipped(to: 32)))</b> \(address)</p>\
        \(request.groups.html { fieldTable($0.title, $0.fields, say) ?? HTML() })</section>

        """
}

/// Oldest to newest; the event is the last row.
private func crumbSection(_ event: EventModel, _ say: Language) -> HTML? {
    guard !event.crumbs.isEmpty else { return nil }
    let early = event.crumbs.dropLast(PageLimits.breadcrumbsOpenMax)
    let late = event.crumbs.suffix(PageLimits.breadcrumbsOpenMax)
    let folded: HTML? =
        early.isEmpty
        ? nil
        : """
        <details class="run"><summary>\(say(.earlierBreadcrumbs(early.count)))</summary>\
        <ol class="crumbs">\(early.html { crumbRow($0, say) })</ol></details>
        """
    return """
        <section class="trail-of-crumbs"><h2>\(say(.breadcrumbs))</h2>\(crumbFilter(event.crumbs, say))\(folded)<ol class="crumbs">\(late.html { crumbRow($0, say) })\
        <li class="end"><span class="when">\(event.occurred.text)</span><span class="category">\(say(.theError))</span>\
        <div><bdi>\(event.crumbsEnd)</bdi></div></li></ol></section>

        """
}

private func crumbRow(_ crumb: CrumbModel, _ say: Language) -> HTML {
    let level: HTML? = crumb.level == .info ? nil : "\(levelMark(crumb.level, say)) "
    let message: HTML? = crumb.message.isEmpty ? nil : fieldValue(Field("", crumb.message), say)
    return """
        <li class="kind-\(crumb.kind.rawValue)\(when(crumb.level >= .warning, " problem-step"))">\
        <span class="when" title="\(crumb.absolute)">\(crumb.time)</span>\
        <bdi class="category">\(crumb.category)</bdi><div>\(level)\(message)\(crumbData(crumb, say))</div></li>
        """
}

/// A little data stands beside the message; more opens in place.
private func crumbData(_ crumb: CrumbModel, _ say: Language) -> HTML? {
    guard !crumb.data.isEmpty else { return nil }
    let size = crumb.data.reduce(0) { $0 + $1.name.utf8.count + $1.text.utf8.count }
    if size <= 100, !crumb.data.contains(where: { $0.text.contains("\n") }) {
        let space: HTML = when(!crumb.message.isEmpty, " ")
        return "\(space)<span class=\"pairs\">\(crumb.data.html { "<bdi>\($0.name)=\($0.text)</bdi> " })</span>"
    }
    return """
        <details class="run"><summary>\(say(.data))</summary>\
        \(fieldTable(say(.data), crumb.data, say, showsCaption: false))</details>
        """
}

private func fieldSection(_ title: String, _ fields: [Field], _ say: Language) -> HTML? {
    guard let table = fieldTable(title, fields, say, showsCaption: false) else { return nil }
    return "<section><h2>\(title)</h2>\(table)</section>\n"
}

private func groupSection(_ title: String, _ groups: [FieldGroup], _ say: Language) -> HTML? {
    guard groups.contains(where: { !$0.fields.isEmpty }) else { return nil }
    return """
        <section><h2>\(title)</h2><div class="groups">\
        \(groups.html { fieldTable($0.title, $0.fields, say) ?? HTML() })</div></section>

        """
}

private func packageSection(_ event: EventModel, _ say: Language) -> HTML? {
    guard let table = fieldTable(say(.packages(event.packages.count)), event.packages, say, showsCaption: false)
    else { return nil }
    return """
        <section><details class="part"><summary><h2>\(say(.packages(event.packages.count)))</h2></summary>\
        \(table)</details></section>

        """
}

private func sdkSection(_ event: EventModel, _ say: Language) -> HTML? {
    guard let table = fieldTable(say(.groupingInfo), event.sdk + event.grouping, say, showsCaption: false) else {
        return nil
    }
    return """
        <section><details class="part"><summary><h2>\(say(.groupingInfo))</h2></summary>\(table)</details></section>

        """
}

private func problemSection(_ event: EventModel, _ say: Language) -> HTML? {
    guard !event.problems.isEmpty else { return nil }
    let rows = event.problems.html { problem in
        """
        <tr><th scope="row">\(foreign(problem.name))</th><td>\(foreign(problem.problem))</td>\
        <td>\(foreign(problem.value))</td></tr>
        """
    }
    return """
        <section><details class="part"><summary><h2>\(say(.processingErrors(event.problems.count)))</h2></summary>\
        <table class="fields"><caption>\(say(.processingErrorsText))</caption><thead><tr>\
        <th scope="col">\(say(.attribute))</th><th scope="col">\(say(.problem))</th>\
        <th scope="col">\(say(.value))</th></tr></thead>\
        <tbody>\(rows)</tbody></table></details></section>

        """
}
