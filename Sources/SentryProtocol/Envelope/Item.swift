/// One part of an envelope: its header, and where its payload lies in the envelope's bytes.
public struct Item: Sendable {
    public var type: ItemType
    /// Into `Envelope.bytes`.
    public var payload: Range<Int>
    public var contentType: String?
    public var filename: String?
    /// `event.attachment`, `event.minidump`, …
    public var attachmentType: String?
    /// How many entries a container says it holds.
    public var itemCount: Int?
    /// Of profile chunks.
    public var platform: String?
    /// The whole header, for the keys that only one type knows; nil for items that did not come in an envelope.
    public var header: JSONNode?

    public init(type: ItemType, payload: Range<Int>) { (self.type, self.payload) = (type, payload) }

    /// Attachments that are an event: crash reports, and the event of a native SDK (protocol.md §3.6).
    private static let eventAttachments: Set<String> = [
        "event.minidump", "event.applecrashreport", "event.payload", "event.breadcrumbs",
        "playstation.prosperodump", "nswitch.dying_message", "event.nv_gpudmp",
    ]

    /// Whether the envelope gets an event id because of this item.
    public var createsEvent: Bool {
        if type == .attachment, let attachmentType { return Self.eventAttachments.contains(attachmentType) }
        return type.createsEvent
    }

    /// Whether it is dropped together with the envelope's event.
    public var requiresEvent: Bool { type.requiresEvent }

    /// Containers hold many entries of one type, so that a single header serves them all (protocol.md §5.10).
    public var isContainer: Bool {
        itemCount != nil || contentType?.hasPrefix("application/vnd.sentry.items.") == true
    }
}

/// An item's header as read from its line.
struct ItemHeader {
    var item: Item
    var length: Int?

    /// Only `type` and `length` must be right; every other key of a wrong type counts as absent.
    init(reading node: JSONNode, index: Int) throws(EnvelopeError) {
        guard node.kind == .object else { throw .invalidItemHeader(index: index, .notAnObject) }
        item = Item(type: .unknown(""), payload: 0..<0)
        item.header = node
        var typeName: String?
        for (key, value) in node.members {
            switch key {
            case "type": typeName = value.string
            case "length": length = try Self.length(value, index: index)
            case "content_type": item.contentType = value.string
            case "filename": item.filename = value.string
            case "attachment_type": item.attachmentType = value.string
            case "item_count": item.itemCount = value.integer.flatMap { $0 >= 0 ? $0 : nil }
            case "platform": item.platform = value.string
            default: break
            }
        }
        guard let typeName else { throw .invalidItemHeader(index: index, .typeMissing) }
        item.type = ItemType(name: typeName)
    }

    /// Digits only: a null, a fraction, a sign or a string is a client that cannot count.
    private static func length(_ node: JSONNode, index: Int) throws(EnvelopeError) -> Int {
        guard node.kind == .number, let length = Int(node.document.rawText(of: node.token)), length >= 0 else {
            throw .invalidItemHeader(index: index, .badLength)
        }
        return length
    }
}
