import Markup
import Pages
import SentryProtocol
import Storage

/// What the pages about grouping are rendered from.
enum GroupingSamples {
    static let event = EventID(high: 0x9ec7_9c33_ec99_42ab, low: 0x8353_589f_cb2e_04dc)
    static let otherEvent = EventID(high: 0x0123_4567_89ab_cdef, low: 0x0123_4567_89ab_cdef)
    static let appHash = "ffca7eb22a38346c7f8e5aeaa81f068a"
    static let systemHash = "b154c2e0223b96ed49f8a56848bd5fc0"

    typealias Part = EventExplanation.Part
    typealias Frame = EventExplanation.Frame

    static func parts(caller: String) -> [Part] {
        [
            Part(tag: "exc", text: ""), Part(tag: "type", text: "OperationalError"),
            Part(tag: "frame", text: "shop.orders.views \(caller)"),
            Part(tag: "frame", text: "shop.orders.repository save"),
        ]
    }

    static let frames = [
        Frame(
            function: "__call__", place: "django/core/handlers/wsgi.py:124", isInApp: false,
            inAppRule: EventExplanation.Rule(text: "stack.abs_path:**/site-packages/** -app", isBuiltIn: true),
            reason: .library),
        Frame(function: "save_order", place: "shop/orders/views.py:42", isInApp: true, reason: nil),
        Frame(function: "save", place: "shop/orders/repository.py:17", isInApp: true, reason: nil),
        Frame(
            function: "retry", place: "shop/retry.py:8", isInApp: true,
            reason: .rule(EventExplanation.Rule(text: "stack.function:retry* -group"))),
        Frame(function: "", place: "", isInApp: false, reason: .nothingKnown),
    ]

    static func explanation(_ id: EventID = event, hash: String = appHash, caller: String = "save_order")
        -> EventExplanation
    {
        var explanation = plainExplanation(id, hash: hash, caller: caller)
        explanation.arrival = EventExplanation.Arrival(
            hash: "0e4a9c7d0e4a9c7d0e4a9c7d0e4a9c7d", leadsHere: false, revision: 2, hasChanged: true)
        return explanation
    }

    private static func plainExplanation(_ id: EventID, hash: String, caller: String) -> EventExplanation {
        EventExplanation(
            eventID: id, configuration: "culprit-1", kind: .exception,
            variants: [
                EventExplanation.Variant(
                    name: .app, hash: hash, parts: parts(caller: caller), since: Samples.ago(minutes: 26_000),
                    leadsHere: true),
                EventExplanation.Variant(
                    name: .system, hash: hash == appHash ? systemHash : "00000000000000000000000000000000",
                    parts: parts(caller: caller) + [Part(tag: "frame", text: "psycopg.connection connect")]),
            ],
            stacks: [
                EventExplanation.Stack(path: "exception.values[0]", name: "OperationalError", frames: frames),
                EventExplanation.Stack(
                    path: "threads.values[2]",
                    frames: [
                        Frame(function: "run", place: "threading.py:917", isInApp: false, reason: .stackIsIgnored)
                    ]),
            ],
            texts: [
                EventExplanation.Text(pieces: [
                    .kept("could not connect to "), .replaced("10.0.0.5", by: "<ip>"), .kept(":"),
                    .replaced("5432", by: "<int>"), .kept(" after "), .replaced("15s", by: "<duration>"),
                ])
            ])
    }

    static let otherIssue = GroupingPreview.IssueName(Samples.issues[2])

    static func grouping(
        _ language: Language = .english, explanation: EventExplanation? = explanation(),
        comparison: EventComparison? = nil, compareText: String = "", isUnknownEvent: Bool = false,
        issue: IssueSummary = Samples.issues[1]
    ) -> GroupingModel {
        let data = GroupingData(
            issue: issue, project: Samples.projects[1], explanation: explanation, comparison: comparison,
            compareText: compareText, isUnknownEvent: isUnknownEvent)
        return GroupingModel(frame: Samples.frame(language), data: data, now: Samples.now)
    }

    static let comparison = EventComparison(
        other: explanation(otherEvent, hash: "11111111111111111111111111111111", caller: "cancel_order"),
        otherIssue: otherIssue, isSameIssue: false,
        difference: .text(.caller, "shop.orders.views save_order", "shop.orders.views cancel_order"))

