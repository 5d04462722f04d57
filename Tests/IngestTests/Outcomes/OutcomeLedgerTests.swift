import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("The ledger of outcomes")
struct OutcomeLedgerTests {
    private static let minute = 29_847_480
    private static let now = Timestamp(seconds: Int64(minute) * 60 + 59)

    private func source(_ project: Int64, client: String? = "sentry.python/2.30.0") -> OutcomeSource {
        OutcomeSource(projectID: ProjectID(rawValue: project), publicKey: "key\(project)", client: client)
    }

    @Test("sums by minute, project, key, category, outcome, reason and SDK")
    func samples() {
        let ledger = OutcomeLedger()
        for _ in 0..<3 {
            ledger.count(
                [
                    OutcomeCount(outcome: .accepted, category: .error, quantity: 1),
                    OutcomeCount(outcome: .rateLimited(reason: .keyQuota), category: .logItem, quantity: 5),
                ], from: source(1))
        }
        ledger.count(.accepted, of: .error, from: source(2, client: "sentry.javascript.browser/9.1.0"))
        ledger.count(.accepted, of: .error, from: source(1, client: "sentry.python/2.31.0"))
        let samples = ledger.drain(at: Self.now).sorted {
            ($0.outcome, $0.sdk, $0.quantity) < ($1.outcome, $1.sdk, $1.quantity)
        }
        func sample(
            _ project: Int64, _ category: DataCategory, _ outcome: String, _ reason: String, _ sdk: String, _ count: Int
        ) -> OutcomeSample {
            OutcomeSample(
                minute: Self.minute, projectID: ProjectID(rawValue: project), publicKey: "key\(project)",
                category: category, outcome: outcome, reason: reason, sdk: sdk, quantity: count)
        }
        #expect(
            samples == [
                sample(2, .error, "accepted", "", "sentry.javascript.browser", 1),
                sample(1, .error, "accepted", "", "sentry.python", 1),
                sample(1, .error, "accepted", "", "sentry.python", 3),
                sample(1, .logItem, "rate_limited", "key_quota", "sentry.python", 15),
            ])
    }

    @Test("what has been drained is gone, and stays in the totals")
    func drained() {
        let ledger = OutcomeLedger()
        ledger.count(.accepted, of: .error, quantity: 2)
        #expect(ledger.drain(at: Self.now).count == 1)
        #expect(ledger.drain(at: Self.now).isEmpty)
        ledger.count(.accepted, of: .error, quantity: 3, from: source(1))
        #expect(ledger.totals == [OutcomeCount(outcome: .accepted, category: .error, quantity: 5)])
        #expect(ledger.sums.byProject.map(\.quantity) == [2, 3])
    }

    @Test("a full counter stays full, and nothing is not counted")
    func saturation() {
        let ledger = OutcomeLedger()
        for _ in 0..<3 { ledger.count(.accepted, of: .error, quantity: .max, from: source(1)) }
        for quantity in [0, -1, .min] { ledger.count(.accepted, of: .transaction, quantity: quantity) }
        #expect(ledger.drain(at: Self.now).map(\.quantity) == [.max])
        ledger.count(.accepted, of: .error, from: source(1))
        #expect(ledger.totals.map(\.quantity) == [.max])
    }

    @Test(
        "names of SDKs come without their version, and what is no name is other",
        arguments: [
            ("sentry.python/2.30.0", "sentry.python"), ("raven-js", "raven-js"), ("Sentry.NET 5.0", "sentry.net"),
            ("a\"} 1\n# x/1", "other"), (String(repeating: "x", count: 41), "other"),
            (String(repeating: "x", count: 10_000), "other"), ("/1.0", "other"), ("", ""), (nil, ""),
            ("센트리/1", "other"),
        ] as [(String?, String)])
    func sdks(client: String?, sdk: String) {
        let ledger = OutcomeLedger()
        ledger.count(.accepted, of: .error, from: source(1, client: client))
        #expect(ledger.drain(at: Self.now).map(\.sdk) == [sdk])
    }

    @Test("ten thousand projects are told apart; of more than fit, only what happened is")
    func bounds() {
        let ledger = OutcomeLedger()
        for project in 0..<10_000 { ledger.count(.accepted, of: .error, from: source(Int64(project))) }
        #expect(Set(ledger.drain(at: Self.now).map(\.projectID)).count == 10_000)
        for number in 0..<60_000 {
            ledger.count(
                .clientDiscard(reason: "r\(number)"), of: .span, from: source(Int64(number), client: "c\(number)"))
        }
        let samples = ledger.drain(at: Self.now)
        #expect(samples.count <= OutcomeLedger.countsMax + 1)
        #expect(samples.reduce(0) { $0 + $1.quantity } == 60_000)
        let rest = samples.filter { $0.projectID == nil }
        #expect(rest.map { [$0.sdk, $0.reason, $0.publicKey ?? "-"] } == [["other", "other", "-"]])
        #expect(ledger.totals.count <= 502)
        #expect(ledger.sums.byProject.count <= 3_002)
        #expect(ledger.totals.reduce(0) { $0 + $1.quantity } == 70_000)
    }

    @Test("a crowd of keys does not crowd out those that come later")
    func crowds() {
        let ledger = OutcomeLedger()
        for round in 0..<3 {
            for number in 0..<15_000 {
                let key = "\(round)/\(number)"
                ledger.count(
                    .accepted, of: .error,
                    from: OutcomeSource(projectID: ProjectID(rawValue: 1), publicKey: key, client: nil))
            }
            let keys = Set(ledger.drain(at: Self.now).compactMap(\.publicKey))
            #expect(keys.count == 15_000 && keys.allSatisfy { $0.hasPrefix("\(round)/") })
        }
    }
}

@Suite("Figures for Prometheus")
struct MetricsTextTests {
    @Test("name, kind, help and labels, escaped")
    func format() {
        var metrics = MetricsText()
        metrics.add("a_total", .counter, "All.", 7)
        metrics.add("b", .gauge, "Some.", labels: ["x", "y"], [(["1", "a\"\\\n"], 2), (["2", ""], 3)])
        metrics.add("c", .gauge, "None.", labels: ["x"], [])
        #expect(
            metrics.text == """
                # HELP a_total All.
                # TYPE a_total counter
                a_total 7
                # HELP b Some.
                # TYPE b gauge
                b{x="1",y="a\\"\\\\\\n"} 2
                b{x="2",y=""} 3

                """)
    }

    @Test("items by outcome and by project, refused requests by reason")
    func outcomes() {
        let ledger = OutcomeLedger()
        ledger.count(
            .rateLimited(reason: .quotaExceeded), of: .error, quantity: 4,
            from: OutcomeSource(projectID: ProjectID(rawValue: 7), publicKey: nil, client: nil))
        let refusals = RefusalLog()
        refusals.record(reason: .tooLarge, at: Self.now) { RefusalLogTests.refusal(reason: .tooLarge) }
        var metrics = MetricsText()
        OutcomeMetrics(ledger: ledger, refusals: refusals).write(to: &metrics)
        let figures = metrics.text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            figures == [
                "culprit_items_total{outcome=\"rate_limited\",reason=\"quota_exceeded\",category=\"error\"} 4",
                "culprit_project_items_total{project=\"7\",outcome=\"rate_limited\"} 4",
                "culprit_requests_refused_total{reason=\"too_large\"} 1",
            ])
    }

    private static let now = Timestamp(seconds: 1_790_848_800)
}
