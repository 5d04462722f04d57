import Foundation
import SentryProtocol
import Testing

@testable import Ingest

@Suite("Recorded requests to the smaller endpoints")
struct RecordedRequestsTests {
    /// A request as a client sent it.
    private struct Recording: Decodable {
        var method: String
        var path: String
        var headers: [[String]]

        func header(_ name: String) -> String? { headers.first { $0[0].lowercased() == name }?[1] }
    }

    /// What the client meant, as far as these tests look.
    private struct Expectation: Decodable {
        struct Field: Decodable {
            var name: String
            var filename: String?
        }
        var form: [Field]?
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/envelopes")

    private func load(_ name: String) throws -> (envelope: Envelope, expected: Data) {
        let folder = Self.folder.appending(path: name)
        let recording = try JSONDecoder().decode(
            Recording.self, from: Data(contentsOf: folder.appending(path: "request.json")))
        let probe = EndpointProbe(
            contentType: recording.header("content-type"), userAgent: recording.header("user-agent"),
            method: recording.method)
        let body = [UInt8](try Data(contentsOf: folder.appending(path: "body.bin")))
        return (
            try probe.envelope(recording.path, body), try Data(contentsOf: folder.appending(path: "expect.json"))
        )
    }

    @Test(
        "browser reports arrive one by one",
        arguments: [("052-curl-csp-1", "csp-report"), ("053-curl-csp-2", "csp-report"), ("054-curl-csp-3", "body")])
    func security(name: String, key: String) throws {
        let (envelope, _) = try load(name)
        #expect(envelope.items.map(\.type) == [.rawSecurity])
        let item = envelope.items[0]
        #expect(try envelope.document(of: item).root.member(named: key)?.kind == .object)
        #expect(item.header?["user_agent"]?.string?.isEmpty == false)
        #expect((item.header?["sentry_release"]?.string == "shop@1.4.2") == name.hasSuffix("1"))
    }

    @Test(
        "check-ins by GET name their monitor",
        arguments: [("050-curl-cron-get-1", "in_progress"), ("051-curl-cron-get-2", "ok")])
    func cron(name: String, status: String) throws {
        let (envelope, _) = try load(name)
        #expect(envelope.items.map(\.type) == [.checkIn])
        let root = try envelope.document(of: envelope.items[0]).root
        #expect(root["monitor_slug"]?.string == "nightly-curl")
        #expect(root["status"]?.string == status)
    }

    @Test("dumps come with their files and their form", arguments: ["075-curl-minidump-1", "076-curl-minidump-2"])
    func minidump(name: String) throws {
        let (envelope, data) = try load(name)
        let expected = try #require(try JSONDecoder().decode(Expectation.self, from: data).form)
        let attachments = envelope.items.filter { $0.type == .attachment }
        #expect(attachments.map(\.filename) == expected.compactMap(\.filename))
        #expect(attachments.first?.attachmentType == "event.minidump")
        #expect(envelope.bytes[attachments[0].payload].starts(with: "MDMP".utf8))
        let form = try #require(envelope.items.last)
        #expect(form.type == .formData)
        let fields = FormData.fields(of: try envelope.document(of: form).root)
        #expect(fields.map(\.name) == expected.filter { $0.filename == nil }.map(\.name))
        let event = try JSONDocument(parsing: FormData.eventJSON(from: fields)).root
        #expect(event.kind == .object && event.count > 0)
    }
}
