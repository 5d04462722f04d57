import CCompression

/// Packs answers for browsers and scripts that take gzip; never those of ingest routes.
public enum ResponseEncoder {
    /// Smaller answers are not worth it, in bytes.
    public static let bytesMin = 1024
    /// What packing is for.
    public enum Use: Sendable {
        /// Packed for one reader: fast, and within a few percent of the best for text of this size.
        case once
        /// Packed once for everybody: as small as it gets within milliseconds.
        case kept

        fileprivate var level: Int32 {
            switch self {
            case .once: 4
            case .kept: 9
            }
        }
    }

    private final class Deflater: @unchecked Sendable {
        // SAFETY: the pool lends a deflater to one user at a time.
        let pointer: OpaquePointer

        init?(_ use: Use) {
            guard let pointer = libdeflate_alloc_compressor(use.level) else { return nil }
            self.pointer = pointer
        }

        deinit { libdeflate_free_compressor(pointer) }
    }

    private static let pool = Pool(idleMax: 4) { Deflater(.once) }
    private static let keptPool = Pool(idleMax: 0) { Deflater(.kept) }

    /// One gzip member; nil when `bytes` do not get smaller.
    public static func gzip(_ bytes: [UInt8], for use: Use = .once) -> [UInt8]? {
        let packed = (use == .once ? pool : keptPool).lend { deflater in
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
