/// Looks for one text in a MessagePack map without decoding the rest.
struct MessagePackScanner {
    private let bytes: [UInt8]
    private let end: Int
    private var position: Int

    init(bytes: [UInt8], range: Range<Int>) {
        let range = range.clamped(to: 0..<bytes.count)
        (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
    }

    /// The text that the map at the beginning holds under `key`; nil when there is none, or what is before it is
    /// damaged.
    mutating func text(of key: String) -> String? {
        guard let head = byte() else { return nil }
        let count: Int?
        switch head {
        case 0x80...0x8f: count = Int(head & 0x0f)
        case 0xde: count = number(2)
        case 0xdf: count = number(4)
        default: count = nil
        }
        for _ in 0..<(count ?? 0) {
            if text() == key { return text() }
            guard skipValue() else { return nil }
        }
        return nil
    }

    /// The value at the position if it is a text; it is skipped either way.
    private mutating func text() -> String? {
        let start = position
        guard let head = byte() else { return nil }
        let length: Int?
        switch head {
        case 0xa0...0xbf: length = Int(head & 0x1f)
        case 0xd9: length = number(1)
        case 0xda: length = number(2)
        case 0xdb: length = number(4)
        default: length = nil
        }
        guard let length else {
            position = start
            if !skipValue() { position = end }
            return nil
        }
        guard length <= end - position else { return nil }
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    /// False when the input ends inside the value.
    private mutating func skipValue() -> Bool {
        var open = 1
        while open > 0 {
            // Every value takes a byte at least.
            guard open <= end - position, let size = valueSize() else { return false }
            guard size.bytes <= end - position else { return false }
            position += size.bytes
            open += size.children - 1
        }
        return true
    }

    /// What follows the head at the position: bytes of the value itself, and values inside of it.
    private mutating func valueSize() -> (bytes: Int, children: Int)? {
        guard let head = byte() else { return nil }
        switch head {
        case 0x00...0x7f, 0xe0...0xff, 0xc0...0xc3: return (0, 0)
        case 0x80...0x8f: return (0, 2 * Int(head & 0x0f))
        case 0x90...0x9f: return (0, Int(head & 0x0f))
        case 0xa0...0xbf: return (Int(head & 0x1f), 0)
        case 0xc4, 0xd9: return number(1).map { ($0, 0) }
        case 0xc5, 0xda: return number(2).map { ($0, 0) }
        case 0xc6, 0xdb: return number(4).map { ($0, 0) }
        // Extensions have a byte for their type.
        case 0xc7: return number(1).map { ($0 + 1, 0) }
        case 0xc8: return number(2).map { ($0 + 1, 0) }
        case 0xc9: return number(4).map { ($0 + 1, 0) }
        case 0xcc, 0xd0: return (1, 0)
        case 0xcd, 0xd1: return (2, 0)
        case 0xca, 0xce, 0xd2: return (4, 0)
        case 0xcb, 0xcf, 0xd3: return (8, 0)
        case 0xd4...0xd8: return (1 + (1 << Int(head - 0xd4)), 0)
        case 0xdc: return number(2).map { (0, $0) }
        case 0xdd: return number(4).map { (0, $0) }
        case 0xde: return number(2).map { (0, 2 * $0) }
        case 0xdf: return number(4).map { (0, 2 * $0) }
        default: return nil
        }
    }

    private mutating func byte() -> UInt8? {
        guard position < end else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// An unsigned number of so many bytes, most significant first.
    private mutating func number(_ size: Int) -> Int? {
        guard size <= end - position else { return nil }
        defer { position += size }
        return bytes[position..<position + size].reduce(0) { $0 << 8 | Int($1) }
    }
}
