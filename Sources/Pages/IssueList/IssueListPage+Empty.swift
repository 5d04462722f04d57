import Markup

/// Each cause of an empty list has its own words and its own way out.
func emptyState(_ emptiness: IssueListModel.Emptiness, _ model: IssueListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    let allTime = Link.issues(state.with { $0.period = .all })
    switch emptiness {
    case .noProject:
        return empty(.noProjectTitle, say(.noProjectText), (.projects, .projects), say)
    case .noEvents(let slug):
        let link = slug.map { Link.connect(projectSlug: $0) } ?? .projects
        return empty(.noEventsTitle, say(.noEventsText), (link, .connectAnSDK), say)
    case .emptyTab(.unresolved):
        let isEver = state.period == .all
        return empty(
            .allClearTitle, say(isEver ? .allClearEverText : .allClearText(say(state.period.phrase))),
            isEver ? nil : (allTime, .lookAtAllTime), say, kind: "clear")
    case .emptyTab(let tab):
        if state.period == .all { return empty(.noMatchTitle, say(tab.emptyPhrase), nil, say) }
        let text = say(tab.emptyPhrase) + " " + say(.noMatchInPeriodText(say(state.period.phrase)))
        return empty(.noMatchTitle, text, (allTime, .lookAtAllTime), say)
    case .noMatchInPeriod:
        return empty(.noMatchTitle, say(.noMatchInPeriodText(say(state.period.phrase))), (allTime, .lookAtAllTime), say)
    case .noMatch:
        let bare = Link.issues(IssueListState(project: state.project))
        return empty(.noMatchTitle, say(.noMatchText), (bare, .clearQuery), say)
    case .emptyPage:
        return empty(.noMatchTitle, say(.emptyPage), (.issues(state.with { _ in }), .toFirstPage), say)
    }
}

extension IssueTab {
    fileprivate var emptyPhrase: Phrase {
        switch self {
        case .new: .emptyNew
        case .regressed: .emptyRegressed
        case .archived: .emptyArchived
        case .resolved: .emptyResolved
        case .unresolved, .all: .noMatchText
        }
    }
}

/// Words in place of a table.
func empty(_ title: Phrase, _ text: String, _ way: (link: Link, text: Phrase)?, _ say: Language, kind: String = "plain")
    -> HTML
{
    let link: HTML? = way.map { "<p><a class=\"button\" href=\"\($0.link.path)\">\(say($0.text))</a></p>" }
    return "<div class=\"empty \(kind)\"><h2>\(say(title))</h2><p>\(text)</p>\(link)</div>"
}
