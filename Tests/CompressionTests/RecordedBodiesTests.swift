import Compression
import Foundation
import Testing

/// Bodies recorded from real SDKs, in whatever encoding they chose.
@Suite struct RecordedBodiesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Fixtures/envelopes")

    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.contains("malformed") }

    private struct Request: Decodable {
        let headers: [[String]]
        let bodyBytes: Int
        let decodedBytes: Int?

        enum CodingKeys: String, CodingKey {
            case headers
            case bodyBytes = "body_bytes"
            case decodedBytes = "decoded_bytes"
        }
    }

    @Test("recorded bodies unpack to their recorded size", arguments: names)
    func size(of name: String) throws {
        let folder = Self.folder.appending(path: name)
        guard let json = try? Data(contentsOf: folder.appending(path: "request.json")) else { return }
        let request = try JSONDecoder().decode(Request.self, from: json)
        let body = try Data(contentsOf: folder.appending(path: "body.bin"))
        let encoding = request.headers.first { $0.first?.lowercased() == "content-encoding" }?.last
        let output = try ContentDecoder.decode(Array(body), contentEncoding: encoding, limit: 1 << 20)
        #expect(output.count == request.decodedBytes ?? request.bodyBytes)
    }
}
