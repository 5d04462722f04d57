import Markup
import SentryProtocol
import Storage

/// What stands on top of the pages about one issue.
struct IssueHeadModel: Sendable {
    var id: IssueID
    var shortID: String
    var projectName: String
    var projectSlug: String
    var titleHead: String
    var titleRest: String
    var level: Level
    var culprit: String

    init(_ issue: IssueSummary, in project: Project) {
        id = issue.id
        shortID = issue.shortID.description
        (projectName, projectSlug) = (project.name, project.slug)
        (titleHead, titleRest) = issue.titleParts(limit: PageLimits.titleMax)
        level = issue.level
        culprit = issue.culprit.clipped(to: PageLimits.titleMax)
    }
}

/// The pages about one issue.
enum IssueView: Sendable, CaseIterable {
    case details, activity, events, tags, grouping, merged

    fileprivate func link(_ issue: IssueID) -> Link {
        switch self {
        case .details: .issue(issue)
        case .events: .events(issue, EventListState())
        case .activity: .activity(issue)
        case .tags: .tags(issue)
        case .grouping: .grouping(issue, event: nil, with: nil)
        case .merged: .merged(issue)
        }
    }

    fileprivate var phrase: Phrase {
        switch self {
        case .details: .merging(.details)
        case .events: .eventPage(.allEvents)
        case .activity: .activity
        case .tags: .tags
        case .grouping: .merging(.grouping)
        case .merged: .merging(.merged)
        }
    }
}

/// Says that the numbers of an issue are about to change.
func movingNote(_ say: Language) -> HTML { "<p class=\"muted\" role=\"status\">\(say(.merging(.stillMoving)))</p>\n" }

/// Links between the pages about one issue.
func issueViews(_ issue: IssueID, current: IssueView, _ say: Language) -> HTML {
    let links = IssueView.allCases.html { view in
        let isCurrent: HTML = when(view == current, " aria-current=\"page\"")
        return "<li><a href=\"\(view.link(issue).path)\"\(isCurrent)>\(say(view.phrase))</a></li>"
    }
    return "<nav class=\"tabs views\" aria-label=\"\(say(.merging(.issueViews)))\"><ul>\(links)</ul></nav>"
}

/// The issue in short, and the links between its pages.
func issueHead(_ model: IssueHeadModel, current: IssueView, _ say: Language) -> HTML {
    let list = Link.issues(IssueListState(project: model.projectSlug))
    let value: HTML? =
        model.titleRest.isEmpty
        ? nil : "<span class=\"hidden\">: </span><span>\(foreign(model.titleRest))</span>"
    let culprit: HTML? = model.culprit.isEmpty ? nil : "<bdi class=\"culprit\">\(model.culprit)</bdi>"
    return """
        <div class="issue-head"><div>
        <p class="trail"><a href="\(list.path)">\(foreign(model.projectName))</a> \
        <a class="id" href="\(Link.issue(model.id).path)">\(model.shortID)</a></p>
        <h1>\(foreign(model.titleHead))\(value)</h1>
        <p class="under">\(levelMark(model.level, say)) \(culprit)</p></div></div>
        \(issueViews(model.id, current: current, say))
        """
}