    static func hash(_ digit: String, events: Int, from: Int64? = nil) -> IssueHash {
        IssueHash(
            hash: String(repeating: digit, count: 32), issueID: IssueID(rawValue: 2), configuration: "culprit-1",
            createdAt: Samples.ago(minutes: 26_000), mergedFrom: from.map { IssueID(rawValue: $0) }, events: events,
            firstSeen: events > 0 ? Samples.ago(minutes: 20_000) : nil,
            lastSeen: events > 0 ? Samples.ago(minutes: 12) : nil, latestEvent: events > 0 ? event : nil)
    }

    static func merged(
        _ language: Language = .english,
        hashes: [IssueHash] = [hash("a", events: 12_408), hash("b", events: 77, from: 3), hash("c", events: 0)],
        notice: Notice? = nil
    ) -> MergedModel {
        MergedModel(
            frame: Samples.frame(language, notice: notice),
            data: MergedData(issue: Samples.issues[1], project: Samples.projects[1], hashes: hashes), now: Samples.now)
    }

    /// With everything that a preview can say.
    static let preview: GroupingPreview = {
        var preview = plainPreview
        (preview.opened, preview.emptied, preview.retitled, preview.isAbridged) = (6, 2, 31, true)
        preview.replaced = [
            GroupingPreview.Joint(
                issues: [(GroupingPreview.IssueName(Samples.issues[0]), 40)],
                result: GroupingPreview.Part(
                    title: "Payment declined", events: 40, example: event, exampleIssue: Samples.issues[0].id))
        ]
        return preview
    }()

    private static let plainPreview = GroupingPreview(
        days: 14, events: 10_000, isCut: true, moved: 1_312, issuesBefore: 7, issuesAfter: 6,
        splits: [
            GroupingPreview.Split(
                issue: GroupingPreview.IssueName(Samples.issues[3]),
                parts: [
                    GroupingPreview.Part(
                        title: "ChunkLoadError: Loading chunk <int> failed.", events: 900, example: event,
                        exampleIssue: Samples.issues[3].id),
                    GroupingPreview.Part(
                        title: "ChunkLoadError: Loading CSS chunk failed.", events: 384, example: otherEvent,
                        exampleIssue: Samples.issues[3].id),
                ], partsTotal: 4)
        ],
        merges: [
            GroupingPreview.Joint(
                issues: [
                    (GroupingPreview.IssueName(Samples.issues[1]), 12),
                    (GroupingPreview.IssueName(Samples.issues[2]), 7),
                ],
                result: GroupingPreview.Part(
                    title: "database-down", events: 19, example: event, exampleIssue: Samples.issues[1].id))
        ], mergesTotal: 3)

    static let revisions = [
        GroupingRules(
            revision: 2,
            stackRules: "# ours\nstack.abs_path:**/vendor/acme/** +app\nstack.function:retry_* -group\n",
            fingerprintRules: "error.type:ConnectionError -> database-down\n", note: "One issue for the database",
            authorID: UserID(rawValue: 1), createdAt: Samples.ago(minutes: 60)),
        GroupingRules(
            revision: 1, stackRules: "# ours\nstack.abs_path:**/vendor/** +app\nstack.function:retry_* -group\n",
            createdAt: Samples.ago(minutes: 9_000)),
    ]

    static func rules(
        _ language: Language = .english, notice: Notice? = nil, change: (inout GroupingRulesData) -> Void = { _ in }
    ) -> GroupingRulesModel {
        var data = GroupingRulesData(
            project: Samples.projects[1], current: revisions[0],
            configuration: GroupingConfiguration(
                name: "culprit-2", previous: "culprit-1", previousUntil: Samples.now.adding(seconds: 900_000)))
        data.history = revisions
        data.userNames = [UserID(rawValue: 1): "Mina Park"]
        change(&data)
        return GroupingRulesModel(frame: Samples.frame(language, notice: notice), data: data, now: Samples.now)
    }

    static let draft = RulesDraft(
        revision: 1, stackRules: "stack.function:x +ap\r\n\r\nnonsense", fingerprintRules: "a:b ->", note: "Try")

    static let problems = [
        RulesProblem(.stackRules, line: 1, column: 18, text: "+ap", .unknownAction),
        RulesProblem(.stackRules, line: 3, column: 1, text: "nonsense", .missingColon),
        RulesProblem(.fingerprintRules, line: 1, column: 1, text: "a", .unknownMatcher),
    ]

