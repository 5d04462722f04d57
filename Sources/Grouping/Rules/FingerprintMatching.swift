import SentryProtocol

/// An event as fingerprint rules and variables see it.
struct FingerprintSubject {
    let event: Event
    let stacks: EventStacks
    let platform: Platform
}

/// Compares one event with rules. What several rules look at is prepared once, when the first one asks for it.
struct FingerprintMatching {
    private let event: Event
    private let stacks: EventStacks
    private let platform: Platform
    private let frameConditions: FrameConditions
    private lazy var types = event.exceptions.map { $0.type.map { Glob.prepare($0, style: .plain) } }
    private lazy var texts = MatchedTexts(event)
    private lazy var heldByFrames = conditionsHeldByFrames()

    init(_ subject: FingerprintSubject, _ frameConditions: FrameConditions) {
        (event, stacks, platform) = (subject.event, subject.stacks, subject.platform)
        self.frameConditions = frameConditions
    }

    /// The first rule that matches; `rules` are those of the frame conditions.
    mutating func firstMatch(in rules: [FingerprintRule]) -> FingerprintRule? {
        for (place, rule) in rules.enumerated() where matches(rule, at: place) { return rule }
        return nil
    }

    private mutating func matches(_ rule: FingerprintRule, at place: Int) -> Bool {
        for (bucket, matchers) in rule.buckets {
            if bucket == .frame {
                guard let condition = frameConditions.condition(ofRuleAt: place), heldByFrames[condition] else {
                    return false
                }
            } else if !holds(bucket, matchers) {
                return false
            }
        }
        return rule.scope == .always || !hasOwnStack
    }

    /// Whether texts alone could make the rule match: frames are not looked at.
    mutating func mayMatch(_ rule: FingerprintRule) -> Bool {
        for (bucket, matchers) in rule.buckets where bucket == .message || bucket == .exception {
            guard holds(bucket, matchers) else { return false }
        }
        return true
    }

    /// There are in-app frames that count, not only those of a bundler's loader.
    private var hasOwnStack: Bool {
        event.allStacks(stacks).contains { stack, reading in
            reading?.app.contains { !stack.frames[$0].isOfLoader } ?? false
        }
    }

    /// Frames beyond those that grouping reads are not looked at.
    private func conditionsHeldByFrames() -> [Bool] {
        let conditions = frameConditions.conditions
        var held = Array(repeating: false, count: conditions.count)
        for case (_, let reading?) in event.allStacks(stacks) {
            for (index, traits) in reading.traits.enumerated() {
                let isInApp = reading.inApp[reading.offset + index]
                for condition in traits.frameConditions.lazy.map({ Int($0) }) where !held[condition] {
                    held[condition] = conditions[condition].aboutApp.allSatisfy {
                        (FrameMatcher.flag($0.pattern) == isInApp) != $0.isNegated
                    }
                }
            }
        }
        return held
    }

    private mutating func holds(_ bucket: EventMatcher.Bucket, _ matchers: [EventMatcher]) -> Bool {
        func all(_ test: (EventMatcher) -> Bool) -> Bool { matchers.allSatisfy { test($0) != $0.isNegated } }
        switch bucket {
        case .message:
            return texts.all.contains { text in all { $0.glob.matches(text[...]) } }
        case .exception:
            let looksAtTypes = matchers.contains { $0.subject == .errorType }
            let looksAtValues = matchers.contains { $0.subject != .errorType }
            let (types, values) = (looksAtTypes ? types : [], looksAtValues ? texts.values : [])
            return event.exceptions.indices.contains { index in
                all { matcher in
                    let text = matcher.subject == .errorType ? types[index] : values[index]
                    return text.map { matcher.glob.matches($0[...]) } ?? false
                }
            }
        case .frame: return false
        case .tags:
            return all { matcher in
                guard case .tag(let name) = matcher.subject else { return false }
                return matcher.accepts(event.tag(named: name))
            }
        case .log:
            return all { $0.subject == .logger ? $0.accepts(event.logger) : $0.accepts((event.level ?? .error).name) }
        case .sdk: return all { $0.lists(event.sdk?.name) }
        case .family: return all { $0.lists(platform.family.name) }
        case .release: return all { $0.accepts(event.release) }
        }
    }
}

/// The texts of an event as rules compare them, without regard to case.
private struct MatchedTexts {
    /// Of each exception; nil where it has none.
    private(set) var values: [[UInt8]?] = []
    /// The message, as it is and as a template, and the values.
    private(set) var all: [[UInt8]] = []

    init(_ event: Event) {
        var left = GroupingLimits.matchedTextsMax
        func prepare(_ text: String) -> [UInt8] {
            let charactersMax = max(
                min(left, GroupingLimits.messageCharactersMax), GroupingLimits.matchedBytesMax)
            left -= min(text.utf8.count, charactersMax)
            return Glob.prepareText(text, style: .caseless, charactersMax: charactersMax)
        }
        let messages = [event.message?.formatted, event.message?.message].compactMap { $0.map { prepare($0) } }
        values = event.exceptions.map { $0.value.map { prepare($0) } }
        all = messages + values.compactMap { $0 }
    }
}

extension Platform.Family {
    var name: String {
        switch self {
        case .native: "native"
        case .javascript: "javascript"
        case .other: "other"
        }
    }
}

extension Frame {
    /// True for the code that bundlers add to load other code: it fails wherever a part of the program is missing.
    fileprivate var isOfLoader: Bool {
        if let function, function.utf8.starts(with: "__webpack_require__".utf8) || function == "__vitePreload" {
            return true
        }
        return [module, absPath, filename].contains { place in
            guard let place else { return false }
            return ["webpack/runtime/", "webpack/bootstrap", "vite/preload-helper"].contains { place.contains($0) }
        }
    }
}

extension Event {
    func tag(named name: String) -> String? {
        if let tag = tags.first(where: { $0.key == name }) { return tag.value }
        switch name {
        case "environment": return environment
        case "release": return release
        case "server_name": return serverName
        case "transaction": return transaction
        case "level": return level?.name
        case "logger": return logger
        default: return nil
        }
    }

    /// Every stack with what was decided about it.
    func allStacks(_ stacks: EventStacks) -> [(Stacktrace, StackReading?)] {
        var all: [(Stacktrace, StackReading?)] = []
        for (exception, reading) in zip(exceptions, stacks.exceptions) {
            if let stack = exception.stacktrace { all.append((stack, reading)) }
        }
        if let stacktrace { all.append((stacktrace, stacks.stacktrace)) }
        for (thread, reading) in zip(threads, stacks.threads) {
            if let stack = thread.stacktrace { all.append((stack, reading)) }
        }
        return all
    }
}
