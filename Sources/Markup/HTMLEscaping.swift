/// Makes text inert: what means something to HTML becomes a reference, and what no browser may see becomes visible.
enum HTMLEscaping {
    /// Appends `text` so that it is the same text between tags and inside quoted attributes.
    ///
    /// Control characters other than tab and line ends become their pictures (`␀`, `␛`): a parser drops or replaces
    /// NUL, and terminal escapes in a log are worth seeing. C1 controls become U+FFFD.
    static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var run = 0
        var at = 0
        while at < text.count {
            let byte = text[at]
            guard isSuspect(byte) else {
                at += 1
                continue
            }
            let next = at + 1 < text.count ? text[at + 1] : 0
            // Of the characters that begin with C2 only U+0080 to U+009F are controls.
            if byte == 0xC2, next >= 0xA0 {
                at += 2
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<at]))
            at += byte == 0xC2 ? 2 : 1
            run = min(at, text.count)
            replace(byte, into: &bytes)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<text.count]))
    }

    @inline(__always)
    private static func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): false
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), 0x7F, 0xC2:
            true
        default: false
        }
    }

    private static func replace(_ byte: UInt8, into bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
        case UInt8(ascii: "\""): bytes.append(contentsOf: "&#34;".utf8)
        case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
        case 0x7F: bytes.append(contentsOf: "\u{2421}".utf8)
        case 0xC2: bytes.append(contentsOf: "\u{FFFD}".utf8)
        default:
            // U+2400 is the picture of NUL, and so on in order.
            bytes.append(contentsOf: [0xE2, 0x90, 0x80 + byte])
        }
    }
}
