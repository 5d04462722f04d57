import Markup
import Storage

/// Where a search is given a name, and where a saved one is given up.
func savedSearchForms(_ model: IssueListModel) -> HTML? {
    let (say, frame, state) = (model.frame.language, model.frame, model.state)
    if let saved = model.currentSearch {
        let link = Link.savedSearch(saved.id, isShared: saved.isShared)
        return """
            <form method="post" action="\(link.path)" class="saving">\(csrfField(frame.csrf))\
            <button name="\(FieldName.action)" value="\(SearchAction.delete.rawValue)" class="quiet">\
            \(say(.workflow(.deleteSearch)))</button></form>
            """
    }
    guard model.canSaveSearch else { return nil }
    return """
        <details class="menu end saving" name="menu"><summary>\(say(.workflow(.saveSearch)))</summary>\
        <div class="sheet"><form method="post" action="\(Link.searches(shared: false).path)">\(csrfField(frame.csrf))\
        \(hidden("query", state.query))\(hidden("sort", state.sort.rawValue))\
        \(hidden(FieldName.next, Link.issues(state).path))\
        <label for="search-name">\(say(.workflow(.searchName)))</label>\
        <input id="search-name" name="\(FieldName.name)" required maxlength="128" autocomplete="off">\
        <button>\(say(.workflow(.onlyMe)))</button>\
        <button formaction="\(Link.searches(shared: true).path)">\(say(.workflow(.everybody)))</button>\
        </form></div></details>
        """
}

/// What the buttons of saved searches do.
public enum SearchAction: String, Sendable, CaseIterable {
    case delete
}

/// What is chosen, and how to choose more: the page, then all that match.
func selectionBar(_ model: IssueListModel) -> HTML {
    let (say, state) = (model.frame.language, model.state)
    func link(_ text: String, _ change: (inout IssueListState) -> Void) -> HTML {
        let address = Link.issues(
            state.with {
                $0.cursor = state.cursor
                change(&$0)
            })
        return "<a class=\"button quiet\" href=\"\(address.path)\">\(text)</a>"
    }
    if state.selectsAll {
        return """
            <span class="chosen">\(say(.workflow(.allSelected(model.hits)))) \
            \(link(say(.selectNone)) { _ in })\(hidden(FieldName.all, allMatching(state)))</span>
            """
    }
    guard state.selectsPage else { return link(say(.selectPage(model.rows.count))) { $0.selectsPage = true } }
    let all: HTML = when(
        model.newer != nil || model.older != nil,
        link(say(.workflow(.selectAllMatching(model.hits)))) { $0.selectsAll = true })
    return """
        <span class="chosen">\(say(.workflow(.pageSelected(model.rows.count)))) \(all)\
        \(link(say(.selectNone)) { _ in })</span>
        """
}

/// The list whose matches are meant, as its address says it.
func allMatching(_ state: IssueListState) -> String {
    let parameters = state.with { _ in }.parameters
    return parameters.isEmpty ? "?" : parameters.queryText
}
