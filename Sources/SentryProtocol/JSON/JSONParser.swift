/// Turns bytes into tokens.
///
/// Its state is kept in a struct: in a class every access pays an exclusivity check (2.6× slower). How far it has come
/// in the bytes goes from function to function instead, so that it stays in a register. Tokens are written into the
/// room of an array that is being made: appending asks for each of them whether somebody else holds the array. Numbers:
/// `Bench` scenario `event/parse`.
struct JSONParser {
    // SAFETY: a byte is read only behind a comparison with `end`, which is the count of `bytes`; a member writes two
    // tokens at most, and none is begun unless two fit into `list`. Builds for tests check both again.
    private let bytes: UnsafeRawBufferPointer
    private let end: Int
    private let depthMax: Int
    /// Where the tokens go, and how many there are.
    private var list = UnsafeMutableBufferPointer<JSONToken>(start: nil, count: 0)
    private var count = 0
    /// The innermost container that is open. As long as it is, its token's `extent` says which one it lies in.
    private var container = 0
    /// Containers that are open.
    private var depth = 0
    /// Behind the last whole token, while there is no list to write to.
    private var position: Int
    private var failure: JSONError?

    private init(_ bytes: UnsafeRawBufferPointer, from position: Int, depthMax: Int) {
        (self.bytes, self.position, self.depthMax) = (bytes, position, depthMax)
        end = bytes.count
    }

    /// The tokens of the value that `range` begins with, and the offset behind it. A `whole` range has nothing else in
    /// it but white space.
    static func parse(
        _ bytes: [UInt8], in range: Range<Int>, depthMax: Int, tokensExpected: Int, isWhole: Bool
    ) throws(JSONError) -> (tokens: [JSONToken], end: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        let (tokens, end, failure) = bytes.withUnsafeBytes { bytes -> ([JSONToken], Int, JSONError?) in
            let part = UnsafeRawBufferPointer(rebasing: bytes[..<range.upperBound])
            var parser = JSONParser(part, from: range.lowerBound, depthMax: depthMax)
            let tokens = parser.tokens(expected: tokensExpected)
            if isWhole { parser.expectNothingElse() }
            return (tokens, parser.position, parser.failure)
        }
        if let failure { throw failure }
        return (tokens, end)
    }

    /// The tokens of the root value. When there are more of them than expected, they move into an array twice as large.
    private mutating func tokens(expected: Int) -> [JSONToken] {
        var tokens: [JSONToken] = []
        var room = max(expected, 8)
        repeat {
            let known = tokens
            tokens = [JSONToken](unsafeUninitializedCapacity: room) { list, filled in
                _ = list.initialize(from: known)
                self.list = list
                proceed()
                filled = count
            }
            room *= 2
        } while depth > 0 && failure == nil
        return tokens
    }

    /// Goes on until the root value ends or the list is full.
    private mutating func proceed() {
        do throws(JSONError) {
            var at = position
            if count == 0 { at = try parseRoot(from: at) }
            while depth > 0, count &+ 2 <= list.count { at = try parseMember(from: at) }
            position = at
        } catch {
            failure = error
        }
    }

    private mutating func expectNothingElse() {
        if failure != nil { return }
        var at = position
        skipSpace(&at)
        if at < end { failure = .unexpectedByte(offset: at) }
    }

    private mutating func parseRoot(from start: Int) throws(JSONError) -> Int {
        var at = start
        skipSpace(&at)
        guard at < end else { throw .empty }
        return try parseValue(bytes[at], at)
    }

    // MARK: Containers

