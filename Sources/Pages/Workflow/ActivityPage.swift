import Markup
import SentryProtocol
import Storage

/// Everything that happened to an issue, as finished text.
public struct ActivityPageModel: Sendable {
    public var frame: FrameModel
    var issue: IssueHeadModel
    var entries: [Entry]

    struct Entry: Sendable {
        var id: Int64
        var line: IssueModel.ActivityModel
        /// The comment's text when the reader has written it.
        var ownComment: String?
    }

    /// How many entries one page shows.
    public static let entriesMax = 1_000
}

extension ActivityPageModel {
    /// Turns what was read into text; `data.activities` are the newest first.
    public init(frame: FrameModel, data: IssueData, reader: UserID?, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        issue = IssueHeadModel(data.issue, in: data.project)
        var activities = data.activities
        if !activities.contains(where: { $0.type == "first_seen" }) {
            // An issue begins with its first event.
            activities.append(
                Activity(
                    id: 0, issueID: data.issue.id, type: "first_seen", userID: nil, createdAt: data.issue.firstSeen,
                    data: "{}"))
        }
        entries = activities.prefix(Self.entriesMax + 1).map { activity in
            let isOwn = activity.type == "note" && activity.userID != nil && activity.userID == reader
            let text = isOwn ? IssueModel.ActivityModel.comment(activity) : nil
            return Entry(
                id: activity.id,
                line: IssueModel.ActivityModel(
                    activity, names: data.userNames, data.people.book, clock, textMax: WorkflowLimits.commentBytesMax),
                ownComment: text)
        }
    }
}

/// `/issues/<id>/activity/`: the history, and where to comment.
public func activityPage(_ model: ActivityPageModel) -> HTML {
    let say = model.frame.language
    let entries = model.entries.html { entry($0, model) }
    return framePage(
        model.frame, title: say(.workflow(.activity)) + " · " + model.issue.shortID, section: .issues,
        next: .activity(model.issue.id),
        content: """
            \(issueHead(model.issue, current: .activity, say))
            <h2 class="part-title">\(say(.workflow(.activity)))</h2>
            \(commentForm(model.issue.id, model.frame))
            <ol class="activity">\(entries)</ol>
            """)
}

private func entry(_ entry: ActivityPageModel.Entry, _ model: ActivityPageModel) -> HTML {
    let say = model.frame.language
    guard let text = entry.ownComment else { return activityLine(entry.line, say) }
    let path = Link.activity(model.issue.id).path
    let tools: HTML = """
        <details class="part"><summary>\(say(.workflow(.edit)))</summary>\
        <form method="post" action="\(path)">\(csrfField(model.frame.csrf))\
        \(hidden(FieldName.note, String(entry.id)))\
        <textarea name="\(FieldName.comment)" aria-label="\(say(.workflow(.comment)))" required \
        maxlength="\(WorkflowLimits.commentBytesMax)">\(text)</textarea>\
        <button name="\(FieldName.action)" value="\(CommentAction.change.rawValue)">\(say(.workflow(.save)))</button> \
        <button name="\(FieldName.action)" value="\(CommentAction.delete.rawValue)" class="quiet">\
        \(say(.workflow(.deleteComment)))</button></form></details>
        """
    return activityLine(entry.line, say, tools)
}

/// One line of the history.
func activityLine(_ entry: IssueModel.ActivityModel, _ say: Language, _ tools: HTML = HTML()) -> HTML {
    let who: HTML? = entry.who.map { " <span class=\"muted\">\(foreign(say(.by($0))))</span>" }
    let text: HTML? = entry.text.map { "<p class=\"said\">\(foreign($0))</p>" }
    return "<li><b>\(foreign(entry.what))</b>\(who) \(time(entry.when))\(text)\(tools)</li>"
}

/// Where somebody writes what they know.
func commentForm(_ issue: IssueID, _ frame: FrameModel) -> HTML {
    let say = frame.language
    return """
        <form method="post" action="\(Link.activity(issue).path)" class="comment">\(csrfField(frame.csrf))\
        <textarea name="\(FieldName.comment)" aria-label="\(say(.workflow(.comment)))" required \
        maxlength="\(WorkflowLimits.commentBytesMax)" placeholder="\(say(.workflow(.commentHint)))"></textarea>\
        <button name="\(FieldName.action)" value="\(CommentAction.add.rawValue)">\
        \(say(.workflow(.addComment)))</button></form>
        """
}

/// What the buttons of comments do.
public enum CommentAction: String, Sendable, CaseIterable {
    case add, change, delete
}
