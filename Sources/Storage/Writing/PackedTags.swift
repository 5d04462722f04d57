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
        var packing = TagPacking(signature: Self.signature(of: event))
        if let tags = KeyedTags(event) {
            tags.each { packing.add($0, $1, isField: false) }
        } else {
            for tag in EventTags(of: event).sorted { packing.add(tag, KeyWords(tag.key), isField: false) }
        }
        EventFields.each(of: event) { packing.add(Tag(key: $0, value: $1), KeyWords($0), isField: true) }
        bytes = packing.bytes
    }

    /// Differs between events whose titles or messages differ, nearly always.
    public var signature: UInt32 {
        bytes.prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32($1.offset * 8) }
    }

    /// The pairs as they were packed.
    public func read(_ body: (TagKey, String) throws -> Void) rethrows {
        try readPacked { pair in
            if let (key, value) = Self.unpacked(pair) { try body(key, value) }
        }
    }

    /// The bytes of each pair, for whoever only asks whether two are the same: then their bytes are.
    public func readPacked(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
        try bytes.withUnsafeBufferPointer { bytes in
            var position = 4
            while position < bytes.count {
                let start = position
                let code = bytes[position] & 0x7f
                position += 1
                guard Int(code) <= Self.names.count else { return }
                if code == 0 {
                    guard let key = Self.span(bytes, position) else { return }
                    position = key.upperBound
                }
                guard let value = Self.span(bytes, position) else { return }
                position = value.upperBound
                try body(UnsafeBufferPointer(rebasing: bytes[start..<position]))
            }
        }
    }

    /// What a pair says; nil when the bytes are not from here.
    public static func unpacked(_ pair: UnsafeBufferPointer<UInt8>) -> (key: TagKey, value: String)? {
        guard let code = pair.first else { return nil }
        var position = 1
        let name: String
        if code & 0x7f == 0 {
            guard let span = span(pair, position) else { return nil }
            name = text(pair, span)
            position = span.upperBound
        } else {
            guard Int(code & 0x7f) <= names.count else { return nil }
            name = names[Int(code & 0x7f) - 1]
        }
        guard let span = span(pair, position) else { return nil }
        return (TagKey(name, isField: code & 0x80 != 0), text(pair, span))
    }

    /// A pair as `readPacked` gives it.
    public static func packed(_ key: TagKey, _ value: String) -> [UInt8] {
        var bytes: [UInt8] = []
        append(Tag(key: key.name, value: value), KeyWords(key.name), isField: key.isField, to: &bytes)
        return bytes
    }

    /// The first byte of a pair with this key; nil when there is none of one byte.
    public static func code(of key: TagKey) -> UInt8? {
        codes[KeyWords(key.name)].map { $0 | (key.isField ? 0x80 : 0) }
    }

    // MARK: Packing

    /// Keys of one byte, none of more than sixteen letters. Numbers are for ever: new ones go to the end.
    private static let names = [
        "logger", "release", "dist", "server_name", "transaction", "url", "mechanism", "handled", "browser",
        "browser.name", "os", "os.name", "client_os", "client_os.name", "runtime", "runtime.name", "device",
        "device.family", "gpu.name", "gpu.vendor", "site", "user.id", "user.username", "user.email", "user.ip",
        "http.method", "sdk.name", "sdk.version", "error.handled",
    ]
    private static let codes = KeyNumbers(names)

    fileprivate static func append(_ tag: Tag, _ key: KeyWords, isField: Bool, to bytes: inout [UInt8]) {
        let mark: UInt8 = isField ? 0x80 : 0
        if let code = codes[key] {
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
        text.withUTF8 { text in
            var count = text.count
            if count > max {
                count = max
                while count > 0, text[count] & 0xC0 == 0x80 { count -= 1 }
            }
            if count < 0x80 {
                bytes.append(UInt8(count))
            } else {
                bytes.append(UInt8(count & 0x7f) | 0x80)
                bytes.append(UInt8(count >> 7))
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<count]))
        }
    }

    /// Where the text lies whose length begins at `position`; nil when the bytes are not from `append`.
    private static func span(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Range<Int>? {
        guard position < bytes.count else { return nil }
        var (start, count) = (position + 1, Int(bytes[position]))
        if count >= 0x80 {
            guard start < bytes.count else { return nil }
            count = count & 0x7f | Int(bytes[start]) << 7
            start += 1
        }
        return start + count <= bytes.count ? start..<start + count : nil
    }

    private static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ span: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[span]), as: UTF8.self)
    }

    /// Of the beginnings, which is where texts differ.
    private static func signature(of event: Event) -> UInt32 {
        var hash: UInt32 = 0x811c_9dc5
        func add(_ text: String?) {
            var text = text ?? ""
            text.withUTF8 { text in
                for offset in 0..<min(text.count, 200) { hash = (hash ^ UInt32(text[offset])) &* 0x0100_0193 }
            }
            hash = (hash ^ 0xff) &* 0x0100_0193
        }
        add(event.metadata.type)
        add(event.metadata.value ?? event.title)
        add(event.culprit)
        return hash
    }
}

/// The bytes of `PackedTags` while they are being put together.
private struct TagPacking {
    private(set) var bytes: [UInt8] = []
    private var count = 0

    init(signature: UInt32) {
        bytes.reserveCapacity(480)
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: signature >> shift))
        }
    }

    mutating func add(_ tag: Tag, _ key: KeyWords, isField: Bool) {
        guard count < PackedTags.pairsMax, isField || Self.isKept(tag.key) else { return }
        count += 1
        PackedTags.append(tag, key, isField: isField, to: &bytes)
    }

    /// Level and environment have columns, the user follows from fields, and a trace is no property that events share.
    private static func isKept(_ key: String) -> Bool {
        switch key.utf8.count {
        case 4: key != "user"
        case 5: key != "level" && key != "trace"
        case 11: key != "environment"
        default: true
        }
    }
}

/// What a pair is called: a tag, or a field of an event that is not shown as one.
public struct TagKey: Hashable, Sendable {
    public var name: String
    public var isField: Bool
    public init(_ name: String, isField: Bool = false) { (self.name, self.isField) = (name, isField) }
}
