/// Addresses as text.
public enum IPAddress {
    /// IPv4 in four decimal parts, or IPv6 with an optional zone.
    public static func isValid(_ text: some StringProtocol) -> Bool { isVersion4(text) || isVersion6(text) }

    static func isVersion4(_ text: some StringProtocol) -> Bool {
        // Through a buffer: a loop over the text of an unknown type costs ten times as much.
        if let result = text.utf8.withContiguousStorageIfAvailable({ isVersion4(bytes: $0) }) { return result }
        return Array(text.utf8).withUnsafeBufferPointer { isVersion4(bytes: $0) }
    }

    /// Four numbers below 256, of one to three digits each.
    private static func isVersion4(bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var (parts, digits, value) = (1, 0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 4 else { return false }
                (parts, digits, value) = (parts + 1, 0, 0)
            } else {
                let digit = byte &- UInt8(ascii: "0")
                (digits, value) = (digits + 1, value * 10 + Int(digit))
                guard digit < 10, digits <= 3, value < 256 else { return false }
            }
        }
        return parts == 4 && digits > 0
    }

    static func isVersion6(_ text: some StringProtocol) -> Bool {
        guard text.utf8.contains(UInt8(ascii: ":")) else { return false }
        let address = text.prefix { $0 != "%" }
        guard address.utf8.count >= 2, address.utf8.count <= 45, address.contains(":") else { return false }
        let halves = address.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (position, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && position == parts.count - 1
                if isLast, isVersion4(part) {
                    groups += 2
                } else {
                    guard (1...4).contains(part.utf8.count),
                        part.utf8.allSatisfy({ HexDigit.value(of: $0) != nil })
                    else { return false }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }
}
