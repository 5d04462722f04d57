/// One value of a document. Cheap to copy; decodes only what is asked for.
public struct JSONNode: Sendable {
    package let document: JSONDocument
    package let index: Int

    package init(document: JSONDocument, index: Int) { (self.document, self.index) = (document, index) }

    package var token: JSONToken { document.tokens[index] }

    public var kind: JSONKind { token.kind }
    public var isNull: Bool { kind == .null }

    /// The text of a string; nil for everything else. Invalid UTF-8, lone surrogates and NUL become U+FFFD.
    public var string: String? {
        let token = token
        guard token.kind == .string else { return nil }
        return document.text(of: token)
    }

    /// The text of a string, and of scalars that SDKs send in place of one: `1` → "1", `true` → "True", `1.5` → "1.5".
    public var lenientString: String? {
        switch kind {
        case .string: string
        case .number: document.rawText(of: token)
        case .true: "True"
        case .false: "False"
        case .null, .array, .object: nil
        }
    }

    public var bool: Bool? {
        switch kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// A finite number; nil for everything else.
    public var double: Double? {
        guard kind == .number, let value = Double(document.rawText(of: token)), value.isFinite else { return nil }
        return value
    }

    /// A number without a fraction that fits 64 bits (`3.0` counts).
    public var integer: Int? {
        guard kind == .number else { return nil }
        let text = document.rawText(of: token)
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    /// Elements of an array or members of an object; 0 for scalars.
    public var count: Int { kind == .array || kind == .object ? token.count : 0 }

    /// The elements of an array; nothing for everything else.
    public var elements: JSONElements {
        let token = token
        guard token.kind == .array else { return JSONElements(document: document, position: 0, end: 0) }
        return JSONElements(document: document, position: index + 1, end: Int(token.extent))
    }

    /// The members of an object in the order sent; nothing for everything else.
    public var members: JSONMembers {
        let token = token
        guard token.kind == .object else { return JSONMembers(document: document, position: 0, end: 0) }
        return JSONMembers(document: document, position: index + 1, end: Int(token.extent))
    }

    /// The member named `key`; of several the last, as RFC 8259 readers do. Nil when absent or not an object.
    public subscript(_ key: StaticString) -> JSONNode? {
        var found: JSONNode?
        for (name, value) in members where name.equals(key) { found = value }
        return found
    }

    /// The member whose name is `key`; for names known only at run time.
    public func member(named key: String) -> JSONNode? {
        var found: JSONNode?
        for (name, value) in members where name.text == key { found = value }
        return found
    }

    /// The value's own JSON text, exactly as it was sent; of a container with its brackets.
    public var sourceText: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Index of the token after this value.
    package var following: Int {
        let token = token
        return token.kind == .array || token.kind == .object ? Int(token.extent) : index + 1
    }
}

/// The name of an object's member, compared without making a `String`.
public struct JSONKey: Sendable {
    package let document: JSONDocument
    package let token: JSONToken

    public var text: String { document.text(of: token) }

    /// Whether it is `other`, which must be ASCII.
    public func equals(_ other: StaticString) -> Bool {
        let length = Int(token.extent)
        let wanted = other.utf8CodeUnitCount
        guard token.info & JSONToken.hasEscape == 0 else {
            // An escape takes at most six bytes for one; only what may fit is decoded.
            return length > wanted && length <= 6 * wanted && text == other.description
        }
        guard length == wanted else { return false }
        let bytes = document.bytes
        let start = Int(token.start)
        for offset in 0..<length where bytes[start + offset] != other.utf8Start[offset] { return false }
        return true
    }

    /// Lets a `switch` over a key list its names.
    public static func ~= (pattern: StaticString, key: JSONKey) -> Bool { key.equals(pattern) }
}

/// The elements of an array.
public struct JSONElements: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var position: Int
    let end: Int

    public mutating func next() -> JSONNode? {
        guard position < end else { return nil }
        let node = JSONNode(document: document, index: position)
        position = node.following
        return node
    }
}

/// The members of an object.
public struct JSONMembers: Sequence, IteratorProtocol, Sendable {
    let document: JSONDocument
    var position: Int
    let end: Int

    public mutating func next() -> (key: JSONKey, value: JSONNode)? {
        guard position < end else { return nil }
        let key = JSONKey(document: document, token: document.tokens[position])
        let value = JSONNode(document: document, index: position + 1)
        position = value.following
        return (key, value)
    }
}

extension JSONDocument {
    /// The bytes of a scalar as text, undecoded: numbers and words.
    package func rawText(of token: JSONToken) -> String {
        let start = Int(token.start)
        return String(decoding: bytes[start..<start + Int(token.extent)], as: UTF8.self)
    }

    /// A string token's text, with escapes resolved and anything unprintable in UTF-8 replaced.
    package func text(of token: JSONToken) -> String {
        let start = Int(token.start)
        let range = start..<start + Int(token.extent)
        guard token.info & JSONToken.hasEscape != 0 else { return String(decoding: bytes[range], as: UTF8.self) }
        return bytes.withUnsafeBufferPointer { JSONUnescaping.text(of: $0, in: range) }
    }
}

/// Resolves the escapes of a JSON string.
enum JSONUnescaping {
    static func text(of bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            guard byte == UInt8(ascii: "\\"), at + 1 < range.upperBound else {
                if byte == 0 { append(0xFFFD, to: &output) } else { output.append(byte) }
                at += 1
                continue
            }
            let escape = bytes[at + 1]
            at += 2
            switch escape {
            case UInt8(ascii: "n"): output.append(0x0a)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0d)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0c)
            case UInt8(ascii: "u"): append(unit(bytes, &at, range.upperBound), to: &output)
            case 0: append(0xFFFD, to: &output)
            default: output.append(escape)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The scalar of a `\u` escape whose digits begin at `at`, both halves of a surrogate pair; U+FFFD where broken.
    private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ end: Int) -> UInt32 {
        guard let first = hex4(bytes, at, end) else { return 0xFFFD }
        at += 4
        guard first & 0xF800 == 0xD800 else { return first == 0 ? 0xFFFD : first }
        guard first < 0xDC00, at + 1 < end, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
            let second = hex4(bytes, at + 2, end), second & 0xFC00 == 0xDC00
        else { return 0xFFFD }
        at += 6
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
    }

    private static func hex4(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int) -> UInt32? {
        guard at + 4 <= end else { return nil }
        var value: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = HexDigit.value(of: bytes[at + offset]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return output.append(contentsOf: "\u{FFFD}".utf8) }
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
