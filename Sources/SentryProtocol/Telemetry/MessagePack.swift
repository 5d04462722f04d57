/// Why bytes are not the MessagePack that Culprit reads.
public enum MessagePackError: Error, Equatable, Sendable {
    case unexpectedEnd
    /// The byte at `offset` begins no value.
    case unexpectedByte(offset: Int)
    /// More nested containers than `MessagePackReader.depthMax`.
    case tooDeep
    /// What it says would be longer than allowed.
    case tooLarge
}

/// Reads MessagePack value by value, without making anything of it: events and breadcrumbs of native SDKs, replays of
/// mobile ones (protocol.md §1.7, §5.15).
public struct MessagePackReader: Sendable {
    private let bytes: [UInt8]
    private let end: Int
    /// Offset of the next value.
    public private(set) var position: Int

    public static let depthMax = 64

    public init(_ bytes: [UInt8], in range: Range<Int>) {
        (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
    }

    public var isAtEnd: Bool { position >= end }

    /// A scalar, or how many values belong to the container that begins.
    public enum Value: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Above `Int64.max`.
        case unsigned(UInt64)
        case double(Double)
        /// Where its bytes are.
        case string(Range<Int>)
        case binary(Range<Int>)
        case time(Timestamp)
        /// So many values follow.
        case array(Int)
        /// So many pairs of key and value follow.
        case map(Int)
    }

    /// The next value. A container's entries are the values after it.
    public mutating func next() throws(MessagePackError) -> Value {
        let start = position
        let byte = try take()
        switch byte {
        case 0x00...0x7f: return .integer(Int64(byte))
        case 0x80...0x8f: return .map(Int(byte & 15))
        case 0x90...0x9f: return .array(Int(byte & 15))
        case 0xa0...0xbf: return .string(try takeRange(Int(byte & 31)))
        case 0xc0: return .null
        case 0xc2: return .bool(false)
        case 0xc3: return .bool(true)
        case 0xc4...0xc6: return .binary(try takeRange(try takeLength(1 << (byte - 0xc4))))
        case 0xc7...0xc9: return try takeExtension(length: try takeLength(1 << (byte - 0xc7)))
        case 0xca: return .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try takeNumber(4)))))
        case 0xcb: return .double(Double(bitPattern: try takeNumber(8)))
        case 0xcc...0xcf:
            let number = try takeNumber(1 << (byte - 0xcc))
            return Int64(exactly: number).map { .integer($0) } ?? .unsigned(number)
        case 0xd0: return .integer(Int64(Int8(truncatingIfNeeded: try takeNumber(1))))
        case 0xd1: return .integer(Int64(Int16(truncatingIfNeeded: try takeNumber(2))))
        case 0xd2: return .integer(Int64(Int32(truncatingIfNeeded: try takeNumber(4))))
        case 0xd3: return .integer(Int64(bitPattern: try takeNumber(8)))
        case 0xd4...0xd8: return try takeExtension(length: 1 << Int(byte - 0xd4))
        case 0xd9...0xdb: return .string(try takeRange(try takeLength(1 << (byte - 0xd9))))
        case 0xdc, 0xdd: return .array(try takeCount(byte == 0xdc ? 2 : 4, each: 1))
        case 0xde, 0xdf: return .map(try takeCount(byte == 0xde ? 2 : 4, each: 2))
        case 0xe0...0xff: return .integer(Int64(Int8(bitPattern: byte)))
        default: throw .unexpectedByte(offset: start)
        }
    }

    /// The text at `range`, which a `string` or `binary` named.
    public func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    public func slice(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    private mutating func take() throws(MessagePackError) -> UInt8 {
        guard position < end else { throw .unexpectedEnd }
        defer { position += 1 }
        return bytes[position]
    }

    /// Big-endian.
    private mutating func takeNumber(_ width: Int) throws(MessagePackError) -> UInt64 {
        var number: UInt64 = 0
        for _ in 0..<width { number = number << 8 | UInt64(try take()) }
        return number
    }

    private mutating func takeLength(_ width: Int) throws(MessagePackError) -> Int {
        Int(truncatingIfNeeded: try takeNumber(width))
    }

    private mutating func takeRange(_ length: Int) throws(MessagePackError) -> Range<Int> {
        guard length <= end - position else { throw .unexpectedEnd }
        defer { position += length }
        return position..<position + length
    }

    /// Every entry takes a byte at least: a larger count lies.
    private mutating func takeCount(_ width: Int, each bytes: Int) throws(MessagePackError) -> Int {
        let count = try takeLength(width)
        guard count <= (end - position) / bytes else { throw .unexpectedEnd }
        return count
    }

    /// Type -1 is a time; what other types mean only their sender knows.
    private mutating func takeExtension(length: Int) throws(MessagePackError) -> Value {
        let type = Int8(bitPattern: try take())
        let range = try takeRange(length)
        guard type == -1 else { return .binary(range) }
        var inner = MessagePackReader(bytes, in: range)
        switch length {
        case 4: return time(seconds: Double(try inner.takeNumber(4)), nanoseconds: 0)
        case 8:
            let packed = try inner.takeNumber(8)
            return time(seconds: Double(packed & 0x3_ffff_ffff), nanoseconds: packed >> 34)
        case 12:
            let nanoseconds = try inner.takeNumber(4)
            return time(seconds: Double(Int64(bitPattern: try inner.takeNumber(8))), nanoseconds: nanoseconds)
        default: return .binary(range)
        }
    }

    private func time(seconds: Double, nanoseconds: UInt64) -> Value {
        let moment = seconds + Double(nanoseconds) / 1_000_000_000
        // Far away a number would be taken for milliseconds.
        guard abs(moment) < 100_000_000_000, let time = Timestamp(unixSeconds: moment) else { return .null }
        return .time(time)
    }
}

