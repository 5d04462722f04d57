import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Inbound filters")
struct InboundFiltersTests {
    private static func event(_ json: String) throws -> Event {
        Event(reading: try JSONDocument(parsing: Array(json.utf8)).root)
    }

    private static func exception(_ type: String?, _ value: String?, path: String? = nil) -> Event {
        var event = Event()
        var exception = Exception()
        (exception.type, exception.value) = (type, value)
        if let path {
            var frames = [Frame(), Frame(), Frame()]
            (frames[0].absPath, frames[1].absPath, frames[2].absPath) = (path, "[native code]", "<anonymous>")
            exception.stacktrace = Stacktrace()
            exception.stacktrace?.frames = frames
        }
        event.exceptions = [exception]
        return event
    }

    private func verdict(
        _ event: Event, userAgent: String? = nil, address: String? = nil, _ change: (inout FilterSettings) -> Void
    ) -> DropReason? {
        var settings = FilterSettings()
        change(&settings)
        return InboundFilters(settings).verdict(on: event, userAgent: userAgent, address: address)
    }

    @Test("a fresh project drops no event, and nobody needs to ask")
    func fresh() {
        let filters = InboundFilters(FilterSettings())
        #expect(filters.isTrivial)
        let event = Self.exception("ChunkLoadError", "Loading chunk 5 failed.")
        #expect(filters.verdict(on: event, userAgent: "Googlebot/2.1", address: "127.0.0.1") == nil)
    }

    @Test(
        "chunk load errors",
        arguments: [
            ("ChunkLoadError", "Loading chunk 5 failed."), ("ChunkLoadError", "Failed to load chunk /a.js"),
            ("Unhandled Uncaught Error", "ChunkLoadError: Loading chunk 1 failed"),
            ("Error", "Uncaught (in promise): ChunkLoadError: Loading chunk 1 failed"),
        ])
    func chunks(type: String, value: String) {
        let event = Self.exception(type, value)
        #expect(verdict(event) { $0.chunkLoadErrors = true } == .chunkLoadError)
        #expect(verdict(event) { $0.hydrationErrors = true } == nil)
    }

    @Test(
        "an error that is no missing chunk stays",
        arguments: [("Error", "Loading chunk 5 failed."), ("ChunkLoadError", "boom")])
    func notChunks(type: String, value: String) {
        #expect(verdict(Self.exception(type, value)) { $0.chunkLoadErrors = true } == nil)
    }

    @Test(
        "hydration errors",
        arguments: [
            ("Minified React error #418; visit https://reactjs.org/docs/error-decoder.html?invariant=418 for", true),
            ("https://react.dev/errors/425?args[]=", true), ("see https://react.dev/errors/31", false),
            ("https://reactjs.org/docs/error-decoder.htmlXinvariant=418", false),
        ])
    func hydration(value: String, isFiltered: Bool) {
        let reason = verdict(Self.exception("Error", value)) { $0.hydrationErrors = true }
        #expect(reason == (isFiltered ? .hydrationError : nil))
    }

    @Test(
        "browser extensions by the error's text",
        arguments: [
            "what does conduitPage even do", "null is not an object (evaluating 'elt.parentNode')",
            "CAN'T FIND VARIABLE: ZiteReader", "Extension context invalidated.", "error _gCrWeb",
            "undefined is not an object (evaluating 'a.L')", "Cannot redefine property: ethereum",
            "TypeError: can't access dead object because dead stuff smells bad", "Can't find variable: gmo",
        ])
    func extensionValues(value: String) {
        #expect(verdict(Self.exception("Error", value)) { $0.browserExtensions = true } == .browserExtension)
    }

    @Test(
        "browser extensions by where the code comes from",
        arguments: [
            "chrome-extension://my-extension/or/something", "moz-extension://x", "safari-web-extension://x",
            "https://connect.facebook.net/en_US/sdk.js", "webkit-masked-url://hidden/",
            "https://fscr.kaspersky-labs.com/B-9B72-7B7/main.js",
        ])
    func extensionSources(path: String) {
        #expect(verdict(Self.exception("E", "v", path: path)) { $0.browserExtensions = true } == .browserExtension)
    }

    @Test("other errors and sources stay", arguments: ["https://shop.example.com/app.js", "/x?u=chrome-extension://y"])
    func notExtensions(path: String) {
        let event = Self.exception("E", "some perfectly reasonable value", path: path)
        #expect(verdict(event) { $0.browserExtensions = true } == nil)
    }

