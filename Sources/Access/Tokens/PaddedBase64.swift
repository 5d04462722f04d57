import SentryProtocol

/// Base 64 with the standard alphabet (RFC 4648 §4).
enum PaddedBase64 {
    static func encode(_ bytes: [UInt8]) -> String {
        let text = unpadded(bytes)
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    static func unpadded(_ bytes: [UInt8]) -> String {
        let standard = Base64.encodeURLSafe(bytes).utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        return String(decoding: standard, as: UTF8.self)
    }
}
