import SentryProtocol
import Testing

@testable import OpenTelemetry

@Suite("Spans in Sentry's words")
struct SpanPrinterTests {
    @Test(
        "the op follows from the attributes",
        arguments: [
            ("", 2, "default"), ("http.method", 2, "http.server"), ("http.request.method", 3, "http.client"),
            ("http.request.method", 1, "http"), ("db.system", 3, "db"), ("gen_ai.system", 3, "gen_ai"),
            ("rpc.system", 3, "rpc"), ("messaging.system", 4, "message"), ("faas.trigger", 2, "word"),
            ("sentry.op", 2, "word"), ("db.namespace", 3, "default"),
        ])
    func op(key: String, kind: Int, expected: String) throws {
        let span = try Body.span(
            #""kind":\#(kind),"attributes":[{"key":"\#(key)","value":{"stringValue":"word"}}]"#)
        #expect(span.attribute("sentry.op") == "\"\(expected)\" string")
        #expect(span["name"]?.string == expected)
    }

    @Test(
        "a segment has no parent, or one in another process",
        arguments: [
            ("", 0, true), ("", 0x300, true), ("eee19b7ec3c1b173", 0, false), ("eee19b7ec3c1b173", 0x100, false),
            ("eee19b7ec3c1b173", 0x301, true), ("eee19b7ec3c1b173", 0x200, false),
        ])
    func segment(parent: String, flags: Int, isSegment: Bool) throws {
        let span = try Body.span(#""parentSpanId":"\#(parent)","flags":\#(flags)"#)
        #expect(span["is_segment"]?.bool == isSegment)
    }

    @Test("a span without ids keeps none, so that it is counted as invalid later")
    func noIDs() throws {
        let span = try Body.span(#""traceId":"00000000000000000000000000000000","spanId":"xyz","name":"n""#)
        #expect(span["trace_id"] == nil)
        #expect(span["span_id"] == nil)
    }

    @Test("a missing time is the other one, or now")
    func times() throws {
        let neither = try Body.span("")
        #expect(neither.text("start_timestamp") == "1790848800")
        #expect(neither.text("end_timestamp") == "1790848800")
        let onlyEnd = try Body.span(#""endTimeUnixNano":"1790848700000000000""#)
        #expect(onlyEnd.text("start_timestamp") == "1790848700")
        let farOut = try Body.span(#""startTimeUnixNano":"18446744073709551615""#)
        #expect(farOut["start_timestamp"]?.double == 18_446_744_073.709_552)
    }

    @Test(
        "the sample rate is read from tracestate",
        arguments: [
            ("ot=th:8", 0.5), ("vendor=x, ot=rv:1;th:c", 0.25), ("ot=th:0", 1), ("ot=th:", nil), ("", nil),
            ("ot=th:zz", nil), ("ot=th:123456789abcdef", nil), ("other=th:8", nil),
        ] as [(String, Double?)])
    func sampleRate(state: String, rate: Double?) {
        #expect(TraceState.sampleRate(of: state) == rate)
    }

    @Test("of several values for one key a record's own stays, and no key is printed twice")
    func precedence() throws {
        let span = try Body.span(
            #"""
            "attributes":[{"key":"sentry.origin","value":{"stringValue":"mine"}},
            {"key":"a","value":{"intValue":1}},{"key":"a","value":{"intValue":2}},
            {"key":"resource.a","value":{"intValue":3}}]
            """#,
            resource: #"""
                {"key":"a","value":{"intValue":4}},{"key":"sentry.release","value":{"stringValue":"shop@1"}},
                {"key":"service.version","value":{"stringValue":"1"}},
                {"key":"deployment.environment","value":{"stringValue":"old"}}
                """#)
        #expect(span.attribute("sentry.origin") == "\"mine\" string")
        #expect(span.attribute("a") == "1 integer")
        #expect(span.attribute("resource.a") == "3 integer")
        #expect(span.attribute("sentry.release") == "\"shop@1\" string")
        #expect(span.attribute("sentry.environment") == "\"old\" string")
        let keys = try #require(span["attributes"]).members.map { $0.key.text }
        #expect(Set(keys).count == keys.count)
    }
}

@Suite("Log entries in Sentry's words")
struct LogPrinterTests {
    @Test(
        "the level is that of the number, else of the word, else info",
        arguments: [
            (#""severityNumber":1"#, "trace"), (#""severityNumber":8"#, "debug"), (#""severityNumber":12"#, "info"),
            (#""severityNumber":16"#, "warn"), (#""severityNumber":20"#, "error"), (#""severityNumber":24"#, "fatal"),
            (#""severityNumber":"SEVERITY_NUMBER_WARN2""#, "warn"), (#""severityNumber":25"#, "info"),
            (#""severityText":"WARNING""#, "warn"), (#""severityText":"Information""#, "info"),
            (#""severityText":"loud""#, "info"), ("", "info"),
            (#""severityNumber":-5,"severityText":"error""#, "error"),
        ])
    func level(members: String, expected: String) throws {
        #expect(try Body.log(members)["level"]?.string == expected)
    }

    @Test("the time is the record's, else the collector's, else now")
    func times() throws {
        #expect(
            try Body.log(#""timeUnixNano":"1544712660300000000","observedTimeUnixNano":"1""#).text("timestamp")
                == "1544712660.3")
        let observed = try Body.log(#""observedTimeUnixNano":"1544712660300000000""#)
        #expect(observed.text("timestamp") == "1544712660.3")
        #expect(observed.attribute("sentry.observed_timestamp_nanos") == "\"1544712660300000000\" string")
        #expect(try Body.log("").text("timestamp") == "1790848800")
    }

    @Test("a body of any kind becomes text; an event without one has its name")
    func bodies() throws {
        #expect(try Body.log(#""body":{"intValue":"5"}"#)["body"]?.string == "5")
        #expect(try Body.log(#""body":{"boolValue":true}"#)["body"]?.string == "true")
        #expect(
            try Body.log(#""body":{"arrayValue":{"values":[{"intValue":1},{"arrayValue":{}}]}}"#)["body"]?.string
                == "[1,[]]")
        let event = try Body.log(#""eventName":"user.login","severityText":"NOTICE""#)
        #expect(event["body"]?.string == "user.login")
        #expect(event.attribute("event.name") == "\"user.login\" string")
        #expect(event.attribute("sentry.severity_text") == "\"NOTICE\" string")
    }

    @Test("platforms have Sentry's names")
    func platform() throws {
        let log = try Body.log("", resource: #"{"key":"telemetry.sdk.language","value":{"stringValue":"nodejs"}}"#)
        #expect(log.attribute("sentry.platform") == "\"node\" string")
        #expect(log.attribute("resource.telemetry.sdk.language") == "\"nodejs\" string")
    }
}
