import SentryProtocol
import Testing

/// The grammar of protocol.md §6.1, as the strictest SDK parsers want it.
@Suite struct RateLimitTests {
    @Test("groups have seconds, categories, scope and reason, joined by a bare comma")
    func groups() {
        let limits = [
            RateLimit(seconds: 60, categories: [.transaction], scope: .key),
            RateLimit(
                seconds: 2700, categories: [.default, .error, .security], scope: .organization,
                reason: "quota_exceeded"),
        ]
        #expect(
            RateLimitHeader.text(of: limits)
                == "60:transaction:key,2700:default;error;security:organization:quota_exceeded")
        #expect(RateLimitHeader.retryAfter(of: limits) == 2700)
    }

    @Test("no categories mean everything")
    func everything() {
        #expect(RateLimitHeader.text(of: [RateLimit(seconds: 5, scope: .project)]) == "5::project")
    }

    @Test("nothing to say is no header")
    func nothing() {
        #expect(RateLimitHeader.text(of: []) == nil)
        #expect(RateLimitHeader.retryAfter(of: []) == nil)
    }

    @Test("a reason cannot break the grammar")
    func reason() {
        let limit = RateLimit(seconds: -3, scope: .key, reason: "a:b, c;\r\nd")
        #expect(RateLimitHeader.text(of: [limit]) == "0::key:abcd")
        #expect(RateLimitHeader.text(of: [RateLimit(seconds: 1, scope: .key, reason: ":,")]) == "1::key")
    }
}
