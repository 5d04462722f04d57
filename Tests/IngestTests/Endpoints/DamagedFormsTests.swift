import SentryProtocol
import Testing

@testable import Ingest

@Suite("Damaged bodies are refused or read, and never more than that")
struct DamagedFormsTests {
    /// The same numbers on every run.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private static let seedForm: FormText = {
        var form = FormText(boundary: "b")
        form.add("sentry", #"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","tags":{"a":"1"}}"#)
        form.add("sentry[tags][b]", "2")
        form.add("sentry__1", #"{"x":"#)
        form.addFile("upload_file_minidump", "crash.dmp.gz", type: "application/x-dmp", Array("MDMP\r\n--b".utf8))
        form.addFile("__sentry-event", "__sentry-event", [0x81, 0xa8] + "event_id".utf8 + [0xd9, 1, 0x41])
        return form
    }()

    /// What matters to the parsers, so that damage hits more often.
    private static let pieces: [[UInt8]] =
        ["\r\n--b", "\n", "\r", "--b--\r\n", "\"", ";", "=", "[", "]", "\\", "{", "%2"]
        .map { Array($0.utf8) } + [[0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xdf, 0xff, 0xff, 0xff, 0xff], [0]]

    private static func damaged(by dice: inout Dice) -> [UInt8] {
        var body = seedForm.body
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let at = Int.random(in: 0..<body.count, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: body[at] = UInt8.random(in: .min ... .max, using: &dice)
            case 1: body.insert(contentsOf: pieces.randomElement(using: &dice) ?? [], at: at)
            case 2: body.removeSubrange(at..<min(body.count, at + Int.random(in: 1...20, using: &dice)))
            default: body.insert(contentsOf: body[at...].prefix(40), at: Int.random(in: 0..<body.count, using: &dice))
            }
            if body.isEmpty { return [0] }
        }
        return body
    }

    @Test("forms of crash reporters", arguments: 0..<4)
    func minidumps(seed: UInt64) {
        var dice = Dice(state: seed)
        let probe = EndpointProbe(contentType: Self.seedForm.contentType)
        for _ in 0..<500 {
            let body = Self.damaged(by: &dice)
            guard let envelope = try? probe.envelope("/api/1/minidump/?sentry_key=k", body) else { continue }
            #expect(envelope.bytes[envelope.items[0].payload].prefix(4).elementsEqual("MDMP".utf8))
            for item in envelope.items {
                #expect(item.payload.lowerBound >= 0 && item.payload.upperBound <= envelope.bytes.count)
                guard item.type == .formData, let pairs = try? envelope.document(of: item).root else { continue }
                #expect((try? JSONDocument(parsing: FormData.eventJSON(from: FormData.fields(of: pairs)))) != nil)
            }
        }
    }

    @Test("parts do not overlap, and lie in the body", arguments: 4..<8)
    func parts(seed: UInt64) {
        var dice = Dice(state: seed)
        for _ in 0..<500 {
            let body = Self.damaged(by: &dice)
            guard let form = try? MultipartBody(parsing: body, contentType: Self.seedForm.contentType) else { continue }
            var end = 0
            for part in form.parts {
                #expect(part.content.lowerBound >= end && part.content.upperBound <= body.count)
                end = part.content.upperBound
            }
        }
    }
}
