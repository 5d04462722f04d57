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
        var parser = JSONParser(end: range.upperBound, depthMax: depthMax, position: range.lowerBound)
        parser.tokens.reserveCapacity(range.count / 12 + 8)
        parser.open.reserveCapacity(32)
        try parser.parse(bytes.span)
        self.bytes = bytes
        self.tokens = parser.tokens
        end = parser.rootEnd
    }

    /// Parses the value that `range` begins with; `end` says where it ended, what follows is not looked at.
    public init(parsingFirstValueOf bytes: [UInt8], in range: Range<Int>) throws(JSONError) {
        var parser = JSONParser(
            end: range.upperBound, depthMax: JSONLimits.depthMax, position: range.lowerBound)
        parser.tokens.reserveCapacity(32)
        parser.open.reserveCapacity(8)
        try parser.parseRoot(bytes.span)
        self.bytes = bytes
        self.tokens = parser.tokens
        end = parser.rootEnd
    }

    /// What somebody else has parsed: `tokens` must lie within `bytes`.
    init(bytes: [UInt8], tokens: [JSONToken], end: Int) {
        (self.bytes, self.tokens, self.end) = (bytes, tokens, end)
    }

    public var root: JSONNode { JSONNode(document: self, index: 0) }
}

/// One value: where it is and what it is, in 12 bytes.
package struct JSONToken: Sendable {
    /// Offset of the first byte; of a string, the one after the quote.
    package var start: UInt32
    /// Of a scalar its length in bytes; of a container the index of the token after its last one.
    package var extent: UInt32
    /// Kind in the low 3 bits, string flags in the next two, the element count of a container above.
    package var info: UInt32

    package static let kindMask: UInt32 = 7
    package static let hasEscape: UInt32 = 8
    package static let hasNonASCII: UInt32 = 16
    package static let countShift: UInt32 = 8

    package var kind: JSONKind { JSONKind(rawValue: UInt8(truncatingIfNeeded: info & Self.kindMask)) ?? .null }
    /// True when the bytes between the quotes are the text itself.
    package var isPlainString: Bool { info & (Self.hasEscape | Self.hasNonASCII) == 0 }
    package var count: Int { Int(info >> Self.countShift) }
}

/// What a JSON value is.
public enum JSONKind: UInt8, Sendable {
    case null, `false`, `true`, number, string, array, object
}

/// The parser's state, kept in a struct: in a class every access pays an exclusivity check (2.6× slower).
private struct JSONParser {
    let end: Int
    let depthMax: Int
    var position: Int
    var tokens: [JSONToken] = []
    /// Indices of the containers that are open.
    var open: [Int] = []

