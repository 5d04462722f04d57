/// The part of a DSN that names a project to SDKs: 32 ASCII characters, lower-cased.
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// Accepts any case and a suffix such as `.no-cache`; nil unless 32 printable ASCII characters remain.
    public init?(_ text: some StringProtocol) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for byte in text.utf8 {
            if byte == UInt8(ascii: ".") { break }
            guard bytes.count < 32, (0x21...0x7e).contains(byte) else { return nil }
            bytes.append((0x41...0x5a).contains(byte) ? byte | 0x20 : byte)
        }
        guard bytes.count == 32 else { return nil }
        self.text = String(decoding: bytes, as: UTF8.self)
    }

    public var description: String { text }
}
