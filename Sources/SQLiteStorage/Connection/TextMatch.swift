import CSQLite
import Storage

extension TextPattern {
    /// As `text_match` takes it: the pieces in lower case, with a NUL between two.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        for (position, piece) in pieces.enumerated() {
            if position > 0 { bytes.append(0) }
            bytes += piece.lowercased().utf8
        }
        return bytes
    }
}

/// Teaches a connection `text_match(pattern, text, …)`: true when the pattern matches one of the texts in any case.
///
/// SQLite's own LIKE knows case only in ASCII, and takes exponential time for some patterns; this one is at worst
/// proportional to the product of both lengths.
func registerTextMatch(on connection: Connection) {
    sqlite3_create_function_v2(
        connection.handle, "text_match", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
        { context, count, values in
            guard let values, count > 1 else { return sqlite3_result_int(context, 0) }
            let pattern = bytes(of: values[0])
            for index in 1..<Int(count) where TextMatch.matches(bytes(of: values[index]), pattern) {
                return sqlite3_result_int(context, 1)
            }
            sqlite3_result_int(context, 0)
        }, nil, nil, nil)
}

/// Teaches a connection `line_match(pattern, text, …)`: true when the pattern matches a whole line of one of the texts.
func registerLineMatch(on connection: Connection) {
    sqlite3_create_function_v2(
        connection.handle, "line_match", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
        { context, count, values in
            guard let values, count > 1 else { return sqlite3_result_int(context, 0) }
            let pattern = bytes(of: values[0])
            for index in 1..<Int(count) where TextMatch.matchesLine(of: bytes(of: values[index]), pattern) {
                return sqlite3_result_int(context, 1)
            }
            sqlite3_result_int(context, 0)
        }, nil, nil, nil)
}

/// The bytes of a text or a blob, valid until the function returns.
private func bytes(of value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
    guard let start = sqlite3_value_blob(value) else { return UnsafeBufferPointer(start: nil, count: 0) }
    let raw = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    // SAFETY: SQLite's texts and blobs are plain bytes.
    return raw.assumingMemoryBound(to: UInt8.self)
}

/// Matches texts with patterns of pieces and gaps.
enum TextMatch {
    static func matches(_ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
        guard pattern.contains(where: { $0 >= 0x80 }) else { return matchesFolded(text, pattern) }
        let folded = Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
        return folded.withUnsafeBufferPointer { matchesFolded($0, pattern) }
    }

    /// Whether the pattern matches one of the lines, which are never empty.
    static func matchesLine(
        of text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        text.split(separator: 0x0a).contains { matches(UnsafeBufferPointer(rebasing: $0), pattern) }
    }

    /// `pattern` is in lower case; ASCII letters of `text` are taken as lower case.
    private static func matchesFolded(
        _ text: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let firstGap = pattern.firstIndex(of: 0), let lastGap = pattern.lastIndex(of: 0) else {
            return text.count == pattern.count && stands(pattern[...], in: text, at: 0)
        }
        let head = pattern[..<firstGap]
        let tail = pattern[(lastGap + 1)...]
        guard head.count + tail.count <= text.count, stands(head, in: text, at: 0),
            stands(tail, in: text, at: text.count - tail.count)
        else { return false }
        // Pieces between gaps, each as early as possible.
        var position = head.count
        let end = text.count - tail.count
        var start = firstGap + 1
        while start <= lastGap {
            let pieceEnd = pattern[start...].firstIndex(of: 0) ?? lastGap
            let piece = pattern[start..<pieceEnd]
            while position + piece.count <= end, !stands(piece, in: text, at: position) { position += 1 }
            guard position + piece.count <= end else { return false }
            position += piece.count
            start = pieceEnd + 1
        }
        return true
    }

    @inline(__always)
    private static func stands(
        _ piece: Slice<UnsafeBufferPointer<UInt8>>, in text: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Bool {
        var at = position
        for byte in piece {
            let own = text[at]
            guard own == byte || (own &- UInt8(ascii: "A") < 26 && own | 0x20 == byte) else { return false }
            at += 1
        }
        return true
    }
}
