import SentryProtocol
import Testing

@testable import OpenTelemetry

@Suite("What real exporters send")
struct RecordedTests {
    @Test("spans arrive with ids, times, kind, status, op and the resource's attributes")
    func spans() throws {
        let spans = try OTLP.spans(in: Recorded.body("traces.bin"), as: .protobuf, at: Body.now).items()
        try #require(spans.count == 2)
        let (query, root) = (spans[0], spans[1])
        #expect(root["name"]?.string == "GET /checkout")
        #expect(root["status"]?.string == "error")
        #expect(root["is_segment"]?.bool == true)
        #expect(root["parent_span_id"] == nil)
        #expect(root.attribute("sentry.op") == "\"http.server\" string")
        #expect(root.attribute("sentry.kind") == "\"server\" string")
        #expect(root.attribute("sentry.status.message") == "\"basket is empty\" string")
        #expect(root.attribute("sentry.origin") == "\"auto.otlp.spans\" string")
        #expect(root.attribute("sentry.release") == "\"3.1.0\" string")
        #expect(root.attribute("sentry.environment") == "\"production\" string")
        #expect(root.attribute("sentry.platform") == "\"python\" string")
        #expect(root.attribute("service.name") == "\"shop\" string")
        #expect(root.attribute("resource.host.name") == "\"web-1\" string")
        #expect(root.attribute("instrumentation.name") == "\"shop.checkout\" string")
        #expect(root.attribute("instrumentation.version") == "\"1.2\" string")
        #expect(root.attribute("http.response.status_code") == "500 integer")
        #expect(root.attribute("ratio") == "0.5 double")
        #expect(root.attribute("cached") == "false boolean")
        #expect(root.attribute("items") == "[\"a\",\"b\"] array")
        #expect(root.attribute("counts") == "[1,2] array")

        #expect(query["is_segment"]?.bool == false)
        #expect(query["parent_span_id"]?.string == root["span_id"]?.string)
        #expect(query["trace_id"]?.string == root["trace_id"]?.string)
        #expect(query["trace_id"]?.string?.count == 32)
        #expect(query["status"]?.string == "ok")
        #expect(query.attribute("sentry.op") == "\"db\" string")
        let link = try #require(query["links"].flatMap { Array($0.elements).first })
        #expect(link["span_id"]?.string == root["span_id"]?.string)
        #expect(link.attribute("why") == "\"retry\" string")
        let (start, end) = (
            try #require(query["start_timestamp"]?.double), try #require(query["end_timestamp"]?.double)
        )
        #expect(start > 1_790_000_000 && end >= start && end < start + 1)
    }

    @Test("log entries arrive with level, body, trace and attributes")
    func logs() throws {
        let payload = try OTLP.logs(in: Recorded.body("logs.bin"), as: .protobuf, at: Body.now) { Body.traceID }
        let logs = try payload.items()
        #expect(logs.map { $0["level"]?.string } == ["warn", "info", "error"])
        #expect(logs.map { $0["severity_number"]?.integer } == [13, 9, 17])
        #expect(logs[0]["body"]?.string == "slow query: 1200 ms")
        #expect(logs[0]["span_id"]?.string?.count == 16)
        #expect(logs[0].attribute("table") == "\"orders\" string")
        #expect(logs[0].attribute("code.line.number")?.hasSuffix(" integer") == true)
        #expect(logs[0].attribute("sentry.origin") == "\"auto.otlp.logs\" string")
        #expect(logs[0].attribute("sentry.severity_text") == nil)
        #expect(logs[1]["body"]?.string == #"{"event":"signed in","who":{"name":"ada","tags":[1,"x"]}}"#)
        #expect(logs[1]["trace_id"]?.string == Body.traceID.hex)
        #expect(logs[1]["span_id"] == nil)
        #expect(logs[2]["body"]?.string == "결제 실패")
    }

    @Test("the JSON exporter's body means exactly what the protobuf exporter's does")
    func sameRecords() throws {
        let spans = try ["traces.bin", "traces.json"].map { name in
            try OTLP.spans(in: Recorded.body(name), as: name.hasSuffix("bin") ? .protobuf : .json, at: Body.now).bytes
        }
        #expect(spans[0] == spans[1])
        let logs = try ["logs.bin", "logs.json"].map { name in
            try OTLP.logs(in: Recorded.body(name), as: name.hasSuffix("bin") ? .protobuf : .json, at: Body.now) {
                Body.traceID
            }.bytes
        }
        #expect(logs[0] == logs[1])
    }
}

