import SentryProtocol
import Testing

@testable import Ingest

@Suite("Vercel's log drain")
struct VercelLogsTests {
    private let target = "/api/42/integration/vercel/logs?sentry_key=a"
    private let probe = IntegrationProbe(endpoint: VercelLogsEndpoint(), contentType: "application/json")

    private let entry = #"""
        {"id":"1573817187330377061717300000","deploymentId":"dpl_1","source":"lambda","host":"shop.vercel.app",
        "timestamp":1573817187330,"projectId":"prj_1","level":"warning","message":"Adding customer","path":"/api/users",
        "statusCode":200,"requestId":"643af4e3","environment":"production","branch":"main","executionRegion":"sfo1",
        "traceId":"1b02cd14bb8642fd092bc23f54c7ffcd","spanId":"f24e8631bd11faa7","ja4Digest":"t13d",
        "proxy":{"timestamp":1573817250172,"method":"GET","host":"shop.example.com","path":"/api/users?page=1",
        "userAgent":["Mozilla/5.0","x"],"referer":"https://shop.example.com","statusCode":200,
        "clientIp":"120.75.16.101","scheme":"https","region":"sfo1","vercelCache":"MISS","pathType":"func"}}
        """#.split(separator: "\n").joined()

    private func entries(_ body: String) throws -> [JSONNode] {
        guard let (_, item, root) = try probe.item(target, body) else { return [] }
        #expect(item.type == .log)
        #expect(item.contentType == "application/vnd.sentry.items.log+json")
        let items = Array(try #require(root["items"]).elements)
        #expect(item.itemCount == items.count)
        return items
    }

    private func attribute(_ node: JSONNode, _ key: String) -> String? {
        guard let attribute = node["attributes"]?.member(named: key) else { return nil }
        return "\(attribute["value"]?.sourceText ?? "") \(attribute["type"]?.string ?? "")"
    }

    @Test("an entry keeps everything, in the words of other logs and under vercel.…")
    func fields() throws {
        let log = try #require(try entries("[\(entry)]").first)
        #expect(log["timestamp"]?.double == 1_573_817_187.33)
        #expect(log["level"]?.string == "warn")
        #expect(log["body"]?.string == "Adding customer")
        #expect(log["trace_id"]?.string == "1b02cd14bb8642fd092bc23f54c7ffcd")
        #expect(log["span_id"]?.string == "f24e8631bd11faa7")
        let expected = [
            "sentry.origin": "\"auto.log_drain.vercel\" string", "sentry.environment": "\"production\" string",
            "sentry.release": "\"dpl_1\" string", "http.request.method": "\"GET\" string",
            "http.response.status_code": "200 integer", "url.path": "\"/api/users\" string",
            "url.scheme": "\"https\" string", "server.address": "\"shop.example.com\" string",
            "user_agent.original": "\"Mozilla/5.0, x\" string", "client.address": "\"120.75.16.101\" string",
            "vercel.id": "\"1573817187330377061717300000\" string", "vercel.source": "\"lambda\" string",
            "vercel.deployment_id": "\"dpl_1\" string", "vercel.project_id": "\"prj_1\" string",
            "vercel.request_id": "\"643af4e3\" string", "vercel.branch": "\"main\" string",
            "vercel.execution_region": "\"sfo1\" string", "vercel.ja4_digest": "\"t13d\" string",
            "vercel.proxy.method": "\"GET\" string", "vercel.proxy.region": "\"sfo1\" string",
            "vercel.proxy.path": "\"/api/users?page=1\" string", "vercel.proxy.vercel_cache": "\"MISS\" string",
            "vercel.proxy.timestamp": "1573817250172 integer",
        ]
        for (key, value) in expected { #expect(attribute(log, key) == value, "\(key)") }
        let keys = try #require(log["attributes"]).members.map { $0.key.text }
        #expect(Set(keys).count == keys.count)
    }

    @Test("an array, one entry, or one a line")
    func shapes() throws {
        #expect(try entries("[\(entry),\(entry)]").count == 2)
        #expect(try entries(entry).count == 1)
        #expect(try entries("\(entry)\n\(entry)\r\n\n\(entry)\n").count == 3)
        #expect(try entries("{\n  \"message\": \"pretty\"\n}").count == 1)
    }

    @Test("a broken line takes no other with it; only broken ones are 400")
    func brokenLines() throws {
        #expect(try entries("\(entry)\n{\"message\":\"open\n\(entry)").count == 2)
        #expect(try entries("1\n\(entry)\n[]").count == 1)
        #expect(probe.refusal(target, "{broken")?.hasPrefix("400 invalid JSON data") == true)
        #expect(probe.refusal(target, "[\(entry)")?.hasPrefix("400 invalid JSON data") == true)
    }

    @Test(
        "the level is the entry's, else the response's, else the stream's",
        arguments: [
            (#""level":"fatal""#, "fatal"), (#""level":"warning","statusCode":500"#, "warn"),
            (#""statusCode":503"#, "error"), (#""statusCode":-1"#, "error"), (#""statusCode":404"#, "warn"),
            (#""proxy":{"statusCode":404}"#, "warn"), (#""type":"stderr""#, "error"), (#""level":"?""#, "info"),
            ("", "info"),
        ])
    func level(members: String, expected: String) throws {
        #expect(try entries("{\(members)}").first?["level"]?.string == expected)
    }

    @Test("an entry without a message says what an access log would")
    func noMessage() throws {
        let log = try #require(try entries(#"{"statusCode":404,"path":"/x","proxy":{"method":"GET"}}"#).first)
        #expect(log["body"]?.string == "GET /x 404")
        #expect(log["timestamp"]?.double == IntegrationProbe.now.fractionalSeconds)
        #expect(log["trace_id"]?.string.flatMap { TraceID(hex: $0) } != nil)
        #expect(
            try entries(#"{"message":"1","timestamp":"1573817187330"}"#)[0]["timestamp"]?.double == 1_573_817_187.33)
    }

    @Test("values of the wrong kind and names that are none are left out")
    func wrongKinds() throws {
        let log = try #require(
            try entries(
                #"{"id":{"a":1},"x y":1,"é":2,"host":["a"],"big":1e999,"proxy":[],"level":5,"n":null,"ok":1.5}"#
            ).first)
        let keys = try #require(log["attributes"]).members.map { $0.key.text }
        #expect(keys == ["sentry.origin", "vercel.host", "vercel.ok"])
    }

    @Test("too many entries are 413")
    func tooMany() {
        #expect(probe.refusal(target, String(repeating: "{}\n", count: 50_001))?.hasPrefix("413") == true)
    }

    @Test("202 without a body; an address that is tried answers 200")
    func answers() throws {
        let request = try probe.request(target)
        let reply = probe.endpoint.reply(to: IngestAnswer(eventID: nil), request)
        #expect(reply.status == 202 && reply.body.isEmpty && reply.headers.isEmpty)
        #expect(try probe.reply(target, "[]")?.status == 200)
        #expect(try probe.reply(target, "")?.status == 200)
    }

    @Test("the word that a drain asks for comes back in its header, if it is one")
    func verification() throws {
        var probe = probe
        let verified = target + "&x-vercel-verify=abc-123_Z"
        #expect(
            probe.endpoint.reply(to: IngestAnswer(eventID: nil), try probe.request(verified)).header("x-vercel-verify")
                == "abc-123_Z")
        probe.method = "GET"
        let answer = probe.endpoint.answer(try probe.request(verified))
        #expect(answer?.status == 200 && answer?.header("x-vercel-verify") == "abc-123_Z")
        #expect(probe.endpoint.answer(try probe.request(target))?.status == 405)
        let split = target + "&x-vercel-verify=a%0d%0aSet-Cookie:x"
        #expect(probe.endpoint.answer(try probe.request(split))?.status == 405)
    }
}
