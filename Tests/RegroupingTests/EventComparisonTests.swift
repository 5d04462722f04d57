import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Regrouping

@Suite("Why two events are not together")
struct EventComparisonTests {
    private func compare(_ one: String, _ other: String, under rules: RuleSet = .standard) async throws
        -> EventComparison
    {
        try #require(
            EventComparison(try await Samples.stored(one), try await Samples.stored(other), under: rules))
    }

    @Test("events that share a hash say which")
    func same() async throws {
        let comparison = try await compare(
            Samples.event("KeyError", "'a'", extra: #","release":"1""#), Samples.event("KeyError", "'b'"))
        #expect(comparison.difference == .same(hash: comparison.one.explanation.decidingHash))
    }

    @Test("the first difference is named: type, crash frame, caller")
    func differences() async throws {
        let event = Samples.event("KeyError", functions: ["main", "pay"])
        #expect(
            try await compare(event, Samples.event("OSError", functions: ["main", "pay"])).difference
                == .exceptionType("KeyError", "OSError"))
        let crash = try await compare(event, Samples.event("KeyError", functions: ["main", "ship"]))
        guard case .crashFrame(let left?, let right?) = crash.difference else {
            Issue.record("\(crash.difference)")
            return
        }
        #expect(left.function == "pay" && right.function == "ship")
        guard case .caller = try await compare(event, Samples.event("KeyError", functions: ["cron", "pay"])).difference
        else {
            Issue.record("another caller was not noticed")
            return
        }
    }

    @Test("today's rules decide, not those of the day when the events came in")
    func todaysRules() async throws {
        let rules = try Samples.rules(fingerprint: "type:*Error -> errors")
        let comparison = try await compare(Samples.event("KeyError"), Samples.event("OSError"), under: rules)
        #expect(comparison.difference == .same(hash: comparison.one.explanation.decidingHash))
        #expect(comparison.one.hasNewHash && comparison.other.hasNewHash)
        #expect(!comparison.one.storedHashes.contains(comparison.one.explanation.decidingHash))
        #expect(try await !compare(Samples.event("KeyError"), Samples.event("OSError")).one.hasNewHash)
    }

    @Test("a damaged event cannot be compared")
    func damaged() async throws {
        let event = try await Samples.stored(Samples.event("KeyError"))
        var broken = event
        broken.body = Array("{".utf8)
        #expect(EventComparison(event, broken, under: .standard) == nil)
        #expect(ExplainedEvent(broken, under: .standard) == nil)
    }
}
