import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Two events beside each other")
struct ComparedPartsTests {
    private func explain(_ parts: [(String, String)]) -> EventExplanation {
        EventExplanation(
            eventID: GroupingSamples.event, configuration: "culprit-1", kind: .exception,
            variants: [.init(name: .app, hash: "", parts: parts.map { .init(tag: $0, text: $1) })])
    }

    @Test("have equal parts in one line, and unequal ones of one kind too")
    func rows() {
        let one = explain([("type", "A"), ("frame", "a"), ("frame", "b"), ("value", "v")])
        let rows = ComparedParts(one, explain([("type", "A"), ("frame", "x"), ("frame", "b")])).rows
        #expect(rows.map { $0.one?.text } == ["A", "a", "b", "v"])
        #expect(rows.map { $0.other?.text } == ["A", "x", "b", nil])
        let shifted = ComparedParts(one, explain([("type", "A"), ("frame", "b"), ("value", "w")])).rows
        #expect(shifted.map { $0.other?.text } == ["A", nil, "b", "w"])
        #expect(ComparedParts(one, explain([])).rows.allSatisfy { $0.other == nil })
    }

    @Test("say why they are where they are all the same")
    func notes() {
        func note(_ difference: EventComparison.Difference, isSameIssue: Bool) -> String? {
            let comparison = EventComparison(
                other: GroupingSamples.explanation(), otherIssue: GroupingSamples.otherIssue, isSameIssue: isSameIssue,
                difference: difference)
            return GroupingSamples.grouping(comparison: comparison).comparison?.note
        }
        #expect(note(.same(hash: "a"), isSameIssue: true) == nil)
        #expect(note(.text(.caller, "a", "b"), isSameIssue: false) == nil)
        #expect(note(.same(hash: "a"), isSameIssue: false)?.contains("different issues") == true)
        #expect(note(.text(.caller, "a", "b"), isSameIssue: true)?.contains("one issue") == true)
    }

    @Test("have a sentence for every difference, in both languages", arguments: Language.allCases)
    func sentences(language: Language) {
        var differences: [EventComparison.Difference] = [
            .same(hash: "h"), .configuration("a", "b"), .kind(.exception, .message), .variant(.app, .system),
            .variant(.system, .app), .exceptionCount(1, 2), .part("uri", nil, "x"),
        ]
        differences += EventComparison.TextKind.allCases.map { .text($0, "one", nil) }
        let sentences = Set(differences.map { language(.grouping(.difference($0))) })
        #expect(sentences.count == differences.count)
    }
}

@Suite("Differences between revisions")
struct LineDiffTests {
    @Test("are lines that went and lines that came, with a little around them")
    func lines() {
        let old = (1...9).map { "line \($0)" }.joined(separator: "\n")
        let new = old.replacingLine("line 5", with: "new")
        #expect(
            LineDiff(from: old, to: new).lines == [
                .skipped(2), .kept("line 3"), .kept("line 4"), .removed("line 5"), .added("new"), .kept("line 6"),
                .kept("line 7"), .skipped(2),
            ])
        #expect(LineDiff(from: old, to: old + "\n").isEmpty)
        #expect(LineDiff(from: "", to: "a\nb\n").lines == [.added("a"), .added("b")])
        #expect(LineDiff(from: "a\n", to: "").lines == [.removed("a")])
        #expect(LineDiff(from: "a\nb\nc", to: "b\nc\na").lines == [.removed("a"), .kept("b"), .kept("c"), .added("a")])
    }

    @Test("of long texts take bounded work")
    func long() {
        let old = (1...8_000).map { "a\($0)" }.joined(separator: "\n")
        let new = (1...8_000).map { "b\($0)" }.joined(separator: "\n")
        #expect(LineDiff(from: old, to: new).lines.count == 16_000)
    }
}

extension String {
    fileprivate func replacingLine(_ line: String, with other: String) -> String {
        split(separator: "\n").map { $0 == line ? other : String($0) }.joined(separator: "\n")
    }
}

@Suite("Notices about merging")
struct MergeNoticeTests {
    static let notices: [Notice] =
        [
            .merged(into: IssueID(rawValue: 7), others: 2, merge: 31),
            .takenOut(of: IssueID(rawValue: 7), [IssueID(rawValue: 9)]),
            .takenOut(of: IssueID(rawValue: 7), [], forgotten: 3),
            .takenOut(of: IssueID(rawValue: 7), (1...100).map { IssueID(rawValue: $0) }, forgotten: 1), .rulesSaved(12),
        ] + MergeRefusal.allCases.map { .mergeRefused($0) } + RegroupNotice.allCases.map { .regroup($0) }

