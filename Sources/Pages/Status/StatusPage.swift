import Markup

/// Whether everything arrives and is kept, and if not, why.
public func statusPage(_ model: StatusModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.serverStatus(.title)), section: .none,
        content: """
            <div class="head"><h1>\(say(.serverStatus(.title)))</h1></div>
            \(summary(model))
            \(facts(model.facts))
            \(problems(model.problems, say))
            \(outcomes(model.outcomes, say))
            \(reasons(model.reasons, say))
            \(refusals(model.refusals, say))
            \(retention(model.retention, say))
            """)
}

/// The answer first; the button asks again.
private func summary(_ model: StatusModel) -> HTML {
    let say = model.frame.language
    let text: HTML =
        if let obstacle = model.obstacle {
            "\(say(.serverStatus(.nothingIsStored))) \(foreign(obstacle))"
        } else {
            "\(say(.serverStatus(.everythingIsStored)))"
        }
    return """
        <div class="arrival\(when(model.obstacle == nil, " ok"))" role="status"><p>\(text)</p>\
        <a class="button" href="\(StatusModel.path)">\(say(.checkNow))</a></div>
        """
}

private func facts(_ groups: [[StatusModel.Fact]]) -> HTML {
    let lists = groups.html { facts in
        let items = facts.html { fact in
            let note: HTML? = fact.note.map { "<small>\(foreign($0))</small>" }
            return "<div><dt>\(fact.name)</dt><dd>\(foreign(fact.value))\(note)</dd></div>"
        }
        return "<dl>\(items)</dl>"
    }
    return "<div class=\"facts\">\(lists)</div>"
}

private func problems(_ problems: [StatusModel.Problem], _ say: Language) -> HTML? {
    guard !problems.isEmpty else { return nil }
    let items = problems.html { "<li>\(time($0.at)) · \(foreign($0.text))</li>" }
    return "<section class=\"problem\"><h2>\(say(.serverStatus(.problems)))</h2><ul>\(items)</ul></section>"
}

private func outcomes(_ rows: [StatusModel.OutcomeRow], _ say: Language) -> HTML {
    let title = say(.serverStatus(.outcomes))
    guard !rows.isEmpty else { return emptySection(title, say(.serverStatus(.noOutcomes))) }
    let columns = OutcomeColumn.allCases.map { say(.serverStatus(.outcome($0))) }
    let head = columns.html { "<th scope=\"col\" class=\"number\">\($0)</th>" }
    let body = rows.html { row in
        let cells = zip(columns, row.numbers).html { numberCell($1, named: $0, say) }
        return "<tr><td class=\"what\"><b>\(row.category)</b></td>\(cells)</tr>\n"
    }
    return section(title, head: "<th scope=\"col\">\(say(.serverStatus(.categoryHead)))</th>\(head)", body: body)
}

/// Short, with the exact number on hover; a phone shows that.
private func numberCell(_ number: Int, named name: String, _ say: Language) -> HTML {
    let quiet: HTML = when(number == 0, " class=\"muted\"")
    return """
        <td class="number" title="\(name) \(number.grouped)"><span\(quiet)>\(number.short(in: say))</span></td>
        """
}

private func reasons(_ rows: [StatusModel.ReasonRow], _ say: Language) -> HTML? {
    guard !rows.isEmpty else { return nil }
    let head: HTML = """
        <th scope="col">\(say(.serverStatus(.reasonHead)))</th>\
        <th scope="col">\(say(.serverStatus(.outcomeHead)))</th>\
        <th scope="col">\(say(.serverStatus(.categoryHead)))</th>\
        <th scope="col" class="number">\(say(.serverStatus(.itemsHead)))</th>
        """
    let body = rows.html { row in
        let code: HTML? = row.code == row.text ? nil : "<p><span class=\"id\">\(foreign(row.code))</span></p>"
        return """
            <tr><td class="what"><b>\(foreign(row.text))</b>\(code)</td><td>\(foreign(row.outcome))</td>\
            <td>\(row.category)</td>\(numberCell(row.quantity, named: say(.serverStatus(.itemsHead)), say))</tr>

            """
    }
    return section(say(.serverStatus(.notKept)), head: head, body: body)
}

private func refusals(_ rows: [StatusModel.RefusalRow], _ say: Language) -> HTML {
    let title = say(.serverStatus(.refusals))
    guard !rows.isEmpty else { return emptySection(title, say(.serverStatus(.noRefusals))) }
    let head: HTML = """
        <th scope="col">\(say(.time))</th><th scope="col">\(say(.serverStatus(.senderHead)))</th>\
        <th scope="col">\(say(.serverStatus(.reasonHead)))</th>
        """
    let body = rows.html { row in
        let sender = row.sender.map { part -> HTML in
            part.isCode ? "<bdi class=\"muted\">\(part.text)</bdi>" : foreign(part.text)
        }
        let times: HTML? = row.count > 1 ? "<br><small>\(say(.serverStatus(.times(row.count))))</small>" : nil
        return """
            <tr><th scope="row">\(time(row.at))\(times)</th><td>\(sender.joined(separator: " · "))</td>\
            <td>\(row.reason)<br><span class="muted">\(foreign(row.detail))</span></td></tr>

            """
    }
    return """
        <section><h2>\(title)</h2><p class="muted">\(say(.serverStatus(.refusalsText)))</p>
        <table class="fields"><caption class="hidden">\(title)</caption><thead><tr>\(head)</tr></thead><tbody>
        \(body)</tbody></table></section>
        """
}

private func retention(_ rows: [StatusModel.RetentionRow], _ say: Language) -> HTML? {
    guard !rows.isEmpty else { return nil }
    let head: HTML = """
        <th scope="col">\(say(.serverStatus(.kindHead)))</th>\
        <th scope="col">\(say(.serverStatus(.keptHead)))</th>\
        <th scope="col">\(say(.serverStatus(.oldestHead)))</th>\
        <th scope="col" class="number">\(say(.serverStatus(.sizeHead)))</th>
        """
    let body = rows.html { row in
        """
        <tr><td class="what"><b>\(row.kind)</b></td><td>\(row.kept)</td><td>\(row.oldest ?? "–")</td>\
        <td class="number"\(row.size.map { " title=\"\($0)\"" })><span>\(row.size ?? "–")</span></td></tr>

        """
    }
    return section(say(.serverStatus(.retention)), head: head, body: body)
}

/// A heading over a table that says the same to a screen reader.
private func section(_ title: String, head: HTML, body: HTML) -> HTML {
    """
    <section><h2>\(title)</h2>
    <table class="list"><caption class="hidden">\(title)</caption><thead><tr>\(head)</tr></thead><tbody>
    \(body)</tbody></table></section>
    """
}

private func emptySection(_ title: String, _ text: String) -> HTML {
    "<section><h2>\(title)</h2><p class=\"muted\">\(text)</p></section>"
}
