/// Bytes as text in base 16.
public enum Hexadecimal {
    /// Two lower-case digits a byte.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            output.append(HexDigit.lowercase.utf8Start[Int(byte >> 4)])
            output.append(HexDigit.lowercase.utf8Start[Int(byte & 15)])
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// Hexadecimal digits as bytes.
enum HexDigit {
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static let lowercase: StaticString = "0123456789abcdef"

    /// Appends `bytes` in lower-case hexadecimal.
    static func append(_ value: UInt64, to output: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            output.append(lowercase.utf8Start[Int(value >> UInt64(shift) & 15)])
        }
    }
}