    @Test("survive the address", arguments: notices)
    func roundTrip(notice: Notice) {
        #expect(Notice(parameter: notice.parameter) == notice)
    }

    @Test(
        "are none when the address was made up",
        arguments: [
            "merged:", "merged:1", "merged:x.y", "taken-out:5", "merge-refused:", "rules:x", "regroup:now", "x:1",
        ])
    func nonsense(parameter: String) { #expect(Notice(parameter: parameter) == nil) }

    @Test("offer the way back")
    func undo() {
        let merged = issueListPage(Samples.list(notice: Self.notices[0])).description
        #expect(merged.contains("value=\"undo-merge\""))
        #expect(merged.contains("name=\"target\" value=\"7\""))
        #expect(merged.contains("name=\"merge\" value=\"31\"") && merged.contains("3 issues are one now"))
        let apart = issueListPage(Samples.list(notice: Self.notices[1])).description
        #expect(apart.contains("name=\"target\" value=\"7\"") && apart.contains("value=\"merge\" class=\"quiet\""))
        let refused = issueListPage(Samples.list(notice: .mergeRefused(.busy))).description
        #expect(!refused.contains("class=\"quiet\">Undo"))
        let forgotten = issueListPage(Samples.list(notice: Self.notices[2])).description
        #expect(forgotten.contains("3 hashes are forgotten") && !forgotten.contains("class=\"quiet\">Undo"))
    }

    @Test("a merge offers a rule for what is like it")
    func rule() {
        let merged = issueListPage(Samples.list(notice: Self.notices[0])).description
        #expect(merged.contains("<a href=\"/issues/7/rule/\">Propose a rule"))
        let apart = issueListPage(Samples.list(notice: Self.notices[1])).description
        #expect(!apart.contains("/rule/"))
    }
}

@Suite("What people may do about grouping")
struct GroupingActionsTests {
    @Test("an issue with one hash offers nothing to take out")
    func oneHash() {
        let one = mergedPage(GroupingSamples.merged(hashes: [GroupingSamples.hash("a", events: 1)])).description
        #expect(!one.contains("value=\"unmerge\"") && !one.contains("type=\"checkbox\""))
        let three = mergedPage(GroupingSamples.merged()).description
        #expect(three.contains("value=\"unmerge\"") && three.contains("came from #3"))
    }

    @Test("a page says when events are still on their way, and among how many was counted")
    func moving() {
        var data = MergedData(
            issue: Samples.issues[1], project: Samples.projects[1],
            hashes: [GroupingSamples.hash("a", events: 1), GroupingSamples.hash("b", events: 0)])
        (data.isMoving, data.issue.timesSeen) = (true, IssueHash.eventsMax + 1)
        let page = mergedPage(MergedModel(frame: Samples.frame(), data: data, now: Samples.now)).description
        #expect(page.contains("still being moved") && page.contains("among the newest 20,000"))
        #expect(page.contains("none of the newest 20,000"))
        (data.isMoving, data.issue.timesSeen) = (false, 20)
        let quiet = mergedPage(MergedModel(frame: Samples.frame(), data: data, now: Samples.now)).description
        #expect(!quiet.contains("being moved") && !quiet.contains("among the newest"))
    }

    @Test("a proposed rule stands in the form with the issue that it is for")
    func proposal() {
        var draft = RulesDraft(revision: 2, stackRules: "", fingerprintRules: "type:A -> merged-shop-7\n", note: "SHOP-7")
        draft.issue = IssueID(rawValue: 7)
        let page = groupingRulesPage(
            GroupingSamples.rules { ($0.draft, $0.offer) = (draft, RuleOffer(issue: "SHOP-7", isFound: true)) }
        ).description
        #expect(page.contains("name=\"issue\" value=\"7\"") && page.contains("merged into SHOP-7"))
        let none = groupingRulesPage(GroupingSamples.rules { $0.offer = RuleOffer(issue: "SHOP-7", isFound: false) })
        #expect(none.description.contains("nothing in common") && !none.description.contains("name=\"issue\""))
    }

