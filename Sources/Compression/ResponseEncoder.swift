import CCompression

/// Packs answers for browsers and scripts that take gzip; never those of ingest routes.
public enum ResponseEncoder {
    /// Smaller answers are not worth it, in bytes.
    public static let bytesMin = 1024
    /// Fast, and within a few percent of the best for text of this size.
    private static let level: Int32 = 4

    private final class Deflater: @unchecked Sendable {
        // SAFETY: the pool lends a deflater to one user at a time.
        let pointer: OpaquePointer

        init?() {
            guard let pointer = libdeflate_alloc_compressor(ResponseEncoder.level) else { return nil }
            self.pointer = pointer
        }

        deinit { libdeflate_free_compressor(pointer) }
    }

    private static let pool = Pool(idleMax: 4) { Deflater() }

    /// One gzip member; nil when `bytes` do not get smaller.
    public static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = pool.lend { deflater in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
                count = bytes.withUnsafeBytes { input in
                    libdeflate_gzip_compress(
                        deflater.pointer, input.baseAddress, input.count, output.baseAddress, output.count)
                }
            }
        }
        guard let packed, !packed.isEmpty else { return nil }
        return packed
    }

    /// Whether an `Accept-Encoding` header lets gzip through.
    public static func accepts(_ header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let fields = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let name = fields.first, name == "gzip" || name == "x-gzip" || name == "*" else { return false }
            return !fields.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }
}
