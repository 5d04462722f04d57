/// A request body of an SDK: a header, and items that point into the bytes (protocol.md §3).
public struct Envelope: Sendable {
    /// The body, as it came; payloads are ranges of it and are never copied.
    public let bytes: [UInt8]
    public let header: EnvelopeHeader
    public let items: [Item]

    /// An envelope around items that came another way, as those of `/store/` do.
    public init(bytes: [UInt8], header: EnvelopeHeader = EnvelopeHeader(), items: [Item]) {
        (self.bytes, self.header, self.items) = (bytes, header, items)
    }

    /// The payload as JSON.
    public func document(of item: Item) throws(JSONError) -> JSONDocument {
        try JSONDocument(parsing: bytes, in: item.payload)
    }

    /// Whether some item makes an event, so that the envelope needs an event id (protocol.md §3.3).
    public var createsEvent: Bool { items.contains { $0.createsEvent } }

    /// The `dsn` of the header must name the key and the project that the request was let in with (protocol.md §2.2).
    public func requireAgreement(key: PublicKey, project: ProjectNumber) throws(EnvelopeError) {
        guard let dsn = header.dsn else { return }
        guard dsn.publicKey == key else { throw .publicKeyMismatch }
        guard dsn.project == project else { throw .projectMismatch }
    }
}

/// What an envelope says about itself (protocol.md §3.3).
public struct EnvelopeHeader: Sendable {
    /// Nil when absent, null or the nil UUID.
    public var eventID: EventID?
    public var dsn: DSN?
    /// The sender's clock when it sent this; nil when unreadable.
    public var sentAt: Timestamp?
    /// An object with `name` and `version`, for items that carry none.
    public var sdk: JSONNode?
    /// The dynamic sampling context (protocol.md §3.5).
    public var trace: JSONNode?

    public init(eventID: EventID? = nil) { self.eventID = eventID }

    /// Reads the header object: a bad `event_id` or `dsn` fails it, anything else that is unreadable counts as absent.
    init(reading node: JSONNode) throws(EnvelopeError) {
        guard node.kind == .object else { throw .invalidHeader(.notAnObject) }
        for (key, value) in node.members {
            switch key {
            case "event_id": eventID = try Self.eventID(value)
            case "dsn": dsn = try Self.dsn(value)
            case "sent_at": sentAt = Timestamp(value)
            case "sdk": sdk = value.kind == .object ? value : nil
            case "trace": trace = value.kind == .object ? value : nil
            default: break
            }
        }
    }

    private static func eventID(_ node: JSONNode) throws(EnvelopeError) -> EventID? {
        if node.isNull { return nil }
        guard let text = node.string, let id = EventID(hex: text) else { throw .invalidHeader(.badEventID) }
        return id.isNil ? nil : id
    }

    private static func dsn(_ node: JSONNode) throws(EnvelopeError) -> DSN? {
        if node.isNull { return nil }
        guard let text = node.string, let dsn = DSN(text) else { throw .invalidHeader(.badDSN) }
        return dsn
    }

    public var sdkName: String? { sdk?["name"]?.string }
    public var sdkVersion: String? { sdk?["version"]?.string }
}
