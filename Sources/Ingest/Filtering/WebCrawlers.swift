/// Programs that walk the web, by their `User-Agent` (protocol.md §9.7).
enum WebCrawlers {
    static func sent(_ userAgent: String) -> Bool {
        let text = WordList.prepare(userAgent)
        return (names.occur(in: text) || hasGenericName(text)) && !isExempt(text)
    }

    /// `bot`, `bots` or `spider` at the end of a word. Cubot makes telephones.
    private static func hasGenericName(_ text: [UInt8]) -> Bool {
        for end in text.indices.dropFirst(2) where end + 1 == text.count || endsWord(text[end + 1]) {
            switch text[end] {
            case UInt8(ascii: "t") where ends(text, end, "bot") && !ends(text, end, "cubot"),
                UInt8(ascii: "s") where ends(text, end, "bots"),
                UInt8(ascii: "r") where ends(text, end, "spider"):
                return true
            default: continue
            }
        }
        return false
    }

    /// Fetchers that act for a person, and probes that somebody set up.
    private static func isExempt(_ text: [UInt8]) -> Bool { exempt.occur(in: text) || slackbot?.matches(text) == true }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: " "), UInt8(ascii: ")"), UInt8(ascii: ";"), 0x09...0x0d: true
        default: false
        }
    }

    private static func ends(_ text: [UInt8], _ last: Int, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard last + 1 >= length else { return false }
        return text[(last + 1 - length)...last].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: length))
    }

    private static let exempt = WordList(["SentryUptimeBot", "ChatGPT-User"])
    private static let slackbot = GlobPattern("*slackbot 1.[0-9]*")

    private static let names = WordList([
        "Mediapartners-Google", "AdsBot-Google", "Googlebot", "FeedFetcher-Google", "Storebot-Google", "BingBot",
        "BingPreview", "Baiduspider", "Slurp", "Sogou", "facebook", "meta-", "ia_archiver", "Slack",
        "Calypso AppCrawler", "pingdom", "lyticsbot", "AWS Security Scanner", "HubSpot Crawler", "Bytespider",
        "Better Uptime", "Cloudflare-Healthchecks", "GTmetrix", "BrightEdgeOnCrawl", "ELB-HealthChecker",
        "naver.me/spd", "ClaudeBot", "CCBot", "OAI-SearchBot", "GPTBot", "PerplexityBot", "Applebot", "DuckDuckBot",
        "Lightpanda",
    ])
}
