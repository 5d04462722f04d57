/// Makes an envelope of payloads that came another way than in one: browser reports, forms, crash dumps.
///
/// Payloads that lie in a body already stay where they are; others are appended behind it.
public struct EnvelopeBuilder: Sendable {
    public var header: EnvelopeHeader
    private var bytes: [UInt8]
    private var items: [Item] = []

    /// Starts with `body`, of which parts become payloads; it is copied only when something is appended. `extra` is
    /// how much that will be, as far as it is known.
    public init(around body: [UInt8] = [], header: EnvelopeHeader = EnvelopeHeader(), reserving extra: Int = 0) {
        (self.header, bytes) = (header, body)
        if extra > 0 { bytes.reserveCapacity(body.count + extra) }
    }

    /// Adds an item whose payload lies at `range` of the body; `configure` sets what its header would say.
    public mutating func add(_ type: ItemType, at range: Range<Int>, configure: (inout Item) -> Void = { _ in }) {
        var item = Item(type: type, payload: range.clamped(to: 0..<bytes.count))
        configure(&item)
        items.append(item)
    }

    /// Adds an item with a payload of its own.
    public mutating func add(
        _ type: ItemType, payload: some Collection<UInt8>, configure: (inout Item) -> Void = { _ in }
    ) {
        let start = bytes.count
        bytes.append(contentsOf: payload)
        add(type, at: start..<bytes.count, configure: configure)
    }

    /// How many items there are so far.
    public var count: Int { items.count }

    /// The envelope, whatever the limits of protocol.md §8 say: a batch of browser reports holds more than one event.
    public var envelope: Envelope { Envelope(bytes: bytes, header: header, items: items) }

    /// The envelope, if an SDK could have sent the same (protocol.md §8).
    public func checkedEnvelope() throws(EnvelopeError) -> Envelope {
        try Envelope.checkLimits(of: items)
        return envelope
    }

    /// An item header with the members that `body` writes, for the keys that only one type knows.
    public static func itemHeader(_ body: (inout JSONWriter) -> Void) -> JSONNode? {
        var writer = JSONWriter()
        writer.object(body)
        return try? JSONDocument(parsing: writer.bytes).root
    }
}
