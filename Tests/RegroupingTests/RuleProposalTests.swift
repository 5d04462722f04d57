import Storage
import Testing

@testable import Regrouping

@Suite("Rules that are proposed after a merge")
struct RuleProposalTests {
    private func proposal(_ events: [String], rules: String = "") async throws -> String? {
        var stored: [StoredEvent] = []
        for event in events { stored.append(try await Samples.stored(event)) }
        return RuleProposal(
            for: stored, as: "merged-shop-7", before: GroupingRules(fingerprintRules: rules),
            configuration: "culprit-1")?.rule
    }

    private func message(_ text: String, logger: String) -> String {
        #"{"platform":"python","logger":"\#(logger)","logentry":{"formatted":"\#(text)"}}"#
    }

    @Test("name the type and the innermost function that all have")
    func typeAndFunction() async throws {
        let rule = try await proposal([
            Samples.event("KeyError", functions: ["main", "pay", "charge"]),
            Samples.event("KeyError", "other", functions: ["renew", "pay", "refund"]),
        ])
        #expect(rule == #"error.type:"KeyError" stack.function:"pay" -> merged-shop-7"#)
    }

    @Test("name what their texts begin and end with when there is no such function")
    func texts() async throws {
        let rule = try await proposal([
            Samples.event("KeyError", "order 12 was declined", functions: ["one"]),
            Samples.event("KeyError", "order 7 of Ada was declined", functions: ["two"]),
        ])
        #expect(rule == #"error.type:"KeyError" error.value:"order * was declined" -> merged-shop-7"#)
        let other = try await proposal([
            Samples.event("KeyError", "no stock left", functions: ["one"]),
            Samples.event("OSError", "no stock left", functions: ["two"]),
        ])
        #expect(other == #"error.value:"no stock left" -> merged-shop-7"#)
    }

    @Test("name the logger of messages, and what means something in rules becomes a question mark")
    func messages() async throws {
        let rule = try await proposal([
            message("job [12] failed", logger: "jobs"), message("job [9] failed", logger: "jobs"),
        ])
        #expect(rule == #"message:"job ?*? failed" logger:"jobs" -> merged-shop-7"#)
    }

    @Test("stand before rules that say something else")
    func before() async throws {
        let events = [
            Samples.event("KeyError", functions: ["pay"], tags: ["region": "eu"]),
            Samples.event("KeyError", functions: ["pay"], tags: ["region": "us"]),
        ]
        #expect(try await proposal(events, rules: "type:* -> {{ tags.region }}") != nil)
    }

    @Test("are none where events have nothing in common, or cannot be read")
    func none() async throws {
        let events = [
            Samples.event("KeyError", "id", functions: ["pay"]), Samples.event("OSError", "disk", functions: ["ship"]),
        ]
        #expect(try await proposal(events) == nil)
        #expect(try await proposal([]) == nil)
        #expect(try await proposal([Samples.event("T", "x", functions: ["a"])]) == nil, "too little to go by")
    }
}
