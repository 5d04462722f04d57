extension Envelope {
    /// Splits a body into items (protocol.md §3.2): strict about framing, with the tolerance that hand-written clients
    /// need. Also checks the limits of protocol.md §8. Numbers: `Bench` scenario `envelope/parse`.
    public init(parsing bytes: [UInt8], in range: Range<Int>? = nil) throws(EnvelopeError) {
        var reader = EnvelopeReader(bytes: bytes, in: range ?? 0..<bytes.count)
        header = try reader.readHeader()
        items = try reader.readItems()
        self.bytes = bytes
        try Self.checkLimits(of: items)
    }

    /// The `dsn` in the first line of a body, for requests that carry no other credentials (protocol.md §2.1). Reads
    /// nothing beyond that line.
    public static func firstLineDSN(of bytes: [UInt8]) throws(AuthError) -> DSN {
        // A longer line is cut, and then is no JSON.
        let reader = EnvelopeReader(bytes: bytes, in: 0..<min(bytes.count, WireLimits.headerBytesMax))
        let line = reader.position..<reader.lineEnd(from: reader.position)
        let root: JSONNode
        do throws(JSONError) { root = try JSONDocument(parsing: bytes, in: line).root } catch {
            throw .badEnvelopeHeader(error.description)
        }
        guard root.kind == .object else { throw .badEnvelopeHeader("not a JSON object") }
        guard let node = root["dsn"], !node.isNull else { throw .badEnvelopeHeader("missing field `dsn`") }
        guard let dsn = node.string.flatMap(DSN.init) else { throw .badEnvelopeHeader("`dsn` is no DSN") }
        return dsn
    }
}

/// Reads headers and payloads from left to right.
private struct EnvelopeReader {
    let bytes: [UInt8]
    let end: Int
    var position: Int

    /// Leaves a byte order mark out.
    init(bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        let range = range.clamped(to: 0..<bytes.count)
        position = range.lowerBound
        end = range.upperBound
        if bytes[position..<end].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
    }

    mutating func readHeader() throws(EnvelopeError) -> EnvelopeHeader {
        guard position < end else { throw .emptyBody }
        skipSpace()
        guard position < end else { throw .missingHeader }
        let node: JSONNode
        do throws(JSONError) { node = try readObject() } catch { throw .invalidHeader(.notJSON(error)) }
        let header = try EnvelopeHeader(reading: node)
        try skipNewline()
        return header
    }

    mutating func readItems() throws(EnvelopeError) -> [Item] {
        var items: [Item] = []
        skipSpace()
        while position < end {
            guard items.count < WireLimits.itemsPerEnvelopeMax else { throw .tooManyItems }
            items.append(try readItem(index: items.count))
            skipSpace()
        }
        return items
    }

    private mutating func readItem(index: Int) throws(EnvelopeError) -> Item {
        let node: JSONNode
        do throws(JSONError) { node = try readObject() } catch {
            throw .invalidItemHeader(index: index, .notJSON(error))
        }
        var header = try ItemHeader(reading: node, index: index)
        try skipNewline()
        if let length = header.length {
            guard length <= end - position else {
                throw .itemTruncated(index: index, declared: length, available: end - position)
            }
            header.item.payload = position..<position + length
            position += length
            try skipNewline()
        } else {
            let lineEnd = lineEnd(from: position)
            header.item.payload = position..<lineEnd
            position = min(lineEnd + 1, end)
        }
        return header.item
    }

    /// The JSON value at the position; the position is then behind it.
    private mutating func readObject() throws(JSONError) -> JSONNode {
        let limit = min(end, position + WireLimits.headerBytesMax)
        let document = try JSONDocument(parsingFirstValueOf: bytes, in: position..<limit)
        position = document.end
        return document.root
    }

    /// A line feed, also after a carriage return; or nothing but white space up to the end.
    private mutating func skipNewline() throws(EnvelopeError) {
        let start = position
        if position < end, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < end, bytes[position] == UInt8(ascii: "\n") {
            position += 1
            return
        }
        skipSpace()
        guard position == end else { throw .missingNewline(offset: start) }
    }

    /// Offset of the next line feed, or the end.
    func lineEnd(from start: Int) -> Int { bytes.firstOffset(of: UInt8(ascii: "\n"), in: start..<end) ?? end }

    private mutating func skipSpace() {
        while position < end {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            position += 1
        }
    }
}

extension [UInt8] {
    /// Where `byte` first occurs in `range`; eight bytes at a time.
    func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
        let span = self.span.bytes
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        var at = range.lowerBound
        while at &+ 8 <= range.upperBound {
            // SAFETY: every bit pattern is a UInt64, and the span checks the bounds.
            let word = span.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self) ^ pattern
            if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { break }
            at &+= 8
        }
        while at < range.upperBound {
            if self[at] == byte { return at }
            at &+= 1
        }
        return nil
    }
}
