import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Regrouping

@Suite("Forecasts")
struct ForecastTests {
    private func preview(_ store: MemoryStore, _ rules: RuleSet, width: Int? = nil) async throws -> RegroupForecast {
        try await RulePreview(store: store, width: width).run(
            rules, on: MemoryStore.project, in: MemoryStore.period, timeMax: Samples.patience)
    }

    /// 30 events of one issue in two regions, 20 to 10, and 5 of another issue.
    private func shop() async throws -> (MemoryStore, keys: IssueID, values: IssueID) {
        let store = MemoryStore()
        for number in 0..<30 {
            let region = number % 3 == 0 ? "us" : "eu"
            try await store.add(Samples.event("KeyError", "'\(number)'", tags: ["region": region]))
        }
        for _ in 0..<5 { try await store.add(Samples.event("ValueError", functions: ["main", "total"])) }
        return (store, await store.rows[0].issue, await store.rows[30].issue)
    }

    @Test("a rule that tells regions apart splits the issue; its largest part stays in it")
    func split() async throws {
        let (store, keys, _) = try await shop()
        let rules = try Samples.rules(fingerprint: #"type:KeyError -> {{ default }}, {{ tags.region }}"#)
        let forecast = try await preview(store, rules)
        #expect(forecast.eventsRead == 35 && forecast.eventsMoved == 10)
        let split = try #require(forecast.splits.first)
        #expect(forecast.splitsTotal == 1 && split.issue == keys && split.events == 30)
        #expect(split.parts.map(\.events) == [20, 10] && split.partsTotal == 2)
        #expect(split.parts.allSatisfy { $0.from == keys && !$0.examples.isEmpty })
        #expect(split.parts[0].to == .issue(keys) && split.parts[1].to != .issue(keys))
        #expect(forecast.openingsTotal == 1 && forecast.joins.isEmpty)
        #expect(forecast.issuesBefore == 2 && forecast.issuesAfter == 3)
        #expect(forecast.issuesUnchanged == 1 && forecast.issuesLeft == 0)
        for part in split.parts {
            for example in part.examples { #expect(await store.row(example)?.issue == keys) }
        }
    }

    @Test("a part that keeps its hash stays in the issue")
    func partlyStays() async throws {
        let (store, keys, _) = try await shop()
        let rules = try Samples.rules(fingerprint: #"type:KeyError tags.region:us -> american-keys"#)
        let forecast = try await preview(store, rules)
        #expect(forecast.eventsMoved == 10)
        #expect(forecast.splits.first?.parts.first?.to == .issue(keys))
        #expect(forecast.issuesLeft == 0)
    }

    @Test("a rule with one fingerprint for two types joins their issues, under the title of its template")
    func join() async throws {
        let (store, keys, values) = try await shop()
        let rules = try Samples.rules(
            fingerprint: #"type:*Error -> lookup title="Lookup failed: {{ error.type }}""#)
        let forecast = try await preview(store, rules)
        let join = try #require(forecast.joins.first)
        #expect(forecast.joinsTotal == 1 && join.events == 35)
        #expect(join.sources.map(\.from) == [keys, values] && join.sources.map(\.events) == [30, 5])
        #expect(join.title == "Lookup failed: KeyError")
        #expect(join.into == .issue(keys), "the larger one goes on")
        #expect(forecast.splits.isEmpty && forecast.openingsTotal == 0 && forecast.eventsMoved == 5)
        #expect(forecast.issuesBefore == 2 && forecast.issuesAfter == 1)
        #expect(forecast.issuesNamed == [keys, values])
    }

    @Test("a rule that leads to an issue that exists joins it there")
    func joinsExisting() async throws {
        let (store, keys, values) = try await shop()
        let rules = try Samples.rules(fingerprint: "type:ValueError -> values")
        // Somebody has sent such events already.
        let target = try await store.add(Samples.event("ValueError"), under: rules)
        let forecast = try await preview(store, rules)
        #expect(forecast.joins.first?.into == .issue(target))
        #expect(forecast.joins.first?.sources.map(\.from) == [values, target])
        #expect(forecast.openings.isEmpty && forecast.eventsMoved == 5)
        #expect(!forecast.issuesNamed.contains(keys))
    }

    @Test("rules that change nothing say nothing")
    func nothing() async throws {
        let (store, _, _) = try await shop()
        var expected = RegroupForecast()
        (expected.eventsInPeriod, expected.eventsRead) = (35, 35)
        (expected.issuesBefore, expected.issuesAfter, expected.issuesUnchanged) = (2, 2, 2)
        #expect(try await preview(store, .standard) == expected)
        #expect(try await preview(store, Samples.rules(fingerprint: "type:Other -> x")) == expected)
    }

    @Test("a title alone moves nothing, and is counted")
    func retitled() async throws {
        let (store, _, _) = try await shop()
        let rules = try Samples.rules(fingerprint: #"type:KeyError -> {{ default }} title="Key missing""#)
        let forecast = try await preview(store, rules)
        #expect(forecast.eventsMoved == 0 && forecast.eventsRetitled == 30)
    }

    @Test("an issue whose hash merely changes keeps its number, and its events are retitled at most")
    func renamed() async throws {
        let (store, keys, _) = try await shop()
        let rules = try Samples.rules(fingerprint: #"type:KeyError -> other-keys title="Key""#)
        let forecast = try await preview(store, rules)
        #expect(forecast.eventsMoved == 0 && forecast.eventsRetitled == 30)
        #expect(forecast.issuesUnchanged == 2 && forecast.openings.isEmpty && forecast.splits.isEmpty)
        #expect(forecast.issuesNamed.isEmpty && keys.rawValue == 1)
    }

    @Test("what people merged stays together, even when every hash of it changes")
    func mergedAndRenamed() async throws {
        let (store, keys, values) = try await shop()
        _ = try await store.merge([keys, values], into: keys, by: .system, at: MemoryStore.start)
        let rules = try Samples.rules(fingerprint: "type:KeyError -> k\ntype:ValueError -> v")
        let forecast = try await preview(store, rules)
        #expect(forecast.eventsMoved == 0 && forecast.issuesUnchanged == 1)
    }

    @Test("what people merged stays together")
    func merged() async throws {
        let (store, keys, values) = try await shop()
        _ = try await store.merge([keys, values], into: keys, by: .system, at: MemoryStore.start)
        let forecast = try await preview(store, .standard)
        #expect(forecast.eventsMoved == 0 && forecast.issuesUnchanged == 1 && forecast.splits.isEmpty)
    }

    @Test("an event found by its second hash brings its first one along")
    func secondHash() async throws {
        let store = MemoryStore()
        try await store.add(Samples.event("KeyError", functions: ["main", "lib", "pay"]))
        let rules = try Samples.rules(stack: "function:lib -app")
        #expect(try await preview(store, rules).eventsMoved == 0)
    }

    @Test("lists are bounded, and say how long they would be")
    func bounds() async throws {
        let store = MemoryStore()
        for number in 0..<120 {
            for region in ["eu", "us"] {
                try await store.add(
                    Samples.event("KeyError", functions: ["f\(number)"], tags: ["region": region]))
            }
        }
        for number in 0..<60 { try await store.add(Samples.event("OSError", tags: ["host": "h\(number)"])) }
        let rules = try Samples.rules(
            fingerprint: """
                type:KeyError -> {{ default }}, {{ tags.region }}
                type:OSError -> {{ tags.host }}
                """)
        let forecast = try await preview(store, rules)
        #expect(forecast.splitsTotal == 121 && forecast.splits.count == RegroupingLimits.forecastRowsMax)
        #expect(forecast.openingsTotal == 179 && forecast.openings.count == RegroupingLimits.forecastRowsMax)
        #expect(forecast.splits[0].events == 60 && forecast.splits[0].partsTotal == 60)
        #expect(forecast.splits[0].parts.count == RegroupingLimits.forecastMovesMax)
        #expect(forecast.splits[0].parts.allSatisfy { $0.examples.count <= RegroupingLimits.examplesMax })
    }

    @Test("the answer does not depend on how much is done at once")
    func deterministic() async throws {
        let (store, _, _) = try await shop()
        for number in 0..<300 { try await store.add(Samples.event("OSError", functions: ["a", "f\(number % 40)"])) }
        let rules = try Samples.rules(fingerprint: "type:OSError -> {{ function }}\ntype:KeyError -> {{ tags.region }}")
        let alone = try await preview(store, rules, width: 1)
        #expect(try await preview(store, rules, width: 5) == alone)
    }

    @Test(
        "bodies that are damaged or hostile are counted and stay",
        arguments: [
            "", "{", "null", "[1]", "\u{0}", String(repeating: "[", count: 100_000), #"{"sent":3,"event_id":4}"#,
            #"{"event_id":"x","received":99999999999999999999,"sent":{"exception":{"values":[null,{"stacktrace":7}]}}}"#,
        ])
    func hostile(body: String) async throws {
        let (store, keys, _) = try await shop()
        await store.add(damaged: Array(body.utf8), in: keys)
        let forecast = try await preview(store, .standard)
        #expect(forecast.eventsRead + forecast.eventsUnreadable == 36)
        #expect(forecast.eventsMoved <= 1)
    }

    @Test("long titles are cut at a character")
    func longTitles() {
        #expect("abc".cut(toBytes: 3) == "abc")
        #expect("가나다".cut(toBytes: 7) == "가나")
        #expect("가".cut(toBytes: 2) == "")
        #expect(String(repeating: "x", count: 9).cut(toBytes: 4) == "xxxx")
    }
}
