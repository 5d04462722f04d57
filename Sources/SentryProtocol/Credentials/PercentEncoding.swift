/// `%41` and back (RFC 3986 §2.1).
public enum PercentEncoding {
    /// Decodes; an escape without two digits stays as it is, and what is no UTF-8 is repaired.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || (plusIsSpace && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "%"), at + 2 < bytes.count, let high = HexDigit.value(of: bytes[at + 1]),
                let low = HexDigit.value(of: bytes[at + 2])
            {
                output.append(high << 4 | low)
                at += 3
            } else {
                output.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                at += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Encodes everything but letters, digits and `-._~`, so that the result may stand in any part of a URL.
    public static func encode(_ text: some StringProtocol) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            default:
                output.append(UInt8(ascii: "%"))
                output.append(HexDigit.uppercase.utf8Start[Int(byte >> 4)])
                output.append(HexDigit.uppercase.utf8Start[Int(byte & 15)])
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension HexDigit {
    fileprivate static let uppercase: StaticString = "0123456789ABCDEF"
}
