/// The name of a monitor as it stands in addresses: `nightly-backup` (protocol.md §5.8).
public struct MonitorSlug: Hashable, Sendable {
    public let text: String

    /// In characters.
    public static let lengthMax = 50

    /// From any name: `a - ! - b` becomes `a-b`. Letters lose their accents, what has no plain letter is dropped; nil
    /// when nothing is left.
    public init?(_ name: String) {
        var output: [UInt8] = []
        for scalar in name.unicodeScalars.prefix(Self.lengthMax) {
            guard let byte = Self.plain(scalar) else { continue }
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                output.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): output.append(byte | 0x20)
            case UInt8(ascii: "-"), 0x20, 0x09...0x0d:
                if output.last != UInt8(ascii: "-") { output.append(UInt8(ascii: "-")) }
            default: break
            }
        }
        func isEdge(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") }
        while let last = output.last, isEdge(last) { output.removeLast() }
        text = String(decoding: output.drop(while: isEdge), as: UTF8.self)
        guard !text.isEmpty else { return nil }
    }

    /// The ASCII letter that a decomposed letter begins with; nil when there is none.
    private static func plain(_ scalar: Unicode.Scalar) -> UInt8? {
        if scalar.isASCII { return UInt8(truncatingIfNeeded: scalar.value) }
        guard let name = scalar.properties.name else { return nil }
        // Strokes and hooks are part of the letter and no mark on it.
        guard !name.contains("STROKE"), !name.hasSuffix("HOOK") else { return nil }
        let words = name.split(separator: " ")
        guard let latin = words.firstIndex(of: "LATIN"), words.count > latin + 3,
            words[latin + 1] == "SMALL" || words[latin + 1] == "CAPITAL", words[latin + 2] == "LETTER",
            words[latin + 3].utf8.count == 1, words.count == latin + 4 || words[latin + 4] == "WITH"
        else { return nil }
        return words[latin + 3].utf8.first
    }
}
