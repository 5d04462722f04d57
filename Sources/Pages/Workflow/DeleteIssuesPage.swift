import Markup
import Storage

/// Asks whether issues are really to be deleted.
public struct DeleteIssuesModel: Sendable {
    public var frame: FrameModel
    var issues: [IssueID]
    /// What the first of them are called.
    var titles: [String]
    /// The list whose matches are to go, in place of `issues`.
    var matching: String?
    var count: Int
    var back: String

    /// `back` is where to go when they are kept, and afterwards.
    public init(
        frame: FrameModel, issues: [IssueID], titles: [String], matching: String?, count: Int, back: String
    ) {
        (self.frame, self.issues, self.titles) = (frame, issues, titles)
        (self.matching, self.count, self.back) = (matching, count, back)
    }

    /// How many titles are worth reading.
    public static let titlesMax = 10
}

/// The last page before issues go for good.
public func deleteIssuesPage(_ model: DeleteIssuesModel) -> HTML {
    let say = model.frame.language
    let title = say(.workflow(.deleteTitle(model.count)))
    let list = model.titles.prefix(DeleteIssuesModel.titlesMax).html {
        "<li>\(foreign($0.clipped(to: PageLimits.rowTitleMax)))</li>"
    }
    let matching: HTML? = model.matching.map { hidden(FieldName.all, $0) }
    let issues = model.matching == nil ? model.issues.html { hidden(FieldName.issue, String($0.rawValue)) } : HTML()
    return framePage(
        model.frame, title: title, section: .issues, isNarrow: true,
        content: """
            <section class="card"><h1>\(title)</h1>
            <ul>\(list)</ul>
            <p>\(say(.workflow(.deleteText(model.count))))</p>
            <form method="post" action="\(Link.deleteIssues.path)" class="actions">\(csrfField(model.frame.csrf))\
            \(hidden(FieldName.next, model.back))\(hidden(FieldName.confirmed, "1"))\(matching)\(issues)\
            <button class="danger">\(say(.workflow(.deleteNow)))</button>\
            <a class="button" href="\(model.back)">\(say(.workflow(.cancel)))</a></form></section>
            """)
}
