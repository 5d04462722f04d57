import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Reports of browsers")
struct BrowserReportTests {
    private func policy(_ members: String) throws -> Handling {
        try Handling("raw_security", "{\"csp-report\":{\"document-uri\":\"https://shop.example.com/a\",\(members)}}")
    }

    @Test(
        "what was blocked is said in words",
        arguments: [
            ("script-src-elem", "https://evil.example.net/x.js", "Blocked 'script' from 'evil.example.net'"),
            ("img-src 'self'", "data", "Blocked 'image' from 'data:'"),
            ("img-src", "data:text/plain;base64,SGVsbG8", "Blocked 'image' from 'data:'"),
            ("style-src-attr", "inline", "Blocked inline 'style'"), ("style-src", "", "Blocked inline 'style'"),
            ("script-src 'unsafe-inline'", "self", "Blocked unsafe inline 'script'"),
            ("script-src 'unsafe-eval'", "'self'", "Blocked unsafe eval() 'script'"),
            ("script-src example.com", "", "Blocked unsafe (eval() or inline) 'script'"),
            ("script-src", "eval", "Blocked unsafe eval() 'script'"),
            ("form-action", "https://pay.example.com:8443/x", "Blocked 'form' action to 'pay.example.com:8443'"),
            ("worker-src", "blob", "Blocked 'worker-src' from 'blob:'"),
            ("font-src", "chrome-extension://abc/x", "Blocked 'font' from 'chrome-extension://abc'"),
        ])
    func messages(directive: String, blocked: String, message: String) throws {
        let handled = try policy(#""violated-directive":"\#(directive)","blocked-uri":"\#(blocked)""#)
        let event = try #require(handled.events.first)
        #expect(handled.outcomes == ["accepted/security=1"])
        #expect(event.title == message && event.type == .csp && event.logger == "csp")
    }

    @Test("culprit, tags, request and interface of the older form")
    func fields() throws {
        let handled = try Handling(
            "raw_security",
            """
            {"csp-report":{"document-uri":"https://shop.example.com/a","referrer":"https://shop.example.com/",
            "violated-directive":"img-src 'none' https://shop.example.com","blocked-uri":"https://api.stripe.com/v1?key=1",
            "line-number":"12","status-code":200,"original-policy":"img-src","disposition":"enforce"}}
            """, itemHeader: #""sentry_release":"shop@1","sentry_environment":"prod","user_agent":"Firefox""#)
        let event = try #require(handled.events.first)
        #expect(event.culprit == "img-src 'none' 'self'")
        #expect(event.release == "shop@1" && event.environment == "prod")
        #expect(event.tags.contains(Tag(key: "blocked-uri", value: "https://api.stripe.com/v1")))
        #expect(event.tags.contains(Tag(key: "blocked-host", value: "api.stripe.com")))
        #expect(event.tags.contains(Tag(key: "effective-directive", value: "img-src")))
        #expect(event.request?.url == "https://shop.example.com/a")
        #expect(event.request?.headers.contains { $0.key == "User-Agent" && $0.value == "Firefox" } == true)
        #expect(event.csp?["line_number"]?.integer == 12 && event.csp?["status_code"]?.integer == 200)
    }

    @Test("the newer form, dated by its age")
    func reportingAPI() throws {
        let handled = try Handling(
            "raw_security",
            """
            {"type":"csp-violation","age":10000,"url":"https://shop.example.com/a","user_agent":"Chrome/126",
            "body":{"blockedURL":"inline","effectiveDirective":"style-src-attr","sourceFile":"https://a/b.js"}}
            """)
        let event = try #require(handled.events.first)
        #expect(event.culprit == "style-src-attr" && event.request?.url == "https://shop.example.com/a")
        #expect(event.occurredAt == Handling.now.adding(seconds: -10))
        #expect(event.csp?["source_file"]?.string == "https://a/b.js")
    }

    @Test(
        "reports that say nothing, and kinds that browsers no longer send",
        arguments: [
            "{}", "[]", "nonsense", #"{"csp-report":{"violated-directive":"made-up x"}}"#, #"{"csp-report":7}"#,
            #"{"known-pins":[],"hostname":"a"}"#, #"{"expect-ct-report":{"hostname":"a"}}"#,
            #"{"type":"deprecation","body":{}}"#,
        ])
    func refused(payload: String) throws {
        let handled = try Handling("raw_security", payload)
        #expect(handled.outcomes == ["invalid/security=1"])
        #expect(handled.batch.events.isEmpty)
    }

    @Test("an event that a gateway made of a report is kept as it is")
    func normalized() throws {
        let handled = try Handling(
            "security",
            #"{"logentry":{"formatted":"Blocked"},"csp":{"effective_directive":"img-src","blocked_uri":"https://a/b"}}"#
        )
        #expect(handled.events.first?.type == .csp)
        #expect(try Handling("security", #"{"message":"x"}"#).outcomes == ["invalid/security=1"])
    }

    @Test("network errors become logs of requests")
    func network() throws {
        let handled = try Handling(
            "nel",
            """
            {"type":"network-error","age":5000,"url":"https://shop.example.com/a","user_agent":"Chrome",
            "body":{"elapsed_time":37,"method":"GET","phase":"application","protocol":"http/1.1","referrer":"",
            "sampling_fraction":1.0,"server_ip":"203.0.113.9","status_code":502,"type":"http.error"}}
            """)
        #expect(handled.outcomes == ["accepted/log_item=1"])
        let block = try #require(handled.logs.first)
        #expect(block.kind == .requestLogs && block.entries.map(\.level) == [.warn])
        #expect(block.entries.map(\.at) == [Handling.now.adding(seconds: -5)])
        let log = try #require(try json(block.body)[0])
        #expect(log["body"]?.string == "The server answered with the status 502")
        #expect(log.attribute("http.response.status_code")?.integer == 502)
        #expect(log.attribute("url.domain")?.string == "shop.example.com")
        #expect(log.attribute("network.protocol.version")?.string == "1.1")
        #expect(log.attribute("sentry.origin")?.string == "auto.http.browser_report.nel")
        #expect(try Handling("nel", #"{"type":"deprecation","body":{}}"#).outcomes == ["unsupported/log_item=1"])
        #expect(try Handling("nel", "x").outcomes == ["invalid/log_item=1"])
    }
}
