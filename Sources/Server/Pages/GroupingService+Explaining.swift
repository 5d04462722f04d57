import Grouping
import Pages
import Regrouping
import SentryProtocol
import Storage

/// From the grouper's words to those of the pages.
extension GroupingService {
    /// Why an event is grouped as it is, by today's rules; nil when its body is damaged.
    func explanation(of stored: StoredEvent) async throws -> EventExplanation? {
        guard let explained = ExplainedEvent(stored, under: try await ruleSet(of: stored.projectID)) else { return nil }
        return try await explanation(of: explained, stored)
    }

    /// Two events beside each other; nil when the body of one is damaged.
    func comparison(
        of stored: StoredEvent, with other: StoredEvent, in otherIssue: IssueSummary
    ) async throws -> (EventExplanation, Pages.EventComparison)? {
        let rules = try await ruleSet(of: stored.projectID)
        guard let compared = Regrouping.EventComparison(stored, other, under: rules) else { return nil }
        let comparison = Pages.EventComparison(
            other: try await explanation(of: compared.other, other),
            otherIssue: GroupingPreview.IssueName(otherIssue), isSameIssue: compared.isSameIssue,
            difference: Pages.EventComparison.Difference(compared.difference))
        return (try await explanation(of: compared.one, stored), comparison)
    }

    private func explanation(of explained: ExplainedEvent, _ stored: StoredEvent) async throws -> EventExplanation {
        let explanation = explained.explanation
        let hashes = explanation.variants.map(\.hash) + explained.storedHashes.prefix(1)
        let known = try await storage.known(hashes, in: stored.projectID)
        let event = stored.event
        var told = EventExplanation(
            eventID: explained.id, configuration: explanation.result.configuration,
            kind: EventExplanation.Kind(explanation.result.kind), fingerprint: explanation.fingerprint,
            clientFingerprint: explanation.clientFingerprint, matchedRule: explanation.rule.map { .init($0) },
            variants: explanation.variants.map { variant in
                EventExplanation.Variant(
                    name: EventExplanation.Variant.Name(variant.variant), hash: variant.hash,
                    parts: variant.parts.map { EventExplanation.Part(tag: $0.tag, text: $0.text) },
                    since: known[variant.hash]?.createdAt, leadsHere: known[variant.hash]?.issueID == stored.issueID)
            },
            stacks: explanation.stacks.map { EventExplanation.Stack($0, of: event) },
            texts: explanation.texts.map { EventExplanation.Text($0) })
        if let hash = explained.storedHashes.first {
            told.arrival = EventExplanation.Arrival(
                hash: hash, leadsHere: known[hash]?.issueID == stored.issueID,
                revision: try await revision(ofRules: explained.storedRules, in: stored.projectID),
                hasChanged: explained.hasNewHash)
        }
        return told
    }

    /// Revisions that are looked through for rules of an event.
    private static let revisionsMax = 50

    /// The newest revision that says what these rules said; 0 for no rules, nil when none does.
    private func revision(ofRules checksum: String?, in project: ProjectID) async throws -> Int64? {
        guard let checksum else { return nil }
        if checksum == Grouping.GroupingRules.none.checksum { return 0 }
        return try await storage.groupingRuleHistory(of: project, limit: Self.revisionsMax).first { revision in
            let read = GroupingRuleText.parse(
                stackRules: revision.stackRules, fingerprintRules: revision.fingerprintRules)
            return read.rules.checksum == checksum
        }?.revision
    }
}

extension EventExplanation.Rule {
    fileprivate init(_ rule: GroupingExplanation.Rule) { self.init(text: rule.text, isBuiltIn: rule.isBuiltIn) }
}

extension EventExplanation.Kind {
    init(_ kind: GroupingKind) {
        self =
            switch kind {
            case .checksum: .checksum
            case .custom: .custom
            case .hybrid: .hybrid
            case .exception: .exception
            case .stack: .stack
            case .message: .message
            case .template: .template
            case .csp: .csp
            case .hpkp: .hpkp
            case .expectstaple: .expectstaple
            case .expectct: .expectct
            case .fallback: .fallback
            }
    }
}

extension EventExplanation.Variant.Name {
    fileprivate init(_ variant: GroupingVariant) {
        self =
            switch variant {
            case .app: .app
            case .system: .system
            case .default: .default
            }
    }
}

