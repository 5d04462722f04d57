/// The id of an event: 128 bits, printed as 32 lower-case hex digits.
public struct EventID: Hashable, Sendable, Comparable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Accepts 32 hex digits of any case, with or without the dashes of a UUID.
    public init?(hex text: some StringProtocol) {
        // Through a buffer: a loop over the text of an unknown type costs ten times as much.
        let parsed = text.utf8.withContiguousStorageIfAvailable { EventID(digits: $0) }
        guard let id = parsed ?? Array(text.utf8).withUnsafeBufferPointer({ EventID(digits: $0) }) else { return nil }
        self = id
    }

    /// As SDKs send it; nil for what is no text.
    init?(_ node: JSONNode) {
        let parsed = node.plain { EventID(digits: $0.bytes) }
        guard let id = parsed ?? node.string.flatMap({ EventID(hex: $0) }) else { return nil }
        self = id
    }

    private init?(digits: UnsafeBufferPointer<UInt8>) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        for byte in digits where byte != UInt8(ascii: "-") {
            guard count < 32, let digit = HexDigit.value(of: byte) else { return nil }
            if count < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
            count += 1
        }
        guard count == 32 else { return nil }
        self.init(high: high, low: low)
    }

    /// The 16 bytes, most significant first; as it is stored.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (offset, byte) in bytes.enumerated() {
            if offset < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }

    public var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(16)
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                output.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return output
    }

    /// `9ec79c33ec9942ab8353589fcb2e04dc`.
    public var hex: String {
        var output: [UInt8] = []
        output.reserveCapacity(32)
        HexDigit.append(high, to: &output)
        HexDigit.append(low, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// `9ec79c33-ec99-42ab-8353-589fcb2e04dc`.
    public var hyphenated: String {
        var text = ""
        for (index, digit) in hex.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    /// The nil UUID, which means "none".
    public var isNil: Bool { high == 0 && low == 0 }

    /// A random id, version 4.
    public static func random(using generator: inout some RandomNumberGenerator) -> EventID {
        let high = generator.next() as UInt64
        let low = generator.next() as UInt64
        return EventID(high: high & ~0xF000 | 0x4000, low: low & ~(3 << 62) | 2 << 62)
    }

    public static func < (left: EventID, right: EventID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
