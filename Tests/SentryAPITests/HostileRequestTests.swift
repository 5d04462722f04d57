import SentryProtocol
import Storage
import Testing

@testable import SentryAPI

@Suite struct HostileRequestTests {
    @Test("no request target makes the API fall over")
    func targets() async throws {
        let world = try await World()
        var targets = [
            "", "?", "/", "//", "/api", "/api/", "/api/0", "/api/0/", "/api/0//", "/api/0/?", "/api/0/%", "/api/0/%zz/",
            "/api/0/projects/%2F/%00/", "/api/0/issues/-1/", "/api/0/issues/99999999999999999999/",
            "/api/0/issues/-/", "/api/0/issues/web-/", "/api/0/issues/-1A/", "/api/0/organizations/acme/events/:/",
            "/api/0/organizations/acme/events/web:/", "/api/0/organizations/acme/events/::::/",
            "/api/0/organizations/acme/issues/?&&=&=x&cursor=-1:0:0&",
            "/api/0/organizations/acme/issues/?cursor=-9223372036854775808:0:1",
            "/api/0/organizations/acme/issues/?cursor=1e300:0:0", "/api/0/projects/?cursor=0:9223372036854775807:0",
            "/api/0/issues/101/stats/?start=0001-01-01&end=9999-12-31", "/api/0/issues/101/stats/?statsPeriod=0s",
            "/api/0/issues/101/events/?query=***&statsPeriod=1w",
            "/api/0/issues/101/events/?query=\(World.firstEventID)",
        ]
        let whole = "/api/0/organizations/acme/issues/?statsPeriod=14d&cursor=0:100:0&query=%22x%22&environment=%ff"
        targets += whole.indices.map { String(whole[..<$0]) }
        for target in targets {
            for method in ["GET", "PUT", "DELETE", "OPTIONS", "\u{0}"] {
                let request = APIRequest(method: method, target: target, authorization: "Bearer full")
                #expect(await world.api.respond(to: request).status < 500, "\(method) \(target)")
            }
        }
    }

    @Test("a quoted request target cannot break out of the Link header")
    func linkInjection() async throws {
        let response = try await World().get("/organizations/acme/issues/?a=\"><x>\r\nSet-Cookie: a=b&cursor=&é=1")
        let header = try #require(response.header("Link"))
        #expect(!header.contains("\r") && !header.contains("\n") && !header.contains("Set-Cookie: "))
        #expect(header.contains("?a=%22%3E%3Cx%3E%0D%0ASet-Cookie:%20a=b&%C3%A9=1&cursor="))
        #expect(header.split(separator: "<").count == 2)
    }

    @Test("more than a thousand ids are refused")
    func manyIDs() async throws {
        let ids = (1...1_001).map { "id=\($0)" }.joined(separator: "&")
        let response = try await World().send(
            "PUT", "/projects/acme/web/issues/?" + ids, body: #"{"status":"resolved"}"#)
        #expect(response.status == 400)
    }

    @Test(
        "words match in order, anywhere and in any case",
        arguments: [
            ("boom", "TypeError: BOOM", true), ("type*boom", "TypeError: boom", true),
            ("boom*type", "TypeError: boom", false),
            ("*", "", true), ("aab", "aaab", true), ("x", "", false), ("ö", "SCHÖN", true), ("a*a", "a", false),
            (#"\*"#, "a*b", true), (#"\*"#, "ab", false),
        ])
    func textWithin(pattern: String, text: String, isMatch: Bool) {
        #expect(TextPattern(within: pattern).matches(text) == isMatch)
    }

    @Test(
        "a pattern holds the whole of a text",
        arguments: [
            ("foo*", "foobar", true), ("*foo", "foobar", false), ("*BAR", "foobar", true), ("foo", "foobar", false),
            ("f*b*r", "foobar", true), ("foob*obar", "foobar", false), ("", "", true),
        ])
    func wholeText(pattern: String, text: String, isMatch: Bool) {
        #expect(TextPattern(pattern).matches(text) == isMatch)
    }

    @Test("a trend covers its period with whole hours, however long it is", arguments: [1, 3_600, 86_400, 8_640_000])
    func trendWindow(seconds: Int64) {
        let start = Timestamp(seconds: 1_785_585_600 - 1)
        let window = TrendWindow.covering(Period(start: start, end: start.adding(seconds: seconds)))
        #expect(window.period.start <= start)
        #expect(window.period.end >= start.adding(seconds: seconds))
        #expect((1...31).contains(window.bars))
        #expect(window.barSeconds % 3_600 == 0)
    }

    @Test(
        "release names are taken apart",
        arguments: [
            ("web@1.2.3+4", "web", "1.2.3 (4)"), ("1.0", nil, "1.0"), ("@x", nil, "@x"), ("x@", nil, "x@"),
            ("0123456789abcdef0123456789abcdef01234567", nil, "0123456789ab"), ("a@b@c", "a@b", "c"), ("1+", nil, "1+"),
        ])
    func releaseNames(version: String, package: String?, short: String) {
        let name = ReleaseName(version)
        #expect(name.package == package)
        #expect(name.short == short)
    }
}
