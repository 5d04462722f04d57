import Glibc
import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("What real SDKs send")
struct FixtureTests {
    @Test(
        "ordinary payloads are left as they are",
        arguments: [
            "002-browser-10-breadcrumbs", "007-browser-10-feedback-1", "010-browser-10-http-client-errors-2",
            "109-go-exception", "122-java-8-message-1", "126-native-daemon-exception", "138-node-10-exception-1",
            "180-php-4-unhandled", "205-python-new-django-error-1", "243-python-new-logs",
            "264-python-new-span-streaming",
            "288-ruby-6-no-method-1", "302-rust-message",
        ])
    func ordinary(_ name: String) throws {
        let scrubber = try Scrubbed.scrubber()
        for document in Self.documents(of: name) {
            let subject: ScrubbingSubject = document.root["items"] == nil ? .event : .container
            let changes = scrubber.scrub(document, as: subject)?.changes ?? []
            #expect(changes.map { String(decoding: $0.replacement, as: UTF8.self) } == [])
        }
    }

    @Test("what a test card and a password left behind is taken out")
    func sensitive() throws {
        let documents =
            Self.documents(of: "246-python-new-many-items") + Self.documents(of: "238-python-new-large-event")
        let scrubber = try Scrubbed.scrubber()
        for document in documents {
            guard let scrubbed = scrubber.scrub(document, as: .event) else { continue }
            Scrubbed.expectPatchedAsParsed(scrubbed)
            let again = try JSONDocument(parsing: scrubbed.encoded())
            #expect(scrubber.scrub(again, as: .event) == nil)
        }
    }

    /// The JSON lines of a recorded envelope but for its header.
    private static func documents(of name: String) -> [JSONDocument] {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let bytes = contents(of: "/\(tests)/Fixtures/envelopes/\(name)/envelope.txt")
        return bytes.split(separator: UInt8(ascii: "\n")).dropFirst().compactMap { line in
            try? JSONDocument(parsing: Array(line))
        }
    }

    private static func contents(of path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
