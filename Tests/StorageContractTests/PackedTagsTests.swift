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
}
