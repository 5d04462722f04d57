import CCompression

/// A decompression context of libzstd, which costs 150 KB and is reused.
final class ZstandardDecompressor: @unchecked Sendable {
    // SAFETY: the pool lends a context to one user at a time.
    let pointer: OpaquePointer

    init?() {
        guard let pointer = ZSTD_createDCtx() else { return nil }
        self.pointer = pointer
        ZSTD_DCtx_setParameter(pointer, ZSTD_d_windowLogMax, Self.windowBitsMax)
    }

    deinit { ZSTD_freeDCtx(pointer) }

    /// 8 MiB: what every decoder should offer (RFC 8878 §3.1.1.1.2), and all that the counting pass may take.
    private static let windowBitsMax: Int32 = 23

    static let pool = Pool { ZstandardDecompressor() }
}

/// `Content-Encoding: zstd` (RFC 8878).
enum Zstandard {
    static func decode(_ body: [UInt8], limit: Int) throws(ContentDecoder.DecodingError) -> [UInt8] {
        guard !body.isEmpty else { throw .corrupt }
        return try unpack(hint: sizeHint(body), limit: limit) { output, count in
            ZstandardDecompressor.pool.lend { context in
                body.withUnsafeBytes { input in
                    let result = ZSTD_decompressDCtx(
                        context.pointer, output.baseAddress, output.count, input.baseAddress, input.count)
                    guard ZSTD_isError(result) == 0 else {
                        return ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall ? .short : .corrupt
                    }
                    count = result
                    return .done
                }
            } ?? .corrupt
        } count: { limit throws(ContentDecoder.DecodingError) in
            let size: Int? = ZstandardDecompressor.pool.lend { Self.size(of: body, limit: limit, by: $0) } ?? nil
            guard let size else { throw .corrupt }
            return size
        }
    }

    /// What the first frame says, capped where zstd could hardly have packed that much.
    private static func sizeHint(_ body: [UInt8]) -> Int {
        let claimed = body.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        return claimed >= UInt64(Int32.max) ? body.count * 4 : Int(claimed)
    }

    /// Unpacks into a window that is forgotten; stops as soon as `limit` is passed. Nil when the input is damaged.
    private static func size(of body: [UInt8], limit: Int, by context: ZstandardDecompressor) -> Int? {
        ZSTD_DCtx_reset(context.pointer, ZSTD_reset_session_only)
        defer { ZSTD_DCtx_reset(context.pointer, ZSTD_reset_session_only) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: OutputPolicy.windowBytes) { window in
            body.withUnsafeBytes { source in
                var size = 0
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                while size <= limit {
                    var output = ZSTD_outBuffer(dst: window.baseAddress, size: window.count, pos: 0)
                    let before = input.pos
                    let result = ZSTD_decompressStream(context.pointer, &output, &input)
                    guard ZSTD_isError(result) == 0 else { return nil }
                    size += output.pos
                    if result == 0, input.pos == input.size { return size }
                    // Neither read nor written anything: the input ends inside a frame.
                    guard output.pos > 0 || input.pos > before else { return nil }
                }
                return size
            }
        }
    }
}
