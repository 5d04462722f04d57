import SentryProtocol

/// Bodies of the legacy `/store/` endpoint (protocol.md §1.4).
public enum StoreBody {
    /// Why a body cannot be an event.
    public enum StoreError: Error, Equatable, Sendable {
        case empty
        /// Neither JSON nor base64 of it.
        case invalidJSON(String)
        case badEventID
        /// More than `WireLimits.storeBytesMax` when decoded.
        case tooLarge
    }

    /// An envelope around the event in `body`: JSON, or base64 of JSON or of a zlib stream of JSON.
    ///
    /// `inflate` decodes a zlib stream, with the limit it is given; nil when the result is larger.
    public static func envelope(
        from body: [UInt8], limit: Int, inflate: ([UInt8], Int) throws -> [UInt8]?
    ) throws(StoreError) -> Envelope {
        let json = try decoded(body, limit, inflate)
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: json)
        } catch {
            throw .invalidJSON(error.description)
        }
        guard document.root.kind == .object else { throw .invalidJSON("not a JSON object") }
        var header = EnvelopeHeader()
        if let id = document.root["event_id"], !id.isNull {
            guard let text = id.string, let eventID = EventID(hex: text) else { throw .badEventID }
            header.eventID = eventID.isNil ? nil : eventID
        }
        return Envelope(
            bytes: json, header: header, items: [Item(type: type(of: document.root), payload: 0..<json.count)])
    }

    private static func type(of root: JSONNode) -> ItemType {
        switch root["type"]?.string {
        case "transaction": .transaction
        case "feedback": .feedback
        default: .event
        }
    }

    private static func decoded(
        _ body: [UInt8], _ limit: Int, _ inflate: ([UInt8], Int) throws -> [UInt8]?
    ) throws(StoreError) -> [UInt8] {
        guard let first = body.first(where: { $0 > 0x20 }) else { throw .empty }
        guard body.count <= limit else { throw .tooLarge }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return body }
        guard let bytes = Base64.decode(body), let start = bytes.first(where: { $0 > 0x20 }) else {
            throw .invalidJSON("neither JSON nor base64")
        }
        if start == UInt8(ascii: "{") { return bytes }
        let inflated: [UInt8]?
        do {
            inflated = try inflate(bytes, limit)
        } catch {
            throw .invalidJSON("neither JSON nor a zlib stream")
        }
        guard let inflated else { throw .tooLarge }
        return inflated
    }
}
