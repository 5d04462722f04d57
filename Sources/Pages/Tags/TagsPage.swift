import Markup
import SentryProtocol
import Storage

/// The tags of an issue, all keys or one, as finished text.
public struct TagsModel: Sendable {
    public var frame: FrameModel
    var issue: IssueHeadModel
    var blocks: [TagBlock]
    /// The one key that is shown; nil for all.
    var key: String?
    /// What its values are to have in them.
    var text: String

    /// Values of a key among others, and on its own page.
    public static let valuesMax = 10
    public static let valuesOfKeyMax = 200

    /// Turns what was read into text.
    public init(
        frame: FrameModel, issue: IssueSummary, project: Project, tags: [TagSummary], key: String? = nil,
        text: String = "", now: Timestamp
    ) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = project.slug
        self.issue = IssueHeadModel(issue, in: project)
        (self.key, self.text) = (key, text)
        blocks = tags.map { TagBlock($0, of: project.slug, clock) }
    }
}

/// `/issues/<id>/tags/`: a block for each key.
public func tagsPage(_ model: TagsModel) -> HTML {
    let say = model.frame.language
    let blocks: HTML =
        model.blocks.isEmpty
        ? "<p class=\"muted\">\(say.tagging(.noTagsText))</p>"
        : """
        <div class="groups">\(model.blocks.html { block in
            "<div>\(tagTable(block, of: model.issue.id, isShort: false, say))</div>"
        })</div>
        """
    return framePage(
        model.frame, title: say(.tags) + " · " + model.issue.shortID, section: .issues, next: .tags(model.issue.id),
        content: """
            \(issueHead(model.issue, current: .tags, say))
            <h2 class="part-title">\(say(.tags))</h2>
            \(blocks)
            """)
}

/// `/issues/<id>/tags/<key>/`: the values of one key.
public func tagPage(_ model: TagsModel) -> HTML {
    let say = model.frame.language
    let key = model.key ?? ""
    let here = Link.tag(model.issue.id, key, containing: "")
    let title = say.tagging(.valuesOf(key))
    let capped: HTML? =
        model.blocks.first?.isCapped == true ? "<p class=\"muted\">\(say.tagging(.cappedValues))</p>" : nil
    return framePage(
        model.frame, title: title + " · " + model.issue.shortID, section: .issues, next: here,
        content: """
            \(issueHead(model.issue, current: .tags, say))
            <h2 class="part-title">\(foreign(title))</h2>
            <p><a href="\(Link.tags(model.issue.id).path)">\(say.tagging(.allTags))</a></p>
            <form class="filters" action="\(here.path)"><span class="search">\
            <label class="hidden" for="values">\(say.tagging(.filterValues))</label>\
            <input id="values" type="search" name="\(FieldName.text)" value="\(model.text)" \
            placeholder="\(say.tagging(.filterValues))"></span>\
            <button>\(say(.search))</button></form>
            \(capped)
            \(model.blocks.first.map { valueTable($0, title, say) })
            """)
}

private func valueTable(_ block: TagBlock, _ title: String, _ say: Language) -> HTML {
    guard !block.values.isEmpty else { return "<p class=\"muted\">\(say.tagging(.noValues))</p>" }
    let rows = block.values.html { value in
        let full: HTML? = value.full.map { " title=\"\($0)\"" }
        return """
            <tr><th scope="row"\(full)><a href="\(value.find.path)">\(foreign(value.text))</a></th>\
            <td><meter aria-hidden="true" min="0" max="1000" value="\(value.permille)"></meter></td>\
            <td class="number">\(value.share)</td>\
            <td class="number" title="\(value.eventsExact)">\(value.events)</td>\
            <td class="number">\(time(value.lastSeen))</td><td class="number">\(time(value.firstSeen))</td>\
            <td><a href="\(value.exclude.path)" title="\(say.tagging(.excludeValue(value.filter)))">\
            \(say.tagging(.exclude))</a></td></tr>

            """
    }
    return """
        <table class="fields tags values"><caption class="hidden">\(foreign(title))</caption><thead><tr>\
        <th scope="col">\(say.tagging(.value))</th><th scope="col"><span class="hidden">\(say.tagging(.share))</span></th>\
        <th scope="col" class="number">\(say.tagging(.share))</th>\
        <th scope="col" class="number">\(say.tagging(.events))</th>\
        <th scope="col" class="number">\(say.tagging(.lastSeen))</th>\
        <th scope="col" class="number">\(say.tagging(.firstSeen))</th>\
        <th scope="col"><span class="hidden">\(say.tagging(.exclude))</span></th></tr></thead>
        <tbody>
        \(rows)</tbody></table>
        """
}
