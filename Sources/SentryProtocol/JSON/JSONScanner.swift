/// Looks at eight bytes at a time; wider vectors compile to far slower code (design.md §6).
enum JSONScanner {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first offset from `start` on whose byte is no plain string content: a quote, a backslash, a control
    /// character, or anything from DEL up; `end` when there is none. Offsets beyond `end` come back as they are.
    @inline(__always)
    static func skipPlain(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
        var at = start
        while at &+ 8 <= end {
            // SAFETY: every bit pattern is a UInt64, and the span checks the bounds.
            let word = UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            // In each term a borrow or a carry spoils bytes above the first hit only, and only the first hit is used.
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let control = (word &- ones &* 0x20) & ~word
            let hits = ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | control | word | (word &+ ones))
            let first = hits & highs
            if first != 0 { return at &+ first.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < end {
            let byte = bytes.unsafeLoad(fromByteOffset: at, as: UInt8.self)
            guard byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return at }
            at &+= 1
        }
        return at
    }
}
