import Markup
import SentryProtocol
import Storage

/// `/projects/<slug>/connect/`: from nothing to the first event.
public struct ConnectModel: Sendable {
    public var frame: FrameModel
    var name: String
    var slug: String
    var dsn: DSN?
    var firstEvent: TimeLabel?

    /// `dsn` is that of an active key; nil when there is none.
    public init(frame: FrameModel, project: Project, dsn: DSN?, now: Timestamp) {
        self.frame = frame
        self.frame.selectedProject = project.slug
        (name, slug, self.dsn) = (project.name, project.slug, dsn)
        firstEvent = project.firstEventAt.map { Clock(now: now, language: frame.language).label($0) }
    }
}

/// The DSN, and a few lines for each platform with the DSN already in them.
public func connectPage(_ model: ConnectModel) -> HTML {
    let say = model.frame.language
    let body: HTML =
        if let dsn = model.dsn {
            """
            <section><h2>\(say(.dsn))</h2><p class="muted">\(say(.dsnText))</p>\
            <p>\(dsnField(dsn.description, say(.dsn)))</p></section>
            \(snippets(dsn, say))
            """
        } else {
            "<p class=\"problem\">\(say(.noKey))</p>"
        }
    let title = say(.connectTo(model.name))
    return framePage(
        model.frame, title: title, section: .projects,
        content: "<div class=\"head\"><h1>\(foreign(title))</h1></div>\n\(arrival(model))\n\(body)")
}

/// Whether anything has come in yet; the button asks again.
private func arrival(_ model: ConnectModel) -> HTML {
    let say = model.frame.language
    if let firstEvent = model.firstEvent {
        let issues = Link.issues(IssueListState(project: model.slug))
        return """
            <div class="arrival ok" role="status"><p>\(say(.receivedFirstEvent(firstEvent.text)))</p>\
            <a class="button" href="\(issues.path)">\(say(.openIssues))</a></div>
            """
    }
    return """
        <div class="arrival" role="status"><p>\(say(.waitingForFirstEvent))</p>\
        <a class="button" href="\(Link.connect(projectSlug: model.slug).path)">\(say(.checkNow))</a></div>
        """
}

private func snippets(_ dsn: DSN, _ say: Language) -> HTML {
    """
    <section><h2>\(say(.python))</h2>\(snippet(say(.install), "pip install sentry-sdk"))\
    \(snippet(say(.configureAndSend), python(dsn)))</section>
    <section><h2>\(say(.javaScript))</h2>\(snippet(say(.install), "npm install @sentry/browser"))\
    \(snippet(say(.configureAndSend), javaScript(dsn)))</section>
    <section><h2>\(say(.curl))</h2>\(snippet(say(.sendTestEvent), curl(dsn)))</section>
    """
}

private func snippet(_ title: String, _ code: String) -> HTML {
    "<h3>\(title)</h3><pre class=\"snippet\" tabindex=\"0\"><code>\(code)</code></pre>"
}

private func python(_ dsn: DSN) -> String {
    """
    import sentry_sdk

    sentry_sdk.init(dsn="\(dsn)")

    1 / 0
    """
}

private func javaScript(_ dsn: DSN) -> String {
    """
    import * as Sentry from "@sentry/browser";

    Sentry.init({ dsn: "\(dsn)" });

    setTimeout(() => { throw new Error("Hello from JavaScript"); });
    """
}

/// An envelope by hand: three lines of JSON.
private func curl(_ dsn: DSN) -> String {
    """
    printf '%s\\n' '{}' '{"type":"event"}' '{"message":"Hello from curl","level":"error"}' |
      curl --data-binary @- \\
        '\(dsn.base)/api/\(dsn.project)/envelope/?sentry_key=\(dsn.publicKey)'
    """
}