    @Test(
        "old browsers, by the groups that are named",
        arguments: [
            ("default", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0; Trident/4.0)", true),
            ("default", "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)", false),
            ("ie", "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko", true),
            (
                "ie9",
                "Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; NOKIA; Lumia)",
                true
            ),
            ("ie10", "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 7.1; Trident/5.0)", false),
            (
                "default", "Opera/9.80 (J2ME/MIDP; Opera Mini/7.0.32796/59.323; U; fr) Presto/2.12.423 Version/12.16",
                true
            ),
            (
                "opera_mini",
                "Opera/9.80 (J2ME/MIDP; Opera Mini/8.0.35158/36.2534; U; en) Presto/2.12.423 Version/12.16", true
            ),
            (
                "opera_mini_pre_8",
                "Opera/9.80 (J2ME/MIDP; Opera Mini/8.0.35158/36.2534; U; en) Presto/2.12.423 Version/12.16", false
            ),
            (
                "default",
                "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/27.0.1453.12 Safari/537.36 OPR/14.0.1116.4",
                true
            ),
            (
                "opera",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/109.0.0.0",
                false
            ),
            (
                "android",
                "Mozilla/5.0 (Linux; U; Android 3.2; nl-nl; GT-P6800 Build/HTJ85B) AppleWebKit/534.13 (KHTML, like Gecko) Version/4.0 Safari/534.13",
                true
            ),
            (
                "default",
                "Mozilla/5.0 (Linux; U; Android 4.1.1; en-gb; Build/KLP) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Safari/534.30",
                false
            ),
            (
                "safari_pre_6",
                "Mozilla/5.0 (Windows; U; Windows NT 6.1; zh-HK) AppleWebKit/533.18.1 (KHTML, like Gecko) Version/5.0.2 Safari/533.18.5",
                true
            ),
            (
                "safari",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15",
                false
            ),
            (
                "chrome",
                "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2228.0 Safari/537.36",
                true
            ),
            (
                "edge",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.10136",
                true
            ),
            ("firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", false),
            ("default", "", false), ("default", "IE", false),
        ])
    func legacyBrowsers(group: String, userAgent: String, isFiltered: Bool) {
        var event = Event()
        event.platform = "javascript"
        let reason = verdict(event, userAgent: userAgent) { $0.legacyBrowsers = [group] }
        #expect(reason == (isFiltered ? .legacyBrowser : nil))
    }

