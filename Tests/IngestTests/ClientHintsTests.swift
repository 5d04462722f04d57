import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("Hints of the browser that sends an event")
struct ClientHintsTests {
    private static let hints = ClientHints(
        brands: #""Not_A Brand";v="99", "Google Chrome";v="131", "Chromium";v="131""#, platform: #""Windows""#,
        platformVersion: #""15.0.0""#)

    private func event(_ payload: String, hints: ClientHints = hints) async throws -> Event {
        var ingestion = Ingestion()
        ingestion.sender.userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36"
        ingestion.sender.hints = hints
        return try #require(try await ingestion.event(payload))
    }

    private func text(_ event: Event, _ alias: String) -> String? {
        event.contexts.first { $0.alias == alias }?.text(alias)
    }

    @Test("say what its user agent hides, and are still there when the event is read again")
    func contexts() async throws {
        let event = try await event(#"{"platform":"javascript","message":"m"}"#)
        #expect(text(event, "browser") == "Google Chrome 131")
        #expect(text(event, "os") == "Windows 11")
    }

    @Test("say nothing of what the event knows itself, or of servers")
    func others() async throws {
        let own = try await event(
            #"{"platform":"javascript","message":"m","contexts":{"browser":{"name":"Lynx"},"os":{"name":"Plan 9"}}}"#)
        #expect(text(own, "browser") == "Lynx" && text(own, "os") == "Plan 9")
        let server = try await event(#"{"platform":"python","message":"m"}"#)
        #expect(server.contexts.allSatisfy { $0.alias != "browser" && $0.alias != "client_os" })
    }

    @Test("are scrubbed and cut before they are kept")
    func scrubbed() async throws {
        let long = String(repeating: "x", count: 5_000)
        let hints = ClientHints(brands: #""My 4111111111111111";v="1""#, model: "\"\(long)\"")
        let event = try await event(#"{"platform":"javascript","message":"m"}"#, hints: hints)
        #expect(
            event.contexts.allSatisfy { context in
                context.text("name")?.contains("4111") != true && (context.text("model")?.count ?? 0) <= 256
            })
    }
}