@Suite("OTLP's JSON in the shapes that senders give it")
struct JSONShapeTests {
    private let ids = #""traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174""#

    @Test("names may be in snake case, kinds and codes may be names, numbers may be numbers")
    func spellings() throws {
        let body = """
            {"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"5b8efff798038103d269b633813fc60c",
            "span_id":"eee19b7ec3c1b174","parent_span_id":"eee19b7ec3c1b173","kind":"SPAN_KIND_CLIENT","name":"n",
            "start_time_unix_nano":1544712660000000000,"end_time_unix_nano":"1544712661500000000",
            "status":{"code":"STATUS_CODE_ERROR"},
            "attributes":[{"key":"http.request.method","value":{"string_value":"GET"}},
            {"key":"n","value":{"int_value":7}}]}]}]}]}
            """
        let span = try #require(try Body.spans(body).first)
        #expect(span["trace_id"]?.string == "5b8efff798038103d269b633813fc60c")
        #expect(span["parent_span_id"]?.string == "eee19b7ec3c1b173")
        #expect(span.text("start_timestamp") == "1544712660")
        #expect(span.text("end_timestamp") == "1544712661.5")
        #expect(span["status"]?.string == "error")
        #expect(span.attribute("sentry.op") == "\"http.client\" string")
        #expect(span.attribute("n") == "7 integer")
    }

    @Test("ids may be base 64, as the general JSON form of protobuf has them")
    func base64() throws {
        let span = try Body.span(#""traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ=""#)
        #expect(span["trace_id"]?.string == "5b8efff798038103d269b633813fc60c")
        #expect(span["span_id"]?.string == "eee19b7ec3c1b174")
    }

    @Test(
        "every kind of value",
        arguments: [
            (#"{"stringValue":"a"}"#, "\"a\" string"), (#"{"boolValue":true}"#, "true boolean"),
            (#"{"intValue":"-9223372036854775808"}"#, "-9223372036854775808 integer"),
            (#"{"intValue":3}"#, "3 integer"), (#"{"doubleValue":1.5}"#, "1.5 double"),
            (#"{"doubleValue":"NaN"}"#, "\"nan\" string"), (#"{"doubleValue":2}"#, "2 double"),
            (#"{"bytesValue":"aGk="}"#, "\"hi\" string"), (#"{"bytesValue":"/w=="}"#, nil),
            (#"{"arrayValue":{"values":[{"intValue":1},{"intValue":2}]}}"#, "[1,2] array"),
            (#"{"arrayValue":{}}"#, "[] array"),
            (#"{"arrayValue":{"values":[{"intValue":1},{"stringValue":"a"}]}}"#, #""[1,\"a\"]" string"#),
            (#"{"arrayValue":{"values":[{"intValue":1},{"kvlistValue":{}}]}}"#, "[1] array"),
            (
                #"{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":[{"boolValue":false}]}}}]}}"#,
                #""{\"k\":[false]}" string"#
            ),
            (#"{"intValue":"99999999999999999999"}"#, nil), (#"{}"#, nil), (#"null"#, nil), (#"{"other":1}"#, nil),
        ])
    func values(value: String, expected: String?) throws {
        let span = try Body.span(#"\#(ids),"attributes":[{"key":"k","value":\#(value)},{"value":{"intValue":1}},7]"#)
        #expect(span.attribute("k") == expected)
    }

    @Test("a body that is no object is refused, and what is of the wrong kind inside counts as absent")
    func wrongKinds() throws {
        #expect(throws: OTLPError.self) { try Body.spans("[]") }
        #expect(throws: OTLPError.self) { try Body.spans("{") }
        #expect(throws: OTLPError.self) { try Body.spans("") }
        #expect(try Body.spans("{}").isEmpty)
        #expect(try Body.spans(#"{"resourceSpans":{"a":1}}"#).isEmpty)
        let body = #"{"resourceSpans":[1,{"resource":5,"scopeSpans":[null,{"scope":"x","spans":[7,{"name":[]}]}]}]}"#
        #expect(try Body.spans(body).count == 2)
    }
}
