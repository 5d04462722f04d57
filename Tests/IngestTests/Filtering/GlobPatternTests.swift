import Testing

@testable import Ingest

@Suite("Patterns of inbound filters")
struct PatternTests {
    @Test(
        "match the whole text",
        arguments: [
            ("abc", "abc"), ("ABC", "abc"), ("abc", "ABC"), ("a*", "a"), ("a*", "abc"), ("*c", "abc"), ("*b*", "abc"),
            ("*", ""), ("*", "anything"), ("a?c", "abc"), ("a?c", "aéc"), ("a?c", "a글c"), ("??", "글자"),
            ("[abc]", "b"), ("[a-c]x", "bx"), ("[!a]", "b"), ("[^a]", "글"), ("[가-힣]*", "한글"), ("[]", "[]"),
            ("{this,that}", "that"), ("a{b,c}{d,e}", "ace"), ("{a*,b}z", "aXz"), ("x{,y}", "x"), ("x{,y}", "xy"),
            (#"a\*c"#, "a*c"), (#"\[x\]"#, "[x]"), (#"a\{b,c\}"#, "a{b,c}"), ("*a*b*c*", "xxaxxbxxcxx"),
            ("*\n*", "two\nlines"), ("a*b", "a\nb"), ("*Unexpected token [*", "SyntaxError: Unexpected token [ in"),
            ("{open", "{open"), ("[open", "[open"), (#"end\"#, #"end\"#), ("[a-]", "-"),
            (#"[\]]"#, "]"), ("[]a]", "]"),
            ("[!]]", "x"), ("[!", "[!"),
            ("ÉCOLE*", "école"), ("Loading chunk *", "Loading chunk 5 failed."),
        ])
    func matches(pattern: String, text: String) throws {
        #expect(try #require(GlobPattern(pattern)).matches(GlobPattern.prepare(text)))
    }

    @Test(
        "and nothing less",
        arguments: [
            ("abc", "abcd"), ("abc", "xabc"), ("a*", "ba"), ("a?c", "ac"), ("a?c", "abbc"), ("[abc]", "d"),
            ("[!a]", "a"), ("{this,that}", "those"), (#"a\*c"#, "abc"), ("*b", "abc"), ("[a-c]", ""),
            ("*a*b*c*", "cba"), ("?", ""), ("abc", ""),
        ])
    func refuses(pattern: String, text: String) throws {
        #expect(try #require(GlobPattern(pattern)).matches(GlobPattern.prepare(text)) == false)
    }

    @Test("an empty pattern and one beyond the limits match nothing")
    func limits() {
        #expect(GlobPattern("") == nil)
        #expect(GlobPattern(String(repeating: "x", count: 1025)) == nil)
        #expect(GlobPattern("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}") != nil)
        #expect(GlobPattern("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}") == nil)
        #expect(GlobList(["", ""]).isEmpty)
    }

    @Test("a hostile text costs no more than its length times the pattern's")
    func hostile() throws {
        let pattern = try #require(GlobPattern(String(repeating: "*a", count: 40) + "*b"))
        let clock = ContinuousClock()
        let text = GlobPattern.prepare(String(repeating: "a", count: 100_000))
        #expect(text.count == 8192)
        let time = clock.measure { #expect(!pattern.matches(text)) }
        #expect(time < .seconds(2))
    }

    @Test("no arrangement of special characters makes it stumble")
    func arrangements() {
        let pieces = ["*", "?", "[", "]", "{", "}", ",", "\\", "!", "-", "a", "글"]
        for a in pieces {
            for b in pieces {
                for c in pieces {
                    for d in pieces {
                        guard let pattern = GlobPattern(a + b + c + d) else { continue }
                        for text in ["", "a", "글", "a,-]", a + b + c + d] {
                            _ = pattern.matches(GlobPattern.prepare(text))
                        }
                    }
                }
            }
        }
    }
}

@Suite("Networks")
struct NetworkTests {
    @Test(
        "contain their addresses",
        arguments: [
            ("10.0.0.0/8", "10.255.1.2"), ("10.1.2.3/8", "10.9.9.9"), ("203.0.113.7", "203.0.113.7"),
            ("0.0.0.0/0", "8.8.8.8"), ("2001:db8::/32", "2001:db8:ffff::1"), ("::1", "0:0:0:0:0:0:0:1"),
            ("fe80::/10", "fe80::1%eth0"), ("10.0.0.0/8", "::ffff:10.1.1.1"), ("::/0", "1.2.3.4"),
            ("192.168.1.128/25", "192.168.1.200"),
        ])
    func contains(network: String, address: String) throws {
        #expect(try #require(Network(network)).contains(try #require(NetworkAddress(address))))
    }

    @Test(
        "and no others",
        arguments: [
            ("10.0.0.0/8", "11.0.0.0"), ("203.0.113.7", "203.0.113.8"), ("0.0.0.0/0", "2001:db8::1"),
            ("2001:db8::/32", "2001:db9::1"), ("192.168.1.128/25", "192.168.1.127"),
        ])
    func excludes(network: String, address: String) throws {
        #expect(try #require(Network(network)).contains(try #require(NetworkAddress(address))) == false)
    }

    @Test(
        "are refused when they are none",
        arguments: ["", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "x", "1.2.3.4/+8", "1.2.3.4/8/8", ":::"])
    func invalid(text: String) { #expect(Network(text) == nil) }
}
