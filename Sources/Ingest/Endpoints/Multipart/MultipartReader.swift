/// Goes from delimiter to delimiter. Takes time in proportion to the body, whatever the boundary.
struct MultipartReader {
    private let bytes: [UInt8]
    private let end: Int
    private var position: Int
    /// The line feed that begins a delimiter's line, two dashes, the boundary.
    private let pattern: [UInt8]
    /// By the byte under the pattern's end: how far the pattern may move (Horspool).
    private let shifts: [Int]
    /// Lines end in a carriage return too, as they should; so the one before a delimiter belongs to it.
    private var usesCRLF = true

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(bytes: [UInt8], range: Range<Int>, boundary: [UInt8]) {
        (self.bytes, position, end) = (bytes, range.lowerBound, range.upperBound)
        pattern = [Self.lineFeed] + "--".utf8 + boundary
        var shifts = [Int](repeating: pattern.count, count: 256)
        for (index, byte) in pattern.dropLast().enumerated() { shifts[Int(byte)] = pattern.count - 1 - index }
        self.shifts = shifts
    }

    mutating func readParts() throws(MultipartError) -> [MultipartPart] {
        guard var isLast = skipPreamble() else { throw .noParts }
        var parts: [MultipartPart] = []
        while !isLast {
            guard parts.count < MultipartLimits.partsMax else { throw .tooManyParts }
            var part = try readHeader()
            // The line feed behind the header may begin the next delimiter, and then there is no content.
            let start = position
            guard let delimiter = nextDelimiter(from: start - 1) else { throw .incomplete }
            var contentEnd = delimiter.start
            if usesCRLF, contentEnd > start, bytes[contentEnd - 1] == Self.carriageReturn { contentEnd -= 1 }
            part.content = start..<max(start, contentEnd)
            parts.append(part)
            position = delimiter.end
            isLast = delimiter.isLast
        }
        return parts
    }

    /// What stands before the first delimiter counts for nothing. Says whether that is the last as well; nil if there
    /// is none.
    private mutating func skipPreamble() -> Bool? {
        let first: Delimiter
        if matches(pattern.dropFirst(), at: position),
            let atStart = delimiter(start: position, end: position + pattern.count - 1)
        {
            first = atStart
        } else if let later = nextDelimiter(from: position) {
            first = later
        } else {
            return nil
        }
        usesCRLF = first.hasCRLF || first.isLast
        position = first.end
        return first.isLast
    }

    // MARK: Delimiters

    private struct Delimiter {
        /// Of its line feed.
        var start: Int
        /// Behind its line.
        var end: Int
        var isLast: Bool
        var hasCRLF: Bool
    }

    private func nextDelimiter(from start: Int) -> Delimiter? {
        var at = start
        while let found = nextPattern(from: at) {
            if let delimiter = delimiter(start: found, end: found + pattern.count) { return delimiter }
            at = found + 1
        }
        return nil
    }

    /// A boundary is a delimiter when its line ends, after white space at most, or when two dashes follow.
    private func delimiter(start: Int, end boundaryEnd: Int) -> Delimiter? {
        var at = boundaryEnd
        if at + 1 < end, bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-") {
            return Delimiter(start: start, end: at + 2, isLast: true, hasCRLF: false)
        }
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        let hasCRLF = at < end && bytes[at] == Self.carriageReturn
        if hasCRLF { at += 1 }
        guard at < end, bytes[at] == Self.lineFeed else { return nil }
        return Delimiter(start: start, end: at + 1, isLast: false, hasCRLF: hasCRLF)
    }

    /// Offset of the pattern. Its first byte occurs in it once, so comparing from there never looks at a byte twice.
    private func nextPattern(from start: Int) -> Int? {
        var at = start
        while at + pattern.count <= end {
            if bytes[at] == Self.lineFeed, matches(pattern[...], at: at) { return at }
            at += shifts[Int(bytes[at + pattern.count - 1])]
        }
        return nil
    }

    private func matches(_ pattern: ArraySlice<UInt8>, at start: Int) -> Bool {
        guard start + pattern.count <= end else { return false }
        var at = start
        for byte in pattern {
            guard bytes[at] == byte else { return false }
            at += 1
        }
        return true
    }

    // MARK: Header fields

    /// The fields up to the empty line; the position is then behind it.
    private mutating func readHeader() throws(MultipartError) -> MultipartPart {
        var part = MultipartPart(content: position..<position)
        let limit = position + MultipartLimits.headerBytesMax
        var field = ""
        while true {
            let line = try readLine(limit: limit)
            // A line that begins with white space goes on with the one before.
            if let first = line.first, first == 0x20 || first == 0x09 {
                field += " " + String(decoding: line, as: UTF8.self)
                continue
            }
            Self.take(field, into: &part)
            if line.isEmpty { return part }
            field = String(decoding: line, as: UTF8.self)
        }
    }

    /// The line at the position, without its end.
    private mutating func readLine(limit: Int) throws(MultipartError) -> ArraySlice<UInt8> {
        let start = position
        let bound = min(end, limit)
        var at = start
        while at < bound, bytes[at] != Self.lineFeed { at += 1 }
        guard at < bound else { throw bound < end ? .headersTooLong : .incomplete }
        position = at + 1
        let hasReturn = at > start && bytes[at - 1] == Self.carriageReturn
        return bytes[start..<(hasReturn ? at - 1 : at)]
    }

    /// Fields without a colon, and those that nobody needs, are skipped.
    private static func take(_ field: String, into part: inout MultipartPart) {
        let sides = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else { return }
        switch sides[0].lowercased() {
        case "content-disposition":
            let disposition = HeaderValue(sides[1])
            part.name = disposition.extended("name")
            part.filename = disposition.extended("filename")
        case "content-type":
            let type = HeaderValue(sides[1]).value
            part.contentType = type.isEmpty ? nil : type
        default: break
        }
    }
}
