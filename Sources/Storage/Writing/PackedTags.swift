import SentryProtocol

/// What an event is searched by, packed for its row: about 250 bytes (`TagPair`s, and a mark of its texts).
///
/// Level and environment have columns of their own, and the user follows from its parts; they are left out.
public struct PackedTags: Sendable, Equatable {
    public let bytes: [UInt8]

    /// Pairs of one event that are kept; further ones are in its body alone.
    public static let pairsMax = 100
    static let keyBytesMax = 200
    static let valueBytesMax = 1_000

    public init(bytes: [UInt8]) { self.bytes = bytes }

    public init(_ event: Event) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(320)
        let signature = Self.signature(of: event)
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: signature >> shift))
        }
        var count = 0
        func add(_ tag: Tag, isField: Bool) {
            guard count < Self.pairsMax else { return }
            count += 1
            Self.append(tag, isField: isField, to: &bytes)
        }
        for tag in EventTags(of: event).sorted {
            switch tag.key {
            // A trace is no property that events share.
            case "level", "environment", "user", "trace": continue
            default: add(tag, isField: false)
            }
        }
        for field in EventFields(of: event).pairs { add(field, isField: true) }
        self.bytes = bytes
    }

    /// Differs between events whose titles or messages differ, nearly always.
    public var signature: UInt32 {
        bytes.prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32($1.offset * 8) }
    }

    /// The pairs as they were packed.
    public func read(_ body: (TagKey, String) throws -> Void) rethrows {
        try bytes.withUnsafeBufferPointer { bytes in
            var position = 4
            while position < bytes.count {
                let code = bytes[position]
                position += 1
                let key: TagKey
                if code & 0x7f != 0 {
                    guard Int(code & 0x7f) <= Self.names.count else { return }
                    key = TagKey(Self.names[Int(code & 0x7f) - 1], isField: code & 0x80 != 0)
                } else {
                    guard let name = Self.text(bytes, &position) else { return }
                    key = TagKey(name, isField: code & 0x80 != 0)
                }
                guard let value = Self.text(bytes, &position) else { return }
                try body(key, value)
            }
        }
    }

    // MARK: Packing

    /// Keys of one byte. Numbers are for ever: new ones go to the end.
    private static let names = [
        "logger", "release", "dist", "server_name", "transaction", "url", "mechanism", "handled", "browser",
        "browser.name", "os", "os.name", "client_os", "client_os.name", "runtime", "runtime.name", "device",
        "device.family", "gpu.name", "gpu.vendor", "site", "user.id", "user.username", "user.email", "user.ip",
        "http.method", "sdk.name", "sdk.version", "error.handled",
    ]
    private static let codes = Dictionary(
        zip(names, 1...).map { ($0, UInt8($1)) }, uniquingKeysWith: { first, _ in first })

    private static func append(_ tag: Tag, isField: Bool, to bytes: inout [UInt8]) {
        let mark: UInt8 = isField ? 0x80 : 0
        if let code = codes[tag.key] {
            bytes.append(code | mark)
        } else {
            bytes.append(mark)
            append(tag.key, max: keyBytesMax, to: &bytes)
        }
        append(tag.value, max: valueBytesMax, to: &bytes)
    }

    /// Its length in one or two bytes, then the text; a longer one is cut between characters.
    private static func append(_ text: String, max: Int, to bytes: inout [UInt8]) {
        var text = text
        if text.utf8.count > max {
            var end = text.utf8.index(text.utf8.startIndex, offsetBy: max)
            while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
            text = String(text[..<end])
        }
        let count = text.utf8.count
        if count < 0x80 {
            bytes.append(UInt8(count))
        } else {
            bytes.append(UInt8(count & 0x7f) | 0x80)
            bytes.append(UInt8(count >> 7))
        }
        bytes += text.utf8
    }

    /// Nil when the bytes are not from `append`.
    private static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> String? {
        guard position < bytes.count else { return nil }
        var count = Int(bytes[position])
        position += 1
        if count >= 0x80 {
            guard position < bytes.count else { return nil }
            count = count & 0x7f | Int(bytes[position]) << 7
            position += 1
        }
        guard position + count <= bytes.count else { return nil }
        defer { position += count }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[position..<position + count]), as: UTF8.self)
    }

    /// Of the beginnings, which is where texts differ.
    private static func signature(of event: Event) -> UInt32 {
        var hash: UInt32 = 0x811c_9dc5
        func add(_ text: String?) {
            for byte in (text ?? "").utf8.prefix(200) { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
            hash = (hash ^ 0xff) &* 0x0100_0193
        }
        add(event.metadata.type)
        add(event.metadata.value ?? event.title)
        add(event.culprit)
        return hash
    }
}

/// What a pair is called: a tag, or a field of an event that is not shown as one.
public struct TagKey: Hashable, Sendable {
    public var name: String
    public var isField: Bool
    public init(_ name: String, isField: Bool = false) { (self.name, self.isField) = (name, isField) }
}
