import SentryProtocol
import Testing

@Suite struct JSONNodeTests {
    private func parse(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    @Test("of duplicate keys the last wins, also when one of them is escaped")
    func duplicates() throws {
        let node = try parse("{\"a\":1,\"b\":2,\"a\":3,\"\\u0062\":4}")
        #expect(node["a"]?.integer == 3)
        #expect(node["b"]?.integer == 4)
        #expect(node["c"] == nil)
        #expect(node.member(named: "b")?.integer == 4)
        #expect(node.count == 4)
    }

    @Test("a wrong type is nil, never a crash")
    func types() throws {
        for text in ["null", "true", "1", "\"a\"", "[1]", "{\"a\":1}"] {
            let node = try parse(text)
            _ = (node.string, node.bool, node.double, node.integer, node.lenientString, node["a"], node.count)
            _ = (node.elements.map { $0 }.count, node.members.map { $0.key.text }.count)
        }
        #expect(try parse("\"1\"").integer == nil)
        #expect(try parse("[1]")["a"] == nil)
        #expect(try parse("{\"a\":1}").elements.map { $0 }.isEmpty)
    }

    @Test("numbers are read as far as they fit")
    func numbers() throws {
        #expect(try parse("3.0").integer == 3)
        #expect(try parse("1e3").integer == 1000)
        #expect(try parse("1180591620717411303424").integer == nil)
        #expect(try parse("1e400").double == nil)
        #expect(try parse("9223372036854775807").integer == .max)
        #expect(try parse("9223372036854775808").integer == nil)
    }

    @Test(
        "text that is no text is repaired",
        arguments: [
            ("\\ud800", "\u{FFFD}"), ("\\udc00x", "\u{FFFD}x"), ("\\ud83d\\ude00", "😀"),
            ("\\ud83d\\u0041", "\u{FFFD}A"),
            ("\\u0000", "\u{FFFD}"), ("\\u12", "\u{FFFD}12"), ("\\q", "q"), ("\\/", "/"), ("\\b\\f", "\u{8}\u{c}"),
        ])
    func repair(escaped: String, text: String) throws {
        #expect(try parse("\"\(escaped)\"").string == text)
    }

    @Test("bytes that are no UTF-8 become U+FFFD")
    func invalidUTF8() throws {
        let node = try JSONDocument(parsing: [0x22, 0x61, 0xff, 0xc3, 0x22]).root
        #expect(node.string == "a\u{FFFD}\u{FFFD}")
    }

    @Test("scalars in place of strings read as Relay reads them")
    func lenient() throws {
        let texts = try parse("[\"a\",1,1.50,true,false,null,[],{}]").elements.map(\.lenientString)
        #expect(texts == ["a", "1", "1.50", "True", "False", nil, nil, nil])
    }
}
