import SentryProtocol

/// The parser once more: one byte at a time, without a thought for speed.
struct PlainJSONParser {
    /// A token's start, extent and info.
    private(set) var tokens: [[UInt32]] = []
    private let bytes: [UInt8]
    private(set) var at: Int

    /// Parses all that stands in `range`.
    static func tokens(of bytes: [UInt8], in range: Range<Int>) throws(JSONError) -> [[UInt32]] {
        var parser = PlainJSONParser(bytes: Array(bytes[..<range.upperBound]), at: range.lowerBound)
        parser.skipSpace()
        guard parser.at < range.upperBound else { throw .empty }
        try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == range.upperBound else { throw .unexpectedByte(offset: parser.at) }
        return parser.tokens
    }

    private init(bytes: [UInt8], at: Int) { (self.bytes, self.at) = (bytes, at) }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[at]) { at += 1 }
    }

    private func byte() throws(JSONError) -> UInt8 {
        guard at < bytes.count else { throw .unexpectedEnd }
        return bytes[at]
    }

    private mutating func take(_ expected: UInt8) throws(JSONError) {
        guard try byte() == expected else { throw .unexpectedByte(offset: at) }
        at += 1
    }

    private mutating func value(depth: Int) throws(JSONError) {
        switch try byte() {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try container(.object, UInt8(ascii: "}"), depth)
        case UInt8(ascii: "["): try container(.array, UInt8(ascii: "]"), depth)
        case UInt8(ascii: "t"): try word("true", .true)
        case UInt8(ascii: "f"): try word("false", .false)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "N"): try word("NaN", .null)
        case UInt8(ascii: "I"): try word("Infinity", .null)
        default: try number()
        }
    }

    private mutating func container(_ kind: JSONKind, _ close: UInt8, _ depth: Int) throws(JSONError) {
        guard depth < JSONLimits.depthMax else { throw .tooDeep(offset: at) }
        let index = tokens.count
        var count: UInt32 = 0
        append(kind, from: at, extent: 0)
        at += 1
        skipSpace()
        while try byte() != close {
            if count > 0 {
                try take(UInt8(ascii: ","))
                skipSpace()
            }
            count += 1
            if kind == .object {
                guard try byte() == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: at) }
                try string()
                skipSpace()
                try take(UInt8(ascii: ":"))
                skipSpace()
            }
            try value(depth: depth + 1)
            skipSpace()
        }
        at += 1
        tokens[index][1] = UInt32(tokens.count)
        tokens[index][2] |= count << 8
    }

    private mutating func string() throws(JSONError) {
        at += 1
        let start = at
        var flags: UInt32 = 0
        while try byte() != UInt8(ascii: "\"") {
            if bytes[at] < 0x20 || bytes[at] == UInt8(ascii: "\\") { flags |= 8 }
            if bytes[at] >= 0x7f { flags |= 16 }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        append(.string, from: start, extent: at - start, flags: flags)
        at += 1
    }

    private mutating func word(_ word: String, _ kind: JSONKind) throws(JSONError) {
        let start = at
        guard start + word.utf8.count <= bytes.count else { throw .unexpectedEnd }
        for byte in word.utf8 { try take(byte) }
        append(kind, from: start, extent: at - start)
    }

    private mutating func number() throws(JSONError) {
        let start = at
        if bytes[at] == UInt8(ascii: "-") {
            at += 1
            if try byte() == UInt8(ascii: "I") { return try word("Infinity", .null) }
        }
        try digits()
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: "e") || bytes[at] == UInt8(ascii: "E") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        append(.number, from: start, extent: at - start)
    }

    private mutating func digits() throws(JSONError) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(try byte()) else { throw .unexpectedByte(offset: at) }
        while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
    }

    private mutating func append(_ kind: JSONKind, from start: Int, extent: Int, flags: UInt32 = 0) {
        tokens.append([UInt32(start), UInt32(extent), UInt32(kind.rawValue) | flags])
    }
}
