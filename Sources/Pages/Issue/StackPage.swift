import Markup

/// The stack section: options, then each exception, the outermost first.
func stackSection(_ event: EventModel, _ frame: FrameModel) -> HTML {
    let say = frame.language
    guard !event.stacks.isEmpty else {
        return "<section><h2>\(say(.stackTrace))</h2><p class=\"muted\">\(say(.noStackTrace))</p></section>"
    }
    let stacks = event.stacks.enumerated().map { index, stack -> HTML in
        let relation: HTML? = index == 0 ? nil : stack.relation.map { "<p class=\"cause\">\(foreign($0))</p>" }
        return """
            \(relation)\
            \(event.state.view == .raw ? rawStack(stack) : exception(stack, say))
            """
    }
    return """
        <section class="stack"><div class="bar"><h2>\(say(.stackTrace))</h2>\(stackOptions(event, frame))</div>
        \(threadPicker(event, say))\(stacks)</section>

        """
}

private func stackOptions(_ event: EventModel, _ frame: FrameModel) -> HTML {
    let say = frame.language
    func choice(_ state: EventViewState, _ text: Phrase) -> HTML {
        let isCurrent = state == event.state
        return """
            <li><a href="\(event.link(state).path)"\(when(isCurrent, " aria-current=\"true\""))>\(say(text))</a></li>
            """
    }
    let views: [(StackView, Phrase)] = [(.relevant, .relevant), (.full, .full), (.raw, .raw)]
    return """
        <nav class="options" aria-label="\(say(.stackOptions))">\
        <ul class="segments">\(views.html { view, text in choice(event.state.with { $0.view = view }, text) })</ul>\
        \(when(event.state.view != .raw, orderForm(event, frame)))</nav>
        """
}

/// Buttons rather than links: the choice is remembered for all stacks to come.
private func orderForm(_ event: EventModel, _ frame: FrameModel) -> HTML {
    let buttons = FrameOrder.allCases.html { order in
        """
        <li><button name="\(AccountField.frameOrder)" value="\(order.rawValue)" \
        aria-pressed="\(order == event.state.order ? "true" : "false")">\(frame.language(order.phrase))</button></li>
        """
    }
    let next = event.link(event.state.with { $0.order = $0.usualOrder }).path
    return """
        <form method="post" action="\(AccountLink.preferences.path)">\(csrfField(frame.csrf))\
        \(hidden(FieldName.next, next))<ul class="segments">\(buttons)</ul></form>
        """
}

/// Threads without script: a form that asks for the page again.
private func threadPicker(_ event: EventModel, _ say: Language) -> HTML? {
    guard !event.threads.isEmpty else { return nil }
    let options = event.threads.html { option($0.id, $0.name, isSelected: $0.id == event.shownThread) }
    let others = event.state.with { $0.thread = nil }.parameters.html { hidden($0.name, $0.value) }
    let path = event.link(EventViewState()).path
    return """
        <form class="threads" action="\(path)">\(others)<label>\(say(.thread)) \
        <select name="thread">\(options)</select></label> <button>\(say(.show))</button></form>
        """
}

private func rawStack(_ stack: StackModel) -> HTML { "<pre class=\"raw\" tabindex=\"0\"><bdi>\(stack.raw)</bdi></pre>" }

private func exception(_ stack: StackModel, _ say: Language) -> HTML {
    let module: HTML? = stack.module.map { " <span class=\"muted\">\(foreign($0))</span>" }
    let text: HTML? = stack.text.isEmpty ? nil : "<div class=\"value\">\(fieldValue(Field("", stack.text), say))</div>"
    let note: HTML? = stack.note.map { "<p class=\"muted\">\(foreign($0))</p>" }
    let title: HTML? =
        stack.title.isEmpty
        ? nil
        : "<h3>\(foreign(stack.title))\(module) \(stack.chips.html(chip))</h3>"
    let calls = stack.parts.html { part in
        switch part {
        case .frame(let call): "<li>\(frame(call, say))</li>"
        case .run(let summary, let calls):
            """
            <li><details class="run"><summary><bdi>\(summary)</bdi></summary>\
            <ol>\(calls.html { "<li>\(frame($0, say))</li>" })</ol></details></li>
            """
        case .omitted(let text): "<li class=\"omitted\">\(text)</li>"
        }
    }
    let frames: HTML? = stack.parts.isEmpty ? nil : "<ol class=\"frames\">\(calls)</ol>"
    return """
        <div class="exception">\(title)\(text)\(note)\(fieldTable(say(.mechanism), stack.mechanism, say))\(frames)\
        \(fieldTable(say(.registers), stack.registers, say))</div>
        """
}

/// A call: one line, and behind it source and variables where there are some.
private func frame(_ call: StackModel.CallModel, _ say: Language) -> HTML {
    let path: HTML? = call.path.map { " title=\"\($0)\"" }
    let line: HTML = """
        <bdi class="function">\(call.function)</bdi> <bdi class="place"\(path)>\(call.place)</bdi>\
        \(when(call.isInApp, "<span class=\"chip app\">\(say(.inApp))</span>"))
        """
    guard call.hasInside else { return "<div class=\"frame\(when(call.isInApp, " app"))\">\(line)</div>" }
    let link: HTML? = call.link.map { "<p>\(outsideLink($0, $0))</p>" }
    return """
        <details class="frame\(when(call.isInApp, " app"))"\(when(call.isOpen, " open"))><summary>\(line)</summary>\
        \(source(call))\(link)\(fieldTable(say(.localVariables), call.variables, say))</details>
        """
}

private func source(_ call: StackModel.CallModel) -> HTML? {
    guard !call.source.isEmpty else { return nil }
    let lines = call.source.html { line in
        line.isFailing
            ? "<li class=\"failing\"><mark><bdi>\(line.text)</bdi></mark></li>" : "<li><bdi>\(line.text)</bdi></li>"
    }
    return "<ol class=\"source\" tabindex=\"0\" start=\"\(call.firstLine)\">\(lines)</ol>"
}
