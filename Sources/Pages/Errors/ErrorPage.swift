import Markup

/// What somebody sees when a page cannot be shown.
public struct ErrorModel: Sendable {
    public var frame: FrameModel
    /// 400, 403, 404, 405, 500; others get their number as a title.
    public var status: Int
    /// Finds the request in the log.
    public var requestID: String?

    public init(frame: FrameModel, status: Int, requestID: String? = nil) {
        (self.frame, self.status, self.requestID) = (frame, status, requestID)
    }
}

/// Says in words what the number means, and shows the way out.
public func errorPage(_ model: ErrorModel) -> HTML {
    let say = model.frame.language
    let (title, text) = words(model.status)
    let request: HTML? = model.requestID.map { "<p class=\"muted\"><small>\(say(.requestID($0)))</small></p>" }
    return framePage(
        model.frame, title: say(title), section: .none, isNarrow: true,
        content: """
            <div class="card error-page"><p class="status">\(model.status)</p>\
            <h1>\(say(title))</h1>
            <p>\(say(text))</p>
            <p><a class="button" href="\(Link.issues(IssueListState()).path)">\(say(.backToIssues))</a></p>
            \(request)</div>
            """)
}

private func words(_ status: Int) -> (title: Phrase, text: Phrase) {
    switch status {
    case 400: (.badRequestTitle, .badRequestText)
    case 403: (.forbiddenTitle, .forbiddenText)
    case 404: (.notFoundTitle, .notFoundText)
    case 405: (.methodNotAllowedTitle, .methodNotAllowedText)
    case 500: (.serverErrorTitle, .serverErrorText)
    default: (.otherErrorTitle(status), status < 500 ? .badRequestText : .serverErrorText)
    }
}
