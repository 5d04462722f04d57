/// Why bytes are not the JSON that Culprit accepts.
public enum JSONError: Error, Equatable, Sendable {
    /// Nothing but white space.
    case empty
    /// The byte at `offset` cannot stand there.
    case unexpectedByte(offset: Int)
    /// The text ends inside a value.
    case unexpectedEnd
    /// More nested containers than `JSONLimits.depthMax`.
    case tooDeep(offset: Int)
}

/// Bounds of one document.
public enum JSONLimits {
    /// Nested containers (protocol.md §8).
    public static let depthMax = 128
    /// The same of what we store, which has a payload inside.
    public static let storedDepthMax = depthMax + 2
}

/// A parsed JSON text: the bytes, and a flat list of tokens that point into them.
///
/// Nothing is decoded while parsing: strings and numbers stay bytes until a `JSONNode` is asked for them. The parser is
/// strict about structure and lenient about content: bare `NaN` and `Infinity` read as null, control characters and
/// invalid UTF-8 inside strings are repaired when they are decoded. Numbers: `Bench` scenario `event/parse`.
public final class JSONDocument: Sendable {
    package let bytes: [UInt8]
    package let tokens: [JSONToken]
    /// Offset of the first byte after the root value.
    public let end: Int

    /// Parses the part `range` of `bytes` (all of them by default) without copying it.
    public init(
        parsing bytes: [UInt8], in range: Range<Int>? = nil, depthMax: Int = JSONLimits.depthMax
    ) throws(JSONError) {
        let range = range ?? 0..<bytes.count
        let parsed = try JSONParser.parse(
            bytes, in: range, depthMax: depthMax, tokensExpected: range.count / 12 + 8, isWhole: true)
        (self.bytes, tokens, end) = (bytes, parsed.tokens, parsed.end)
    }

    /// Parses the value that `range` begins with; `end` says where it ended, what follows is not looked at.
    public init(parsingFirstValueOf bytes: [UInt8], in range: Range<Int>) throws(JSONError) {
        let parsed = try JSONParser.parse(
            bytes, in: range, depthMax: JSONLimits.depthMax, tokensExpected: 32, isWhole: false)
        (self.bytes, tokens, end) = (bytes, parsed.tokens, parsed.end)
    }

    /// What somebody else has parsed: `tokens` must lie within `bytes`.
    init(bytes: [UInt8], tokens: [JSONToken], end: Int) {
        (self.bytes, self.tokens, self.end) = (bytes, tokens, end)
    }

    public var root: JSONNode { JSONNode(document: self, index: 0) }
}

/// One value: where it is and what it is, in 12 bytes.
@usableFromInline
package struct JSONToken: Sendable {
    /// Offset of the first byte; of a string, the one after the quote.
    package var start: UInt32
    /// Of a scalar its length in bytes; of a container the index of the token after its last one.
    package var extent: UInt32
    /// Kind in the low 3 bits, string flags in the next two, the element count of a container above.
    @usableFromInline package var info: UInt32

    // Not stored: other modules look at every token, and would have to ask for the address of each constant.
    @inlinable package static var kindMask: UInt32 { 7 }
    @inlinable package static var hasEscape: UInt32 { 8 }
    @inlinable package static var hasNonASCII: UInt32 { 16 }
    @inlinable package static var countShift: UInt32 { 8 }

    @inlinable package var kind: JSONKind {
        JSONKind(rawValue: UInt8(truncatingIfNeeded: info & Self.kindMask)) ?? .null
    }
    /// True when the bytes between the quotes are the text itself.
    @inlinable package var isPlainString: Bool { info & (Self.hasEscape | Self.hasNonASCII) == 0 }
    @inlinable package var count: Int { Int(info >> Self.countShift) }
}

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null, `false`, `true`, number, string, array, object
}

extension JSONDocument {
    /// `{}`.
    public static let emptyObject = JSONDocument(
        bytes: Array("{}".utf8),
        tokens: [JSONToken(start: 0, extent: 1, info: UInt32(JSONKind.object.rawValue))], end: 2)

    /// The bytes of the root value, a container, as they were sent.
    public var valueBytes: ArraySlice<UInt8> { bytes[Int(tokens[0].start)..<end] }
}
