import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Pages about grouping")
struct GroupingPagesTests {
    static let all = Language.allCases.flatMap { language in
        GroupingSamples.pages(language).map { ("\($0.name), \(language)", $0.html) }
    }

    @Test("are well-formed, with nothing a content security policy would refuse")
    func wellFormed() {
        for (name, html) in Self.all {
            let tags = Tags(html)
            #expect(tags.complaints == [], "\(name)")
            #expect(tags.strangeScripts.isEmpty && tags.named("style").isEmpty, "\(name)")
        }
    }

    @Test("have landmarks, one h1, captions, scopes, labels and ids that exist")
    func accessible() {
        for (name, html) in Self.all {
            let tags = Tags(html)
            #expect(tags.named("h1").count == 1, "\(name)")
            #expect(tags.named("table").count == tags.named("caption").count, "\(name)")
            #expect(tags.named("th").allSatisfy { $0.attributes["scope"] != nil }, "\(name)")
            #expect(tags.named("nav").allSatisfy { $0.attributes["aria-label"]?.isEmpty == false }, "\(name)")
            let ids = tags.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(name)")
            for target in tags.elements.compactMap({ $0.attributes["aria-describedby"] ?? $0.attributes["for"] }) {
                #expect(ids.contains(target), "\(name): \(target)")
            }
            let labels = Set(tags.named("label").compactMap { $0.attributes["for"] })
            for field in tags.elements.filter({ ["input", "textarea", "select"].contains($0.name) })
            where field.attributes["type"] != "hidden" {
                let isLabelled =
                    field.attributes["aria-label"] != nil || labels.contains(field.attributes["id"] ?? "-")
                #expect(isLabelled, "\(name): \(field)")
            }
        }
    }

    @Test("prove in every form that posts that it is ours, and have a button in every form")
    func forms() {
        for (name, html) in Self.all {
            let tags = Tags(html)
            let posts = tags.named("form").filter { $0.attributes["method"] == "post" }.count
            #expect(posts == tags.named("input").filter { $0.attributes["name"] == FieldName.csrf }.count, "\(name)")
            for form in html.description.split(separator: "<form").dropFirst() {
                let body = form.prefix(upTo: form.firstRange(of: "</form>")?.lowerBound ?? form.endIndex)
                #expect(body.contains("<button") || body.contains("type=\"search\""), "\(name)")
            }
        }
    }

    @Test("say in Korean what they say in English")
    func languages() {
        for ((name, english), (_, korean)) in zip(GroupingSamples.pages(.english), GroupingSamples.pages(.korean)) {
            #expect(english != korean, "\(name)")
            #expect(Tags(english).elements.map(\.name) == Tags(korean).elements.map(\.name), "\(name)")
        }
    }

    @Test("look as reviewed", arguments: Language.allCases)
    func snapshots(language: Language) throws {
        let code = language.rawValue
        try expectSnapshot(
            groupingPage(GroupingSamples.grouping(language, comparison: GroupingSamples.comparison)),
            named: "grouping-\(code)")
        try expectSnapshot(mergedPage(GroupingSamples.merged(language)), named: "merged-\(code)")
        try expectSnapshot(
            groupingRulesPage(
                GroupingSamples.rules(language) {
                    ($0.draft, $0.problems) = (GroupingSamples.draft, GroupingSamples.problems)
                    $0.preview = GroupingSamples.preview
                    ($0.shown, $0.before) = (GroupingSamples.revisions[0], GroupingSamples.revisions[1])
                }), named: "grouping-rules-\(code)")
        try expectSnapshot(regroupPage(GroupingSamples.regroup(language)), named: "regroup-\(code)")
        try expectSnapshot(
            regroupJobPage(GroupingSamples.jobModel(GroupingSamples.job(.running), language)),
            named: "regroup-job-\(code)")
    }
}

@Suite("Hostile text about grouping")
struct HostileGroupingTests {
    private let evil = HostileEventTests.payload

