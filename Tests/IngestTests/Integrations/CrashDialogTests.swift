import SentryProtocol
import Testing

@testable import Ingest

@Suite("The crash-report dialog")
struct CrashDialogTests {
    private let key = String(repeating: "a", count: 32)
    private var probe = IntegrationProbe(endpoint: CrashDialogEndpoint(script: Array("script();".utf8)))

    private func target(eventID: String? = "9ec79c33ec9942ab8353589fcb2e04dc", dsn: String? = nil) -> String {
        let dsn = dsn ?? "https://\(key)@errors.example.com/42"
        return "/api/embed/error-page/?" + (eventID.map { "eventId=\($0)&" } ?? "")
            + "dsn=\(PercentEncoding.encode(dsn))"
    }

    @Test("GET answers with the script, and prints nothing of the request into it")
    func script() throws {
        var probe = probe
        probe.method = "GET"
        let hostile = target() + "&title=%22%3C%2Fscript%3E%22"
        #expect(probe.endpoint.answer(try probe.request(hostile)) == nil)
        let reply = try #require(try probe.reply(hostile))
        #expect(reply.status == 200)
        #expect(reply.text == "script();")
        #expect(reply.contentType?.hasPrefix("text/javascript") == true)
        #expect(reply.header("Access-Control-Allow-Methods") == "GET, POST, OPTIONS")
        #expect(reply.header("X-Content-Type-Options") == "nosniff")
    }

    @Test("POST becomes a user report about the event")
    func post() throws {
        let (envelope, item, root) = try #require(
            try probe.item(target(), "name=Ada+L&email=ada%40example.com&comments=It+broke%0Atwice"))
        #expect(item.type == .userReport)
        #expect(envelope.header.eventID?.hex == "9ec79c33ec9942ab8353589fcb2e04dc")
        #expect(root["event_id"]?.string == "9ec79c33ec9942ab8353589fcb2e04dc")
        #expect(root["name"]?.string == "Ada L")
        #expect(root["email"]?.string == "ada@example.com")
        #expect(root["comments"]?.string == "It broke\ntwice")
        #expect(probe.endpoint.reply(to: IngestAnswer(eventID: nil), try probe.request(target())).text == "{}")
    }

    @Test(
        "fields that are wrong are named",
        arguments: [
            ("", ["name", "email", "comments"]), ("name=a&email=nobody&comments=c", ["email"]),
            ("name=a&email=a%40b.c&comments=%20", ["comments"]),
            ("name=\(String(repeating: "a", count: 129))&email=a%40b.c&comments=c", ["name"]),
            ("name=a&email=\(String(repeating: "a", count: 80))%40b.c&comments=c", ["email"]),
            ("name=a&email=a%40b.c&comments=\(String(repeating: "c", count: 4_097))", ["comments"]),
        ])
    func invalid(body: String, fields: [String]) throws {
        let reply = try #require(try probe.reply(target(), body))
        #expect(reply.status == 400)
        let errors = try #require(try JSONDocument(parsing: reply.body).root["errors"])
        #expect(errors.members.map { $0.key.text } == fields)
        #expect(errors.members.allSatisfy { $0.value.count > 0 })
    }

    @Test("an event that is missing or no id is 400", arguments: [nil, "", "xyz", "00000000000000000000000000000000"])
    func eventID(id: String?) throws {
        let reply = try #require(probe.endpoint.answer(try probe.request(target(eventID: id))))
        #expect(reply.status == 400)
        #expect(reply.text == #"{"eventId":"Missing or invalid parameter."}"#)
    }

    @Test("a script request is told in a header, as it cannot read a body")
    func scriptRequest() throws {
        var probe = probe
        probe.accept = "text/javascript, */*"
        let reply = try #require(probe.endpoint.answer(try probe.request(target(eventID: nil))))
        #expect(reply.status == 400)
        #expect(reply.body.isEmpty)
        #expect(reply.header("X-Sentry-Context") == #"{"eventId":"Missing or invalid parameter."}"#)
    }

    @Test("the DSN is the credential; what is wrong with it is 404")
    func dsn() throws {
        #expect(try probe.endpoint.credentials(of: try probe.request(target()))?.publicKey.text == key)
        #expect(throws: AuthError.missing) {
            try probe.endpoint.credentials(of: try probe.request(target(dsn: "nonsense")))
        }
        let request = try probe.request(target())
        for failure in [IngestFailure.admission(.auth(.missing)), .admission(.rejected)] {
            let reply = probe.endpoint.reply(to: failure, request)
            #expect(reply.status == 404)
            #expect(reply.text == #"{"dsn":"Missing or invalid parameter."}"#)
        }
        #expect(probe.endpoint.reply(to: .admission(.originNotAllowed), request).status == 403)
        #expect(probe.endpoint.reply(to: .overloaded, request).status == 429)
        let other = target(dsn: "https://\(key)@errors.example.com/43")
        #expect(throws: IngestFailure.admission(.rejected)) { try probe.step(other) }
    }
}

@Suite("E-mail addresses")
struct EmailAddressTests {
    @Test(
        "taken",
        arguments: ["a@b.c", "first.last+tag@sub.example.co.kr", "홍길동@예시.한국", "o'neil@example.com", "a@localhost"])
    func taken(text: String) { #expect(UserReportForm.isEmailAddress(text)) }

    @Test(
        "not taken",
        arguments: [
            "", "a", "@b.c", "a@", "a@b", "a@b..c", "a@-b.c", "a b@c.d", "a@b c.d", "<a@b.c>", "a@b.c\r\nBcc:x@y.z",
            "a@@b.c", "a@[1.2.3.4]",
        ])
    func notTaken(text: String) { #expect(!UserReportForm.isEmailAddress(text)) }
}
