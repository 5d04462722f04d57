import Crypto
import SentryProtocol
import Storage

/// Names things by what they say.
enum ContentHash {
    /// 32 bytes.
    static func sha256(_ content: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: content)) }

    /// 128 bits of the SHA-256 of a block: of its project, its content, and its bounds in time.
    static func block(
        _ body: [UInt8], of project: ProjectID, first: Timestamp?, last: Timestamp?, count: Int
    ) -> [UInt8] {
        var hash = SHA256()
        for number in [project.rawValue, first?.microseconds ?? 0, last?.microseconds ?? 0, Int64(count)] {
            withUnsafeBytes(of: number.littleEndian) { hash.update(bufferPointer: $0) }
        }
        hash.update(data: body)
        return Array(hash.finalize().prefix(16))
    }
}
