import SentryProtocol

/// What the rules of a grouper look at, as far as it matters for grouping from memory.
///
/// Names, types and frames are in every `GroupingKey`. Attributes are added to the keys of groupers whose rules ask for
/// them. Texts differ from event to event, so that they are in no key: events to which a rule about texts might apply
/// are read.
struct RuleInterests: Sendable {
    /// Tags, and attributes that can be asked for as tags.
    private(set) var tags: Set<String> = []
    private(set) var looksAtLog = false
    private(set) var looksAtRelease = false
    private(set) var looksAtSDK = false
    /// Fingerprint rules that match by texts.
    private var textRules: [FingerprintRule] = []
    /// Of each stack rule that looks at values of exceptions, those conditions.
    private var valueConditions: [[FrameMatcher]] = []

    init(stack: [StackRule], fingerprint: [FingerprintRule]) {
        for rule in fingerprint where !rule.isBuiltIn {
            for matcher in rule.matchers { add(matcher) }
            for name in rule.variableNames {
                switch FingerprintVariable(named: name) {
                case .level, .logger: looksAtLog = true
                case .tag(let tag): tags.insert(tag)
                default: break
                }
            }
        }
        textRules = fingerprint.filter(\.matchesTexts)
        for rule in stack {
            let matchers = rule.matchers + [rule.caller, rule.callee].compactMap { $0 }
            let conditions = matchers.filter(\.isAboutValue)
            if !conditions.isEmpty { valueConditions.append(conditions) }
        }
    }

    private mutating func add(_ matcher: EventMatcher) {
        switch matcher.subject {
        case .tag(let name): tags.insert(name)
        case .logger, .level: looksAtLog = true
        case .release: looksAtRelease = true
        case .sdk: looksAtSDK = true
        case .message, .errorType, .errorValue, .module, .path, .package, .function, .app, .family: break
        }
    }

    /// Whether a rule about texts might have a say; `head` needs no stacks.
    func mayConcernTexts(of head: Event) -> Bool {
        if !valueConditions.isEmpty, head.exceptions.contains(where: isOfInterest) { return true }
        guard !textRules.isEmpty else { return false }
        let platform = Platform(named: head.platform)
        var matching = FingerprintMatching(FingerprintSubject(event: head, stacks: .none, platform: platform), .none)
        for rule in textRules {
            // Built-in rules concern JavaScript alone.
            if rule.isBuiltIn, platform.family != .javascript { continue }
            if matching.mayMatch(rule) { return true }
        }
        return false
    }

    private func isOfInterest(_ exception: Exception) -> Bool {
        let subject = ExceptionSubject(exception)
        return valueConditions.contains { $0.allSatisfy { $0.matches(subject) } }
    }
}

extension FrameMatcher {
    fileprivate var isAboutValue: Bool {
        if case .errorValue = test { true } else { false }
    }
}

extension FingerprintRule {
    /// Whether texts of the event decide if the rule matches.
    var matchesTexts: Bool { matchers.contains { $0.subject == .message || $0.subject == .errorValue } }

    /// The variables of fingerprint and title.
    fileprivate var variableNames: [String] {
        values.compactMap { FingerprintVariables.name(of: $0) }
            + (title.map { FingerprintVariables.template($0).names } ?? [])
    }

    /// Whether what the rule makes of an event depends on the event's texts. A literal entry does if a text that is
    /// equal to it would be parameterised.
    var usesTexts: Bool {
        let hasVariable = variableNames.contains { name in
            let variable = FingerprintVariable(named: name)
            return variable == .message || variable == .value
        }
        return hasVariable
            || values.contains { value in
                FingerprintVariables.name(of: value) == nil && Parameterizer.parameterize(value) != Array(value.utf8)
            }
    }
}
