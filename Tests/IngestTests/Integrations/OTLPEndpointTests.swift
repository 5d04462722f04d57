import SentryProtocol
import Testing

@testable import Ingest

@Suite("OTLP over HTTP")
struct OTLPEndpointTests {
    private let traces = "/api/42/integration/otlp/v1/traces"
    private let logs = "/api/42/integration/otlp/v1/logs/"

    private func probe(_ endpoint: any IngestEndpoint, _ type: String = "application/json") -> IntegrationProbe {
        IntegrationProbe(endpoint: endpoint, contentType: type)
    }

    @Test("spans become one container of the second version with as many entries as its header says")
    func spans() throws {
        let body = """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a"},{"name":"b"}]}]}]}
            """
        let (_, item, root) = try #require(try probe(OTLPTracesEndpoint()).item(traces, body))
        #expect(item.type == .span)
        #expect(item.contentType == "application/vnd.sentry.items.span.v2+json")
        #expect(item.itemCount == 2)
        #expect(root["items"]?.elements.compactMap { $0["name"]?.string } == ["a", "b"])
    }

    @Test("log entries become one container; without a trace they get one of their content")
    func logEntries() throws {
        let body = #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hi"}}]}]}]}"#
        let (_, item, root) = try #require(try probe(OTLPLogsEndpoint()).item(logs, body))
        #expect(item.type == .log)
        #expect(item.contentType == "application/vnd.sentry.items.log+json")
        #expect(item.itemCount == 1)
        let entry = try #require(root["items"]?.elements.first { _ in true })
        #expect(entry["body"]?.string == "hi")
        #expect(entry["trace_id"]?.string.flatMap { TraceID(hex: $0) } != nil)
        let again = try #require(try probe(OTLPLogsEndpoint()).item(logs, body)).root
        #expect(again.sourceText == root.sourceText)
    }

    @Test(
        "the answer comes in the request's format", arguments: ["application/json; charset=utf-8", "APPLICATION/JSON"])
    func json(type: String) throws {
        let probe = probe(OTLPTracesEndpoint(), type)
        let request = try probe.request(traces)
        #expect(probe.endpoint.answer(request) == nil)
        let success = probe.endpoint.reply(to: IngestAnswer(eventID: nil), request)
        #expect(success.status == 200 && success.text == "{}" && success.contentType == "application/json")
        let failure = probe.endpoint.reply(to: .admission(.rejected), request)
        #expect(failure.status == 403)
        #expect(
            failure.text
                == #"{"code":7,"message":"event submission rejected with_reason: ProjectId: unknown project or key"}"#)
    }

    @Test("protobuf is answered with protobuf, and keeps the headers of every refusal")
    func protobuf() throws {
        let probe = probe(OTLPLogsEndpoint(), "application/x-protobuf")
        let request = try probe.request(logs)
        let success = probe.endpoint.reply(to: IngestAnswer(eventID: nil), request)
        #expect(success.status == 200 && success.body.isEmpty && success.contentType == "application/x-protobuf")
        let limited = probe.endpoint.reply(
            to: .limited([RateLimit(seconds: 60, scope: .key, reason: "quota_exceeded")]), request)
        #expect(limited.status == 429)
        #expect(limited.contentType == "application/x-protobuf")
        #expect(limited.header("Retry-After") == "60")
        #expect(limited.header("X-Sentry-Rate-Limits") != nil)
        #expect(limited.body.starts(with: [0x08, 8, 0x12]))
    }

    @Test("other types are 415", arguments: ["text/plain", "application/grpc", "", "application/x-ndjson"])
    func unsupported(type: String) throws {
        let probe = probe(OTLPTracesEndpoint(), type)
        #expect(probe.endpoint.answer(try probe.request(traces))?.status == 415)
    }

    @Test("broken bodies are 400, too large ones 413, empty ones fine")
    func refusals() throws {
        let probe = probe(OTLPTracesEndpoint())
        #expect(probe.refusal(traces, "{")?.hasPrefix("400 invalid OTLP data") == true)
        #expect(probe.refusal(traces, "[]") == "400 invalid OTLP data: not a JSON object")
        #expect(try probe.reply(traces, "{}")?.text == "{}")
        let many = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(String(repeating: "0,", count: 130_000))0]}]}]}"#
        #expect(probe.refusal(traces, many)?.hasPrefix("413") == true)
    }
}
