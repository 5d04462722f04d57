/// The number of a project, as it stands in paths and DSNs: decimal, from 1.
public struct ProjectNumber: Hashable, Sendable, CustomStringConvertible {
    public let value: Int64

    public init?(_ value: Int64) {
        guard value > 0 else { return nil }
        self.value = value
    }

    /// Nil for `0`, `-1`, `abc` and whatever does not fit 63 bits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let value = Int64(text) else { return nil }
        self.init(value)
    }

    public var description: String { String(value) }
}
