import Markup
import SentryProtocol
import Storage

/// An issue that is much like another one.
public struct SimilarIssue: Sendable {
    public var issue: IssueSummary
    public var likeness: Likeness
    public init(issue: IssueSummary, likeness: Likeness) { (self.issue, self.likeness) = (issue, likeness) }

    /// What two issues have in common.
    public enum Likeness: Sendable, Equatable {
        case inAppFrames(shared: Int, of: Int)
        case sameTypeAndFunction
    }
}

/// A similar issue as finished text.
struct SimilarIssueModel: Sendable {
    var id: IssueID
    var shortID: String
    var title: String
    var likeness: String
    var events: String

    init(_ similar: SimilarIssue, _ say: Language) {
        id = similar.issue.id
        shortID = similar.issue.shortID.description
        title = similar.issue.title.firstLine.clipped(to: PageLimits.rowTitleMax)
        likeness =
            switch similar.likeness {
            case .inAppFrames(let shared, let all): say(.merging(.sharedFrames(shared: shared, of: all)))
            case .sameTypeAndFunction: say(.merging(.sameTypeAndFunction))
            }
        events = say(.eventCount(similar.issue.timesSeen))
    }
}

/// A list of similar issues, each with a button that brings it into `issue`; a way to look for them when there is no
/// list yet.
func similarIssues(_ list: [SimilarIssueModel]?, to issue: IssueID, _ frame: FrameModel) -> HTML? {
    let say = frame.language
    guard let list else {
        return """
            <section><h2>\(say(.merging(.similar)))</h2>\
            <p><a href="\(Link.similar(issue).path)">\(say(.merging(.findSimilar)))</a></p></section>
            """
    }
    guard !list.isEmpty else { return nil }
    let rows = list.html { similar in
        """
        <li><a href="\(Link.issue(similar.id).path)">\(foreign(similar.title))</a>\
        <p class="muted"><span class="id">\(similar.shortID)</span> · \(similar.events) · \(similar.likeness)</p>\
        <form method="post" action="\(Link.issueActions.path)">\(csrfField(frame.csrf))\
        \(hidden(FieldName.next, Link.issue(issue).path))\(hidden(FieldName.target, String(issue.rawValue)))\
        \(hidden(FieldName.issue, String(issue.rawValue)))\(hidden(FieldName.issue, String(similar.id.rawValue)))\
        <button name="\(FieldName.action)" value="\(MergeAction.merge.rawValue)" \
        title="\(say(.merging(.mergeIntoThis(similar.shortID))))">\(say(.merging(.merge)))</button></form></li>
        """
    }
    return """
        <section><h2>\(say(.merging(.similar)))</h2><p class="muted">\(say(.merging(.similarText)))</p>\
        <ul class="similar">\(rows)</ul></section>
        """
}
