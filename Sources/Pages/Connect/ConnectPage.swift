import Markup
import SentryProtocol
import Storage

/// The DSN, whether anything has arrived, and a few lines for each platform with the DSN already in them.
public func connectPage(_ model: ConnectModel) -> HTML {
    let say = model.frame.language
    let title = say(.connectTo(model.name))
    let body: HTML =
        if let dsn = model.dsn {
            """
            <section><h2>\(say(.dsn))</h2><p class="muted">\(say(.dsnText))</p>\
            <p>\(dsnField(dsn.description, say(.dsn)))</p></section>
            \(when(!model.isChosen, chooser(model)))\(model.platform.map { lines($0, dsn, model) })
            """
        } else {
            """
            <p class="problem">\(say(.noKey)) \
            <a href="\(Link.projectSettings(projectSlug: model.slug, .keys).path)">\(say(.settings(.section(.keys))))</a></p>
            """
        }
    return framePage(
        model.frame, title: title, section: .projects,
        content: """
            <div class="head"><h1>\(foreign(title))</h1></div>
            <div class="live" role="status" data-live="\(Link.connectArrival(projectSlug: model.slug).path)">\
            \(arrivalSection(model.arrival, say))</div>
            \(body)\(model.script.map { "<script src=\"\($0)\" defer></script>" })
            """)
}

/// The live line alone, as the script asks for it.
public func arrivalSection(_ model: ArrivalModel, _ say: Language) -> HTML {
    "\(arrival(model, say))\(troubles(model, say))"
}

private func arrival(_ model: ArrivalModel, _ say: Language) -> HTML {
    if let received = model.received {
        return """
            <div class="arrival ok"><p>\(foreign(received.text))</p>\
            <a class="button" href="\(received.link.path)">\(say(.connecting(.openIt)))</a></div>
            """
    }
    let page = Link.connect(projectSlug: model.slug, platform: model.platformID)
    let live = Link.connect(projectSlug: model.slug, platform: model.platformID, isLive: true)
    let again: HTML =
        model.isLive
        ? "<span class=\"muted\">\(say(.connecting(.checksItself)))</span>"
        : "<a href=\"\(live.path)\">\(say(.connecting(.keepChecking)))</a>"
    return """
        <div class="arrival"><p>\(say(.waitingForFirstEvent))</p><span class="again">\(again) \
        <a class="button" href="\(page.path)">\(say(.checkNow))</a></span></div>
        """
}

/// What came in and was not kept: the answer to "why is nothing here?".
private func troubles(_ model: ArrivalModel, _ say: Language) -> HTML? {
    guard !model.troubles.isEmpty else { return nil }
    let rows = model.troubles.html { trouble in
        let advice: HTML? = trouble.advice.map { advice in
            let words = say(.connecting(.advice(advice)))
            guard let link = advice.link(model.slug) else { return "<span>\(words)</span>" }
            return "<a href=\"\(link.path)\">\(words)</a>"
        }
        return """
            <li><p><b>\(foreign(trouble.text))</b></p><p class="muted">\(trouble.at.map(time)) \
            \(foreign(trouble.circumstances))</p>\(advice)</li>

            """
    }
    return """
        <section class="troubles"><h2>\(say(.connecting(.whatArrived)))</h2><ul>
        \(rows)</ul></section>
        """
}

/// Every platform, or those that a search finds.
private func chooser(_ model: ConnectModel) -> HTML {
    let say = model.frame.language
    let items = model.platforms.html { platform in
        let link = Link.connect(projectSlug: model.slug, platform: platform.id)
        return "<li><a href=\"\(link.path)\">\(platform.name)</a></li>"
    }
    let list: HTML =
        model.platforms.isEmpty
        ? "<p class=\"muted\">\(say(.connecting(.noPlatform)))</p>" : "<ul class=\"platforms\">\(items)</ul>"
    return """
        <section><h2>\(say(.connecting(.choosePlatform)))</h2>
        <form class="filters" role="search" action="\(Link.connect(projectSlug: model.slug).path)">\
        <label class="hidden" for="platform">\(say(.connecting(.searchPlatforms)))</label>\
        <input id="platform" type="search" name="\(FieldName.query)" value="\(model.query)" maxlength="60" \
        placeholder="\(say(.connecting(.searchPlatforms)))" autocomplete="off">\
        <button>\(say(.search))</button></form>
        \(list)</section>

        """
}

/// The lines of one platform, step by step.
private func lines(_ platform: ConnectPlatform, _ dsn: DSN, _ model: ConnectModel) -> HTML {
    let say = model.frame.language
    var content = HTML()
    var last: ConnectPlatform.Step?
    var number = 0
    for snippet in platform.snippets {
        if snippet.step != last {
            number += 1
            content += "<h3>\(number). \(say(.connecting(.step(snippet.step))))</h3>"
        }
        last = snippet.step
        let place = snippet.file.map { say(.connecting(.inFile($0))) } ?? say(.connecting(.inShell))
        content += """
            <p class="place">\(foreign(place))</p>\
            <pre class="snippet" tabindex="0"><code>\(snippet.code(dsn))</code></pre>

            """
    }
    let others = Link.connect(projectSlug: model.slug).path
    let back: HTML = when(
        model.isChosen, "<p class=\"back\"><a href=\"\(others)\">\(say(.connecting(.allPlatforms)))</a></p>")
    return """
        <section class="steps" data-copy="\(say(.connecting(.copy)))" data-copied="\(say(.connecting(.copied)))">\
        <h2>\(platform.name)</h2>
        \(content)\(back)</section>
        """
}
