import SentryProtocol
import Testing

@Suite("Events get the contexts that the User-Agent tells")
struct EventUserAgentTests {
    static let chrome =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
    static let phone =
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Mobile Safari/537.36"

    private func event(_ json: String) throws -> Event {
        Event(reading: try JSONDocument(parsing: Array(json.utf8)).root)
    }

    private func context(_ alias: String, of event: Event) -> EventContext? {
        event.contexts.first { $0.alias == alias }
    }

    @Test("of the event's own request, on a server")
    func server() throws {
        var event = try event(#"{"platform":"python","request":{"headers":{"user-agent":"\#(Self.phone)"}}}"#)
        event.addUserAgentContexts(userAgent: "sentry.python/2.75.0")
        let system = try #require(context("client_os", of: event))
        #expect(system.type == "os")
        #expect(system.text("os") == "Android 14")
        #expect(context("os", of: event) == nil)
        #expect(context("browser", of: event)?.text("browser") == "Chrome Mobile 121.0.0")
        #expect(context("device", of: event)?.text("model") == "SM-S918B")
        #expect(context("device", of: event)?.text("brand") == "Samsung")
    }

    @Test("of the request that brought it, in a browser")
    func browser() throws {
        var event = try event(#"{"platform":"javascript"}"#)
        event.addUserAgentContexts(userAgent: Self.chrome)
        #expect(context("browser", of: event)?.text("browser") == "Chrome 124.0.0")
        #expect(context("os", of: event)?.text("os") == "Windows >=10")
        #expect(context("client_os", of: event) == nil)
        #expect(context("device", of: event) == nil)
    }

    @Test("never of the program that sent a server's event")
    func sender() throws {
        var event = try event(#"{"platform":"python"}"#)
        event.addUserAgentContexts(userAgent: Self.chrome)
        #expect(event.contexts.isEmpty)
    }

    @Test("what the SDK said stays")
    func sent() throws {
        var event = try event(
            #"{"platform":"javascript","contexts":{"browser":{"name":"B"},"os":{"name":"O"},"my":{"type":"device"}}}"#)
        event.addUserAgentContexts(userAgent: Self.phone)
        #expect(event.contexts.count == 3)
        #expect(context("browser", of: event)?.text("name") == "B")
    }

    @Test("client hints win over the string")
    func hints() throws {
        var event = try event(
            #"""
            {"platform":"php","request":{"headers":{
              "User-Agent":"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36",
              "sec-ch-ua":"\"Chromium\";v=\"108\", \"Opera\";v=\"94\", \"Not)A;Brand\";v=\"99\"",
              "Sec-Ch-Ua-Platform":"\"Android\"", "sec-ch-ua-platform-version":"\"14.0.0\"",
              "SEC-CH-UA-MODEL":"  \"Pixel 8\""}}}
            """#)
        event.addUserAgentContexts(userAgent: nil)
        #expect(context("browser", of: event)?.text("browser") == "Opera 94")
        #expect(context("client_os", of: event)?.text("os") == "Android 14.0.0")
        #expect(context("device", of: event)?.text("model") == "Pixel 8")
        #expect(context("device", of: event)?.text("brand") == "Google")
    }

    @Test("a hint that names only the system leaves the string its version")
    func platformOnly() throws {
        var event = try event(#"{"platform":"javascript"}"#)
        event.addUserAgentContexts(userAgent: Self.chrome, hints: ClientHints(platform: "\"Windows\""))
        #expect(context("os", of: event)?.text("os") == "Windows >=10")
    }

    @Test("Windows 11 is told apart by its hint", arguments: [("15.0.0", "11"), ("13.0.0", "11"), ("10.0.0", "10")])
    func windows(hint: String, version: String) throws {
        var event = try event(#"{"platform":"javascript"}"#)
        event.addUserAgentContexts(
            userAgent: Self.chrome, hints: ClientHints(platform: "\"Windows\"", platformVersion: "\"\(hint)\""))
        #expect(context("os", of: event)?.text("version") == version)
    }

    @Test(
        "brands without a browser leave it to the string",
        arguments: [
            #""Not:A-Brand";v="8", "Chromium";v="156""#, #"" ";v="109""#, #""x""#, #"v="""#, "", #"""""""#,
            #"";v=";v=""#,
        ])
    func noBrand(brands: String) throws {
        var event = try event(#"{"platform":"javascript"}"#)
        event.addUserAgentContexts(userAgent: Self.chrome, hints: ClientHints(brands: brands))
        #expect(context("browser", of: event)?.text("name") == "Chrome")
    }

    @Test("a string that says nothing adds nothing", arguments: ["", "a dont no", "\u{0}\u{0}"])
    func nothing(text: String) throws {
        var event = try event(#"{"platform":"javascript"}"#)
        event.addUserAgentContexts(userAgent: text)
        #expect(event.contexts.isEmpty)
    }
}
