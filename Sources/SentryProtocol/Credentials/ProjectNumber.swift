/// The number of a project, as it stands in paths and DSNs: decimal, from 1.
public struct ProjectNumber: Hashable, Sendable, CustomStringConvertible {
    public let value: Int64

    public init?(_ value: Int64) {
        guard value > 0 else { return nil }
        self.value = value
    }

    /// Nil for `0`, `-1`, `abc` and whatever does not fit 63 bits.
    public init?(_ text: some StringProtocol) {
        // Through a buffer: a loop over the text of an unknown type costs ten times as much.
        let parsed = text.utf8.withContiguousStorageIfAvailable { Self.number($0) }
        guard let value = parsed ?? Array(text.utf8).withUnsafeBufferPointer({ Self.number($0) }) else { return nil }
        self.init(value)
    }

    /// Nil unless there are only digits, and few enough.
    private static func number(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard !digits.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            guard digit < 10, !isTooLarge else { return nil }
            let (sum, overflows) = tens.addingReportingOverflow(Int64(digit))
            guard !overflows else { return nil }
            value = sum
        }
        return value
    }

    public var description: String { String(value) }
}