    @Test("a job can be cancelled while it runs and reverted afterwards, when something was moved")
    func jobs() {
        func actions(_ job: RegroupJob) -> [RegroupAction] { GroupingSamples.jobModel(job).actions }
        #expect(actions(GroupingSamples.job(.running)) == [.cancel])
        for state: RegroupJob.State in [.done, .failed, .cancelled] {
            #expect(actions(GroupingSamples.job(state)) == [.revert])
            #expect(actions(GroupingSamples.job(state, moved: 0)) == [])
        }
        for state: RegroupJob.State in [.reverting, .reverted] { #expect(actions(GroupingSamples.job(state)) == []) }
        #expect(GroupingSamples.jobModel(GroupingSamples.job(.running)).refreshSeconds == 3)
        #expect(GroupingSamples.jobModel(GroupingSamples.job(.done)).refreshSeconds == nil)
    }

    @Test("nothing can be started while another job is at work, nor by those who may not")
    func start() {
        func offers(_ model: RegroupModel) -> Bool { regroupPage(model).description.contains("value=\"start\"") }
        #expect(offers(GroupingSamples.regroup()))
        #expect(!offers(GroupingSamples.regroup(dryRun: nil)))
        #expect(!offers(GroupingSamples.regroup(jobs: [GroupingSamples.job(.running)])))
        #expect(!offers(GroupingSamples.regroup(canChange: false)))
    }

    @Test("what was typed stays when it has problems, with plain line ends")
    func draft() {
        let page = groupingRulesPage(
            GroupingSamples.rules { ($0.draft, $0.problems) = (GroupingSamples.draft, GroupingSamples.problems) }
        ).description
        #expect(page.contains(">\nstack.function:x +ap\n\nnonsense</textarea>"))
        #expect(page.contains("Line 1, column 18: There is no action of this name. “+ap”"))
        #expect(page.contains("Line 3, column 1"))
    }

    @Test("a draft that does not fit is refused before it is read")
    func size() {
        let long = String(repeating: "a", count: GroupingRules.textBytesMax + 1)
        let draft = RulesDraft(revision: 0, stackRules: long, fingerprintRules: "", note: long)
        #expect(draft.sizeProblems.map(\.place) == [.stackRules, .note])
    }

    @Test("similar issues come with one click to merge them in")
    func similar() {
        let data = IssueData(
            issue: Samples.issues[1], project: Samples.projects[1], event: nil, similar: GroupingSamples.similar)
        let page = issuePage(IssueModel(frame: Samples.frame(), data: data, now: Samples.now)).description
        #expect(page.contains("4 of 5 in-app frames in common"))
        #expect(page.contains("name=\"target\" value=\"2\""))
        var later = data
        later.similar = nil
        let waiting = issuePage(IssueModel(frame: Samples.frame(), data: later, now: Samples.now)).description
        #expect(waiting.contains("href=\"/issues/2/?similar=1\""))
    }

    @Test("what a merge or its undoing brought together stands in the history by number")
    func activities() {
        func texts(_ type: String, _ data: String) -> [String?] {
            let activity = Activity(
                id: 1, issueID: IssueID(rawValue: 2), type: type, userID: nil, createdAt: Samples.now, data: data)
            let data = IssueData(
                issue: Samples.issues[1], project: Samples.projects[1], event: nil, activities: [activity])
            return IssueModel(frame: Samples.frame(), data: data, now: Samples.now).activities.map(\.text)
        }
        #expect(texts("merge", #"{"issues":[{"id":"102"},{"id":103},7]}"#) == ["#102, #103"])
        #expect(texts("unmerge_source", #"{"destination_id":"9","fingerprints":["a"]}"#) == ["#9"])
        #expect(texts("merge", "{") == [nil])
    }
}

@Suite("Grouping as JSON")
struct GroupingJSONTests {
    @Test("says what the page says")
    func json() throws {
        let data = GroupingData(
            issue: Samples.issues[1], project: Samples.projects[1], explanation: GroupingSamples.explanation(),
            comparison: GroupingSamples.comparison)
        let root = try JSONDocument(parsing: data.json).root
        let event = try #require(root["event"])
        #expect(event["kind"]?.string == "exception")
        let variants = event["variants"]?.elements.map { $0["hash"]?.string }
        #expect(variants == [GroupingSamples.appHash, GroupingSamples.systemHash])
        let frames = event["stacks"]?.elements.first { _ in true }?["frames"]?.elements.map { $0["reason"]?.string }
        #expect(frames == ["library", nil, nil, "rule", "nothing_known"])
        let difference = try #require(root["comparison"]?["firstDifference"])
        #expect(difference["what"]?.string == "caller")
        #expect(difference["one"]?.string == "shop.orders.views save_order")
        #expect(difference["other"]?.string == "shop.orders.views cancel_order")
    }

    @Test("is null where no event is stored")
    func empty() throws {
        let data = GroupingData(issue: Samples.issues[1], project: Samples.projects[1], explanation: nil)
        let root = try JSONDocument(parsing: data.json).root
        #expect(root["event"]?.isNull == true && root["comparison"]?.isNull == true)
    }
}
