import Compression
import Foundation
import SentryProtocol
import Testing

@testable import Grouping

@Suite("Grouping from memory")
struct GroupingMemoryTests {
    /// Groups twice with one grouper, so that the second time comes from memory where that is possible.
    private func agrees(_ json: [UInt8], _ grouper: Grouper) throws -> Bool {
        let document = try JSONDocument(parsing: json)
        let whole = Event(reading: document.root)
        let head = Event(reading: document.root, depth: .head)
        let expected = Grouper.standard.group(whole).verdict
        let first = grouper.group(document, head: head) { whole }.verdict
        let second = grouper.group(document, head: head) { whole }.verdict
        return first == expected && second == expected
    }

    @Test("says what reading the event says, for every recorded event")
    func agreement() throws {
        let folder = Corpus.folder.deletingLastPathComponent().appending(path: "envelopes")
        let grouper = Grouper()
        var events = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard let envelope = try? recorded(folder.appending(path: name)) else { continue }
            for item in envelope.items where item.type == .event {
                events += 1
                let payload = Array(envelope.bytes[item.payload])
                // Some are broken on purpose.
                guard (try? JSONDocument(parsing: payload)) != nil else { continue }
                #expect(try agrees(payload, grouper), "\(name)")
            }
        }
        #expect(events > 100)
    }

    private func recorded(_ folder: URL) throws -> Envelope {
        let request = try JSONDocument(parsing: Array(Data(contentsOf: folder.appending(path: "request.json")))).root
        let headers = request["headers"]?.elements.map { $0.elements.compactMap(\.string) } ?? []
        let encoding = headers.first { $0.first?.lowercased() == "content-encoding" }?.last
        let body = try Data(contentsOf: folder.appending(path: "body.bin"))
        return try Envelope(parsing: ContentDecoder.decode(Array(body), contentEncoding: encoding, limit: 1 << 22))
    }

    private func event(_ value: String, type: String = "TypeError", line: Int = 1, function: String = "pay") -> [UInt8]
    {
        let text = """
            {"platform":"python","exception":{"values":[{"type":"\(type)","value":"\(value)","stacktrace":{"frames":[
            {"function":"main","module":"app","lineno":\(line),"in_app":true,"vars":{"a":\(line)}},
            {"function":"\(function)","module":"shop.cart","lineno":\(line + 7),"in_app":true}]}}]}}
            """
        return Array(text.utf8)
    }

    private func grouped(_ json: [UInt8], _ grouper: Grouper, reads: inout Int) throws -> EventVerdict {
        let document = try JSONDocument(parsing: json)
        var count = 0
        let verdict = grouper.group(document, head: Event(reading: document.root, depth: .head)) {
            count += 1
            return Event(reading: document.root)
        }.verdict
        reads += count
        return verdict
    }

    @Test("reads one event of many that fail at the same place, and gives each its own title")
    func reads() throws {
        let grouper = Grouper()
        var reads = 0
        let verdicts = try (1...5).map { try grouped(event("order \($0) is lost", line: $0), grouper, reads: &reads) }
        #expect(reads == 1)
        #expect(Set(verdicts.map(\.hashes)).count == 1)
        #expect(verdicts.map(\.title) == (1...5).map { "TypeError: order \($0) is lost" })
    }

    @Test("reads events of another function or another type")
    func others() throws {
        let grouper = Grouper()
        var reads = 0
        let verdicts = try [
            grouped(event("x"), grouper, reads: &reads), grouped(event("x", function: "ship"), grouper, reads: &reads),
            grouped(event("x", type: "ValueError"), grouper, reads: &reads),
        ]
        #expect(reads == 3)
        #expect(Set(verdicts.map(\.hashes)).count == 3)
    }

    @Test("never remembers what a fingerprint, a text or a strange spelling decides")
    func unusual() throws {
        let payloads = [
            #"{"exception":{"values":[{"type":"E","value":"v"}]}}"#,
            #"{"fingerprint":["a","{{ default }}"],"exception":{"values":[{"type":"E","value":"v","stacktrace":{"frames":[{"function":"f","module":"m"}]}}]}}"#,
            #"{"\u0065xception":{"values":[{"type":"E","value":"v","stacktrace":{"frames":[{"function":"f","module":"m"}]}}]}}"#,
            #"{"platform":"javascript","exception":{"values":[{"type":"Error","value":"ChunkLoadError: 7","stacktrace":{"frames":[{"function":"f","filename":"a.js"}]}}]}}"#,
            #"{"message":"hello"}"#,
        ]
        for payload in payloads {
            let grouper = Grouper()
            var reads = 0
            let first = try grouped(Array(payload.utf8), grouper, reads: &reads)
            let second = try grouped(Array(payload.utf8), grouper, reads: &reads)
            #expect(first == second)
            #expect(reads == 2, "\(payload)")
        }
    }

    @Test(
        "tells apart what differs only in where it stands",
        arguments: [
            (
                #"{"exception":[{"type":"E","stacktrace":{"frames":[{"filename":"a.js"},{"function":"f","filename":"b.js"}]}}]}"#,
                #"{"exception":[{"type":"E","stacktrace":{"frames":[{"filename":"a.js","function":"f"},{"filename":"b.js"}]}}]}"#
            ),
            (
                #"{"exception":[{"type":"A","stacktrace":{"frames":[{"function":"f","module":"m"}]}},{"type":"B"}]}"#,
                #"{"exception":[{"type":"A"},{"stacktrace":{"frames":[{"function":"f","module":"m"}]},"type":"B"}]}"#
            ),
            (
                #"{"exception":[{"type":"A"},{"type":"B","stacktrace":{"frames":[{"function":"f","module":"m"}]}}]}"#,
                #"{"exception":[{"type":"A"},{"type":"B"}],"stacktrace":{"frames":[{"function":"f","module":"m"}]}}"#
            ),
            (
                #"{"message":"m","exception":[{"type":"Error"}]}"#,
                #"{"exception":[{"type":"Error","value":"disk full"}]}"#
            ),
        ])
    func places(first: String, second: String) throws {
        let keys = try [first, second].map { try key($0) }
        #expect(keys[0] != nil)
        #expect(keys[0] != keys[1])
    }

    private func key(_ json: String) throws -> GroupingKey? {
        let document = try JSONDocument(parsing: Array(json.utf8))
        return GroupingKey(
            of: document, head: Event(reading: document.root, depth: .head), for: Grouper.standard.interests)
    }

    @Test("keeps no more kinds than it may")
    func bounded() throws {
        let grouper = Grouper()
        var reads = 0
        let count = GroupingLimits.rememberedMax * 3
        for number in 0..<count {
            _ = try grouped(event("x", function: "f\(number)"), grouper, reads: &reads)
        }
        _ = try grouped(event("x", function: "f0"), grouper, reads: &reads)
        #expect(reads == count + 1)
    }
}
