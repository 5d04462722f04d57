import SentryProtocol
import Storage

/// Why an event belongs to its issue, as finished text.
public struct GroupingModel: Sendable {
    public var frame: FrameModel
    var issue: IssueHeadModel
    /// Nil when no event is stored any more.
    var event: ExplainedEvent?
    var comparison: ComparisonModel?
    var compareText: String
    var isUnknownEvent: Bool

    struct ExplainedEvent: Sendable {
        var id: EventID
        var shortID: String
        var link: Link
        var json: Link
        /// What decided, in words.
        var sentence: String
        /// What it was grouped by when it came in, in sentences.
        var arrival: [String]
        var fingerprint: [Field]
        var variants: [VariantModel]
        var texts: [EventExplanation.Text]
        var stacks: [ExplainedStack]
    }

    struct VariantModel: Sendable {
        var name: String
        var hash: String
        var leadsHere: Bool
        var since: TimeLabel?
        var parts: [PartModel]
    }

    struct PartModel: Sendable {
        var name: String
        var text: String
    }

    struct ExplainedStack: Sendable {
        var name: String
        /// `3 of 12 frames count`.
        var summary: String
        /// Nearest the crash first.
        var frames: [ExplainedFrame]
        var counts: Bool
        var omitted: Int
    }

    struct ExplainedFrame: Sendable {
        var function: String
        var place: String
        var isInApp: Bool
        var counts: Bool
        /// Why it does not count, and which rule made it in-app or not.
        var notes: [String]
    }

    struct ComparisonModel: Sendable {
        var sentence: String
        /// Why they are where they are all the same.
        var note: String?
        var hasSharedHash: Bool
        var one: Side
        var other: Side
        var rows: [Row]

        struct Side: Sendable {
            var issue: String
            var event: String
            var link: Link
        }

        struct Row: Sendable {
            var name: String
            var one: String?
            var other: String?
            var isSame: Bool
        }
    }
}

extension GroupingModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, data: GroupingData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        issue = IssueHeadModel(data.issue, in: data.project)
        compareText = data.compareText.clipped(to: 64)
        isUnknownEvent = data.isUnknownEvent
        event = data.explanation.map {
            ExplainedEvent($0, of: data.issue.id, with: data.comparison?.other.eventID, clock)
        }
        if let explanation = data.explanation, let comparison = data.comparison {
            self.comparison = ComparisonModel(explanation, comparison, data.issue, frame.language)
        }
    }
}

extension GroupingModel.ExplainedEvent {
    fileprivate init(_ explanation: EventExplanation, of issue: IssueID, with other: EventID?, _ clock: Clock) {
        let say = clock.language
        id = explanation.eventID
        shortID = String(explanation.eventID.hex.prefix(8))
        link = .event(issue, .id(explanation.eventID), EventViewState())
        json = .groupingJSON(issue, event: explanation.eventID, with: other)
        sentence = say(.grouping(.decided(explanation.kind, by: explanation.configuration)))
        arrival =
            explanation.arrival.map { arrival in
                [say(.grouping(.cameIn(arrival.hash, revision: arrival.revision)))]
                    + (arrival.leadsHere ? [] : [say(.grouping(.arrivalLeadsElsewhere))])
                    + (arrival.hasChanged ? [say(.grouping(.rulesHaveChanged))] : [])
            } ?? []
        fingerprint = [
            (GroupingPhrase.matchedRule, explanation.matchedRule.map { say(.grouping(.rule($0))) }),
            (.fingerprint, explanation.fingerprint.isEmpty ? nil : explanation.fingerprint.joined(separator: ", ")),
            (
                .clientFingerprint,
                explanation.clientFingerprint.isEmpty ? nil : explanation.clientFingerprint.joined(separator: ", ")
            ),
        ].compactMap { name, text in text.map { Field(say(.grouping(name)), $0) } }
        variants = explanation.variants.map { variant in
            GroupingModel.VariantModel(
                name: say(.grouping(.variant(variant.name))), hash: variant.hash, leadsHere: variant.leadsHere,
                since: variant.since.map { clock.label($0) },
                parts: variant.parts.prefix(PageLimits.framesMax).map {
                    GroupingModel.PartModel(
                        name: say(.grouping(.part($0.tag))), text: $0.text.clipped(to: PageLimits.valueMax))
                })
        }
        texts = explanation.texts
        stacks = explanation.stacks.map { GroupingModel.ExplainedStack($0, say) }
    }
}

extension GroupingModel.ExplainedStack {
    fileprivate init(_ stack: EventExplanation.Stack, _ say: Language) {
        name = stack.name.isEmpty ? stack.path : stack.name.clipped(to: PageLimits.titleMax)
        let counted = stack.frames.count { $0.reason == nil }
        counts = counted > 0
        summary = say(.grouping(.framesCount(counted, of: stack.frames.count)))
        frames = stack.frames.reversed().prefix(PageLimits.framesMax).map { frame in
            var notes = frame.reason.map { [say(.grouping(.reason($0)))] } ?? []
            if let rule = frame.inAppRule, frame.reason != .rule(rule) {
                notes.append(say(.grouping(.inAppRule(rule, isInApp: frame.isInApp))))
            }
            return GroupingModel.ExplainedFrame(
                function: frame.function.isEmpty ? say(.unknownFunction) : frame.function.clipped(to: 400),
                place: frame.place.clipped(to: 400), isInApp: frame.isInApp, counts: frame.reason == nil, notes: notes)
        }
        omitted = max(0, stack.frames.count - frames.count)
    }
}

extension GroupingModel.ComparisonModel {
    fileprivate init(
        _ one: EventExplanation, _ comparison: EventComparison, _ issue: IssueSummary, _ say: Language
    ) {
        let other = comparison.other
        sentence = say(.grouping(.difference(comparison.difference)))
        hasSharedHash = if case .same = comparison.difference { true } else { false }
        note =
            hasSharedHash == comparison.isSameIssue
            ? nil : say(.grouping(hasSharedHash ? .keptApart : .heldTogether))
        self.one = Side(issue.shortID.description, one.eventID, issue.id)
        self.other = Side(comparison.otherIssue.shortID, other.eventID, comparison.otherIssue.id)
        rows = ComparedParts(one, other).rows.prefix(PageLimits.framesMax).map { row in
            Row(
                name: say(.grouping(.part(row.one?.tag ?? row.other?.tag ?? ""))),
                one: row.one?.text.clipped(to: 1_000), other: row.other?.text.clipped(to: 1_000), isSame: row.isSame)
        }
    }
}

extension GroupingModel.ComparisonModel.Side {
    fileprivate init(_ issue: String, _ event: EventID, _ id: IssueID) {
        self.init(
            issue: issue, event: String(event.hex.prefix(8)), link: .event(id, .id(event), EventViewState()))
    }
}