    /// A member or an element of the innermost container, or its closing bracket. As everywhere here, what comes back
    /// is the offset behind it.
    @inline(__always)
    private mutating func parseMember(from start: Int) throws(JSONError) -> Int {
        var at = start
        var byte = try nextByte(&at)
        let info = list[container].info
        let isObject = info & JSONToken.kindMask == UInt32(JSONKind.object.rawValue)
        if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            closeContainer()
            return at &+ 1
        }
        if info >> JSONToken.countShift > 0 {
            guard byte == UInt8(ascii: ",") else { throw .unexpectedByte(offset: at) }
            at &+= 1
            byte = try nextByte(&at)
        }
        // 2^24 elements fit; a longer list is cut by the size limits long before.
        list[container].info = info &+ 1 << JSONToken.countShift
        if isObject {
            guard byte == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: at) }
            at = try parseString(at)
            byte = try nextByte(&at)
            guard byte == UInt8(ascii: ":") else { throw .unexpectedByte(offset: at) }
            at &+= 1
            byte = try nextByte(&at)
        }
        return try parseValue(byte, at)
    }

    @inline(__always)
    private mutating func openContainer(_ kind: JSONKind, _ at: Int) throws(JSONError) -> Int {
        guard depth < depthMax else { throw .tooDeep(offset: at) }
        let outer = container
        container = count
        depth &+= 1
        append(kind, from: at, extent: outer)
        return at &+ 1
    }

    @inline(__always)
    private mutating func closeContainer() {
        let outer = Int(list[container].extent)
        list[container].extent = UInt32(truncatingIfNeeded: count)
        container = outer
        depth &-= 1
    }

    // MARK: Values

    /// The value whose first byte is `byte`, which stands at `at`.
    @inline(__always)
    private mutating func parseValue(_ byte: UInt8, _ at: Int) throws(JSONError) -> Int {
        switch byte {
        case UInt8(ascii: "\""): try parseString(at)
        case UInt8(ascii: "{"): try openContainer(.object, at)
        case UInt8(ascii: "["): try openContainer(.array, at)
        case UInt8(ascii: "t"): try parseWord("true", .true, at)
        case UInt8(ascii: "f"): try parseWord("false", .false, at)
        case UInt8(ascii: "n"): try parseWord("null", .null, at)
        case UInt8(ascii: "N"): try parseWord("NaN", .null, at)
        case UInt8(ascii: "I"): try parseWord("Infinity", .null, at)
        default: try parseNumber(at)
        }
    }

    @inline(__always)
    private mutating func parseString(_ quote: Int) throws(JSONError) -> Int {
        let start = quote &+ 1
        var at = start
        var flags: UInt32 = 0
        while true {
            at = JSONScanner.skipPlain(bytes, from: at, to: end)
            guard at < end else { throw .unexpectedEnd }
            switch bytes[at] {
            case UInt8(ascii: "\""):
                append(.string, from: start, extent: at &- start, flags: flags)
                return at &+ 1
            case UInt8(ascii: "\\"):
                flags |= JSONToken.hasEscape
                at &+= 2
            case 0..<0x20:
                // A control character is as good as an escape: the text must be rewritten before it is printed.
                flags |= JSONToken.hasEscape
                at &+= 1
            default:
                flags |= JSONToken.hasNonASCII
                at &+= 1
                while at < end, bytes[at] >= 0x80 { at &+= 1 }
            }
        }
    }

    private mutating func parseWord(_ word: StaticString, _ kind: JSONKind, _ start: Int) throws(JSONError) -> Int {
        let length = word.utf8CodeUnitCount
        guard start &+ length <= end else { throw .unexpectedEnd }
        for offset in 0..<length where bytes[start &+ offset] != word.utf8Start[offset] {
            throw .unexpectedByte(offset: start &+ offset)
        }
        append(kind, from: start, extent: length)
        return start &+ length
    }

    private mutating func parseNumber(_ start: Int) throws(JSONError) -> Int {
        var at = start
        if bytes[at] == UInt8(ascii: "-") {
            at &+= 1
            guard at < end else { throw .unexpectedEnd }
            if bytes[at] == UInt8(ascii: "I") { return try parseWord("Infinity", .null, at) }
        }
        at = try skipDigits(from: at)
        if at < end, bytes[at] == UInt8(ascii: ".") { at = try skipDigits(from: at &+ 1) }
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            if at < end, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at &+= 1 }
            at = try skipDigits(from: at)
        }
        append(.number, from: start, extent: at &- start)
        return at
    }

    /// At least one digit.
    @inline(__always)
    private func skipDigits(from start: Int) throws(JSONError) -> Int {
        var at = start
        while at < end, bytes[at] &- UInt8(ascii: "0") < 10 { at &+= 1 }
        guard at > start else { throw at < end ? .unexpectedByte(offset: at) : .unexpectedEnd }
        return at
    }

    @inline(__always)
    private mutating func append(_ kind: JSONKind, from start: Int, extent: Int, flags: UInt32 = 0) {
        list.initializeElement(
            at: count,
            to: JSONToken(
                start: UInt32(truncatingIfNeeded: start), extent: UInt32(truncatingIfNeeded: extent),
                info: UInt32(kind.rawValue) | flags))
        count &+= 1
    }

    // MARK: White space

    /// The first byte from `at` on that is no white space; `at` moves there.
    @inline(__always)
    private func nextByte(_ at: inout Int) throws(JSONError) -> UInt8 {
        skipSpace(&at)
        guard at < end else { throw .unexpectedEnd }
        return bytes[at]
    }

    @inline(__always)
    private func skipSpace(_ at: inout Int) {
        while at < end {
            let byte = bytes[at]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            at &+= 1
        }
    }
}
