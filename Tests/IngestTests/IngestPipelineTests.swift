import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Every item of an envelope ends in exactly one outcome")
struct IngestPipelineTests {
    private let event = "{\"type\":\"event\"}\n{\"message\":\"m\"}"

    private func outcomes(_ ingestion: Ingestion) -> [String] {
        ingestion.ledger.totals.map { "\($0.outcome.name)/\($0.outcome.reason)/\($0.category.rawValue)=\($0.quantity)" }
    }

    @Test("an item that cannot be used takes nothing else with it")
    func neighbours() async throws {
        let ingestion = Ingestion()
        try await ingestion.send(
            "{}\n{\"type\":\"statsd\"}\nabc\n{\"type\":\"made_up\"}\n{}\n\(event)\n{\"type\":\"session\"}\n{}")
        #expect(ingestion.writer.events.count == 1)
        #expect(
            outcomes(ingestion) == [
                "accepted//error=1", "invalid/missing_field/session=1",
                "unsupported/item_type_not_kept/metric_bucket=1", "unsupported/unknown_item_type/unknown=1",
            ])
    }

    @Test(
        "payloads that are no event are invalid, and the request succeeds",
        arguments: [
            ("", "empty"), ("nonsense", "invalid_json"), ("[1]", "not_an_object"), ("{\"a\":", "invalid_json"),
            (
                "{\"a\":" + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000) + "}",
                "too_deep"
            ),
        ])
    func invalid(payload: String, reason: String) async throws {
        let ingestion = Ingestion()
        try await ingestion.send(
            "{\"event_id\":\"9ec79c33ec9942ab8353589fcb2e04dc\"}\n{\"type\":\"event\"}\n\(payload)")
        #expect(ingestion.writer.events.isEmpty)
        #expect(outcomes(ingestion) == ["invalid/\(reason)/error=1"])
    }

    @Test("an envelope without items is answered without an id")
    func nothing() async throws {
        let ingestion = Ingestion()
        #expect(try await ingestion.send("{}").eventID == nil)
        #expect(outcomes(ingestion).isEmpty)
    }

    @Test("what the writer refuses was not accepted")
    func refused() async throws {
        let ingestion = Ingestion(failure: .overloaded(retryAfter: 3))
        await #expect(throws: IngestFailure.commit(.overloaded(retryAfter: 3))) {
            try await ingestion.send("{}\n\(event)")
        }
        #expect(outcomes(ingestion) == ["rate_limited/backpressure/error=1"])
    }

    @Test("client reports are counted as what the SDK threw away")
    func clientReports() async throws {
        let ingestion = Ingestion()
        let report = """
            {"discarded_events":[{"reason":"sample_rate","category":"transaction","quantity":7},
            {"reason":"x","category":"nonsense","quantity":1},{"reason":"y","category":"error","quantity":-5}]}
            """.split(separator: "\n").joined()
        try await ingestion.send("{}\n{\"type\":\"client_report\"}\n\(report)")
        #expect(
            outcomes(ingestion) == [
                "accepted//internal=1", "client_discard/sample_rate/transaction=7", "client_discard/x/unknown=1",
            ])
    }
}

@Suite("Counters and budgets hold what strangers put into them")
struct BoundsTests {
    @Test("a full counter stays full")
    func saturation() {
        let ledger = OutcomeLedger()
        for _ in 0..<3 { ledger.count(.accepted, of: .error, quantity: .max) }
        #expect(ledger.totals.map(\.quantity) == [.max])
    }

    @Test("reasons that an SDK makes up do not become labels")
    func reasons() async throws {
        let ingestion = Ingestion()
        let report = #"{"discarded_events":[{"reason":"a\"} 1\n# x","category":"error","quantity":1}]}"#
        try await ingestion.send("{}\n{\"type\":\"client_report\"}\n\(report)")
        #expect(ingestion.ledger.totals.map(\.outcome.reason) == ["", "other"])
    }

    @Test("one request alone always fits, others only together with it")
    func budget() {
        let budget = ByteBudget(limit: 100)
        #expect(budget.take(80))
        #expect(budget.take(300, holding: 80))
        #expect(!budget.take(1))
        budget.give(380)
        #expect(budget.take(60))
        #expect(!budget.take(60))
        #expect(budget.take(40))
        #expect(budget.inUse == 100)
    }

    @Test("a hold gives back what it took when nobody needs it any more; alone it may take anything")
    func hold() {
        let budget = ByteBudget(limit: 100)
        #expect(budget.take(30))
        do {
            let hold = ByteHold(of: budget, forBodyOf: 10)
            #expect(hold.room == .max && hold.take(500))
            #expect(budget.inUse == 530 && !budget.take(1))
            let other = ByteHold(of: budget, forBodyOf: 1)
            #expect(other.room == 0 && !other.take(1))
            _ = consume hold
        }
        #expect(budget.inUse == 30)
        budget.charge(100)
        #expect(budget.inUse == 130 && !budget.take(1))
        #expect(ByteHold().room == .max)
    }
}

@Suite("Bodies of /store/")
struct StoreBodyTests {
    private func envelope(_ body: String) throws -> Envelope {
        try StoreBody.envelope(from: Array(body.utf8), limit: 1024) { bytes, _ in bytes }
    }

    @Test("JSON and base64 of JSON become an envelope with one event")
    func shapes() throws {
        for body in [#"{"message":"hi"}"#, "eyJtZXNzYWdlIjoiaGkifQ=="] {
            let envelope = try envelope(body)
            #expect(envelope.items.map(\.type) == [.event])
            #expect(try envelope.document(of: envelope.items[0]).root["message"]?.string == "hi")
        }
        #expect(try envelope(#"{"type":"transaction"}"#).items.map(\.type) == [.transaction])
    }

    @Test("what is refused, and why")
    func refused() {
        #expect(throws: StoreBody.StoreError.empty) { try envelope("  ") }
        #expect(throws: StoreBody.StoreError.badEventID) { try envelope(#"{"event_id":"xyz"}"#) }
        #expect(throws: StoreBody.StoreError.tooLarge) {
            try envelope(#"{"a":"\#(String(repeating: "x", count: 2000))"}"#)
        }
        #expect(throws: StoreBody.StoreError.self) { try envelope("{broken") }
        #expect(throws: StoreBody.StoreError.self) { try envelope("***") }
    }
}