    private func expectInert(_ html: HTML) {
        let text = html.description
        #expect(Tags(html).complaints == [])
        #expect(Tags(html).strangeScripts.isEmpty && !text.contains("<script>") && !text.contains("<img"))
        #expect(!text.contains("\u{0}") && !text.contains("\u{1B}") && !text.contains("\u{7}"))
        #expect(!Tags(html).elements.contains { $0.attributes["href"]?.hasPrefix("javascript") == true })
    }

    @Test("is inert in explanations and comparisons, and stays of a bearable size")
    func explanation() {
        let long = evil + String(repeating: "A<b>\u{202E}", count: 20_000)
        let part = EventExplanation.Part(tag: evil, text: long)
        let frame = EventExplanation.Frame(
            function: long, place: long, isInApp: true, inAppRule: EventExplanation.Rule(text: long),
            reason: .rule(EventExplanation.Rule(text: evil)))
        func explanation(_ id: EventID, _ hash: String) -> EventExplanation {
            EventExplanation(
                eventID: id, configuration: evil, kind: .hybrid, fingerprint: [long], clientFingerprint: [evil],
                matchedRule: EventExplanation.Rule(text: evil),
                variants: [
                    .init(
                        name: .app, hash: hash,
                        parts: Array(repeating: part, count: 40) + [.init(tag: "fp", text: hash)])
                ],
                stacks: [.init(path: evil, name: evil, frames: Array(repeating: frame, count: 3_000))],
                texts: [.init(pieces: [.kept(evil), .replaced(evil, by: evil)])])
        }
        let issue = Samples.issue(3, evil, long, culprit: long)
        let name = GroupingPreview.IssueName(id: issue.id, shortID: evil, title: long)
        let html = groupingPage(
            GroupingSamples.grouping(
                explanation: explanation(GroupingSamples.event, "a"),
                comparison: EventComparison(
                    other: explanation(GroupingSamples.otherEvent, "b"), otherIssue: name, isSameIssue: true,
                    difference: .part(evil, long, evil)),
                compareText: long, isUnknownEvent: true, issue: issue))
        expectInert(html)
        #expect(html.bytes.count < 8_000_000)
    }

    @Test("is inert in rules, previews, jobs and hashes")
    func rules() {
        let part = GroupingPreview.Part(
            title: evil, events: -1, example: GroupingSamples.event, exampleIssue: IssueID(rawValue: -1))
        let name = GroupingPreview.IssueName(id: IssueID(rawValue: 0), shortID: evil, title: evil)
        let preview = GroupingPreview(
            days: .max, events: .max, moved: .min, issuesBefore: .max, issuesAfter: .min,
            splits: [.init(issue: name, parts: [part], partsTotal: .min)],
            merges: [.init(issues: [(name, .max)], issuesTotal: .max, result: part)], mergesTotal: .max)
        let rules = GroupingRules(revision: .max, stackRules: "</textarea>" + evil, fingerprintRules: evil, note: evil)
        expectInert(
            groupingRulesPage(
                GroupingSamples.rules {
                    ($0.current, $0.history, $0.shown, $0.preview) = (rules, [rules], rules, preview)
                    $0.problems = [RulesProblem(.stackRules, line: .max, column: .min, text: evil, .missingColon)]
                    $0.userNames = [UserID(rawValue: 1): evil]
                }))
        var job = GroupingSamples.job(.failed, read: .max, moved: .min)
        (job.problem, job.eventsTotal, job.issuesOpened) = (evil, .max, .min)
        expectInert(regroupJobPage(GroupingSamples.jobModel(job)))
        expectInert(regroupPage(GroupingSamples.regroup(dryRun: preview, jobs: [job])))
        var hash = GroupingSamples.hash("a", events: .max, from: .min)
        (hash.hash, hash.configuration) = (evil, evil)
        expectInert(mergedPage(GroupingSamples.merged(hashes: [hash, hash])))
    }
}