    @Test(
        "crawlers",
        arguments: [
            "Mediapartners-Google", "Googlebot", "BingBot", "Slurp", "facebook", "ia_archiver", "bots ", "bots;",
            "bots)",
            "spider ", "spider;", "Twitterbot/1.0", "some bot", "Calypso AppCrawler", "AWS Security Scanner",
            "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slack-ImgProxy 0.19",
            "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)", "meta-externalagent/1.1", "Slackbot 1.x",
            "Mozilla/5.0 (compatible; HubSpot Crawler; web-crawlers@hubspot.com)", "Better Uptime Bot Mozilla/5.0",
        ])
    func crawlers(userAgent: String) throws {
        let event = try Self.event(#"{"platform":"python","request":{"headers":{"User-Agent":"\#(userAgent)"}}}"#)
        #expect(verdict(event) { $0.webCrawlers = true } == .webCrawler)
        #expect(verdict(event) { $0.localhost = true } == nil)
    }

    @Test(
        "people, and fetchers that act for them, are no crawlers",
        arguments: [
            "some user agent", "opera", "robotics/1", "botany", "APIs-Google (+https://developers.google.com)",
            "Slackbot 1.0(+https://api.slack.com/robots)", "SentryUptimeBot/1.0",
            "ChatGPT-User/1.0; +https://openai.com/bot",
            "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36", "",
        ])
    func notCrawlers(userAgent: String) {
        var event = Event()
        event.platform = "javascript"
        #expect(verdict(event, userAgent: userAgent) { $0.webCrawlers = true } == nil)
    }

    @Test("the program that sent a server's event is no crawler")
    func sender() {
        #expect(verdict(Event(), userAgent: "Googlebot/2.1") { $0.webCrawlers = true } == nil)
    }

    @Test(
        "localhost",
        arguments: [
            #"{"user":{"ip_address":"127.0.0.1"}}"#, #"{"user":{"ip_address":"::1"}}"#,
            #"{"request":{"url":"file:///Users/x/index.html"}}"#, #"{"request":{"url":"http://localhost:8080/"}}"#,
            #"{"request":{"url":"http://foo.bar.localhost/"}}"#, #"{"request":{"url":"http://127.0.0.1/x"}}"#,
            #"{"request":{"headers":{"host":"localhost:3000"}}}"#,
            #"{"request":{"headers":{"x-forwarded-host":"127.0.0.1:3000"}}}"#,
        ])
    func localhost(json: String) throws {
        let event = try Self.event(json)
        #expect(verdict(event) { $0.localhost = true } == .localhost)
        #expect(verdict(event) { _ in } == nil)
    }

    @Test(
        "hosts that only look local stay",
        arguments: [
            #"{"user":{"ip_address":"127.0.0.2"}}"#, #"{"request":{"url":"http://localhost.com/"}}"#,
            #"{"request":{"url":"http://foolocalhost/"}}"#, #"{"request":{"headers":{"host":"localhost.sentry.io"}}}"#,
            #"{"request":{"url":"https://shop.example.com/?next=http://localhost/"}}"#, "{}",
        ])
    func notLocalhost(json: String) throws {
        #expect(verdict(try Self.event(json)) { $0.localhost = true } == nil)
    }

    @Test("addresses and networks")
    func addresses() {
        let block: (inout FilterSettings) -> Void = { $0.ipAddresses = ["203.0.113.7", "10.0.0.0/8", "2001:db8::/32"] }
        #expect(verdict(Event(), address: "10.1.2.3", block) == .ipAddress)
        #expect(verdict(Event(), address: "2001:db8::5", block) == .ipAddress)
        #expect(verdict(Event(), address: "203.0.113.8", block) == nil)
        #expect(verdict(Event(), address: nil, block) == nil)
        #expect(verdict(Event(), address: "no address", block) == nil)
    }

    @Test("releases and messages by pattern")
    func patterns() throws {
        let event = try Self.event(
            #"""
            {"release":"Shop@1.2.3","message":"Disk is FULL","exception":[
              {"type":"TypeError","value":"x is undefined"},{"type":"Lonely"},{"value":"only text"}]}
            """#
        )
        #expect(verdict(event) { $0.releases = ["shop@1.*"] } == .releaseVersion)
        #expect(verdict(event) { $0.releases = ["shop@{2,3}.*"] } == nil)
        for pattern in ["disk is full", "TypeError: *", "lonely", "only ?ext", "*undefined"] {
            #expect(verdict(event) { $0.errorMessages = [pattern] } == .errorMessage, "\(pattern)")
        }
        for pattern in ["TypeError", "x is undefined", "disk", ""] {
            #expect(verdict(event) { $0.errorMessages = [pattern] } == nil, "\(pattern)")
        }
    }

    @Test(
        "reports about sources that the project ignores",
        arguments: [
            ("default", #"{"blocked_uri":"about"}"#, true),
            ("default", #"{"blocked_uri":"http://foo.superfish.com/a"}"#, true),
            ("default", #"{"source_file":"chrome-extension://fdsa"}"#, true),
            ("default", #"{"source_file":"http://localhost:8000"}"#, true),
            ("default", #"{"document_uri":"data:text/html,chromewebdata"}"#, true),
            ("default", #"{"blocked_uri":"data:image/png;base64,AA"}"#, false),
            ("default", #"{"blocked_uri":"http://example.com"}"#, false), ("default", #"{"blocked_uri":7}"#, false),
            ("*.ads.example", #"{"blocked_uri":"https://x.ads.example/1.js"}"#, true),
            ("*", #"{"blocked_uri":"self"}"#, true), ("", #"{"blocked_uri":"x"}"#, false),
        ])
    func disallowedSources(source: String, report: String, isFiltered: Bool) throws {
        let event = try Self.event(#"{"type":"csp","csp":\#(report)}"#)
        #expect(verdict(event) { $0.disallowedSources = [source] } == (isFiltered ? .disallowedSource : nil))
        #expect(verdict(try Self.event(#"{"message":"m"}"#)) { $0.disallowedSources = [source] } == nil)
    }

    @Test("the first filter in Sentry's order names the reason")
    func order() throws {
        var settings = FilterSettings()
        (settings.chunkLoadErrors, settings.localhost, settings.releases) = (true, true, ["*"])
        let event = try Self.event(#"{"release":"1","user":{"ip_address":"127.0.0.1"}}"#)
        #expect(InboundFilters(settings).verdict(on: event, userAgent: nil, address: nil) == .releaseVersion)
    }

    @Test(
        "transactions of health checks, which a fresh project drops",
        arguments: [
            ("GET /healthcheck", true), ("/api/HEARTBEAT/x", true), ("GET /healthz", true), ("GET /live", true),
            ("GET /ready", true), ("/ping", true), ("GET /shopping", false), ("GET /health/orders", false),
            ("ping", false), (nil, false),
        ])
    func healthChecks(name: String?, isFiltered: Bool) {
        let filters = InboundFilters(FilterSettings())
        let reason = filters.verdict(
            onTransactionNamed: name, release: nil, request: nil, userAddress: nil, userAgent: nil, address: nil)
        #expect(reason == (isFiltered ? .healthCheck : nil))
    }

    @Test("transactions meet the filters of releases, addresses, hosts and browsers too")
    func transactions() {
        var settings = FilterSettings()
        (settings.releases, settings.ipAddresses) = (["bad*"], ["10.0.0.0/8"])
        (settings.localhost, settings.webCrawlers, settings.healthChecks) = (true, true, false)
        let filters = InboundFilters(settings)
        func verdict(release: String? = nil, user: String? = nil, agent: String? = nil, address: String? = nil)
            -> DropReason?
        {
            filters.verdict(
                onTransactionNamed: "/healthz", release: release, request: nil, userAddress: user, userAgent: agent,
                address: address)
        }
        #expect(verdict() == nil)
        #expect(verdict(release: "bad@1") == .releaseVersion)
        #expect(verdict(user: "::1") == .localhost)
        #expect(verdict(agent: "Googlebot/2.1") == .webCrawler)
        #expect(verdict(address: "10.0.0.1") == .ipAddress)
    }
}
