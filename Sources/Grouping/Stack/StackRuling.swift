import SentryProtocol

/// What the rules decided about the frames of one stack.
struct StackRuling {
    var isInApp: [Bool] = []
    var isGrouped: [Bool] = []
    /// The rule that had the last word, by index; -1 for none. Only filled when several frames had to be looked at.
    var appRule: [Int] = []
    var groupRule: [Int] = []
    var maxFrames: Int?
    var minFrames: Int?
    var countsValue = false
    var countsCauses = true
}

extension CompiledRules {
    /// Decides about a stack; `isThorough` notes which rule decided what.
    func rule(_ traits: [FrameTraits], _ exception: Exception?, isThorough: Bool = false) -> StackRuling {
        guard !isThorough, traits.allSatisfy(\.isSettled) else {
            var run = StackRun(rules: self, traits: traits, exception: exception)
            return run.ruling()
        }
        return StackRuling(isInApp: traits.map(\.isInApp), isGrouped: traits.map(\.isGrouped))
    }
}

/// The rules run over a whole stack, in two passes (grouping.md §5.2).
private struct StackRun {
    let rules: CompiledRules
    let traits: [FrameTraits]
    /// Nil when no rule asks for it.
    let exception: ExceptionSubject?
    private var states: [FrameState]
    private var result = StackRuling()

    init(rules: CompiledRules, traits: [FrameTraits], exception: Exception?) {
        (self.rules, self.traits) = (rules, traits)
        self.exception = rules.lookAtExceptions ? exception.map { ExceptionSubject($0) } : nil
        states = traits.map { FrameState(isInApp: $0.startsInApp) }
        result.appRule = Array(repeating: -1, count: traits.count)
        result.groupRule = result.appRule
    }

    mutating func ruling() -> StackRuling {
        let schedule = schedule()
        run(schedule) {
            $0.setsAppOrCategory
        } apply: {
            $0.applyAppOrCategory($1, rule: $2, at: $3)
        }
        for index in states.indices where states[index].isInApp == nil { states[index].isInApp = false }
        run(schedule) {
            $0.setsGroupOrStack
        } apply: {
            $0.applyGroupOrStack($1, rule: $2, at: $3)
        }
        result.isInApp = states.map { $0.isInApp ?? false }
        result.isGrouped = states.map(\.isGrouped)
        return result
    }

    /// Which frames each rule must be asked about, by rule.
    private func schedule() -> [(rule: Int, frames: [Int])] {
        var byRule: [Int: [Int]] = [:]
        for (index, traits) in traits.enumerated() {
            for rule in traits.candidates { byRule[Int(rule), default: []].append(index) }
        }
        for rule in rules.universal { byRule[Int(rule)] = Array(traits.indices) }
        return byRule.map { (rule: $0.key, frames: $0.value) }.sorted { $0.rule < $1.rule }
    }

    private mutating func run(
        _ schedule: [(rule: Int, frames: [Int])], where isWanted: (CompiledRules.Entry) -> Bool,
        apply: (inout StackRun, StackAction, Int, Int) -> Void
    ) {
        for (index, frames) in schedule {
            let entry = rules.entries[index]
            guard isWanted(entry), entry.aboutException.allSatisfy({ $0.matches(exception) }) else { continue }
            // All matches are found before the first is acted on.
            let matching = frames.filter { matches(entry, $0) }
            for frame in matching {
                for action in entry.rule.actions { apply(&self, action, index, frame) }
            }
        }
    }

    private func matches(_ entry: CompiledRules.Entry, _ index: Int) -> Bool {
        guard entry.changing.allSatisfy({ $0.matches(traits[index].subject, states[index], exception) }) else {
            return false
        }
        return isNeighbour(index - 1, entry.rule.caller) && isNeighbour(index + 1, entry.rule.callee)
    }

    private func isNeighbour(_ index: Int, _ matcher: FrameMatcher?) -> Bool {
        guard let matcher else { return true }
        guard traits.indices.contains(index) else { return false }
        return matcher.matches(traits[index].subject, states[index], exception)
    }

    private func range(_ reach: StackAction.Reach, from index: Int) -> Range<Int> {
        switch reach {
        case .itself: index..<index + 1
        case .towardsCrash: index + 1..<traits.count
        case .towardsStart: 0..<index
        }
    }

    private mutating func applyAppOrCategory(_ action: StackAction, rule: Int, at index: Int) {
        switch action {
        case .app(let isInApp, let reach):
            for frame in range(reach, from: index) {
                states[frame].isInApp = isInApp
                result.appRule[frame] = rule
            }
        case .category(let name): states[index].category = name
        default: break
        }
    }

    private mutating func applyGroupOrStack(_ action: StackAction, rule: Int, at index: Int) {
        switch action {
        case .group(let isGrouped, let reach):
            for frame in range(reach, from: index) {
                states[frame].isGrouped = isGrouped
                result.groupRule[frame] = rule
            }
        case .maxFrames(let count): result.maxFrames = count
        case .minFrames(let count): result.minFrames = count
        case .value(let counts): result.countsValue = counts
        case .cause(let counts): result.countsCauses = counts
        case .app, .category, .invertStacktrace: break
        }
    }
}
