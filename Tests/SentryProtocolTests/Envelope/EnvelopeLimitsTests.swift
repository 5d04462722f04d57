import SentryProtocol
import Testing

/// The budgets of protocol.md §8.
@Suite struct EnvelopeLimitsTests {
    private func envelope(_ items: [(header: String, size: Int)]) throws(EnvelopeError) -> Envelope {
        var bytes = Array("{}\n".utf8)
        for (header, size) in items {
            bytes += Array("{\(header),\"length\":\(size)}\n".utf8) + [UInt8](repeating: 0x20, count: size)
            bytes.append(0x0a)
        }
        return try Envelope(parsing: bytes)
    }

    @Test(
        "a single event of 1 MiB passes, a byte more does not",
        arguments: ["event", "transaction", "security", "raw_security", "feedback", "replay_event", "form_data"])
    func eventBytes(type: String) throws {
        _ = try envelope([("\"type\":\"\(type)\"", WireLimits.eventBytesMax)])
        #expect(throws: EnvelopeError.tooLarge(ItemType(name: type))) {
            try envelope([("\"type\":\"\(type)\"", WireLimits.eventBytesMax + 1)])
        }
    }

    @Test("two items of the event class are one too many")
    func twoEvents() {
        let error = #expect(throws: EnvelopeError.self) {
            try envelope([("\"type\":\"event\"", 2), ("\"type\":\"transaction\"", 2)])
        }
        #expect(error == .tooLarge(.transaction))
        #expect(
            error?.detail == "envelope exceeded size limits for type 'transaction' "
                + "(https://develop.sentry.dev/sdk/envelopes/#size-limits)")
        #expect(error?.cause == nil)
    }

    @Test(
        "each class has its own count",
        arguments: [
            ("attachment", 30), ("session", 100), ("client_report", 100), ("check_in", 1), ("log", 1),
            ("trace_metric", 1), ("span", 25), ("profile", 1), ("replay_recording", 1), ("metric_buckets", 1),
        ])
    func counts(type: String, most: Int) throws {
        let item = ("\"type\":\"\(type)\"", 2)
        _ = try envelope(Array(repeating: item, count: most))
        #expect(throws: EnvelopeError.tooLarge(ItemType(name: type))) {
            try envelope(Array(repeating: item, count: most + 1))
        }
    }

    @Test("classes do not share their budgets")
    func mixed() throws {
        let types = ["event", "attachment", "session", "check_in", "log", "trace_metric", "profile", "metric_buckets"]
        #expect(try envelope(types.map { ("\"type\":\"\($0)\"", 3) }).items.count == types.count)
    }

    @Test("a container is judged by the average of its entries")
    func average() throws {
        _ = try envelope([("\"type\":\"log\",\"item_count\":2", 2 * WireLimits.logBytesMax)])
        #expect(throws: EnvelopeError.tooLarge(.log)) {
            try envelope([("\"type\":\"log\",\"item_count\":1", 2 * WireLimits.logBytesMax)])
        }
        for count in [0, 1, 9_223_372_036_854_775_807] {
            _ = try envelope([("\"type\":\"log\",\"item_count\":\(count)", 2)])
        }
    }

    @Test("only one container of spans, but 25 legacy spans")
    func spans() throws {
        let container = ("\"type\":\"span\",\"item_count\":1", 2)
        _ = try envelope([container])
        #expect(throws: EnvelopeError.tooLarge(.span)) { try envelope([container, container]) }
    }

    @Test("unknown items are bounded by the body alone")
    func unknown() throws {
        #expect(try envelope(Array(repeating: ("\"type\":\"statsd\"", 100_000), count: 50)).items.count == 50)
    }
}
