import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Regrouping

@Suite("Rule sets")
struct RuleSetTests {
    @Test("all that is wrong with both texts is told at once, line by line")
    func problems() {
        let rules = GroupingRules(
            stackRules: "# ours\nfunction:main -app\nfunction:main jump", fingerprintRules: "type:A\ntype:B -> b\n-> c")
        #expect {
            try RuleSet(compiling: rules)
        } throws: { error in
            guard let error = error as? RuleSetError else { return false }
            return error.stackProblems.map(\.line) == [3] && error.fingerprintProblems.map(\.line) == [1, 3]
        }
    }

    @Test("rules that were saved once group with what can be read of them")
    func lenient() throws {
        let rules = GroupingRules(fingerprintRules: "no rule at all\ntype:KeyError -> keys")
        let event = Event(reading: try JSONDocument(parsing: Array(Samples.event("KeyError").utf8)).root)
        #expect(RuleSet(leniently: rules).grouper.group(event).fingerprint == ["keys"])
    }

    @Test("no rules, and comments alone, are the standard ones", arguments: ["", "# nothing\n\n"])
    func empty(text: String) throws {
        let rules = try RuleSet(compiling: GroupingRules(stackRules: text, fingerprintRules: text))
        #expect(rules.grouper.rulesChecksum == RuleSet.standard.grouper.rulesChecksum)
    }

    @Test("an unknown configuration falls back to the newest")
    func unknownConfiguration() throws {
        let rules = try RuleSet(compiling: GroupingRules(stackRules: "function:a -app"), configuration: "culprit-0")
        #expect(rules.grouper.configuration.name.rawValue == Grouper.configurationName)
    }

    @Test("the same texts are compiled once; of many texts those asked for last are kept")
    func cache() {
        let cache = RuleSetCache(setsMax: 3)
        for _ in 0..<5 { _ = cache.ruleSet(for: GroupingRules(revision: 1, stackRules: "function:a -app")) }
        _ = cache.ruleSet(for: GroupingRules(revision: 2, stackRules: "function:a -app", note: "the same again"))
        #expect(cache.count == 1)
        for name in ["b", "c", "d", "e"] {
            _ = cache.ruleSet(for: GroupingRules(stackRules: "function:\(name) -app"))
        }
        #expect(cache.count == 3)
    }

    @Test("stored events are grouped as they were sent, not as an earlier verdict left them")
    func asSent() async throws {
        let json = Samples.event("KeyError", functions: ["main", "helper"])
        let hiding = try Samples.rules(stack: "function:helper -app")
        let stored = try await Samples.stored(json, under: hiding)
        let fresh = try await Samples.stored(json)
        let placed = PlacedEvent(place: EventPlace(day: Day(number: 1), row: 1), event: stored)
        let judged = try #require(RuleSet.standard.judge(placed))
        #expect(judged.hashes == fresh.event?.hashes)
        #expect(judged.hashes != stored.event?.hashes)
        let facts = try #require(RuleSet.standard.regroup(placed, as: RegroupPlan())?.facts)
        let expected = try #require(EventFacts(stored: fresh.body))
        #expect(facts.hashes == expected.hashes && facts.culprit == expected.culprit && facts.title == expected.title)
        #expect(facts.id == stored.id && facts.occurredAt == expected.occurredAt)
    }
}
