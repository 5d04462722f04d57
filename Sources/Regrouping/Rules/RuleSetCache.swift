import Grouping
import Storage
import Synchronization

/// Compiled rules by their texts, so that ingest, pages and jobs share one grouper and what it remembers.
public final class RuleSetCache: Sendable {
    fileprivate struct Content: Hashable {
        let stackRules: String
        let fingerprintRules: String
        let configuration: String
    }

    fileprivate struct State {
        var sets: [Content: (rules: RuleSet, usedAt: UInt64)] = [:]
        var uses: UInt64 = 0
    }

    private let state = Mutex(State())
    private let setsMax: Int

    /// Keeps the `setsMax` rule sets that were asked for last.
    public init(setsMax: Int = RegroupingLimits.ruleSetsMax) { self.setsMax = max(1, setsMax) }

    /// The compiled form of saved rules; lines that are no rules any more are left out.
    public func ruleSet(
        for rules: Storage.GroupingRules, configuration: String = Grouper.configurationName
    ) -> RuleSet {
        let content = Content(
            stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules, configuration: configuration)
        if let known = state.withLock({ $0.find(content) }) { return known }
        // Compiled outside of the lock: two tasks may do it at once, and the first result is kept.
        let compiled = RuleSet(leniently: rules, configuration: configuration)
        return state.withLock { $0.insert(compiled, for: content, setsMax: setsMax) }
    }

    /// How many rule sets are kept.
    var count: Int { state.withLock { $0.sets.count } }
}

extension RuleSetCache.State {
    fileprivate mutating func find(_ content: RuleSetCache.Content) -> RuleSet? {
        guard let found = sets[content] else { return nil }
        uses += 1
        sets[content] = (found.rules, uses)
        return found.rules
    }

    fileprivate mutating func insert(_ rules: RuleSet, for content: RuleSetCache.Content, setsMax: Int) -> RuleSet {
        if let known = find(content) { return known }
        if sets.count >= setsMax, let oldest = sets.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
            sets[oldest] = nil
        }
        uses += 1
        sets[content] = (rules, uses)
        return rules
    }
}
