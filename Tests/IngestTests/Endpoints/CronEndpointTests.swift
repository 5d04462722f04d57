import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Check-ins that curl sends")
struct CronEndpointTests {
    private let slug = "/api/1/cron/nightly/0123456789abcdef0123456789abcdef"

    private func payload(_ target: String, type: String? = nil, _ body: String = "") throws -> String {
        let envelope = try EndpointProbe(contentType: type, method: body.isEmpty ? "GET" : "POST")
            .envelope(target, body)
        #expect(envelope.items.map(\.type) == [.checkIn])
        return envelope.texts.joined()
    }

    private func refusal(_ target: String, type: String? = nil, _ body: String = "") -> String? {
        EndpointProbe(contentType: type).refusal(target, Array(body.utf8))
    }

    @Test("a query says what happened")
    func query() throws {
        #expect(try payload("\(slug)/?status=ok") == #"{"monitor_slug":"nightly","status":"ok"}"#)
        let full = "?status=error&check_in_id=9EC79C33-ec99-42ab-8353-589fcb2e04dc&environment=dev%20x&duration=1.5"
        #expect(
            try payload("/api/1/cron/na%20me\(full)&sentry_key=k")
                == #"{"monitor_slug":"na me","check_in_id":"9ec79c33ec9942ab8353589fcb2e04dc","status":"error","#
                + #""environment":"dev x","duration":1.5}"#)
        #expect(try payload("\(slug)?status=ok", type: "application/json").contains("ok"))
    }

    @Test("a JSON body is taken as it is, under the slug of the path")
    func json() throws {
        let body = #"{"monitor_slug":"other","status":"in_progress","monitor_config":{"schedule":1},"extra":[null]}"#
        #expect(
            try payload(slug, type: "application/json; charset=utf-8", body)
                == #"{"monitor_slug":"nightly","status":"in_progress","monitor_config":{"schedule":1},"extra":[null]}"#)
    }

    @Test(
        "queries that say nothing useful are refused with 400",
        arguments: [
            "", "?status=", "?environment=x", "?status=ok&check_in_id=7", "?status=ok&duration=soon",
            "?status=ok&duration=inf", "?status=ok&duration=nan",
        ])
    func badQuery(query: String) { #expect(refusal(slug + query) == "400 invalid query") }

    @Test("broken JSON is 400")
    func badSyntax() {
        #expect(refusal(slug, type: "application/json", "{")?.hasPrefix("400 invalid JSON data") == true)
        #expect(refusal(slug, type: "application/json")?.hasPrefix("400 invalid JSON data") == true)
    }

    @Test(
        "JSON of another shape is 422",
        arguments: [
            "[]", "{}", #"{"status":1}"#, #"{"status":"ok","check_in_id":"x"}"#, #"{"status":"ok","duration":"1"}"#,
            #"{"status":"ok","environment":{}}"#, #"{"status":"ok","monitor_config":[]}"#,
        ])
    func badShape(body: String) { #expect(refusal(slug, type: "application/json", body) == "422 invalid check-in") }

    @Test("a check-in too large for an item is refused")
    func tooLarge() {
        let body = #"{"status":"ok","x":"\#(String(repeating: "x", count: 100 * 1024))"}"#
        #expect(refusal(slug, type: "application/json", body)?.hasPrefix("413") == true)
    }

    @Test("the answer is 202 with nothing, and never 429")
    func replies() throws {
        #expect(try EndpointProbe().endpoint(slug).methods == ["GET", "POST"])
        #expect(try EndpointProbe().success(slug) == IngestReply(status: 202))
        #expect(try EndpointProbe().reply(slug, to: EndpointProbe.limited) == IngestReply(status: 202))
        #expect(try EndpointProbe().reply(slug, to: .overloaded).status == 503)
    }
}
