import Foundation
import SentryProtocol
import Testing

/// Bodies recorded from real SDKs, and what they are known to hold.
@Suite struct RecordedEnvelopesTests {
    struct Recording: CustomStringConvertible {
        let description: String
        let body: [UInt8]
        /// Type and size of each item.
        let items: [(type: String, length: Int)]
        let eventID: String?
    }

    /// Those that came to `/envelope/` uncompressed and are no malformed ones.
    static let recordings: [Recording] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/envelopes")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            func bytes(_ file: String) -> [UInt8]? {
                (try? Data(contentsOf: folder.appending(path: name).appending(path: file))).map { Array($0) }
            }
            guard !name.contains("malformed"), let body = bytes("body.bin"), let json = bytes("expect.json"),
                let expect = try? JSONDocument(parsing: json).root, expect["endpoint"]?.string == "envelope",
                expect["content_encoding"]?.string ?? "" == ""
            else { return nil }
            let items = (expect["items"]?.elements.map { $0 } ?? []).map {
                ($0["type"]?.string ?? "", $0["length"]?.integer ?? -1)
            }
            let eventID = expect["envelope_header"]?["event_id"]?.string
            return Recording(description: name, body: body, items: items, eventID: eventID)
        }
    }()

    @Test("recorded envelopes yield their items", arguments: recordings)
    func items(of recording: Recording) throws {
        let envelope = try Envelope(parsing: recording.body)
        #expect(envelope.items.map(\.type.name) == recording.items.map(\.type))
        #expect(envelope.items.map(\.payload.count) == recording.items.map(\.length))
        #expect(envelope.header.eventID?.hex == recording.eventID?.filter { $0 != "-" }.lowercased())
    }
}
