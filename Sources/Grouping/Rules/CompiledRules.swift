import SentryProtocol

/// The built-in rules and a project's, in the order they run, sorted by what they look at.
struct CompiledRules: Sendable {
    struct Entry: Sendable {
        let rule: StackRule
        /// The conditions that the frame as sent decides.
        let fixed: [FrameMatcher]
        /// The conditions that other rules decide.
        let changing: [FrameMatcher]
        /// The conditions that the exception decides.
        let aboutException: [FrameMatcher]
        /// Looks at or acts on more than one frame.
        let isWide: Bool
        let setsAppOrCategory: Bool
        let setsGroupOrStack: Bool
    }

    let entries: [Entry]
    /// Rules without a condition that the frame as sent decides.
    let universal: [UInt16]
    private let native: RuleIndex
    private let javascript: RuleIndex
    private let other: RuleIndex

    /// How many of `entries` come with the configuration; they are the first.
    let builtInCount: Int

    /// Whether some rule, for a frame or for one beside it, looks at the exception.
    let lookAtExceptions: Bool
    /// What fingerprint rules ask of frames.
    let frameConditions: FrameConditions

    init(builtIn: [StackRule], project: [StackRule], fingerprint: [FingerprintRule] = []) {
        let rules = (builtIn + project).prefix(Int(UInt16.max))
        builtInCount = min(builtIn.count, rules.count)
        let entries = rules.map(Entry.init)
        self.entries = entries
        lookAtExceptions = entries.contains { entry in
            !entry.aboutException.isEmpty || entry.rule.caller?.isAboutException == true
                || entry.rule.callee?.isAboutException == true
        }
        frameConditions = FrameConditions(fingerprint)
        universal = entries.indices.filter { entries[$0].fixed.isEmpty }.map { UInt16($0) }
        native = RuleIndex(entries, family: .native)
        javascript = RuleIndex(entries, family: .javascript)
        other = RuleIndex(entries, family: .other)
    }

    /// Rules whose fixed conditions hold, without the universal ones.
    func candidates(for subject: FrameSubject) -> [UInt16] {
        switch subject.family {
        case .native: native.candidates(for: subject)
        case .javascript: javascript.candidates(for: subject)
        case .other: other.candidates(for: subject)
        }
    }

    /// Runs the rules that concern one frame alone, and tells whether others might apply.
    func settle(
        _ subject: FrameSubject, candidates: [UInt16], startsInApp: Bool?
    ) -> (isInApp: Bool, isGrouped: Bool, isSettled: Bool) {
        var state = FrameState(isInApp: startsInApp)
        var isSettled = true
        let order = merged(candidates)
        for index in order {
            let entry = entries[Int(index)]
            guard entry.changing.allSatisfy({ $0.matches(subject, state, nil) }) else { continue }
            if entry.isWide { isSettled = false } else { state.applyAppAndCategory(entry.rule.actions) }
        }
        state.isInApp = state.isInApp ?? false
        for index in order {
            let entry = entries[Int(index)]
            guard entry.changing.allSatisfy({ $0.matches(subject, state, nil) }) else { continue }
            if entry.isWide { isSettled = false } else { state.applyGroup(entry.rule.actions) }
        }
        return (state.isInApp ?? false, state.isGrouped, isSettled)
    }

    /// The candidates and the universal rules, in the order they run.
    func merged(_ candidates: [UInt16]) -> [UInt16] {
        guard !candidates.isEmpty else { return universal }
        return (candidates + universal).sorted()
    }
}

extension CompiledRules.Entry {
    init(_ rule: StackRule) {
        self.rule = rule
        fixed = rule.matchers.filter(\.isStatic)
        aboutException = rule.matchers.filter(\.isAboutException)
        changing = rule.matchers.filter { !$0.isStatic && !$0.isAboutException }
        var isWide = rule.caller != nil || rule.callee != nil || !aboutException.isEmpty
        var (setsAppOrCategory, setsGroupOrStack) = (false, false)
        for action in rule.actions {
            switch action {
            case .app(_, let reach):
                setsAppOrCategory = true
                isWide = isWide || reach != .itself
            case .category: setsAppOrCategory = true
            case .group(_, let reach):
                setsGroupOrStack = true
                isWide = isWide || reach != .itself
            case .maxFrames, .minFrames, .value, .cause:
                setsGroupOrStack = true
                isWide = true
            case .invertStacktrace: break
            }
        }
        (self.isWide, self.setsAppOrCategory, self.setsGroupOrStack) = (isWide, setsAppOrCategory, setsGroupOrStack)
    }
}

extension FrameState {
    mutating func applyAppAndCategory(_ actions: [StackAction]) {
        for action in actions {
            switch action {
            case .app(let isInApp, .itself): self.isInApp = isInApp
            case .category(let name): category = name
            default: break
            }
        }
    }

    mutating func applyGroup(_ actions: [StackAction]) {
        for case .group(let isGrouped, .itself) in actions { self.isGrouped = isGrouped }
    }
}
