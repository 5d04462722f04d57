import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Reports of browsers become an item each")
struct BrowserReportsTests {
    private let csp = "/api/1/security/?sentry_key=k&sentry_release=shop@1.0&sentry_environment=live"
    private let report = #"{"csp-report":{"document-uri":"https://a/"}}"#

    private func probe(_ type: String?) -> EndpointProbe { EndpointProbe(contentType: type, userAgent: "Firefox/128") }

    @Test("one report stays as it was sent; the query and the browser stand in the item's header")
    func single() throws {
        let envelope = try probe("application/csp-report").envelope(csp, report)
        let item = try #require(envelope.items.first)
        #expect(envelope.items.map(\.type) == [.rawSecurity])
        #expect(envelope.header.eventID == nil)
        #expect(envelope.texts == [report])
        #expect(
            item.header?.sourceText
                == #"{"type":"raw_security","sentry_release":"shop@1.0","sentry_environment":"live","#
                + #""user_agent":"Firefox/128"}"#)
    }

    @Test("an array becomes as many items, whatever is in it")
    func batch() throws {
        let envelope = try probe("application/reports+json; charset=utf-8")
            .envelope("/api/1/csp-report/?sentry_key=k", " [\(report), 1, null,[2],{\"type\":\"csp-violation\"}]")
        #expect(envelope.texts == [report, "1", "null", "[2]", #"{"type":"csp-violation"}"#])
        #expect(envelope.items.allSatisfy { $0.type == .rawSecurity && $0.header?["user_agent"] != nil })
        #expect(try probe("application/json").envelope(csp, "[]").items.isEmpty)
    }

    @Test("500 reports are read; the rest is counted, but not kept")
    func cap() throws {
        func body(_ count: Int) -> String { "[\(Array(repeating: report, count: count).joined(separator: ","))]" }
        #expect(try probe("application/reports+json").envelope(csp, body(500)).texts.allSatisfy { $0 == report })
        let texts = try probe("application/reports+json").envelope(csp, body(502)).texts
        #expect(texts.count == 502)
        #expect(texts.suffix(3) == [report, "", ""])
        let flood = Array("[\(String(repeating: "0,", count: 10_000))0]".utf8)
        #expect(probe("application/json").refusal(csp, flood)?.hasPrefix("413") == true)
    }

    @Test("what cannot be read is left to the handler: browsers cannot act on an answer", arguments: ["{", "[1,", "x"])
    func broken(body: String) throws {
        #expect(try probe("application/json").envelope(csp, body).texts == [body])
    }

    @Test("which requests are refused")
    func refused() {
        let body = Array(report.utf8)
        #expect(probe(nil).refusal(csp, body) == "400 missing or invalid content type")
        #expect(probe("nonsense").refusal(csp, body) == "400 missing or invalid content type")
        #expect(probe("text/plain").refusal(csp, body) == "415 unsupported media type")
        #expect(probe("application/json").refusal(csp, []) == "400 empty request body")
        let large = Array("{\"a\":\"\(String(repeating: "x", count: 1 << 20))\"}".utf8)
        #expect(probe("application/json").refusal(csp, large) == "413 request content exceeded size limits")
        let batch = [UInt8(ascii: "[")] + large + [UInt8(ascii: "]")]
        #expect(probe("application/json").refusal(csp, batch) == "413 request content exceeded size limits")
    }

    @Test("security reports are answered 200 with nothing, and 429 when limited")
    func securityReplies() throws {
        #expect(try probe(nil).success(csp) == IngestReply(status: 200))
        #expect(try probe(nil).reply(csp, to: EndpointProbe.limited).status == 429)
    }

    @Test("network reports are nel items, answered 200 also when they are limited, and never 429")
    func networkReports() throws {
        let target = "/api/1/nel/?sentry_key=k"
        let envelope = try probe("application/reports+json").envelope(target, #"[{"type":"network-error"},{}]"#)
        #expect(envelope.items.map(\.type) == [.nel, .nel])
        #expect(envelope.texts == [#"{"type":"network-error"}"#, "{}"])
        #expect(probe(nil).refusal(target, [1]) == "415 unsupported media type")
        #expect(probe("application/csp-report").refusal(target, [1]) == "415 unsupported media type")
        #expect(try probe(nil).success(target) == IngestReply(status: 200))
        #expect(try probe(nil).reply(target, to: EndpointProbe.limited) == IngestReply(status: 200))
        let overloaded = try probe(nil).reply(target, to: .commit(.overloaded(retryAfter: 3)))
        #expect(overloaded.status == 503)
        #expect(overloaded.headers.first == .init("Retry-After", "3"))
    }
}
