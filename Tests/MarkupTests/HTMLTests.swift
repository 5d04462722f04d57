import Markup
import Testing

@Suite("HTML")
struct HTMLTests {
    @Test("literals stay as written")
    func literals() {
        let html: HTML = "<p class=\"a\">&amp;</p>"
        #expect(html.description == "<p class=\"a\">&amp;</p>")
    }

    @Test("strings are escaped, between tags and inside attributes")
    func strings() {
        let text = "<a href='x'>\"Tom & Jerry\"</a>"
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        let inert = "&lt;a href=&#39;x&#39;&gt;&#34;Tom &amp; Jerry&#34;&lt;/a&gt;"
        #expect(html.description == "<p title=\"\(inert)\">\(inert)</p>")
    }

    @Test("slices are escaped too")
    func substrings() {
        let html: HTML = "\("a<b>c".dropFirst())"
        #expect(html.description == "&lt;b&gt;c")
    }

    @Test("markup is spliced, also when optional, and in arrays")
    func splices() {
        let bold: HTML = "<b>1</b>"
        let none: HTML? = nil
        let html: HTML = "<p>\(bold)\(none)\([bold, bold])\(2)</p>"
        #expect(html.description == "<p><b>1</b><b>1</b><b>1</b>2</p>")
    }

    @Test("a literal inside an interpolation counts as text")
    func literalInside() {
        let html: HTML = "\("<i>")"
        #expect(html.description == "&lt;i&gt;")
    }

    @Test("escaping twice shows the escape, it does not undo it")
    func twice() {
        let html: HTML = "\("&lt;")"
        #expect(html.description == "&amp;lt;")
    }

    @Test(
        "control characters become visible",
        arguments: [
            ("\u{0}", "\u{2400}"), ("\u{1B}[31m", "\u{241B}[31m"), ("\u{7F}", "\u{2421}"), ("\u{85}", "\u{FFFD}"),
            ("\u{80}x\u{9F}", "\u{FFFD}x\u{FFFD}"), ("a\tb\r\nc", "a\tb\r\nc"),
        ])
    func controls(text: String, expected: String) {
        let html: HTML = "\(text)"
        #expect(html.description == expected)
    }

    @Test(
        "other text passes unchanged",
        arguments: ["é", "\u{A0}\u{A9}", "오류 발생", "🧨👩‍👩‍👧", "\u{202E}abc", "ÂÂ", ""])
    func unchanged(text: String) {
        let html: HTML = "\(text)"
        #expect(html.description == text)
    }

    @Test("every scalar survives or is replaced, and none can open a tag or leave an attribute")
    func everyScalar() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let html: HTML = "\(String(Character(scalar)))"
            let text = html.description
            #expect(!text.isEmpty)
            #expect(!text.contains { "<>\"'".contains($0) || ($0.isASCII && $0 < " " && !$0.isWhitespace) })
        }
    }

    @Test("very long hostile text stays inert")
    func long() {
        let text = String(repeating: "<script>\u{0}", count: 10_000)
        let html: HTML = "<bdi>\(text)</bdi>"
        #expect(html.description.count == 11 + 10_000 * ("&lt;script&gt;".count + 1))
        #expect(!html.description.contains("<script"))
    }

    @Test("joins place separators between, not around")
    func joins() {
        let parts: [HTML] = ["<i>1</i>", "<i>2</i>"]
        #expect(parts.joined(separator: " · ").description == "<i>1</i> · <i>2</i>")
        #expect(parts.joined().description == "<i>1</i><i>2</i>")
        #expect([HTML]().joined(separator: ",").isEmpty)
        #expect([1, 2, 3].html { "<li>\($0)</li>" }.description == "<li>1</li><li>2</li><li>3</li>")
    }

    @Test("markup adds up")
    func sums() {
        var html: HTML = "<b>"
        html += "\("&")"
        #expect((html + "</b>").description == "<b>&amp;</b>")
    }
}
