import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Transactions")
struct TransactionHandlerTests {
    private static let trace =
        #""contexts":{"trace":{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"#
        + #""1111111111111111","op":"http.server","status":"ok"}}"#

    private func payload(_ more: String = "", start: String = "1795402790", end: String = "1795402791.5") -> String {
        #"{"type":"transaction","transaction":"/cart","start_timestamp":\#(start),"timestamp":\#(end),\#(Self.trace)"#
            + (more.isEmpty ? "" : "," + more) + "}"
    }

    @Test("the row says what it was, the body everything")
    func row() throws {
        let handled = try Handling(
            "transaction",
            payload(
                """
                "measurements":{"LCP":{"value":12.5,"unit":"millisecond"},"b?d":{"value":1},"inf":{"value":1e999}},
                "user":{"id":7},"release":"a@1","environment":"prod","platform":"python",
                "spans":[{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"2222222222222222","op":"db",
                "start_timestamp":1795402790.5,"timestamp":1795402791,"data":{"a":1},"made_up":1},
                {"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"3333333333333333",
                "start_timestamp":1795402790.5,"status":"ok"},null,{"span_id":"4444444444444444"},
                {"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"5555555555555555",
                "start_timestamp":1795402791,"timestamp":1795402790}]
                """))
        let row = try #require(handled.transactions.first)
        #expect(handled.outcomes == ["accepted/transaction=1"])
        #expect(row.name == "/cart" && row.op == "http.server" && row.status == "ok" && row.platform == "python")
        #expect(row.userIdentity == "id:7" && row.release == "a@1" && row.environment == "prod")
        #expect(row.measurements == [.init(name: "lcp", value: 12.5, unit: "millisecond")])
        #expect(row.spanCount == 2)
        let body = try json(row.body)
        #expect(body["start_timestamp"]?.integer == 1_795_402_790)
        #expect(body["spans"]?[0]?["made_up"] == nil && body["spans"]?[0]?["data"]?["a"]?.integer == 1)
        // A span that was never finished ends with its transaction.
        #expect(body["spans"]?[1]?["timestamp"]?.double == 1_795_402_791.5)
        #expect(body["spans"]?[1]?["status"]?.string == "deadline_exceeded")
        #expect(body["errors"]?.elements.contains { $0["name"]?.string == "spans" } == true)
    }

    @Test("an event item that is a transaction is counted as one")
    func eventItem() throws {
        let bytes = Array(payload().utf8)
        let envelope = Envelope(bytes: bytes, items: [Item(type: .event, payload: 0..<bytes.count)])
        var batch = IngestBatch(projectID: ProjectID(rawValue: 1))
        let result = TransactionHandler().handle(
            ReceivedItem(item: envelope.items[0], body: bytes), in: .forTests, into: &batch)
        guard case .many(let counts) = result else {
            Issue.record("one outcome of another category")
            return
        }
        #expect(counts == [OutcomeCount(outcome: .accepted, category: .transaction, quantity: 1)])
        #expect(batch.records.count == 1)
    }

    @Test("times move together when the sender's clock is wrong")
    func drift() throws {
        let handled = try Handling(
            "transaction",
            payload(
                #""spans":[{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"2222222222222222","#
                    + #""start_timestamp":1795395590,"timestamp":1795395591}]"#,
                start: "1795395590", end: "1795395591"), header: #"{"sent_at":"2026-11-23T01:00:00Z"}"#)
        let row = try #require(handled.transactions.first)
        #expect(row.startedAt == Timestamp(seconds: 1_795_402_790) && row.endedAt == Timestamp(seconds: 1_795_402_791))
        #expect(try json(row.body)["spans"]?[0]?["start_timestamp"]?.integer == 1_795_402_790)
    }

    @Test("what cannot be a transaction is none")
    func refused() throws {
        for bad in [
            "{}", "[]", "{", #"{"transaction":"x","start_timestamp":1,"timestamp":2}"#,
            payload(start: "1795402792"), payload(start: "null"), payload(end: "\"never\""),
        ] {
            let handled = try Handling("transaction", bad)
            #expect(handled.outcomes == ["invalid/transaction=1"], "\(bad)")
            #expect(handled.batch.records.isEmpty)
        }
    }

    @Test("no more spans are kept than anybody reads")
    func spanLimit() throws {
        let span = #"{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"2222222222222222","start_timestamp":1}"#
        let spans = Array(repeating: span, count: TransactionPayload.spansMax + 10).joined(separator: ",")
        let handled = try Handling("transaction", payload("\"spans\":[\(spans)]"))
        #expect(handled.transactions.first?.spanCount == TransactionPayload.spansMax)
    }
}
