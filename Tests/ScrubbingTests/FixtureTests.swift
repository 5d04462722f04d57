import Compression
import Foundation
import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("What real SDKs send")
struct FixtureTests {
    @Test(
        "ordinary payloads are left as they are",
        arguments: [
            "001-browser-10-aggregate-error", "007-browser-10-feedback-1", "010-browser-10-http-client-errors-2",
            "109-go-exception", "122-java-8-message-1", "126-native-daemon-exception", "138-node-10-exception-1",
            "180-php-4-unhandled", "205-python-new-django-error-1", "243-python-new-logs",
            "264-python-new-span-streaming",
            "288-ruby-6-no-method-1", "302-rust-message",
        ])
    func ordinary(_ name: String) throws {
        let scrubber = try Scrubbed.scrubber()
        for document in try Self.documents(of: name) {
            let subject: ScrubbingSubject = document.root["items"] == nil ? .event : .container
            let changes = scrubber.scrub(document, as: subject)?.changes ?? []
            #expect(changes.map { String(decoding: $0.replacement, as: UTF8.self) } == [])
        }
    }

    @Test("what a test card and a password left behind is taken out")
    func sensitive() throws {
        let documents =
            try Self.documents(of: "246-python-new-many-items") + Self.documents(of: "238-python-new-large-event")
        let scrubber = try Scrubbed.scrubber()
        for document in documents {
            guard let scrubbed = scrubber.scrub(document, as: .event) else { continue }
            Scrubbed.expectPatchedAsParsed(scrubbed)
            let again = try JSONDocument(parsing: scrubbed.encoded())
            #expect(scrubber.scrub(again, as: .event) == nil)
        }
    }

    @Test("a token in the address of a breadcrumb is taken out, and nothing else")
    func token() throws {
        let scrubber = try Scrubbed.scrubber()
        let changes = try Self.documents(of: "002-browser-10-breadcrumbs").flatMap {
            scrubber.scrub($0, as: .event)?.changes ?? []
        }
        #expect(
            changes.map { String(decoding: $0.replacement, as: UTF8.self) } == [#""/api/xhr.json?token=[Filtered]""#])
    }

    /// The JSON lines of a recorded body.
    private static func documents(of name: String) throws -> [JSONDocument] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/envelopes/\(name)")
        let request = try JSONDocument(parsing: Array(Data(contentsOf: folder.appending(path: "request.json")))).root
        let headers = request["headers"]?.elements.map { $0.elements.compactMap(\.string) } ?? []
        let encoding = headers.first { $0.first?.lowercased() == "content-encoding" }?.last
        let body = try Data(contentsOf: folder.appending(path: "body.bin"))
        let envelope = try ContentDecoder.decode(Array(body), contentEncoding: encoding, limit: 1 << 22)
        let documents = envelope.split(separator: UInt8(ascii: "\n")).compactMap { line in
            try? JSONDocument(parsing: Array(line))
        }
        // The event of the older endpoint, or an envelope: its header, an item's, and a payload.
        try #require(documents.count == 1 || documents.count >= 3)
        return documents.count == 1 ? documents : Array(documents.dropFirst())
    }
}