    /// Where the root value ended.
    var rootEnd = 0

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONError) {
        try parseRoot(bytes)
        skipSpace(bytes)
        guard position == end else { throw .unexpectedByte(offset: position) }
    }

    mutating func parseRoot(_ bytes: Span<UInt8>) throws(JSONError) {
        skipSpace(bytes)
        guard position < end else { throw .empty }
        try parseValue(bytes)
        while let container = open.last {
            try parseMember(of: container, bytes)
        }
        rootEnd = position
    }

    /// Inside `container`, before an element or the closing bracket.
    private mutating func parseMember(of container: Int, _ bytes: Span<UInt8>) throws(JSONError) {
        let isObject = tokens[container].kind == .object
        let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        skipSpace(bytes)
        guard position < end else { throw .unexpectedEnd }
        if bytes[position] == close {
            position += 1
            tokens[container].extent = UInt32(truncatingIfNeeded: tokens.count)
            open.removeLast()
            return
        }
        if tokens[container].count > 0 {
            guard bytes[position] == UInt8(ascii: ",") else { throw .unexpectedByte(offset: position) }
            position += 1
            skipSpace(bytes)
            guard position < end else { throw .unexpectedEnd }
        }
        // 2^24 elements fit; a longer list is cut by the size limits long before.
        tokens[container].info &+= 1 << JSONToken.countShift
        if isObject {
            guard bytes[position] == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: position) }
            try parseString(bytes)
            skipSpace(bytes)
            guard position < end else { throw .unexpectedEnd }
            guard bytes[position] == UInt8(ascii: ":") else { throw .unexpectedByte(offset: position) }
            position += 1
            skipSpace(bytes)
            guard position < end else { throw .unexpectedEnd }
        }
        try parseValue(bytes)
    }

    private mutating func parseValue(_ bytes: Span<UInt8>) throws(JSONError) {
        switch bytes[position] {
        case UInt8(ascii: "\""): try parseString(bytes)
        case UInt8(ascii: "{"): try openContainer(.object)
        case UInt8(ascii: "["): try openContainer(.array)
        case UInt8(ascii: "t"): try parseWord("true", .true, bytes)
        case UInt8(ascii: "f"): try parseWord("false", .false, bytes)
        case UInt8(ascii: "n"): try parseWord("null", .null, bytes)
        case UInt8(ascii: "N"): try parseWord("NaN", .null, bytes)
        case UInt8(ascii: "I"): try parseWord("Infinity", .null, bytes)
        default: try parseNumber(bytes)
        }
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        guard open.count < depthMax else { throw .tooDeep(offset: position) }
        open.append(tokens.count)
        tokens.append(JSONToken(start: UInt32(truncatingIfNeeded: position), extent: 0, info: UInt32(kind.rawValue)))
        position += 1
    }

    private mutating func parseWord(
        _ word: StaticString, _ kind: JSONKind, _ bytes: Span<UInt8>
    ) throws(JSONError) {
        let start = position
        let length = word.utf8CodeUnitCount
        guard start + length <= end else { throw .unexpectedEnd }
        for offset in 0..<length where bytes[start + offset] != word.utf8Start[offset] {
            throw .unexpectedByte(offset: start + offset)
        }
        position += length
        append(kind, from: start)
    }

    private mutating func parseNumber(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") {
            position += 1
            guard position < end else { throw .unexpectedEnd }
            if bytes[position] == UInt8(ascii: "I") { return try parseWord("Infinity", .null, bytes) }
        }
        try skipDigits(bytes)
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits(bytes)
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits(bytes)
        }
        append(.number, from: start)
    }

    /// At least one digit.
    private mutating func skipDigits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position
        while position < end, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else {
            throw position < end ? .unexpectedByte(offset: position) : .unexpectedEnd
        }
    }

    private mutating func parseString(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position + 1
        var at = start
        var flags: UInt32 = 0
        while true {
            at = JSONScanner.skipPlain(bytes.bytes, from: at, to: end)
            guard at < end else { throw .unexpectedEnd }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                tokens.append(
                    JSONToken(
                        start: UInt32(truncatingIfNeeded: start), extent: UInt32(truncatingIfNeeded: at - start),
                        info: UInt32(JSONKind.string.rawValue) | flags))
                position = at + 1
                return
            case UInt8(ascii: "\\"):
                flags |= JSONToken.hasEscape
                at += 2
            case 0..<0x20:
                // A control character is as good as an escape: the text must be rewritten before it is printed.
                flags |= JSONToken.hasEscape
                at += 1
            default:
                flags |= JSONToken.hasNonASCII
                at += 1
                while at < end, bytes[at] >= 0x80 { at += 1 }
            }
        }
    }

    private mutating func append(_ kind: JSONKind, from start: Int) {
        tokens.append(
            JSONToken(
                start: UInt32(truncatingIfNeeded: start), extent: UInt32(truncatingIfNeeded: position - start),
                info: UInt32(kind.rawValue)))
    }

    @inline(__always)
    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < end {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            position += 1
        }
    }
}

extension JSONDocument {
    /// `{}`.
    public static let emptyObject = JSONDocument(
        bytes: Array("{}".utf8),
        tokens: [JSONToken(start: 0, extent: 1, info: UInt32(JSONKind.object.rawValue))], end: 2)

    /// The bytes of the root value, a container, as they were sent.
    public var valueBytes: ArraySlice<UInt8> { bytes[Int(tokens[0].start)..<end] }
}
