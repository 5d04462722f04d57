/// Classes of ASCII bytes. Everything from 0x80 up belongs to none of them.
extension UInt8 {
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    @inline(__always) var isLower: Bool { self &- 0x61 < 26 }
    @inline(__always) var isUpper: Bool { self &- 0x41 < 26 }
    @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    @inline(__always) var isHex: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
    @inline(__always) var isAlphanumeric: Bool { isDigit || isLetter }
    /// What regular expressions call a word character.
    @inline(__always) var isWord: Bool { isDigit || isLetter || self == 0x5f }
    @inline(__always) var isSpace: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0d) }
    @inline(__always) var lowered: UInt8 { isUpper ? self | 0x20 : self }
}

/// Searches in byte arrays. Names are short, so plain loops do.
extension RandomAccessCollection where Element == UInt8, Index == Int {
    func hasPrefix(_ prefix: StaticString) -> Bool { matches(prefix, at: startIndex) }

    func hasSuffix(_ suffix: StaticString) -> Bool {
        count >= suffix.utf8CodeUnitCount && matches(suffix, at: endIndex - suffix.utf8CodeUnitCount)
    }

    /// True when `text` stands at `index`.
    func matches(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= startIndex, length <= endIndex - index else { return false }
        // SAFETY: `offset` stays below the literal's length.
        for offset in 0..<length where self[index + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Where `text` first stands at or after `start`.
    func firstIndex(of text: StaticString, from start: Int? = nil) -> Int? {
        let length = text.utf8CodeUnitCount
        var index = start ?? startIndex
        guard length > 0, count >= length else { return nil }
        // SAFETY: the literal has at least one byte.
        let first = text.utf8Start[0]
        while index <= endIndex - length {
            if self[index] == first, matches(text, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// Where `text` last stands before `end`.
    func lastIndex(of text: StaticString, before end: Int? = nil) -> Int? {
        let length = text.utf8CodeUnitCount
        var index = (end ?? endIndex) - length
        while index >= startIndex {
            if matches(text, at: index) { return index }
            index -= 1
        }
        return nil
    }

    func contains(_ text: StaticString) -> Bool { firstIndex(of: text) != nil }

    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && hasPrefix(text) }

    /// The index after the run of digits that begins at `index`.
    func endOfDigits(from index: Int) -> Int {
        var index = index
        while index < endIndex, self[index].isDigit { index += 1 }
        return index
    }

    var isAllDigits: Bool { !isEmpty && allSatisfy { $0.isDigit } }
}

/// Appends a literal's bytes.
func += (bytes: inout [UInt8], text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
}

extension String {
    init(bytes: some Collection<UInt8>) { self.init(decoding: bytes, as: UTF8.self) }

    /// True for text that says nothing.
    var isBlank: Bool { utf8.allSatisfy { $0.isSpace } }
}
