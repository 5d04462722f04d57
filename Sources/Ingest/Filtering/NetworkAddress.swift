import SentryProtocol

/// An address or a network such as `10.0.0.0/8` or `2001:db8::/32`.
public struct Network: Sendable, Equatable {
    private let first: UInt128
    private let mask: UInt128

    /// Nil for what is neither an address nor a network. Host bits behind the prefix are let be.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = NetworkAddress(parts[0]) else { return nil }
        var length = 128
        if parts.count == 2 {
            let offset = address.isVersion4 ? 96 : 0
            guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }),
                let given = Int(parts[1]), given <= 128 - offset
            else { return nil }
            length = given + offset
        }
        mask = length == 0 ? 0 : ~UInt128(0) << UInt128(128 - length)
        first = address.value & mask
    }

    func contains(_ address: NetworkAddress) -> Bool { address.value & mask == first }

    /// Whether the text is an address of this network.
    public func contains(_ text: String) -> Bool { NetworkAddress(text).map { contains($0) } ?? false }
}

/// An address as a number; version 4 as `::ffff:a.b.c.d`, so that both spellings are the same.
struct NetworkAddress: Sendable, Equatable {
    let value: UInt128

    var isVersion4: Bool { value >> 32 == 0xffff }
    /// `127.0.0.0/8` or `::1`.
    var isLoopback: Bool { value == 1 || isVersion4 && value >> 24 & 0xff == 127 }

    init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 64, IPAddress.isValid(text) else { return nil }
        // The form was checked: what follows only reads it.
        let address = text.prefix { $0 != "%" }
        guard address.contains(":") else {
            value = 0xffff << 32 | UInt128(Self.version4(address))
            return
        }
        let halves = String(address).split(separator: "::", omittingEmptySubsequences: false)
        let head = Self.groups(halves[0])
        let tail = halves.count > 1 ? Self.groups(halves[1]) : []
        guard head.count + tail.count <= 8 else { return nil }
        var value: UInt128 = 0
        for group in head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail {
            value = value << 16 | UInt128(group)
        }
        self.value = value
    }

    private static func version4(_ text: some StringProtocol) -> UInt32 {
        text.split(separator: ".").reduce(0) { $0 << 8 | UInt32(UInt8($1) ?? 0) }
    }

    private static func groups(_ text: Substring) -> [UInt16] {
        text.split(separator: ":").flatMap { part -> [UInt16] in
            guard part.contains(".") else { return [UInt16(part, radix: 16) ?? 0] }
            let address = version4(part)
            return [UInt16(truncatingIfNeeded: address >> 16), UInt16(truncatingIfNeeded: address)]
        }
    }
}
