import SentryProtocol
import Testing

/// The framing of protocol.md §3.2 and §11, 16–32.
@Suite struct EnvelopeParsingTests {
    private static let id = "9ec79c33ec9942ab8353589fcb2e04dc"

    private func parse(_ text: String) throws(EnvelopeError) -> Envelope {
        try Envelope(parsing: Array(text.utf8))
    }

    private func payloads(_ text: String) throws(EnvelopeError) -> [String] {
        let envelope = try parse(text)
        return envelope.items.map { String(decoding: envelope.bytes[$0.payload], as: UTF8.self) }
    }

    @Test(
        "a header alone is an envelope without items",
        arguments: ["{}", "{}\n", "{}\r\n", "{}\n\n\n", " {} ", "{}\r", "\u{FEFF}{}\n", "\n\n{}", "{\n}\n"])
    func headerAlone(text: String) throws {
        #expect(try parse(text).items.isEmpty)
    }

    @Test(
        "one item is found in every tolerated shape",
        arguments: [
            "{}\n{\"type\":\"event\"}\n{\"a\":1}",
            "{}\n{\"type\":\"event\"}\n{\"a\":1}\n",
            "{}\n{\"type\":\"event\"}\n{\"a\":1}\n\n \t\r\n",
            "{}\n{\"type\":\"event\",\"length\":7}\n{\"a\":1}",
            "{}\n{\"type\":\"event\",\"length\":7}\n{\"a\":1}\n",
            "{}\r\n{\"type\":\"event\",\"length\":7}\r\n{\"a\":1}\r\n",
            "{}\n\n \n{\"type\":\"event\",\"length\":7}\n{\"a\":1}\n  \n",
            "\u{FEFF}{}\n{\"type\":\"event\"}\n{\"a\":1}",
            "{\"x\":\n1}\n{\n\"type\"\n:\"event\"}\n{\"a\":1}\n",
            "{}\n{\"type\":\"attachment\",\"type\":\"event\",\"length\":9,\"length\":7}\n{\"a\":1}",
        ])
    func shapes(text: String) throws {
        #expect(try payloads(text) == ["{\"a\":1}"])
        #expect(try parse(text).items.map(\.type) == [.event])
    }

    @Test("a payload without length keeps its carriage return")
    func carriageReturn() throws {
        #expect(try payloads("{}\r\n{\"type\":\"attachment\"}\r\nab\r\n") == ["ab\r"])
    }

    @Test("a payload with length may hold line feeds")
    func lineFeeds() throws {
        let text =
            "{}\n{\"type\":\"attachment\",\"length\":6,\"filename\":\"a.txt\"}\nab\ncd\n\n"
            + "{\"type\":\"event\",\"length\":16}\n{\"message\":\"hi\"}"
        #expect(try payloads(text) == ["ab\ncd\n", "{\"message\":\"hi\"}"])
        #expect(try parse(text).items[0].filename == "a.txt")
    }

    @Test(
        "an item may be empty",
        arguments: [
            "{}\n{\"type\":\"event\"}", "{}\n{\"type\":\"event\"}\n", "{}\n{\"type\":\"event\",\"length\":0}",
            "{}\n{\"type\":\"event\",\"length\":0}\n\n",
        ])
    func emptyItem(text: String) throws {
        #expect(try payloads(text) == [""])
    }

    @Test("unknown types and keys are kept, not refused")
    func unknown() throws {
        let envelope = try parse("{\"new\":[1]}\n{\"type\":\"hologram\",\"depth\":3}\nx\n{\"type\":\"event\"}\n{}")
        #expect(envelope.items.map(\.type) == [.unknown("hologram"), .event])
        #expect(envelope.items[0].header?["depth"]?.integer == 3)
    }

    @Test("the header's fields are read")
    func header() throws {
        let header = try parse(
            """
            {"event_id":"9EC79C33-EC99-42AB-8353-589FCB2E04DC","sent_at":"2026-10-01T10:00:00.000Z",\
            "dsn":"https://0123456789abcdef0123456789abcdef@host/1","sdk":{"name":"sentry.go","version":"1.2"},\
            "trace":{"trace_id":"5b8efff798038103d269b633813fc60c"}}
            """
        ).header
        #expect(header.eventID?.hex == Self.id)
        #expect(header.sentAt?.iso8601 == "2026-10-01T10:00:00Z")
        #expect(header.dsn?.project.value == 1)
        #expect(header.sdkName == "sentry.go")
        #expect(header.sdkVersion == "1.2")
        #expect(header.trace?["trace_id"]?.string == "5b8efff798038103d269b633813fc60c")
    }

    @Test(
        "what is unreadable in a header counts as absent",
        arguments: ["\"sent_at\":\"garbage\"", "\"sent_at\":[]", "\"sdk\":7", "\"trace\":\"x\"", "\"event_id\":null"])
    func lenientHeader(member: String) throws {
        let header = try parse("{\(member)}").header
        #expect(header.sentAt == nil && header.sdk == nil && header.trace == nil && header.eventID == nil)
    }

    @Test(
        "the nil id is no id", arguments: [String(repeating: "0", count: 32), "00000000-0000-0000-0000-000000000000"])
    func nilID(id: String) throws {
        #expect(try parse("{\"event_id\":\"\(id)\"}").header.eventID == nil)
    }