    static func job(_ state: RegroupJob.State, read: Int = 4_200, moved: Int = 38) -> RegroupJob {
        RegroupJob(
            id: 5, projectID: Samples.projects[1].id,
            period: Period(start: Samples.ago(minutes: 20_160), end: Samples.now), rulesRevision: 2, state: state,
            eventsTotal: 10_000, eventsRead: read, eventsMoved: moved, issuesOpened: 3, issuesEmptied: 1,
            authorID: UserID(rawValue: 1), createdAt: Samples.ago(minutes: 2), updatedAt: Samples.ago(minutes: 1),
            problem: state == .failed ? RegroupProblem.storage.rawValue : nil)
    }

    static func regroup(
        _ language: Language = .english, dryRun: GroupingPreview? = preview,
        jobs: [RegroupJob] = [job(.done, read: 10_000), job(.reverted)], canChange: Bool = true, notice: Notice? = nil
    ) -> RegroupModel {
        let data = RegroupData(
            project: Samples.projects[1], dryRun: dryRun, jobs: jobs, userNames: [UserID(rawValue: 1): "Mina Park"],
            canChange: canChange)
        return RegroupModel(frame: Samples.frame(language, notice: notice), data: data, now: Samples.now)
    }

    static func jobModel(_ job: RegroupJob, _ language: Language = .english) -> RegroupJobModel {
        RegroupJobModel(
            frame: Samples.frame(language), project: Samples.projects[1], job: job,
            userNames: [UserID(rawValue: 1): "Mina Park"], now: Samples.now)
    }

    static let similar = [
        SimilarIssue(issue: Samples.issues[2], likeness: .inAppFrames(shared: 4, of: 5)),
        SimilarIssue(issue: Samples.issues[0], likeness: .sameTypeAndFunction),
    ]

    /// One of each page, with everything on it.
    static func pages(_ language: Language) -> [(name: String, html: HTML)] {
        var pages: [(String, HTML)] = [
            ("grouping", groupingPage(grouping(language))),
            ("grouping compared", groupingPage(grouping(language, comparison: comparison))),
            (
                "grouping of an unknown event",
                groupingPage(grouping(language, compareText: "zz", isUnknownEvent: true))
            ),
            ("grouping without event", groupingPage(grouping(language, explanation: nil))),
            (
                "merged",
                mergedPage(merged(language, notice: .takenOut(of: IssueID(rawValue: 2), [IssueID(rawValue: 3)])))
            ),
            ("merged, one hash", mergedPage(merged(language, hashes: [hash("a", events: 1)]))),
            ("merged, no hash", mergedPage(merged(language, hashes: []))),
            ("rules", groupingRulesPage(rules(language, notice: .rulesSaved(2)))),
            ("rules with problems", groupingRulesPage(rules(language) { ($0.draft, $0.problems) = (draft, problems) })),
            (
                "rules in conflict",
                groupingRulesPage(
                    rules(language) {
                        ($0.draft, $0.conflict, $0.problems) = (draft, 2, [.init(.note, .textTooLong(bytesMax: 9))])
                    })
            ),
            ("rules previewed", groupingRulesPage(rules(language) { ($0.draft, $0.preview) = (draft, preview) })),
            (
                "rules, old revision",
                groupingRulesPage(rules(language) { ($0.shown, $0.before) = (revisions[0], revisions[1]) })
            ),
            (
                "rules, another configuration",
                groupingRulesPage(rules(language) { $0.newestConfiguration = "culprit-3" })
            ),
            ("rules, too many previews", groupingRulesPage(rules(language) { ($0.draft, $0.isBusy) = (draft, true) })),
            ("rules, first revision", groupingRulesPage(rules(language) { $0.shown = revisions[1] })),
            ("rules, read only", groupingRulesPage(rules(language) { ($0.canChange, $0.history) = (false, []) })),
            ("regroup", regroupPage(regroup(language, notice: .regroup(.busy)))),
            ("regroup, nothing yet", regroupPage(regroup(language, dryRun: nil, jobs: []))),
            ("regroup, at work", regroupPage(regroup(language, jobs: [job(.running)], canChange: false))),
        ]
        for state: RegroupJob.State in [.running, .done, .failed, .cancelled, .reverting, .reverted] {
            pages.append(("job \(state)", regroupJobPage(jobModel(job(state), language))))
        }
        return pages
    }
}
