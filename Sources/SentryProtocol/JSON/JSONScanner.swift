/// Looks at eight bytes at a time; wider vectors compile to far slower code (design.md §6).
enum JSONScanner {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first offset from `start` on whose byte is no plain string content: a quote, a backslash, a control
    /// character, or anything from DEL up; `end` when there is none. Offsets beyond `end` come back as they are.
    @inline(__always)
    static func skipPlain(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
        var at = start
        while at &+ 8 <= end {
            // SAFETY: the eight bytes end at or before `end`, which lies in the buffer; every bit pattern is a UInt64.
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            // Each term sets the high bit of its bytes, and of no plain one: with its second bit flipped, a quote comes
            // right behind the control characters. A borrow or a carry spoils bytes above the first hit only, and only
            // the first hit is used.
            let controlOrQuote = (word ^ ones &* 0x02) &- ones &* 0x21
            let backslash = (word ^ ones &* UInt64(UInt8(ascii: "\\"))) &- ones
            let delete = word &+ ones
            let first = (controlOrQuote | backslash | delete | word) & highs
            if first != 0 { return at &+ first.trailingZeroBitCount / 8 }
            at &+= 8
        }
        while at < end {
            let byte = bytes[at]
            guard byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return at }
            at &+= 1
        }
        return at
    }
}
