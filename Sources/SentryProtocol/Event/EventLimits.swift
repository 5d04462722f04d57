/// Bounds of an event's attributes (protocol.md §5.2–5.5). Lengths are in characters (Unicode scalars) unless named.
public enum EventLimits {
    public static let loggerMax = 64
    public static let transactionMax = 200
    public static let culpritMax = 200
    public static let releaseBytesMax = 200
    public static let distMax = 64
    public static let environmentMax = 64
    public static let messageMax = 8192
    /// How far over its limit a text may be before it is cut.
    public static let messageAllowance = 200
    public static let symbolMax = 256
    public static let symbolAllowance = 20
    public static let functionMax = 512
    public static let pathMax = 256
    public static let pathAllowance = 40
    public static let contextLineMax = 1024
    public static let tagKeyMax = 200
    public static let tagValueMax = 200
    public static let tagsMax = 200
    public static let checksumMax = 128
    public static let userFieldMax = 128
    public static let emailMax = 75
    public static let urlMax = 2048
    public static let fragmentMax = 1024
    public static let breadcrumbsMax = 100
    public static let exceptionsMax = 200
    public static let threadsMax = 250
    public static let fingerprintPartsMax = 100
    public static let contextsMax = 100
    public static let pairsMax = 200
    /// Of a longer trace the first frames and the last are kept.
    public static let framesMax = 250
    public static let framesKeptFirst = 50
    /// Of more frames than these, the middle ones lose variables and source lines.
    public static let framesWithContextMax = 50
    public static let processingErrorsMax = 100
    public static let metadataTypeMax = 128
    public static let metadataValueMax = 1024

    static let paramsBudget = JSONBudget(bytes: 2048, depth: 5)
    static let variablesBudget = JSONBudget(bytes: 2048, depth: 5)
    static let breadcrumbDataBudget = JSONBudget(bytes: 2048, depth: 5)
    static let mechanismDataBudget = JSONBudget(bytes: 2048, depth: 5)
    static let contextBudget = JSONBudget(bytes: 8192, depth: 7)
    static let flagsBudget = JSONBudget(bytes: 131_072, depth: 7)
    static let requestDataBudget = JSONBudget(bytes: 8192, depth: 7)
    static let requestPairsBytesMax = 8192
    static let modulesBudget = JSONBudget(bytes: 32_768, depth: 7)
    static let extraBudget = JSONBudget(bytes: 262_144, depth: 8)
    static let extraValueBudget = JSONBudget(bytes: 16_384, depth: 7)
    static let looseBudget = JSONBudget(bytes: 262_144, depth: 16)
}

extension String {
    /// At most `limit` characters: a longer text keeps `limit - 3` and ends in `...`. Up to `allowance` more is let be.
    func trimmed(to limit: Int, allowance: Int = 0) -> String {
        guard utf8.count > limit + allowance, unicodeScalars.count > limit + allowance else { return self }
        return String(unicodeScalars.prefix(limit - 3)) + "..."
    }

    /// Without white space at either end.
    func trimmingSpace() -> String {
        // Of ASCII, only the space and what is below it may be white space; nearly every text begins and ends beyond.
        guard let first = utf8.first, let last = utf8.last, !first.isPlainEnd || !last.isPlainEnd else { return self }
        return trimmingScalars()
    }

    private func trimmingScalars() -> String {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last,
            first.properties.isWhitespace || last.properties.isWhitespace
        else { return self }
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    /// True when some character is a control character or one of `characters`, which must be ASCII.
    func containsControl(or characters: StaticString = "") -> Bool {
        withBytes { bytes in
            for byte in bytes {
                if byte < 0x20 || byte == 0x7f { return true }
                for offset in 0..<characters.utf8CodeUnitCount where characters.utf8Start[offset] == byte {
                    return true
                }
            }
            return false
        }
    }

    /// Whether it is `word`, given in lower-case ASCII, in any case.
    func isCaseless(_ word: StaticString) -> Bool {
        guard utf8.count == word.utf8CodeUnitCount else { return false }
        return withBytes { bytes in
            for offset in 0..<bytes.count where bytes[offset].asciiLowered != word.utf8Start[offset] { return false }
            return true
        }
    }

    /// What `body` makes of the UTF-8.
    @inline(__always)
    private func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}

extension UInt8 {
    /// ASCII that is no white space for certain.
    fileprivate var isPlainEnd: Bool { self > 0x20 && self < 0x80 }
}
