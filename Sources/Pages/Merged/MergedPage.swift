import Markup
import Storage

/// `/issues/<id>/merged/`: the hashes of an issue, and a way to take some out.
public func mergedPage(_ model: MergedModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.merging(.title)) + " · " + model.issue.shortID, section: .issues,
        next: .merged(model.issue.id),
        content: """
            \(issueHead(model.issue, current: .merged, say))
            <h2 class="part-title">\(say(.merging(.title)))</h2>
            \(when(model.isMoving, movingNote(say)))\
            \(hashes(model))
            """)
}

private func hashes(_ model: MergedModel) -> HTML {
    let say = model.frame.language
    guard !model.rows.isEmpty else { return "<p class=\"muted\">\(say(.merging(.noHashes)))</p>" }
    guard model.canTakeOut else {
        return "<p class=\"muted explains\">\(say(.merging(.onlyHash)))</p>\(hashTable(model))"
    }
    let notes = [model.shownOfMore.map { MergingPhrase.moreHashes($0) }, model.countedOfMore.map { .countedAmong($0) }]
    let more = notes.compactMap { $0 }.html { "<p class=\"muted\">\(say(.merging($0)))</p>" }
    return """
        <p class="muted explains">\(say(.merging(.text)))</p>
        <form method="post" action="\(Link.merged(model.issue.id).path)" class="issues">\
        \(csrfField(model.frame.csrf))
        <div class="bulk" role="group" aria-label="\(say(.merging(.actionsForHashes)))">\
        <button name="\(FieldName.action)" value="\(MergeAction.unmerge.rawValue)">\
        \(say(.merging(.takeOut)))</button></div>
        \(hashTable(model))
        </form>
        \(more)
        """
}

private func hashTable(_ model: MergedModel) -> HTML {
    let say = model.frame.language
    return """
        <table class="list hashes"><caption class="hidden">\(say(.merging(.title)))</caption><thead><tr>\
        \(when(model.canTakeOut, "<td></td>"))<th scope="col">\(say(.merging(.hash)))</th>\
        <th scope="col">\(say(.merging(.exampleEvent)))</th><th scope="col" class="number">\(say(.events))</th>\
        <th scope="col" class="number">\(say(.lastSeen))</th>\
        <th scope="col" class="number">\(say(.firstSeen))</th></tr></thead>
        <tbody>
        \(model.rows.html { hashRow($0, canTakeOut: model.canTakeOut, say) })\
        </tbody></table>
        """
}

private func hashRow(_ row: MergedModel.Row, canTakeOut: Bool, _ say: Language) -> HTML {
    let box: HTML = when(
        canTakeOut,
        """
        <td class="check"><label><input type="checkbox" name="\(FieldName.hash)" value="\(row.hash)" \
        aria-label="\(say(.merging(.selectHash(row.hash))))"></label></td>
        """)
    let example: HTML =
        row.example.map { "<a class=\"id\" href=\"\($0.path)\">\(row.exampleName)</a>" }
        ?? "<span class=\"muted\">\(row.exampleName)</span>"
    let source: HTML = row.origin.map { "<a href=\"\($0.path)\">\(row.source)</a>" } ?? "\(row.source)"
    return """
        <tr>\(box)<td class="what"><code>\(foreign(row.hash))</code>\
        <p><span>\(source)</span> <span>\(say(.merging(.madeBy(row.configuration))))</span></p></td>\
        <td>\(example)</td>\
        <td class="number" title="\(row.eventsExact)"><span>\(row.events)</span></td>\
        <td class="number">\(row.lastSeen.map(time))</td><td class="number age">\(row.firstSeen.map(time))</td></tr>

        """
}