extension EventExplanation.Text {
    fileprivate init(_ text: ParameterizedText) {
        self.init(
            pieces: text.segments.map { segment in
                switch segment {
                case .kept(let text): .kept(text)
                case .replaced(let text, let name): .replaced(text, by: "<" + name + ">")
                }
            })
    }
}

extension EventExplanation.Stack {
    /// Names come from the event; the explanation only says where its frames are.
    fileprivate init(_ stack: GroupingExplanation.Stack, of event: Event?) {
        let (name, frames) = event?.stack(at: stack.path) ?? ("", [])
        self.init(
            path: stack.path, name: name,
            frames: stack.frames.enumerated().map { index, verdict in
                EventExplanation.Frame(verdict, index < frames.count ? frames[index] : nil)
            })
    }
}

extension Event {
    /// The frames of `exception.values[0]`, `stacktrace` or `threads.values[2]`, and what they belong to.
    fileprivate func stack(at path: String) -> (name: String, frames: [Frame])? {
        let index = path.split(separator: "[").last.flatMap { Int($0.dropLast()) } ?? -1
        if path.hasPrefix("exception"), exceptions.indices.contains(index) {
            return (exceptions[index].type ?? "", exceptions[index].stacktrace?.frames ?? [])
        }
        if path.hasPrefix("threads"), threads.indices.contains(index) {
            return (threads[index].name ?? "", threads[index].stacktrace?.frames ?? [])
        }
        return path == "stacktrace" ? ("", stacktrace?.frames ?? []) : nil
    }
}

extension EventExplanation.Frame {
    fileprivate init(_ verdict: GroupingExplanation.FrameVerdict, _ frame: Frame?) {
        var rule: EventExplanation.Rule?
        if case .rule(let deciding) = verdict.inAppReason { rule = EventExplanation.Rule(deciding) }
        let file = frame?.filename ?? frame?.absPath ?? frame?.module ?? frame?.package ?? verdict.key?.file ?? ""
        self.init(
            function: frame?.function ?? verdict.key?.function ?? "",
            place: file + (frame?.line.map { ":\($0)" } ?? ""), isInApp: verdict.isInApp, inAppRule: rule,
            reason: verdict.contributes ? nil : verdict.reason.map { EventExplanation.Reason($0) } ?? .stackIsIgnored)
    }
}

extension EventExplanation.Reason {
    fileprivate init(_ reason: FrameReason) {
        self =
            switch reason {
            case .stackDoesNotCount: .stackIsIgnored
            case .tooFarFromCrash(let count): .tooFar(count)
            case .engineFrame: .engine
            case .minifiedName: .minifiedName
            case .unknownName: .unknownName
            case .nameless: .nothingKnown
            case .rule(let rule): .rule(EventExplanation.Rule(rule))
            case .library: .library
            case .tooFewFrames(let count): .tooFew(count)
            case .beyond(let count): .beyond(count)
            case .repeated: .repetition
            }
    }
}

extension Pages.EventComparison.Difference {
    fileprivate init(_ difference: GroupingDifference) {
        self =
            switch difference {
            case .same(let hash): .same(hash: hash)
            case .configuration(let one, let other): .configuration(one, other)
            case .kind(let one, let other): .kind(.init(one), .init(other))
            case .checksum(let one, let other): .text(.checksum, one, other)
            case .fingerprint(let one, let other): .text(.fingerprint, one, other)
            case .variant(let one, let other): .variant(.init(one), .init(other))
            case .exceptionCount(let one, let other): .exceptionCount(one, other)
            case .exceptionType(let one, let other): .text(.exceptionType, one, other)
            case .causeType(let one, let other): .text(.causeType, one, other)
            case .errorCode(let one, let other): .text(.errorCode, one, other)
            case .crashFrame(let one, let other): .text(.crashFrame, one?.text, other?.text)
            case .sourceLine(let one, let other): .text(.sourceLine, one.line, other.line)
            case .caller(let one, let other): .text(.caller, one?.text, other?.text)
            case .value(let one, let other): .text(.value, one, other)
            case .message(let one, let other): .text(.message, one, other)
            case .part(let name, let one, let other): .part(name, one, other)
            }
    }
}

extension GroupingExplanation.FrameKey {
    /// `module file function`.
    fileprivate var text: String { [module, file, function].filter { !$0.isEmpty }.joined(separator: " ") }
}