/// MessagePack as JSON.
public enum MessagePack {
    /// The first value of `range` as JSON of at most about `limit` bytes.
    public static func json(_ bytes: [UInt8], in range: Range<Int>, limit: Int) throws(MessagePackError) -> [UInt8] {
        var reader = MessagePackReader(bytes, in: range)
        var printer = Printer(limit: limit)
        try printer.print(&reader, depth: 0)
        return printer.writer.bytes
    }

    /// All values of `range`, one after the other, as a JSON array. What comes behind a broken one is left out: crash
    /// handlers may have been cut off while they wrote.
    public static func jsonArray(_ bytes: [UInt8], in range: Range<Int>, limit: Int) -> [UInt8] {
        var reader = MessagePackReader(bytes, in: range)
        var list = JSONWriter()
        list.beginArray()
        while !reader.isAtEnd {
            var printer = Printer(limit: limit - list.bytes.count)
            do { try printer.print(&reader, depth: 0) } catch { break }
            list.raw(printer.writer.bytes)
        }
        list.endArray()
        return list.bytes
    }

    private struct Printer {
        var writer = JSONWriter()
        let limit: Int

        init(limit: Int) { self.limit = limit }

        mutating func print(_ reader: inout MessagePackReader, depth: Int) throws(MessagePackError) {
            guard writer.bytes.count <= limit else { throw .tooLarge }
            switch try reader.next() {
            case .null: writer.null()
            case .bool(let value): writer.bool(value)
            case .integer(let value): writer.integer(Int(value))
            case .unsigned(let value): writer.double(Double(value))
            case .double(let value): writer.double(value)
            case .string(let range), .binary(let range): writer.string(reader.text(range))
            case .time(let value): writer.number(value)
            case .array(let count):
                guard depth < MessagePackReader.depthMax else { throw .tooDeep }
                writer.beginArray()
                for _ in 0..<count { try print(&reader, depth: depth + 1) }
                writer.endArray()
            case .map(let count):
                guard depth < MessagePackReader.depthMax else { throw .tooDeep }
                writer.beginObject()
                for _ in 0..<count { try printMember(&reader, depth: depth + 1) }
                writer.endObject()
            }
        }

        private mutating func printMember(_ reader: inout MessagePackReader, depth: Int) throws(MessagePackError) {
            let start = reader.position
            let name: String
            switch try reader.next() {
            case .string(let range), .binary(let range): name = reader.text(range)
            case .integer(let value): name = String(value)
            default: throw .unexpectedByte(offset: start)
            }
            writer.key(dynamic: name)
            try print(&reader, depth: depth)
        }
    }
}
