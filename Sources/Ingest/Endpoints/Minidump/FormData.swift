import SentryProtocol

/// The fields that crash reporters send along with a dump, and the event they describe (protocol.md §1.7, §5.18).
public enum FormData {
    /// A name and a text.
    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: String
        /// Pairs the two.
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// The fields of a `form_data` payload, an array of `[name, value]`; what is no such pair is skipped.
    public static func fields(of node: JSONNode) -> [Field] {
        node.elements.compactMap { pair in
            var sides = pair.elements
            guard let name = sides.next()?.string, let value = sides.next()?.lenientString else { return nil }
            return Field(name: name, value: value)
        }
    }

    /// The event that the fields describe, as JSON: `sentry` and its chunks merged, brackets filled in, everything else
    /// in `extra`.
    public static func eventJSON(from fields: [Field]) -> [UInt8] {
        var writer = JSONWriter()
        event(of: fields).write(to: &writer)
        return writer.bytes
    }

    /// The same for pairs as a `form_data` item has them; pairs without two sides are skipped.
    public static func eventJSON(from pairs: [[String]]) -> [UInt8] {
        eventJSON(from: pairs.filter { $0.count == 2 }.map { Field(name: $0[0], value: $0[1]) })
    }

    /// The id of that event; nil when it says none.
    static func eventID(of fields: [Field]) -> EventID? {
        guard let text = event(of: fields).text(of: "event_id"), let id = EventID(hex: text), !id.isNil else {
            return nil
        }
        return id
    }

    /// The payload of a `form_data` item. Fields that no longer fit into one are left out: the dump matters more.
    static func json(of fields: [Field]) -> [UInt8] {
        var payload = JSONWriter()
        payload.beginArray()
        for field in fields {
            var pair = JSONWriter()
            pair.array([field.name, field.value]) { $0.string($1) }
            guard payload.bytes.count + pair.bytes.count + 2 <= WireLimits.eventBytesMax else { continue }
            payload.raw(pair.bytes)
        }
        payload.endArray()
        return payload.bytes
    }

    // MARK: Names

    private static func event(of fields: [Field]) -> FormObject {
        let event = FormObject()
        var chunks: [UInt: String] = [:]
        for field in fields {
            switch FieldName(field.name) {
            case .json: event.merge(json: field.value)
            case .chunk(let number): chunks[number] = field.value
            case .path(let path): event.fill(path[...], with: field.value)
            case .tooDeep: break
            case .extra: event.fill(["extra", field.name], with: field.value)
            }
        }
        // Clients whose fields may not be long send the JSON in pieces.
        if !chunks.isEmpty {
            event.merge(json: chunks.sorted { $0.key < $1.key }.map(\.value).joined())
        }
        return event
    }
}

/// What the name of a field says about its value.
enum FieldName: Equatable {
    /// JSON of an event: `sentry`, `sentry___initialScope`.
    case json
    /// A piece of such JSON: `sentry__1`.
    case chunk(UInt)
    /// One value: `sentry[tags][color]`.
    case path([String])
    /// More brackets than anybody needs.
    case tooDeep
    case extra

    init(_ name: String) {
        if name == "sentry" || name.hasPrefix("sentry___") {
            self = .json
        } else if name.hasPrefix("sentry__"), let number = UInt(name.dropFirst(8)) {
            self = .chunk(number)
        } else if name.hasPrefix("sentry[") {
            self = Self.brackets(name.dropFirst(6))
        } else {
            self = .extra
        }
    }

    /// `[tags][color]`; anything else is no path.
    private static func brackets(_ text: Substring) -> FieldName {
        var rest = text
        var path: [String] = []
        while !rest.isEmpty {
            guard path.count < WireLimits.formFieldDepthMax else { return .tooDeep }
            guard rest.first == "[", let close = rest.firstIndex(of: "]") else { return .extra }
            let key = rest[rest.index(after: rest.startIndex)..<close]
            guard !key.isEmpty else { return .extra }
            path.append(String(key))
            rest = rest[rest.index(after: close)...]
        }
        return .path(path)
    }
}
