extension Base64 {
    /// The URL alphabet without padding: for cookies and codes.
    public static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                output.append(alphabet.utf8Start[Int(bits >> count & 63)])
            }
        }
        if count > 0 { output.append(alphabet.utf8Start[Int(bits << (6 - count) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }
}
