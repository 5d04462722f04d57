import SentryProtocol
import Testing

@Suite struct QueryStringTests {
    @Test("pairs are split and decoded; plus is a space")
    func pairs() {
        let query = QueryString("a=1&b=x%20y+z&c&=d&&e=%F0%9F%90%9B&a=2&f=a=b")
        #expect(query["a"] == "1")
        #expect(query.all("a") == ["1", "2"])
        #expect(query["b"] == "x y z")
        #expect(query["c"] == "")
        #expect(query["e"] == "🐛")
        #expect(query["f"] == "a=b")
        #expect(query["g"] == nil)
    }

    @Test(
        "broken escapes stay as they are",
        arguments: [("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%%41", "%A"), ("%ff", "\u{FFFD}"), ("%00", "\0")])
    func escapes(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text) == decoded)
    }

    @Test("encoding undoes decoding", arguments: ["", "a b+c/ä?&=%", "🐛"])
    func encode(text: String) {
        let encoded = PercentEncoding.encode(text)
        #expect(PercentEncoding.decode(encoded, plusIsSpace: true) == text)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x26 && $0 != 0x2b })
    }

    @Test("more pairs than the limit are ignored")
    func limit() {
        #expect(QueryString(String(repeating: "a=b&", count: 10_000), pairsMax: 10).pairs.count == 10)
    }

    @Test(
        "base 64 is read padded or not, in both alphabets",
        arguments: [
            ("aGk=", "hi"), ("aGk", "hi"), ("", ""), ("aGkh", "hi!"), (" aG\nkh ", "hi!"), ("Pz8_", "???"),
            ("Pz8/", "???"),
        ])
    func base64(text: String, decoded: String) {
        #expect(Base64.decode(text.utf8) == Array(decoded.utf8))
    }

    @Test("what is no base 64 is nil", arguments: ["a", "aGkha", "%%%", "aG=k", "ä"])
    func notBase64(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
