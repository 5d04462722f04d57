import Markup
import SentryProtocol
import Storage

/// `/go/`: from an id that somebody has to the page about it.
public struct JumpModel: Sendable {
    public var frame: FrameModel
    /// What was asked for and not found; empty when nothing was.
    public var text: String

    /// Longer texts are no ids.
    public static let textMax = ReleaseLimits.versionBytesMax

    public init(frame: FrameModel, text: String = "") {
        (self.frame, self.text) = (frame, text.clipped(to: Self.textMax))
    }
}

/// A field for an id. Script shows it as a dialog with the pages that were open last.
public func jumpPage(_ model: JumpModel) -> HTML {
    let say = model.frame.language
    let search = Link.issues(IssueListState(query: model.text, period: .all))
    let problem: HTML = """
        <p class="problem" role="alert" id="jump-problem">\(say(.jump(.notFound))) \(foreign(model.text)). \
        <a href="\(search.path)">\(say(.help(.searchInstead)))</a></p>
        """
    let isMissing = !model.text.isEmpty
    return framePage(
        model.frame, title: say(.jump(.title)), section: .none,
        content: """
            <div class="jump" id="go" data-recent="\(say(.jump(.recent)))"><h1>\(say(.jump(.title)))</h1>
            \(when(isMissing, problem))\
            <form action="\(Link.jump().path)" class="form"><label for="go-text">\(say(.jump(.field)))</label>\
            <input id="go-text" type="search" name="\(FieldName.jump)" value="\(model.text)" maxlength="\(JumpModel.textMax)" \
            autocomplete="off" autocapitalize="off" spellcheck="false" required\
            \(when(isMissing, " aria-invalid=\"true\" aria-describedby=\"jump-problem\""))>\
            <small class="muted">\(say(.jump(.hint)))</small><button class="primary">\(say(.jump(.go)))</button></form></div>
            """)
}
