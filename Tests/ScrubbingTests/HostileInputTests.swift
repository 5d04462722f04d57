import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

@Suite("Hostile input")
struct HostileInputTests {
    @Test("10,000 broken payloads crash nothing and stay JSON", .timeLimit(.minutes(5)))
    func mutations() throws {
        var random = Generator(state: 1)
        let seeds = (ScrubberTests.events.map(\.0) + [AdvancedRulesTests.json]).map { Array($0.utf8) }
        let scrubbers = try [
            Scrubbed.scrubber(),
            Scrubbed.scrubber {
                $0.removesIPAddresses = true
                $0.sensitiveFields = ["a", "mail", "über"]
                $0.safeFields = ["b", "$user.email"]
                $0.advancedRules = #"{"applications":{"$string && !**.a":["@common:mask"],"**":["@email:hash"]}}"#
            },
        ]
        let pieces = [
            "@", "%40", "-----BEGIN ", "PRIVATE KEY-----", "Bearer ", "://", "password", "=", ":", "\\u0040", "\\\\",
            "4111 ",
            "+82", "010-", "eyJ", "sk-", "{", "[", "\\\"", "한", "xox", "\u{1}", "DE89", "_meta", "é",
        ].map { Array($0.utf8) }
        var parsed = 0
        for _ in 0..<10_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0...random.below(6) {
                let at = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[at] = UInt8(random.below(256))
                case 1: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(4)))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.below(40))], at: at)
                }
                if bytes.isEmpty { bytes = [0x30] }
            }
            _ = scrubbers[0].scrub(text: bytes)
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            parsed += 1
            for scrubber in scrubbers {
                for subject in ScrubbingSubject.allCases {
                    guard let scrubbed = scrubber.scrub(document, as: subject) else { continue }
                    let output = scrubbed.encoded()
                    let again = try JSONDocument(parsing: output)
                    if scrubber === scrubbers[0], let second = scrubber.scrub(again, as: subject) {
                        Issue.record(
                            "\(String(decoding: bytes, as: UTF8.self)) → \(String(decoding: output, as: UTF8.self)) → \(String(decoding: second.encoded(), as: UTF8.self))"
                        )
                    }
                }
            }
        }
        #expect(parsed > 1_000)
    }

    @Test(
        "long texts take time in proportion", .timeLimit(.minutes(20)),
        arguments: [
            "a@", "4111 ", "4", "01", "eyJ-", "eyJ.", "sk-", "password=", "password", "token/", "-----BEGIN ",
            "Bearer ",
            "a:b@", "://a:", "//a:@", "DE89 ", "DE89", "%40", "xoxa-", "{", "[", "\\\\u0040", "010-", "+8",
            "secret=\\\"",
            "auth='", "npm_", "hub_", "a.b@c.d.", "credentials: {", "password=[Filtered", "token:   ", "::1 ",
            "1.1.1.1.",
            "secret={\\\"", "-----BEGIN PRIVATE KEY-----",
        ])
    func linear(_ piece: String) throws {
        let text = String(repeating: piece, count: 300_000 / piece.utf8.count)
        let documents = try [
            "{\"message\":\"\(text)\",\"extra\":{\"a\":\"\(text)\"}}",
            "{\"request\":{\"data\":\"\(text)\",\"cookies\":\"\(text)\"}}",
        ].map { try JSONDocument(parsing: Array($0.utf8)) }
        let scrubber = try Scrubbed.scrubber { $0.removesIPAddresses = true }
        let clock = ContinuousClock()
        for document in documents {
            let took = clock.measure { _ = scrubber.scrub(document, as: .event)?.encoded() }
            // Generous, as tests are built without optimisation and share the machine: what grows with the square takes
            // hours.
            #expect(took < .seconds(300))
        }
    }

    @Test("deep nesting is bounded")
    func deep() throws {
        let depth = 126
        let json =
            "{\"extra\":" + String(repeating: "[", count: depth) + "\"password: x\""
            + String(repeating: "]", count: depth) + "}"
        #expect(try Scrubbed.result(json) != json)
        var inner = #"{"password":"x"}"#
        for _ in 0..<6 {
            var writer = JSONWriter()
            writer.object { $0.member("a", inner) }
            inner = writer.text
        }
        #expect(try Scrubbed.encoded("{\"extra\":\(inner)}").range(of: "\"x") == nil)
    }

    @Test("a payload whose remarks would lie too deep is kept without them")
    func deepRemarks() throws {
        let json =
            "{\"id\":1,\"extra\":" + String(repeating: "[", count: 126) + "\"password: x\""
            + String(repeating: "]", count: 126) + "}"
        let document = try JSONDocument(parsing: Array(json.utf8))
        let parsed = try #require(try Scrubbed.scrubber().scrub(document, as: .event)).parsed()
        #expect(parsed.root["id"] != nil && parsed.root["_meta"] == nil)
        #expect(parsed.root.sourceText.range(of: ": x") == nil)
    }

    @Test("many edits do not make `_meta` slow or endless", .timeLimit(.minutes(10)))
    func manyEdits() throws {
        let members = (0..<20_000).map { "\"secret\($0)\":\"x\"" }.joined(separator: ",")
        let output = try Scrubbed.encoded("{\"extra\":{\(members)}}")
        #expect(output.utf8.count < 2_000_000)
        #expect(output.range(of: ":\"x\"") == nil)
    }
}
