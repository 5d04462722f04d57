import Markup

/// What somebody sees when a page cannot be shown.
public struct ErrorModel: Sendable {
    public var frame: FrameModel
    /// 400, 403, 404, 405, 500; others get their number as a title.
    public var status: Int
    /// Finds the request in the log.
    public var requestID: String?
    /// The path that was asked for; nil where trying it again would not help.
    public var path: String?
    /// The form was not ours or too old, which is no matter of roles.
    public var isForged: Bool

    public init(
        frame: FrameModel, status: Int, requestID: String? = nil, path: String? = nil, isForged: Bool = false
    ) {
        (self.frame, self.status, self.requestID) = (frame, status, requestID)
        (self.path, self.isForged) = (path, isForged)
    }

    /// An address below an issue.
    var isBelowIssue: Bool { path.map { $0.hasPrefix("/issues/") && $0 != "/issues/" } ?? false }
}

/// Says in words what the number means, and shows ways out.
public func errorPage(_ model: ErrorModel) -> HTML {
    let say = model.frame.language
    let (title, text) = words(model)
    let ways = waysOut(model)
    let list: HTML? =
        ways.isEmpty
        ? nil : "<h2>\(say(.help(.whatToTry)))</h2><ul class=\"ways\">\(ways.html { "<li>\($0)</li>" })</ul>"
    let request: HTML? = model.requestID.map { "<p class=\"muted\"><small>\(foreign(say(.requestID($0))))</small></p>" }
    return framePage(
        model.frame, title: say(title), section: .none, isNarrow: true,
        content: """
            <div class="card error-page"><p class="status">\(model.status)</p>\
            <h1>\(say(title))</h1>
            <p>\(say(text))</p>
            \(list)
            <p><a class="button" href="\(Link.issues(IssueListState()).path)">\(say(.backToIssues))</a></p>
            \(request)</div>
            """)
}

private func words(_ model: ErrorModel) -> (title: Phrase, text: Phrase) {
    switch model.status {
    case 400: (.badRequestTitle, .badRequestText)
    case 403 where model.isForged: (.help(.formExpiredTitle), .help(.formExpiredText))
    case 403: (.forbiddenTitle, .forbiddenText)
    case 404 where model.isBelowIssue: (.help(.issueGone), .help(.issueGoneText))
    case 404: (.notFoundTitle, .notFoundText)
    case 405: (.methodNotAllowedTitle, .methodNotAllowedText)
    case 500: (.serverErrorTitle, .serverErrorText)
    default: (.otherErrorTitle(model.status), model.status < 500 ? .badRequestText : .serverErrorText)
    }
}

/// What may help, the likeliest first.
private func waysOut(_ model: ErrorModel) -> [HTML] {
    let say = model.frame.language
    func way(_ path: String, _ text: HelpPhrase) -> HTML { "<a href=\"\(path)\">\(say(.help(text)))</a>" }
    let everything = way(Link.issues(IssueListState(query: "", period: .all)).path, .searchInstead)
    switch model.status {
    case 403 where model.isForged: return ["\(say(.help(.goBack)))"]
    case 403: return ["\(say(.help(.askSomebody)))"]
    case 404: return model.frame.account == nil ? [] : ["\(say(.help(.typedAddress)))", everything]
    case 405: return model.path.map { [way($0, .openAgain)] } ?? []
    case 500...:
        let again = model.path.map { [way($0, .tryAgain)] } ?? []
        return again + (model.requestID.map { ["\(foreign(say(.help(.readTheLog($0)))))"] } ?? [])
    default: return []
    }
}
