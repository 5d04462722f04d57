import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Logs, metrics and spans: good entries are kept, bad ones counted")
struct TelemetryHandlerTests {
    private static let time = "1795402799.25"
    private static let trace = "5b8efff798038103d269b633813fc60c"

    private func log(_ attributes: String = "{}", time: String = time, level: String = "\"info\"") -> String {
        """
        {"timestamp":\(time),"trace_id":"\(Self.trace)","level":\(level),"body":"hello","attributes":\(attributes)}
        """
    }

    private func logs(_ entries: String...) throws -> Handling {
        try Handling("log", "{\"items\":[\(entries.joined(separator: ","))]}", itemHeader: "\"item_count\":7")
    }

    @Test("a broken entry takes no other with it, and a wrong count nothing")
    func neighbours() throws {
        let handled = try logs(log(), "7", #"{"body":"no time"}"#, log(time: "null"), log())
        #expect(handled.outcomes.sorted().first == "accepted/log_item=2")
        #expect(handled.outcomes.dropFirst().allSatisfy { $0.hasPrefix("invalid/log_item=") })
        #expect(handled.logs.map(\.entries.count) == [2])
    }

    @Test("a container without entries, and payloads that are none")
    func odd() throws {
        #expect(try Handling("log", #"{"items":[]}"#).outcomes == ["accepted/log_item=0"])
        for payload in ["", "{", "7", #"{"items":7}"#, "null"] {
            let handled = try Handling("log", payload)
            #expect(handled.outcomes == ["invalid/log_item=1"], "\(payload)")
            #expect(handled.batch.records.isEmpty)
        }
    }

    @Test("attributes keep their types, those that lie are removed, a missing type is guessed")
    func attributes() throws {
        let handled = try logs(
            log(
                """
                {"s":{"type":"string","value":"é\\u0000"},"i":{"type":"integer","value":-7},
                "d":{"type":"double","value":7},"b":{"type":"boolean","value":true,"unit":"none"},
                "a":{"type":"array","value":["x",null]},"guess":{"value":1.5},"bare":9,
                "lie":{"type":"integer","value":1.0},"big":{"type":"integer","value":9223372036854775808},
                "mixed":{"type":"array","value":[1,"x"]},"nil":{"type":"string","value":null},"none":null,
                "odd":{"type":"hologram","value":1},"nest":{"value":{"a":1}},"inf":{"type":"double","value":1e999}}
                """))
        let attributes = try #require(try json(handled.logs.first?.body)[0]?["attributes"])
        #expect(attributes.members.map(\.key.text) == ["s", "i", "d", "b", "a", "guess", "bare"])
        #expect(attributes["d"]?["type"]?.string == "double")
        #expect(attributes["guess"]?["type"]?.string == "double")
        #expect(attributes["bare"]?.sourceText == #"{"type":"integer","value":9}"#)
        #expect(attributes["b"]?["unit"]?.string == "none")
        #expect(attributes["s"]?["value"]?.string == "é\u{FFFD}")
    }

    @Test(
        "levels by name, in any case, by number, and words nobody knows",
        arguments: [
            ("\"warn\"", LogLevel.warn, "warn"), ("\"WARNING\"", .warn, "warn"), ("\"critical\"", .fatal, "fatal"),
            ("\"loud\"", .info, "loud"), ("7", .info, "info"), ("null", .info, "info"),
        ])
    func levels(sent: String, level: LogLevel, name: String) throws {
        let block = try #require(try logs(log(level: sent)).logs.first)
        #expect(block.entries.map(\.level) == [level])
        #expect(try json(block.body)[0]?["level"]?.string == name)
    }

    @Test("records of requests go to a block of their own")
    func kinds() throws {
        let access = log(
            #"{"http.request.method":{"value":"GET"},"http.response.status_code":{"value":200},"#
                + #""sentry.release":{"value":"a@1"},"sentry.environment":{"value":"prod"}}"#)
        let handled = try logs(access, log(), access)
        #expect(handled.outcomes == ["accepted/log_item=3"])
        #expect(handled.logs.map(\.kind) == [.logs, .requestLogs])
        #expect(handled.logs.map(\.entries.count) == [1, 2])
        #expect(handled.logs[1].entries[0].release == "a@1" && handled.logs[1].entries[0].environment == "prod")
        // The application's own words, spoken during a request.
        #expect(try logs(log(#"{"http.request.method":{"value":"GET"}}"#)).logs.map(\.kind) == [.logs])
        #expect(try logs(log(#"{"vercel.proxy.path":{"value":"/"}}"#)).logs.map(\.kind) == [.requestLogs])
        let printed = #"{"vercel.proxy.path":{"value":"/"},"vercel.type":{"value":"stdout"}}"#
        #expect(try logs(log(printed)).logs.map(\.kind) == [.logs])
    }

    @Test("old entries and those from the future are dated now, wrong clocks corrected")
    func times() throws {
        let ahead = try logs(log(time: "1795403000"))
        #expect(ahead.logs.first?.entries.map(\.at) == [Handling.now])
        #expect(try logs(log(time: "1700000000")).logs.first?.entries.map(\.at) == [Handling.now])
        // The sender's clock is two hours behind.
        let late = try Handling(
            "log", "{\"items\":[\(log(time: "1795395599"))]}", header: #"{"sent_at":"2026-11-23T01:00:00Z"}"#)
        #expect(late.logs.first?.entries.map(\.at) == [Timestamp(seconds: 1_795_402_799)])
        #expect(try json(late.logs.first?.body)[0]?["timestamp"]?.integer == 1_795_402_799)
    }

    @Test("browser and address come from the request, as far as the container wants them to")
    func inference() throws {
        let browser =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
        func attributes(_ settings: String, _ sent: String = "{}") throws -> JSONNode {
            let payload = "{\(settings)\"items\":[\(log(sent))]}"
            let envelope = try Envelope(
                parsing: Array("{}\n{\"type\":\"log\",\"length\":\(payload.utf8.count)}\n\(payload)".utf8))
            return try #require(try json(Handling(envelope, userAgent: browser).logs.first?.body)[0])
        }
        let first = try attributes("", #"{"user.ip_address":{"value":"{{auto}}"}}"#)
        #expect(first.attribute("browser.name")?.string == "Chrome" && first.attribute("os.name")?.string == "Linux")
        #expect(first.attribute("client.address")?.string == "203.0.113.7")
        #expect(first.attribute("user.ip_address") == nil)
        #expect(try attributes("").attribute("client.address") == nil)
        #expect(try attributes("\"version\":2,")["attributes"] == nil)
        let all = #""version":2,"ingest_settings":{"infer_ip":"auto","infer_user_agent":"auto"},"#
        let second = try attributes(all, #"{"browser.name":{"value":"Own"},"client.address":{"value":"::1"}}"#)
        #expect(second.attribute("browser.name")?.string == "Own" && second.attribute("os.name")?.string == "Linux")
        #expect(second.attribute("client.address")?.string == "::1")
        #expect(try attributes(all).attribute("client.address")?.string == "203.0.113.7")
    }

    @Test("long texts are cut, not lost")
    func lengths() throws {
        let long = String(repeating: "x", count: 300_000)
        let handled = try logs(
            #"{"timestamp":\#(Self.time),"level":"info","body":"\#(long)","attributes":{"a":{"value":"\#(long)"}}}"#)
        let entry = try #require(try json(handled.logs.first?.body)[0])
        #expect(entry["body"]?.string?.count == 262_144)
        #expect(entry.attribute("a")?.string?.count == 32_768)
    }

    @Test("metrics: names are cleaned, units known, values finite")
    func metrics() throws {
        func metric(_ name: String, _ type: String, _ value: String, _ unit: String) -> String {
            """
            {"timestamp":\(Self.time),"trace_id":"\(Self.trace)","name":"\(name)","type":"\(type)","value":\(value),
            "unit":"\(unit)","attributes":{"a":{"value":1}}}
            """
        }
        let handled = try Handling(
            "trace_metric",
            """
            {"items":[\(metric("orders placed/é", "counter", "2", "apples")),
            \(metric("latency", "distribution", "1.5", "millisecond")),\(metric("x", "set", "1", "")),
            \(metric("x", "gauge", "1e999", "")),\(metric("", "gauge", "1", "")),{"name":"x"}]}
            """)
        let block = try #require(handled.metrics.first)
        #expect(block.entries.map(\.name) == ["orders_placed__", "latency"])
        #expect(block.entries.map(\.unit) == ["none", "millisecond"])
        #expect(try json(block.body)[1]?["value"]?.double == 1.5)
        #expect(handled.outcomes.first == "accepted/trace_metric=2")
        #expect(handled.outcomes.count >= 2)
    }

    @Test("a span of the first version is stored in the form of the second")
    func legacySpan() throws {
        let handled = try Handling(
            "span",
            """
            {"trace_id":"\(Self.trace)","span_id":"1111111111111111","parent_span_id":"2222222222222222","op":"db",
            "description":"SELECT 1","status":"unknown_error","start_timestamp":1795402798,"timestamp":1795402799.5,
            "exclusive_time":12,"origin":"auto.db","data":{"db.system":"sqlite","rows":3,"ids":{"a":1},
            "sentry.environment":"prod"},"tags":{"region":"eu"},"sentry_tags":{"release":"a@1"},
            "measurements":{"cls":{"value":0.1,"unit":""}}}
            """)
        let row = try #require(handled.spans.first)
        #expect(handled.outcomes == ["accepted/span=1"])
        #expect(row.name == "SELECT 1" && row.op == "db" && row.status == "internal_error" && !row.isSegment)
        #expect(row.environment == "prod" && row.release == "a@1")
        let body = try json(row.body)
        #expect(body["status"]?.string == "error" && body["end_timestamp"]?.double == 1_795_402_799.5)
        #expect(body.attribute("sentry.op")?.string == "db" && body.attribute("rows")?.integer == 3)
        #expect(body.attribute("ids")?.string == #"{"a":1}"# && body.attribute("region")?.string == "eu")
        #expect(body.attribute("cls")?.double == 0.1 && body.attribute("sentry.exclusive_time")?.integer == 12)
        let again = try Handling("span", "{\"items\":[\(String(decoding: row.body, as: UTF8.self))]}")
        #expect(again.spans.first?.op == "db" && again.spans.first?.release == "a@1")
    }

    @Test(
        "spans that cannot be are refused",
        arguments: [
            "{}", "[]x", "7", #"{"trace_id":"00000000000000000000000000000000","span_id":"1111111111111111"}"#,
            #"{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"1111111111111111","start_timestamp":5,"timestamp":4}"#,
        ])
    func badSpans(payload: String) throws {
        #expect(try Handling("span", payload).outcomes == ["invalid/span=1"])
    }
}
