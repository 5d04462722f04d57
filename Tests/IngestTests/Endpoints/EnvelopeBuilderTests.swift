import SentryProtocol
import Testing

@Suite("Envelopes built from bodies")
struct EnvelopeBuilderTests {
    @Test("payloads in the body stay where they are, others follow behind it")
    func places() {
        var builder = EnvelopeBuilder(around: Array("one two".utf8), header: EnvelopeHeader(), reserving: 5)
        builder.add(.attachment, at: 4..<7) { $0.filename = "two.txt" }
        builder.add(.formData, payload: "three".utf8)
        builder.add(.attachment, at: 0..<3)
        let envelope = builder.envelope
        #expect(
            envelope.items.map { String(decoding: envelope.bytes[$0.payload], as: UTF8.self) } == [
                "two", "three", "one",
            ])
        #expect(envelope.items.map(\.type) == [.attachment, .formData, .attachment])
        #expect(envelope.items.map(\.filename) == ["two.txt", nil, nil])
        #expect(builder.count == 3)
    }

    @Test("a range that does not lie in the body is cut to it")
    func outside() {
        var builder = EnvelopeBuilder(around: [1, 2, 3])
        builder.add(.attachment, at: 2..<9)
        builder.add(.attachment, at: -5..<1)
        builder.add(.attachment, at: 7..<9)
        #expect(builder.envelope.items.map(\.payload) == [2..<3, 0..<1, 3..<3])
    }

    @Test("the limits of envelopes are checked when that is asked for")
    func limits() throws {
        var builder = EnvelopeBuilder()
        for _ in 0..<2 { builder.add(.rawSecurity, payload: "{}".utf8) }
        #expect(builder.envelope.items.count == 2)
        #expect(throws: EnvelopeError.tooLarge(.rawSecurity)) { try builder.checkedEnvelope() }
    }

    @Test("item headers say what is written into them")
    func headers() {
        let header = EnvelopeBuilder.itemHeader { $0.member("user_agent", "a\"\n\u{0}b") }
        #expect(header?["user_agent"]?.string == "a\"\n\u{FFFD}b")
        #expect(EnvelopeBuilder.itemHeader { _ in }?.kind == .object)
    }
}
