import Markup
import SentryProtocol
import Storage

/// A key of tags with some values, as finished text.
public struct TagBlock: Sendable {
    var key: String
    var events: String
    /// Values in all, as far as they are kept.
    var valueCount: Int
    var isCapped: Bool
    var values: [Value]

    struct Value: Sendable {
        var text: String
        /// The whole value when it was cut.
        var full: String?
        var events: String
        var eventsExact: String
        var share: String
        /// Of 1,000.
        var permille: Int
        var firstSeen: TimeLabel
        var lastSeen: TimeLabel
        var filter: String
        var find: Link
        var exclude: Link
    }

    /// Values of a key at a glance.
    public static let glanceValuesMax = 5
    /// Keys that people look at first.
    private static let glanceKeys = ["browser", "os", "release", "environment", "url", "server_name"]
    private static let valueMax = 120

    init(_ tag: TagSummary, of project: String, _ clock: Clock) {
        let say = clock.language
        key = tag.key.clipped(to: Self.valueMax)
        events = say(.eventCount(tag.events))
        (valueCount, isCapped) = (tag.values, tag.isCapped)
        values = tag.top.map { Value($0, of: tag, project, clock) }
    }

    /// The tags that say most; of an issue without those, its most frequent ones.
    static func glance(_ tags: [TagSummary], of project: String, _ clock: Clock) -> [TagBlock] {
        let known = glanceKeys.compactMap { key in tags.first { $0.key == key } }
        let shown = known.isEmpty ? Array(tags.prefix(3)) : known
        return shown.map { TagBlock($0, of: project, clock) }
    }
}

extension TagBlock.Value {
    fileprivate init(_ value: TagValueSummary, of tag: TagSummary, _ project: String, _ clock: Clock) {
        let say = clock.language
        text = value.value.clipped(to: TagBlock.valueMax)
        full = text == value.value ? nil : value.value
        events = value.events.short(in: say)
        eventsExact = say(.eventCount(value.events))
        permille = min(1000, value.events * 1000 / max(tag.events, 1))
        share = permille == 0 ? "< 1 %" : "\((permille + 5) / 10) %"
        (firstSeen, lastSeen) = (clock.label(value.firstSeen), clock.label(value.lastSeen))
        filter = SearchText.filter(tag.key, value.value)
        find = Self.list(filter, project)
        exclude = Self.list(SearchText.filter(tag.key, value.value, isNegated: true), project)
    }

    private static func list(_ filter: String, _ project: String) -> Link {
        .issues(
            IssueListState(
                query: SearchText.adding(filter, to: IssueListState.defaultQuery), project: project, period: .all))
    }
}

/// Bars of the values that most events have, beside an issue.
func tagBars(_ blocks: [TagBlock], of issue: IssueID, _ say: Language) -> HTML? {
    guard !blocks.isEmpty else { return nil }
    return """
        <section><h2>\(say(.tags))</h2>\(blocks.html { tagTable($0, of: issue, isShort: true, say) })\
        <p><a href="\(Link.tags(issue).path)">\(say.tagging(.allTags))</a></p></section>

        """
}

/// A key and its values with their shares.
func tagTable(_ block: TagBlock, of issue: IssueID, isShort: Bool, _ say: Language) -> HTML {
    let page = Link.tag(issue, block.key, containing: "")
    let rows = block.values.html { value in
        let full: HTML? = value.full.map { " title=\"\($0)\"" }
        let actions: HTML = when(
            !isShort,
            "<td><a href=\"\(value.exclude.path)\" title=\"\(say.tagging(.excludeValue(value.filter)))\">\(say.tagging(.exclude))</a></td>"
        )
        return """
            <tr><th scope="row"\(full)><a href="\(value.find.path)">\(foreign(value.text))</a></th>\
            <td><meter aria-hidden="true" min="0" max="1000" value="\(value.permille)"></meter></td>\
            <td class="number" title="\(value.eventsExact)">\(value.share)</td>\(actions)</tr>
            """
    }
    let count: HTML? =
        block.valueCount > block.values.count
        ? " <span class=\"muted\">\(say.tagging(.moreValues(block.valueCount)))</span>" : nil
    return """
        <table class="fields tags"><caption><a href="\(page.path)">\(foreign(block.key))</a>\(count)</caption>\
        <tbody>\(rows)</tbody></table>

        """
}
