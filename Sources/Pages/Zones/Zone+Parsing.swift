/// Reads files of the tz database (RFC 9636, TZif).
extension Zone {
    /// Larger files are not time zones: the largest of 2025 has 4 kB.
    public static let fileBytesMax = 64 * 1024
    /// As many clock changes are kept; the longest list of 2025 has 236.
    static let changesMax = 2_000

    /// Nil when the bytes are no zone, or one of the first version, which ends in 2037.
    public init?(name: String, tzif bytes: [UInt8]) {
        guard bytes.count <= Self.fileBytesMax else { return nil }
        var reader = ZoneReader(bytes: bytes)
        // The first block is for readers of 32-bit times; it only says how long it is.
        guard let old = reader.header(), old.version >= 2, reader.skip(old.length(timeBytes: 4)),
            let header = reader.header(), let body = reader.body(header)
        else { return nil }
        guard let first = body.offsets.first else { return nil }
        var changes: [Change] = []
        for (at, type) in zip(body.times, body.types) {
            guard body.offsets.indices.contains(type), changes.last.map({ $0.at < at }) ?? true else { return nil }
            changes.append(Change(at: at, offset: body.offsets[type]))
        }
        self.init(name: name, changes: changes, before: first, rule: reader.footer().flatMap { ZoneRule($0) })
    }
}

/// Walks over the bytes of a file, never beyond them.
private struct ZoneReader {
    let bytes: [UInt8]
    var position = 0

    struct Header {
        var version: Int
        var utCount, standardCount, leapCount, timeCount, typeCount, letterCount: Int

        func length(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + typeCount * 6 + letterCount + leapCount * (timeBytes + 4) + standardCount
                + utCount
        }
    }

    struct Body {
        var times: [Int64]
        var types: [Int]
        var offsets: [Zone.Offset]
    }

    mutating func header() -> Header? {
        guard position + 44 <= bytes.count, bytes[position..<position + 4].elementsEqual("TZif".utf8) else {
            return nil
        }
        let version = bytes[position + 4] == 0 ? 1 : Int(bytes[position + 4]) - Int(UInt8(ascii: "0"))
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(4), count >= 0, count <= Zone.fileBytesMax else { return nil }
            counts.append(Int(count))
        }
        return Header(
            version: version, utCount: counts[0], standardCount: counts[1], leapCount: counts[2],
            timeCount: counts[3], typeCount: counts[4], letterCount: counts[5])
    }

    mutating func body(_ header: Header) -> Body? {
        let end = position + header.length(timeBytes: 8)
        guard end <= bytes.count, header.timeCount <= Zone.changesMax, (1...256).contains(header.typeCount) else {
            return nil
        }
        let times = (0..<header.timeCount).compactMap { _ in number(8) }
        let types = bytes[position..<position + header.timeCount].map { Int($0) }
        position += header.timeCount
        let kinds = (0..<header.typeCount).compactMap { _ -> (seconds: Int64, letters: Int)? in
            guard let seconds = number(4) else { return nil }
            position += 2
            return (seconds, Int(bytes[position - 1]))
        }
        let letters = bytes[position..<position + header.letterCount]
        position = end
        let offsets = kinds.compactMap { kind -> Zone.Offset? in
            guard abs(kind.seconds) <= ZoneRule.secondsMax, kind.letters < letters.count else { return nil }
            let abbreviation = letters.dropFirst(kind.letters).prefix { $0 != 0 }
            guard (1...16).contains(abbreviation.count) else { return nil }
            return Zone.Offset(seconds: kind.seconds, abbreviation: String(decoding: abbreviation, as: UTF8.self))
        }
        guard offsets.count == header.typeCount else { return nil }
        return Body(times: times, types: types, offsets: offsets)
    }

    /// The rule for all time to come, between two line ends.
    func footer() -> Substring? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return nil }
        let text = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        return text.count <= 100 ? Substring(decoding: text, as: UTF8.self) : nil
    }

    mutating func skip(_ count: Int) -> Bool {
        guard position + count <= bytes.count else { return false }
        position += count
        return true
    }

    /// A signed number of so many bytes, the most significant first.
    private mutating func number(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: UInt64 = 0
        for byte in bytes[position..<position + count] { value = value << 8 | UInt64(byte) }
        position += count
        return count == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }
}
