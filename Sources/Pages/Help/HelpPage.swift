import Markup
import Storage

/// `/help/`: what the pages do, in short.
public func helpPage(_ frame: FrameModel) -> HTML {
    let say = frame.language
    let topics: [(title: HelpPhrase, text: HelpPhrase, way: Link, name: Phrase)] = [
        (.eventTitle, .eventText, .issues(IssueListState()), .issues),
        (.sendingTitle, .sendingText, .projects, .projects),
        (.serverTitle, .serverText, .status, .serverStatus(.title)),
    ]
    return framePage(
        frame, title: say(.help(.help)), section: .none,
        content: """
            <div class="help"><h1>\(say(.help(.help)))</h1>
            <p>\(say(.help(.helpText))) <a href="\(Link.helpKeys.path)">\(say(.help(.moreKeys)))</a></p>
            \(finding(say))\(working(say))
            \(topics.html { topic($0.title, $0.text, $0.way, $0.name, say) })\
            <section><h2>\(say(.help(.apiTitle)))</h2><p>\(say(.help(.apiText)))</p></section>
            </div>
            """)
}

private func topic(_ title: HelpPhrase, _ text: HelpPhrase, _ way: Link, _ name: Phrase, _ say: Language) -> HTML {
    """
    <section><h2>\(say(.help(title)))</h2><p>\(say(.help(text))) <a href="\(way.path)">\(say(name))</a></p></section>

    """
}

/// Each example is a link that tries it.
private func finding(_ say: Language) -> HTML {
    let examples: [(query: String, meaning: HelpPhrase)] = [
        ("is:unresolved", .openIssues), ("is:new", .newIssues), ("level:[error, fatal]", .someLevel),
        ("firstSeen:-24h", .recentIssues), ("timesSeen:>100", .manyEvents), ("!level:info", .negated),
        ("\"connection refused\"", .freeText),
    ]
    let rows = examples.html { query, meaning in
        let link = Link.issues(IssueListState(query: query))
        return """
            <tr><th scope="row"><a href="\(link.path)"><code>\(query)</code></a></th>\
            <td>\(say(.help(meaning)))</td></tr>
            """
    }
    return """
        <section><h2>\(say(.help(.findingTitle)))</h2><p>\(say(.help(.findingText)))</p>
        <table class="fields"><caption class="hidden">\(say(.help(.findingTitle)))</caption>\
        <thead class="hidden"><tr><th scope="col">\(say(.help(.example)))</th>\
        <th scope="col">\(say(.help(.meaning)))</th></tr></thead><tbody>\(rows)</tbody></table></section>

        """
}

private func working(_ say: Language) -> HTML {
    let actions: [(Phrase, HelpPhrase)] = [
        (.resolve, .resolveText), (.archive, .archiveText), (.merging(.merge), .mergeText),
    ]
    return """
        <section><h2>\(say(.help(.workingTitle)))</h2><dl class="terms">\
        \(actions.html { "<div><dt>\(say($0))</dt><dd>\(say(.help($1)))</dd></div>" })</dl></section>

        """
}
