import SentryProtocol
import Storage
import Testing

@Suite("Packed tags")
struct PackedTagsTests {
    private func pairs(_ packed: PackedTags) -> [String] {
        var pairs: [String] = []
        packed.read { key, value in pairs.append("\(key.isField ? "." : "")\(key.name)=\(value)") }
        return pairs
    }

    @Test("come out as they went in, known keys and others, long values and other alphabets")
    func roundTrip() {
        var event = Event()
        event.release = "web@1.0"
        event.tags = [
            Tag(key: "plan", value: "골드"), Tag(key: "url", value: String(repeating: "u", count: 200)),
        ]
        event.user = EventUser()
        event.user?.id = "7"
        let packed = PackedTags(event)
        let long = String(repeating: "u", count: 200)
        #expect(pairs(packed) == ["plan=골드", "release=web@1.0", "url=" + long, ".user.id=7"])
        #expect(packed.bytes.count < 300)
    }

    @Test("what is too much is cut between characters, or left out")
    func bounds() {
        var event = Event()
        event.tags = (0..<300).map { Tag(key: "k\($0)", value: String(repeating: "값", count: 900)) }
        let found = pairs(PackedTags(event))
        #expect(found.count == PackedTags.pairsMax)
        #expect(found.allSatisfy { $0.utf8.count <= 1_010 && !$0.contains("\u{FFFD}") })
    }

    @Test("bytes of any kind are read without harm")
    func hostile() {
        var random = SystemRandomNumberGenerator()
        for count in 0..<400 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            _ = pairs(PackedTags(bytes: bytes))
            _ = PackedTags(bytes: bytes).signature
        }
        #expect(pairs(PackedTags(bytes: [0, 0, 0, 0, 1, 200])) == [])
    }

    /// The same, made of sorted texts.
    private func reference(_ event: Event) -> [UInt8] {
        var hash: UInt32 = 0x811c_9dc5
        for text in [event.metadata.type, event.metadata.value ?? event.title, event.culprit] {
            for byte in (text ?? "").utf8.prefix(200) { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
            hash = (hash ^ 0xff) &* 0x0100_0193
        }
        var pairs: [(key: TagKey, value: String)] = []
        for tag in EventTags(of: event).sorted where !["level", "environment", "user", "trace"].contains(tag.key) {
            pairs.append((TagKey(tag.key), tag.value))
        }
        for field in EventFields(of: event).pairs { pairs.append((TagKey(field.key, isField: true), field.value)) }
        var bytes = [hash, hash >> 8, hash >> 16, hash >> 24].map { UInt8(truncatingIfNeeded: $0) }
        for pair in pairs.prefix(PackedTags.pairsMax) { bytes += PackedTags.packed(pair.key, pair.value) }
        return bytes
    }

    private func event(tags: [SentryProtocol.Tag], aliases: [String] = []) -> Event {
        var event = Event()
        event.tags = tags
        event.level = .fatal
        event.environment = "prod"
        event.release = "web@1.0"
        event.title = String(repeating: "t", count: 300)
        event.culprit = "main in run"
        event.user = EventUser()
        event.user?.email = "dev@example.com"
        event.contexts = aliases.map {
            EventContext(alias: $0, type: "os", fields: [("name", .text("N")), ("version", .text("1"))])
        }
        return event
    }

    @Test(
        "keys come in the order of texts, each once, whatever they begin with",
        arguments: [
            ["b", "a", "ab", "aa", "a"], ["exactly8", "exactly8b", "exactly7", "exactly88888888", "exactly888888888"],
            ["sixteen-letters-", "sixteen-letters-b", "sixteen-letters-a", "sixteen-letters-a", "sixteen-letters"],
            ["level", "user", "trace", "environment", "release", "handled"], ["z\u{0}", "z", "z\u{0}\u{0}", ""],
            ["seventeen-letters-and-more-1", "seventeen-letters-and-more-2", "seventeen-letters-and-more-1"],
            ["é", "e", "e\u{301}", "f"], ["user.id", "url", "error.handled", "client_os.name", "client_os.nam"], [],
        ])
    func order(keys: [String]) {
        let tags = keys.enumerated().map { Tag(key: $1, value: "\($0)") }
        for aliases in [[], ["os", "client_os"], ["os", "운영체제", "e\u{301}", "é"], ["os", "level", ""]] {
            let event = event(tags: tags, aliases: aliases)
            #expect(PackedTags(event).bytes == reference(event))
        }
    }

    @Test("keys of two letters in any order")
    func anyOrder() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let tags = (0..<Int.random(in: 0...130, using: &random)).map { index in
                let count = Int.random(in: 1...20, using: &random)
                let key = String((0..<count).map { _ in Bool.random(using: &random) ? "a" : "b" as Character })
                return Tag(key: key, value: "\(index)")
            }
            let event = event(tags: tags)
            #expect(PackedTags(event).bytes == reference(event))
        }
    }

    @Test("known keys have one byte, and always the same")
    func codes() {
        for (key, code) in [
            ("logger", 1), ("release", 2), ("dist", 3), ("server_name", 4), ("url", 6), ("browser.name", 10),
            ("os", 11), ("client_os.name", 14), ("device.family", 18), ("user.username", 23), ("error.handled", 29),
        ] as [(String, UInt8)] {
            #expect(PackedTags.code(of: TagKey(key)) == code)
            #expect(PackedTags.code(of: TagKey(key, isField: true)) == code | 0x80)
        }
        for key in ["", "plan", "Logger", "client_os.names", "a key of more than sixteen letters"] {
            #expect(PackedTags.code(of: TagKey(key)) == nil)
        }
    }
}
