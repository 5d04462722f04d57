import SentryProtocol
import Testing

/// Damage that must be answered, never trapped on.
@Suite struct HostileEnvelopeTests {
    private static let sound = Array(
        """
        {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","sent_at":"2026-10-01T10:00:00Z","sdk":{"name":"a"}}
        {"type":"attachment","length":6,"filename":"ä.txt"}
        ab\ncd\n
        {"type":"event"}
        {"exception":{"values":[{"type":"E","value":"\\u00e4\\ud83d\\ude00","stacktrace":{"frames":[null,{}]}}]},\
        "tags":[["a","b"]],"extra":{"n":-1.5e3,"t":true,"x":null}}
        {"type":"session","length":2}
        {}

        """.utf8)

    /// Everything that the ingest path reads of a body.
    private func readAll(_ bytes: [UInt8]) {
        _ = try? Envelope.firstLineDSN(of: bytes)
        guard let envelope = try? Envelope(parsing: bytes) else { return }
        for item in envelope.items {
            #expect(item.payload.lowerBound >= 0 && item.payload.upperBound <= bytes.count)
            guard let document = try? envelope.document(of: item) else { continue }
            var writer = JSONWriter()
            writer.value(document.root)
            #expect(throws: Never.self) { try JSONDocument(parsing: writer.bytes) }
        }
    }

    @Test("cut at every byte")
    func truncation() {
        for end in Self.sound.indices { readAll(Array(Self.sound[..<end])) }
    }

    @Test("begun at every byte")
    func suffixes() {
        for start in Self.sound.indices { readAll(Array(Self.sound[start...])) }
    }

    @Test("with random bytes changed, removed and doubled", arguments: 1...4 as ClosedRange<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            var bytes = Self.sound
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[at] = [0x00, 0x0a, 0x0d, 0x22, 0x5c, 0x7b, 0x7d, 0xff].randomElement(using: &random) ?? 0
                case 2: bytes.remove(at: at)
                default: bytes.insert(bytes[at], at: at)
                }
            }
            readAll(bytes)
        }
    }

    @Test("nested 10 000 times, in a header and in a payload")
    func nesting() throws {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(throws: EnvelopeError.self) { try Envelope(parsing: Array("{\"a\":\(deep)}".utf8)) }
        let envelope = try Envelope(parsing: Array("{}\n{\"type\":\"event\"}\n{\"extra\":\(deep)}".utf8))
        #expect(throws: JSONError.self) { try envelope.document(of: envelope.items[0]) }
    }
}

/// SplitMix64: the same damage in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
