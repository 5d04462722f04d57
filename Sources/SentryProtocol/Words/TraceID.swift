/// The id of a trace: 128 bits, printed as 32 lower-case hex digits.
public struct TraceID: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Accepts 32 hex digits of any case, with or without dashes; nil for zero, which means "none".
    public init?(hex text: some StringProtocol) {
        guard let id = EventID(hex: text), !id.isNil else { return nil }
        self.init(high: id.high, low: id.low)
    }

    /// The 16 bytes, most significant first; as it is stored.
    public init?(bytes: some Collection<UInt8>) {
        guard let id = EventID(bytes: bytes), !id.isNil else { return nil }
        self.init(high: id.high, low: id.low)
    }

    public var bytes: [UInt8] { EventID(high: high, low: low).bytes }
    public var hex: String { EventID(high: high, low: low).hex }

    /// A random one.
    public static func random(using generator: inout some RandomNumberGenerator) -> TraceID {
        TraceID(high: generator.next() | 1, low: generator.next())
    }
}

/// The id of a span within a trace: 64 bits, printed as 16 lower-case hex digits.
public struct SpanID: Hashable, Sendable, RawRepresentable {
    public let rawValue: UInt64

    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Accepts 16 hex digits of any case; nil for zero, which means "none".
    public init?(hex text: some StringProtocol) {
        guard text.utf8.count == 16 else { return nil }
        var value: UInt64 = 0
        for byte in text.utf8 {
            guard let digit = HexDigit.value(of: byte) else { return nil }
            value = value << 4 | UInt64(digit)
        }
        guard value != 0 else { return nil }
        self.init(rawValue: value)
    }

    public var hex: String {
        var output: [UInt8] = []
        output.reserveCapacity(16)
        HexDigit.append(rawValue, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
