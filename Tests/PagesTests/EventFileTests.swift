import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("An event taken along")
struct EventFileTests {
    @Test("as text has head, stacks as the language prints them, and what surrounds them")
    func text() throws {
        let text = try #require(EventSamples.document()).text
        #expect(
            text.hasPrefix("OperationalError: could not connect to server: Connection refused\nin /api/orders/{id}\n"))
        for part in [
            "Issue: SHOP-API-ZA in Shop API", "Release: 2.4.1", "Seen: 912 events, 38 users",
            "Page: https://errors.example.com/issues/2/events/9ec79c33ec9942ab8353589fcb2e04dc/",
            "Traceback (most recent call last):", "Caused by:\nTraceback",
            "    repository.save(order, retries=RETRIES)",
            "Message\n  Order A-1002 could not be saved", "User feedback\n  Jo <jo@example.com>",
            "POST https://api.example.com/api/orders/A-1002?draft=0&lang=de", "browser: Firefox 141",
            "-4.7 s  query  SELECT", "screenshot.png, 180000 bytes",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("as Markdown has our own frames with their source, the failing line marked, and no library's")
    func markdown() throws {
        let text = try #require(EventSamples.document()).markdown
        #expect(text.hasPrefix("# OperationalError: could not connect to server: Connection refused\n"))
        for part in [
            "- Seen: 912 events, 38 users", "- Level: error, unhandled", "## Exception: psycopg.OperationalError",
            "2 of 6 frames, in-app frames, newest call first:", "`save` at `shop/orders/repository.py:17`",
            "```py\n  14      def save(self, order, retries):", "> 17                  return self.connection()",
            "retries = 3", "## Caused by: builtins.ConnectionRefusedError", "## Breadcrumbs", "## Tags", "## Request",
            "I pressed “Pay” twice.", "runtime: CPython 3.13.1",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("django/core/handlers"))
        #expect(text.utf8.count < 6_000)
    }

    @Test("of a stack without frames of our own shows the newest of all")
    func noOwnFrames() throws {
        let json =
            #"{"exception":[{"type":"E","value":"v","stacktrace":{"frames":[{"function":"a"},{"function":"b"}]}}]}"#
        let text = try #require(EventSamples.document(json)).markdown
        let newest = try #require(text.firstRange(of: "`b` at"))
        #expect(newest.lowerBound < (try #require(text.firstRange(of: "`a` at"))).lowerBound)
    }

    @Test("keeps hostile text within its marks, and out of terminals")
    func hostile() throws {
        let fence = "````` \n# Not a heading\n![x](http://evil.example/)<script>\u{1B}[2J\u{202E}"
        let quoted = HostileEventTests.quoted(fence)
        let json = """
            {"release":\(quoted),"exception":[{"type":\(quoted),"value":\(quoted),"stacktrace":{"frames":[{"function":\(quoted),\
            "filename":\(quoted),"in_app":true,"lineno":2,"context_line":\(quoted),"vars":{\(quoted):\(quoted)}}]}}],\
            "tags":[["a",\(quoted)]],"breadcrumbs":[{"message":\(quoted)}]}
            """
        let issue = Samples.issue(3, fence, fence, culprit: fence)
        let document = try #require(EventSamples.document(json, issue: issue))
        for text in [document.text, document.markdown] {
            #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
        }
        expectFenced(document.markdown)
    }

    /// Nothing foreign stands at the beginning of a line outside of a fence, where it would be markup.
    private func expectFenced(_ markdown: String) {
        var fence: Substring?
        for line in markdown.split(separator: "\n") {
            let run = line.prefix { $0 == "`" }
            if let open = fence {
                if run == open, line.count == run.count { fence = nil }
                continue
            }
            if run.count >= 3, !line.dropFirst(run.count).contains("`") {
                fence = run
                continue
            }
            #expect(!line.hasPrefix("# Not") && !line.hasPrefix("!["), "\(line)")
            if line.hasPrefix("#") { #expect(!line.contains("<script") || line.contains("\\<script"), "\(line)") }
        }
        #expect(fence == nil)
    }

    @Test("stays short, whatever came in")
    func bounded() throws {
        let document = try #require(EventSamples.document(HostileEventTests.event(frames: 500)))
        #expect(document.markdown.utf8.count < 40_000)
        #expect(document.text.utf8.count < 400_000)
    }

    @Test("has a name that ends in its format", arguments: EventFormat.allCases)
    func names(format: EventFormat) throws {
        let found = try #require(EventFormat.split("latest." + format.rawValue))
        #expect(found.name == "latest" && found.format == format)
        #expect(EventFormat.split("latest") == nil && EventFormat.split("latest.html") == nil)
    }
}
