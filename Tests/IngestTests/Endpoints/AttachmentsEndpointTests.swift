import SentryProtocol
import Testing

@testable import Ingest

@Suite("Files for an event")
struct AttachmentsEndpointTests {
    private let id = "9ec79c33-ec99-42ab-8353-589fcb2e04dc"
    private var target: String { "/api/1/events/\(id)/attachments/" }

    @Test("every file is an attachment of the event in the path; other fields are ignored")
    func files() throws {
        var form = FormText()
        form.addFile("a", "a.txt", type: "text/plain", Array("one\r\n".utf8))
        form.add("ignored", "x")
        form.addFile("b", "../b", [])
        let envelope = try EndpointProbe(contentType: form.contentType).envelope(target, form.body)
        #expect(envelope.header.eventID == EventID(hex: id))
        #expect(envelope.items.map(\.type) == [.attachment, .attachment])
        #expect(envelope.items.map(\.attachmentType) == ["event.attachment", "event.attachment"])
        #expect(envelope.items.map(\.filename) == ["a.txt", "../b"])
        #expect(envelope.items.map(\.contentType) == ["text/plain", nil])
        #expect(envelope.texts == ["one\r\n", ""])
        #expect(!envelope.createsEvent)
    }

    @Test("a form without files is stored by doing nothing")
    func nothing() throws {
        let form = FormText()
        guard case .reply(let reply) = try EndpointProbe(contentType: form.contentType).send(target, form.body) else {
            Issue.record("something was stored")
            return
        }
        #expect(reply == IngestReply(status: 201))
        #expect(try EndpointProbe().success(target) == IngestReply(status: 201))
        #expect(try EndpointProbe().reply(target, to: EndpointProbe.limited).status == 429)
    }

    @Test("which requests are refused")
    func refused() {
        var form = FormText()
        for index in 0..<31 { form.addFile("f", "\(index)", [1]) }
        let probe = EndpointProbe(contentType: form.contentType)
        #expect(probe.refusal(target, form.body)?.hasPrefix("413") == true)
        for id in ["x", "%20", "9ec79c33ec9942ab8353589fcb2e04d", String(repeating: "0", count: 32)] {
            #expect(probe.refusal("/api/1/events/\(id)/attachments/", form.body) == "400 invalid event id")
        }
        #expect(EndpointProbe().refusal(target, form.body) == "400 invalid multipart data")
        #expect(probe.refusal(target, []) == "400 invalid multipart data")
    }
}

@Suite("Crash reports of the Unreal Engine")
struct UnrealEndpointTests {
    private let target = "/api/1/unreal/0123456789abcdef0123456789abcdef/?UserID=login%7Cepic%7Cmachine"

    @Test("the body is one item, with the user in its header")
    func body() throws {
        let envelope = try EndpointProbe().envelope(target, "CR1...")
        #expect(envelope.items.map(\.type) == [.unrealReport])
        #expect(envelope.texts == ["CR1..."])
        #expect(envelope.items[0].header?["user_id"]?.string == "login|epic|machine")
        #expect(try EndpointProbe().envelope(target, "CR1...").header.eventID == envelope.header.eventID)
        #expect(try EndpointProbe().envelope(target, "CR1..?").header.eventID != envelope.header.eventID)
        #expect(EndpointProbe().refusal(target) == "400 empty request body")
    }

    @Test("the answer is a hyphenated id as text, also when the report is over a limit")
    func replies() throws {
        for reply in [
            try EndpointProbe().success(target), try EndpointProbe().reply(target, to: EndpointProbe.limited),
        ] {
            #expect(reply.status == 200)
            #expect(reply.contentType == "text/plain")
            #expect(reply.body == Array(EndpointProbe.id.hyphenated.utf8))
        }
    }
}

@Suite("Routes and their endpoints")
struct EndpointsTests {
    @Test("uploads in pieces are not offered, and are told so")
    func uploads() throws {
        for path in ["/api/1/upload/", "/api/1/upload/x"] {
            #expect(try EndpointProbe().endpoint(path).unsupported == .attachmentReference)
            let reply = try EndpointProbe().reply(path, to: .notFound)
            #expect(reply.status == 404)
            #expect(reply.text == #"{"detail":"uploads in pieces are not supported"}"#)
            #expect(try EndpointProbe().reply(path, to: .admission(.rejected)).status == 403)
        }
    }

    @Test("other routes have their own place")
    func others() throws {
        for path in ["/api/1/envelope/", "/api/1/store/"] {
            let route = try #require(IngestPath(path: path)).route
            #expect(Endpoints(randomID: { EndpointProbe.id }, crashDialogScript: []).endpoint(for: route) == nil)
        }
    }

    @Test("every body is bounded")
    func bounds() throws {
        for path in ["security", "nel", "minidump", "events/x/attachments", "unreal/x", "cron/x"] {
            let endpoint = try EndpointProbe().endpoint("/api/1/\(path)/")
            #expect(endpoint.bodyBytesMax <= WireLimits.envelopeBytesMax)
            #expect(endpoint.methods.contains("POST"))
        }
    }

    @Test("limits that are in force are told on success, too")
    func limits() throws {
        let limit = RateLimit(seconds: 60, categories: [.attachment], scope: .key, reason: "key_quota")
        for path in ["security", "nel", "minidump", "events/x/attachments", "unreal/x", "cron/x"] {
            let target = "/api/1/\(path)/"
            let answer = IngestAnswer(eventID: nil, limits: [limit])
            let reply = try EndpointProbe().endpoint(target).success(answer, try EndpointProbe().request(target))
            #expect(reply.header("X-Sentry-Rate-Limits") == "60:attachment:key:key_quota")
        }
    }
}
