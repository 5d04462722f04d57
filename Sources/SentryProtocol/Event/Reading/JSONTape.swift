/// The tokens of a document by their places: walking over them counts no references, as walking over nodes does. Numbers:
/// `Bench` scenario `event/head`.
///
/// SAFETY: for use within `JSONDocument.withTape` alone, and with places of that document's own tokens, which lie within
/// its bytes.
struct JSONTape {
    let document: JSONDocument
    let tokens: UnsafeBufferPointer<JSONToken>
    let bytes: UnsafeBufferPointer<UInt8>

    @inline(__always)
    func isNull(_ place: Int) -> Bool { tokens[place].kind == .null }

    func key(at place: Int) -> JSONKey { JSONKey(document: document, token: tokens[place]) }
    func node(at place: Int) -> JSONNode { JSONNode(document: document, index: place) }

    /// The places of the members of an object; nothing for everything else.
    @inline(__always)
    func members(of object: Int) -> JSONTapeMembers {
        let token = tokens[object]
        guard token.kind == .object else { return JSONTapeMembers(tokens: tokens, position: 0, end: 0) }
        return JSONTapeMembers(tokens: tokens, position: object + 1, end: Int(token.extent))
    }

    /// What `body` makes of a string; where it was sent with escapes, of what they stand for.
    @inline(__always)
    func text<Result>(at place: Int, _ body: (TapeText) -> Result) -> Result {
        let token = tokens[place]
        guard token.info & JSONToken.hasEscape == 0 else {
            var text = document.text(of: token)
            return text.withUTF8 { body(TapeText(bytes: $0)) }
        }
        return body(TapeText(of: token, in: bytes))
    }
}

/// The places of an object's members, in the order sent.
struct JSONTapeMembers: Sequence, IteratorProtocol {
    let tokens: UnsafeBufferPointer<JSONToken>
    var position: Int
    let end: Int

    @inline(__always)
    mutating func next() -> (key: Int, value: Int)? {
        guard position < end else { return nil }
        let (key, value) = (position, position + 1)
        let token = tokens[value]
        position = token.kind == .array || token.kind == .object ? Int(token.extent) : value + 1
        return (key, value)
    }
}

/// The bytes of a text while it is being looked at.
struct TapeText {
    let bytes: UnsafeBufferPointer<UInt8>

    var count: Int { bytes.count }
    var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Lets a `switch` over a text list words, which must be ASCII.
    @inline(__always)
    static func ~= (word: StaticString, text: TapeText) -> Bool {
        guard text.bytes.count == word.utf8CodeUnitCount else { return false }
        for offset in 0..<text.bytes.count where text.bytes[offset] != word.utf8Start[offset] { return false }
        return true
    }
}

extension TapeText {
    /// What stands between the quotes of a string.
    @inline(__always)
    init(of token: JSONToken, in bytes: UnsafeBufferPointer<UInt8>) {
        let start = Int(token.start)
        self.init(bytes: UnsafeBufferPointer(rebasing: bytes[start..<start + Int(token.extent)]))
    }
}

extension JSONDocument {
    @inline(__always)
    func withTape<Result>(_ body: (JSONTape) -> Result) -> Result {
        tokens.withUnsafeBufferPointer { tokens in
            bytes.withUnsafeBufferPointer { bytes in
                body(JSONTape(document: self, tokens: tokens, bytes: bytes))
            }
        }
    }
}

extension JSONToken {
    /// A string whose bytes are its text: ASCII, without escapes, quotes and control characters below the space.
    @inline(__always)
    fileprivate var isPlainText: Bool {
        info & (Self.kindMask | Self.hasEscape | Self.hasNonASCII) == UInt32(JSONKind.string.rawValue)
    }
}

extension JSONNode {
    /// What `body` makes of a string whose bytes are its text (ASCII without escapes, which nearly all are); nil for
    /// everything else. The characters of such a text are its bytes.
    @inline(__always)
    func plain<Result>(_ body: (TapeText) -> Result?) -> Result? {
        let token = token
        guard token.isPlainText else { return nil }
        return document.bytes.withUnsafeBufferPointer { body(TapeText(of: token, in: $0)) }
    }
}

extension JSONKey {
    /// The same of a name.
    @inline(__always)
    func plain<Result>(_ body: (TapeText) -> Result?) -> Result? {
        let token = token
        guard token.isPlainText else { return nil }
        return document.bytes.withUnsafeBufferPointer { body(TapeText(of: token, in: $0)) }
    }

    /// What `body` makes of the name; where it was sent with escapes, of what they stand for.
    @inline(__always)
    func withText<Result>(_ body: (TapeText) -> Result) -> Result {
        let token = token
        guard token.info & JSONToken.hasEscape == 0 else {
            var text = document.text(of: token)
            return text.withUTF8 { body(TapeText(bytes: $0)) }
        }
        return document.bytes.withUnsafeBufferPointer { body(TapeText(of: token, in: $0)) }
    }
}
