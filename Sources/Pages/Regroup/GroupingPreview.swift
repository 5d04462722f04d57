import SentryProtocol
import Storage

/// What other rules would make of stored events: the answer to a preview and to a dry run.
public struct GroupingPreview: Sendable {
    /// How far back was looked.
    public var days: Int
    /// Events that were grouped again.
    public var events: Int
    /// There were more in the period; only the newest were looked at.
    public var isCut: Bool
    /// Events that would be in another issue.
    public var moved: Int
    /// Issues that these events are in, and how many they would be in.
    public var issuesBefore: Int
    public var issuesAfter: Int
    /// Issues that would fall apart, the largest first, and how many there are in all.
    public var splits: [Split]
    public var splitsTotal: Int
    /// Issues that would become one, and how many such cases there are in all.
    public var merges: [Joint]
    public var mergesTotal: Int
    /// Issues of which another would take the place, and how many there are in all.
    public var replaced: [Joint] = []
    public var replacedTotal = 0
    /// Issues that would be opened, and that would be left without any of these events.
    public var opened = 0
    public var emptied = 0
    /// Events that would stay in their issue under another title.
    public var retitled = 0
    /// There were so many issues that some moves were counted without being listed.
    public var isAbridged = false

    public init(
        days: Int, events: Int, isCut: Bool = false, moved: Int, issuesBefore: Int, issuesAfter: Int,
        splits: [Split] = [], splitsTotal: Int? = nil, merges: [Joint] = [], mergesTotal: Int? = nil
    ) {
        (self.days, self.events, self.isCut, self.moved) = (days, events, isCut, moved)
        (self.issuesBefore, self.issuesAfter) = (issuesBefore, issuesAfter)
        (self.splits, self.splitsTotal) = (splits, splitsTotal ?? splits.count)
        (self.merges, self.mergesTotal) = (merges, mergesTotal ?? merges.count)
    }

    /// An issue that exists, by its names.
    public struct IssueName: Sendable, Equatable {
        public var id: IssueID
        public var shortID: String
        public var title: String
        public init(id: IssueID, shortID: String, title: String) {
            (self.id, self.shortID, self.title) = (id, shortID, title)
        }
        public init(_ issue: IssueSummary) {
            self.init(id: issue.id, shortID: issue.shortID.description, title: issue.title)
        }
    }

    /// Events that would be together.
    public struct Part: Sendable {
        /// What they would be called.
        public var title: String
        public var events: Int
        /// One of them, and the issue that it is in now.
        public var example: EventID
        public var exampleIssue: IssueID
        public init(title: String, events: Int, example: EventID, exampleIssue: IssueID) {
            (self.title, self.events, self.example, self.exampleIssue) = (title, events, example, exampleIssue)
        }
    }

    /// One issue that would become several.
    public struct Split: Sendable {
        public var issue: IssueName
        /// The largest first.
        public var parts: [Part]
        /// How many there are in all.
        public var partsTotal: Int
        public init(issue: IssueName, parts: [Part], partsTotal: Int? = nil) {
            (self.issue, self.parts, self.partsTotal) = (issue, parts, partsTotal ?? parts.count)
        }
    }

    /// Several issues of which one would be made.
    public struct Joint: Sendable {
        /// Each with how many of its events would be in it; the largest first.
        public var issues: [(issue: IssueName, events: Int)]
        public var issuesTotal: Int
        public var result: Part
        public init(issues: [(issue: IssueName, events: Int)], issuesTotal: Int? = nil, result: Part) {
            (self.issues, self.issuesTotal, self.result) = (issues, issuesTotal ?? issues.count, result)
        }
    }
}

/// A preview as finished text.
struct GroupingPreviewModel: Sendable {
    var summary: [String]
    var splits: [Case]
    var merges: [Case]
    var replaced: [Case]
    var moreSplits: Int
    var moreMerges: Int
    var moreReplaced: Int

    /// What is on the left of the arrow, and what on the right.
    struct Case: Sendable {
        var before: [Entry]
        var after: [Entry]
        var moreBefore: Int
        var moreAfter: Int
    }

    /// An issue or a part of one.
    struct Entry: Sendable {
        var id: String?
        var title: String
        var link: Link
        var events: String?
    }

    init(_ preview: GroupingPreview, _ say: Language) {
        summary = [say(.rules(.lookedAt(events: preview.events, days: preview.days, isCut: preview.isCut)))]
        if preview.events > 0 {
            summary.append(
                preview.moved == 0
                    ? say(.rules(.nothingMoves))
                    : say(
                        .rules(
                            .moves(events: preview.moved, before: preview.issuesBefore, after: preview.issuesAfter))))
        }
        if preview.opened > 0 || preview.emptied > 0 {
            summary.append(say(.rules(.opensAndEmpties(opened: preview.opened, emptied: preview.emptied))))
        }
        if preview.retitled > 0 { summary.append(say(.rules(.retitles(events: preview.retitled)))) }
        if preview.isAbridged { summary.append(say(.rules(.abridged))) }
        splits = preview.splits.map { split in
            Case(
                before: [Entry(split.issue, events: nil, say)], after: split.parts.map { Entry($0, say) },
                moreBefore: 0, moreAfter: max(split.partsTotal, split.parts.count) - split.parts.count)
        }
        merges = preview.merges.map { Case($0, say) }
        replaced = preview.replaced.map { Case($0, say) }
        moreSplits = max(preview.splitsTotal, preview.splits.count) - preview.splits.count
        moreMerges = max(preview.mergesTotal, preview.merges.count) - preview.merges.count
        moreReplaced = max(preview.replacedTotal, preview.replaced.count) - preview.replaced.count
    }
}

extension GroupingPreviewModel.Case {
    fileprivate init(_ joint: GroupingPreview.Joint, _ say: Language) {
        before = joint.issues.map { GroupingPreviewModel.Entry($0.issue, events: $0.events, say) }
        after = [GroupingPreviewModel.Entry(joint.result, say)]
        moreBefore = max(joint.issuesTotal, joint.issues.count) - joint.issues.count
        moreAfter = 0
    }
}

extension GroupingPreviewModel.Entry {
    fileprivate init(_ issue: GroupingPreview.IssueName, events: Int?, _ say: Language) {
        id = issue.shortID
        title = issue.title.firstLine.clipped(to: PageLimits.rowTitleMax)
        link = .issue(issue.id)
        self.events = events.map { say(.eventCount($0)) }
    }

    fileprivate init(_ part: GroupingPreview.Part, _ say: Language) {
        id = nil
        title = part.title.firstLine.clipped(to: PageLimits.rowTitleMax)
        link = .event(part.exampleIssue, .id(part.example), EventViewState())
        events = say(.eventCount(part.events))
    }
}
