import SentryProtocol
import Testing

@Suite struct JSONWriterTests {
    @Test("commas place themselves")
    func commas() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("a", 1)
            writer.member("none", nil as String?)
            writer.array("list", [1, 2]) { $0.integer($1) }
            writer.object("empty") { _ in }
            writer.key(dynamic: "k\"")
            writer.null()
            writer.member("b", true)
        }
        #expect(writer.text == "{\"a\":1,\"list\":[1,2],\"empty\":{},\"k\\\"\":null,\"b\":true}")
    }

    @Test(
        "strings that end like a container still get their comma",
        arguments: ["{", "[", ":", "a:", "\\", "\"", "\u{1}", "ä", "😀", ""])
    func trickyStrings(text: String) throws {
        var writer = JSONWriter()
        writer.array([text, text]) { $0.string($1) }
        let node = try JSONDocument(parsing: writer.bytes).root
        #expect(node.elements.map(\.string) == [text, text])
    }

    @Test("numbers that JSON has no word for are null")
    func doubles() {
        var writer = JSONWriter()
        writer.array([1.0, 1.5, .infinity, .nan, -0.0, 1e300, 9_007_199_254_740_993]) { $0.double($1) }
        #expect(writer.text == "[1,1.5,null,null,0,1e+300,9007199254740992.0]")
    }

    @Test(
        "foreign numbers are printed so that every reader takes them",
        arguments: [
            ("1e400", "null"), ("007", "7"), ("-007", "-7"), ("1.50", "1.50"), ("0.1", "0.1"), ("0", "0"), ("-0", "-0"),
            ("-09223372036854775808", "-9.223372036854776e+18"), ("00e1", "0"),
        ])
    func foreignNumbers(text: String, printed: String) throws {
        #expect(try JSONDocument(parsing: Array(text.utf8)).root.sourceText == printed)
    }
}
