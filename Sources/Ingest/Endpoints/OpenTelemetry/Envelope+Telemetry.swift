import SentryProtocol

extension Envelope {
    /// An envelope with one container of log entries (protocol.md §5.10).
    static func logs(_ payload: [UInt8], count: Int) -> Envelope {
        container(.log, "application/vnd.sentry.items.log+json", payload, count)
    }

    /// An envelope with one container of spans of the second version (protocol.md §5.7).
    static func spans(_ payload: [UInt8], count: Int) -> Envelope {
        container(.span, "application/vnd.sentry.items.span.v2+json", payload, count)
    }

    private static func container(
        _ type: ItemType, _ contentType: String, _ payload: [UInt8], _ count: Int
    ) -> Envelope {
        var builder = EnvelopeBuilder(around: payload)
        builder.add(type, at: 0..<payload.count) { item in
            item.contentType = contentType
            item.itemCount = count
        }
        return builder.envelope
    }
}
