import Ingest
import Testing

@Suite("Allowed domains")
struct AllowedDomainsTests {
    @Test(
        "let their pages send",
        arguments: [
            ("*", "https://anything.example"), ("example.com", "https://example.com"),
            ("example.com", "http://example.com:8080"), ("EXAMPLE.com", "https://Example.COM"),
            ("*.example.com", "https://example.com"), ("*.example.com", "https://a.b.example.com"),
            ("https://example.com", "https://example.com:444"), ("example.com:8080", "http://example.com:8080"),
            ("*:8080", "http://any.example:8080"), ("example.com:443", "https://example.com"),
            ("http://*", "http://x.example"), ("*://*:*", "https://x.example"),
            ("[::1]:3000", "http://[::1]:3000"), ("example.com/path", "https://example.com"),
        ])
    func allows(pattern: String, origin: String) {
        #expect(AllowedDomains([pattern]).allows(origin: origin, referer: nil))
        #expect(AllowedDomains([pattern]).allows(origin: nil, referer: origin + "/page?x=1#y"))
        #expect(AllowedDomains(["other.example", pattern]).allows(origin: "null", referer: origin))
    }

    @Test(
        "and no others",
        arguments: [
            ("example.com", "https://www.example.com"), ("example.com", "https://example.com.evil.example"),
            ("*.example.com", "https://notexample.com"), ("https://example.com", "http://example.com"),
            ("example.com:8080", "https://example.com"), ("*:8080", "http://any.example"),
            ("example.com", "https://example.com@evil.example"), ("example.com", "https://evil.example/example.com"),
            ("example.com", "https://evil.example?example.com"), ("example.com", "https://evil.example#@example.com"),
        ])
    func refuses(pattern: String, origin: String) {
        #expect(!AllowedDomains([pattern]).allows(origin: origin, referer: nil))
    }

    @Test(
        "what is no page on the web may always send",
        arguments: [nil, "", "null", "app://obsidian", "file:///x", "h", "https://"])
    func notAPage(origin: String?) { #expect(AllowedDomains(["example.com"]).allows(origin: origin, referer: nil)) }

    @Test("an empty list lets no page in")
    func empty() {
        #expect(!AllowedDomains([]).allows(origin: "https://example.com", referer: nil))
        #expect(!AllowedDomains([""]).allows(origin: "https://example.com", referer: nil))
        #expect(AllowedDomains([]).allows(origin: nil, referer: nil))
    }

    @Test("the origin counts before the referer")
    func order() {
        let domains = AllowedDomains(["example.com"])
        #expect(!domains.allows(origin: "https://evil.example", referer: "https://example.com/"))
        #expect(domains.allows(origin: "https://example.com", referer: "https://evil.example/"))
    }
}
