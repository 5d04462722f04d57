/// Addresses as text.
public enum IPAddress {
    /// IPv4 in four decimal parts, or IPv6 with an optional zone.
    public static func isValid(_ text: some StringProtocol) -> Bool { isVersion4(text) || isVersion6(text) }

    static func isVersion4(_ text: some StringProtocol) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
                    && (Int(String(decoding: part, as: UTF8.self)) ?? 256) < 256
            }
    }

    static func isVersion6(_ text: some StringProtocol) -> Bool {
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
