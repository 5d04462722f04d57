import Markup
import Storage

/// What a search may be helped with: keys and values that events have, and the search with each of them added.
struct SearchHelp: Sendable {
    /// Whole searches, for the field itself.
    var suggestions: [String]
    /// Keys, each with the search that asks for events that have it.
    var keys: [(name: String, query: String)]

    static let listID = "query-words"
    private static let suggestionsMax = 40
    /// What is asked for often, whatever events have.
    private static let usual = [
        "is:unresolved", "is:regressed", "is:archived", "is:for_review", "assigned:me", "level:fatal",
        "error.unhandled:true", "release:latest", "firstSeen:-24h", "timesSeen:>100",
    ]
    /// Longer values are not offered, in bytes.
    private static let valueMax = 80

    init(_ tags: [TagSummary], query: String) {
        let begun = query.trimmed
        let filters =
            Self.usual
            + tags.flatMap { tag in
                tag.top.filter { $0.value.utf8.count <= Self.valueMax }.map { SearchText.filter(tag.key, $0.value) }
            }
        suggestions = filters.filter { !begun.contains($0) }.prefix(Self.suggestionsMax).map {
            SearchText.adding($0, to: begun)
        }
        keys = tags.map { ($0.key, SearchText.adding("has:" + $0.key, to: begun)) }
    }
}

/// The list that a browser offers under the search field; no script is needed.
func searchSuggestions(_ help: SearchHelp) -> HTML {
    let options = help.suggestions.html { "<option value=\"\($0)\"></option>" }
    return "<datalist id=\"\(SearchHelp.listID)\">\(options)</datalist>"
}

/// How searches are written, and the keys that events have.
func searchHelp(_ help: SearchHelp, _ state: IssueListState, _ say: Language) -> HTML {
    let keys = help.keys.html { key in
        let link = Link.issues(state.with { $0.query = key.query })
        return "<a class=\"chip\" href=\"\(link.path)\">\(foreign(key.name.clipped(to: 60)))</a> "
    }
    let links: HTML? = help.keys.isEmpty ? nil : "<p>\(say.tagging(.searchKeys)): \(keys)</p>"
    return """
        <details class="search-help"><summary>\(say.tagging(.searchHelp))</summary>\
        <p>\(say.tagging(.searchHelpText))</p>\(links)</details>
        """
}
