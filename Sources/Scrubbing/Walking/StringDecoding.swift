/// Strings of JSON as plain bytes, and back.
enum StringDecoding {
    /// Replaces `output` by what the string `raw` says.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        output.removeAll(keepingCapacity: true)
        var at = 0
        while true {
            // What stands before an escape is taken over as a whole; a backslash at the very end is none.
            let start = at
            while at < raw.count, raw[at] != UInt8(ascii: "\\") || at + 1 == raw.count { at += 1 }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: raw[start..<at]))
            if at == raw.count { return }
            let escape = raw[at + 1]
            at += 2
            switch escape {
            case UInt8(ascii: "n"): output.append(0x0a)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0d)
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0c)
            case UInt8(ascii: "u"): append(scalar(in: raw, &at), to: &output)
            default: output.append(escape)
            }
        }
    }

    /// The scalar of an escape whose digits begin at `at`; U+FFFD where it is broken.
    private static func scalar(in raw: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> UInt32 {
        guard let first = hex4(raw, at) else { return 0xFFFD }
        at += 4
        guard first & 0xF800 == 0xD800 else { return first == 0 ? 0xFFFD : first }
        guard first < 0xDC00, raw.byte(at) == UInt8(ascii: "\\"), raw.byte(at + 1) == UInt8(ascii: "u"),
            let second = hex4(raw, at + 2), second & 0xFC00 == 0xDC00
        else { return 0xFFFD }
        at += 6
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
    }

    private static func hex4(_ raw: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32? {
        guard at + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for byte in raw[at..<at + 4] {
            guard ASCII.isHex(byte) else { return nil }
            let digit = ASCII.isDigit(byte) ? byte - UInt8(ascii: "0") : (byte | 0x20) - UInt8(ascii: "a") + 10
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// `text` as a JSON string with its quotes.
    static func encode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        output.reserveCapacity(text.underestimatedCount + 2)
        for byte in text { appendEscaped(byte, to: &output) }
        output.append(UInt8(ascii: "\""))
        return output
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case 0x0a: output += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0d: output += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0x09: output += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output += [UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")]
            output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: output.append(byte)
        }
    }
}