    @Test(
        "broken framing is refused with the protocol's words",
        arguments: [
            ("", "empty request body", nil),
            ("\n\n\n", "invalid event envelope", "missing envelope header"),
            ("\u{FEFF}", "empty request body", nil),
            ("hello\nworld", "invalid event envelope", "invalid envelope header"),
            ("[]\n", "invalid event envelope", "invalid envelope header"),
            ("{\"a\":", "invalid event envelope", "invalid envelope header"),
            ("{} x", "invalid event envelope", "missing newline after header or payload"),
            ("{\"event_id\":\"xyz\"}", "invalid event envelope", "invalid envelope header"),
            ("{\"event_id\":5}", "invalid event envelope", "invalid envelope header"),
            ("{\"event_id\":\"\"}", "invalid event envelope", "invalid envelope header"),
            ("{\"dsn\":\"nonsense\"}", "invalid event envelope", "invalid envelope header"),
            ("{}\nnope\n{}", "invalid event envelope", "invalid item header"),
            ("{}\n[]\n{}", "invalid event envelope", "invalid item header"),
            ("{}\n{}\n{}", "invalid event envelope", "invalid item header"),
            ("{}\n{\"type\":5}\n", "invalid event envelope", "invalid item header"),
            ("{}\n{\"type\":\"event\"}x\n", "invalid event envelope", "missing newline after header or payload"),
            ("{}\n{\"type\":\"event\",\"length\":9}\n{}", "invalid event envelope", "unexpected end of file"),
            (
                "{}\n{\"type\":\"event\",\"length\":9223372036854775807}\n{}", "invalid event envelope",
                "unexpected end of file"
            ),
            (
                "{}\n{\"type\":\"event\",\"length\":1}\n{}", "invalid event envelope",
                "missing newline after header or payload"
            ),
            ("{}\n{\"type\":\"integration\"}\n{}", "envelope contains internal items", nil),
        ] as [(String, String, String?)])
    func refusals(text: String, detail: String, cause: String?) {
        let error = #expect(throws: EnvelopeError.self) { try parse(text) }
        #expect(error?.detail == detail)
        #expect(error?.cause == cause)
    }

    @Test(
        "a length must be a count",
        arguments: ["null", "-1", "\"2\"", "2.0", "2e0", "true", "[]", "18446744073709551616", "-0.5"])
    func lengths(length: String) {
        #expect(throws: EnvelopeError.invalidItemHeader(index: 0, .badLength)) {
            try parse("{}\n{\"type\":\"event\",\"length\":\(length)}\n{}")
        }
    }

    @Test("500 items pass, 501 do not")
    func count() throws {
        let item = "{\"type\":\"hologram\"}\n{}\n"
        #expect(try parse("{}\n" + String(repeating: item, count: 500)).items.count == 500)
        #expect(throws: EnvelopeError.tooManyItems) { try parse("{}\n" + String(repeating: item, count: 501)) }
    }

    @Test("headers beyond 64 KiB are refused")
    func longHeader() {
        let filler = String(repeating: "x", count: WireLimits.headerBytesMax)
        #expect(throws: EnvelopeError.self) { try parse("{\"a\":\"\(filler)\"}\n") }
        #expect(throws: EnvelopeError.self) { try parse("{}\n{\"type\":\"event\",\"a\":\"\(filler)\"}\n{}") }
    }

    @Test("a part of a larger body is parsed without looking outside")
    func range() throws {
        let bytes = Array("zz{}\n{\"type\":\"event\"}\n[]zz".utf8)
        let envelope = try Envelope(parsing: bytes, in: 2..<bytes.count - 2)
        #expect(envelope.items.map(\.payload) == [bytes.count - 4..<bytes.count - 2])
    }

    @Test("the dsn of the header must agree with the request")
    func agreement() throws {
        let key = try #require(PublicKey("0123456789abcdef0123456789abcdef"))
        let other = try #require(PublicKey(String(repeating: "f", count: 32)))
        let one = try #require(ProjectNumber(1))
        let two = try #require(ProjectNumber(2))
        let envelope = try parse("{\"dsn\":\"http://\(key)@h/1\"}")
        try envelope.requireAgreement(key: key, project: one)
        #expect(throws: EnvelopeError.publicKeyMismatch) { try envelope.requireAgreement(key: other, project: one) }
        #expect(throws: EnvelopeError.projectMismatch) { try envelope.requireAgreement(key: key, project: two) }
        try parse("{}").requireAgreement(key: other, project: two)
    }

    @Test("the first line alone yields the dsn")
    func firstLine() throws {
        let line = "{\"dsn\":\"http://0123456789abcdef0123456789abcdef@host/7\"}\n"
        #expect(try Envelope.firstLineDSN(of: Array((line + "\u{0}garbage").utf8)).project.value == 7)
        for text in ["", "x", "{}\n", "[]", "{\"dsn\":5}", "{\"dsn\":\"no\"}", "{\n\"dsn\":\"http://a@b/1\"}"] {
            let error = #expect(throws: AuthError.self) { try Envelope.firstLineDSN(of: Array(text.utf8)) }
            #expect(error?.detail == "bad envelope authentication header")
            #expect(error?.isUnauthorized == true)
        }
    }
}
