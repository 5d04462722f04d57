import Compression
import Storage

/// How a content is stored: in its row, or in a file named by its hash.
struct KeptContent {
    /// SHA-256 of what is stored.
    let hash: [UInt8]
    /// Nil when it is in a file.
    let inline: [UInt8]?

    /// A file costs two syncs more than a row.
    static let inlineBytesMax = 16 * 1024
}

/// Packs recordings of the screen: text compresses well, video does not.
enum RecordingCodec {
    /// Without a dictionary, so that nothing but the file is needed to read it.
    private static let codec = try? BodyCodec()

    static func encode(_ row: ReplayRecordingRow) -> [UInt8] {
        guard row.format == .rrweb else { return row.content }
        return codec?.encode(row.content) ?? [0] + row.content
    }

    static func decode(_ stored: [UInt8], format: ReplayRecordingRow.Format) throws -> [UInt8] {
        guard format == .rrweb else { return stored }
        guard let codec else { return Array(stored.dropFirst()) }
        return try codec.decode(stored)
    }
}
