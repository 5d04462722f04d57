import CCompression

/// Compressed samples, made with the libraries themselves; brotli has no encoder here and comes as bytes.
enum Packed {
    /// The `Content-Encoding` and the body for one of `gzip`, `deflate`, `raw` and `zstd`.
    static func pack(_ content: [UInt8], _ encoding: String) -> (name: String, body: [UInt8]) {
        switch encoding {
        case "gzip": ("gzip", gzip(content))
        case "raw": ("deflate", deflate(content))
        case "zstd": ("zstd", zstd(content))
        default: ("deflate", zlib(content))
        }
    }

    /// A few hundred bytes in every encoding.
    static func small(_ encoding: String) -> (name: String, body: [UInt8]) {
        encoding == "br" ? ("br", brotli) : pack(Array((0..<60).flatMap { "{\"number\":\($0 * 7919)}".utf8 }), encoding)
    }

    static func gzip(_ content: [UInt8]) -> [UInt8] { libdeflate(content, libdeflate_gzip_compress) }
    static func zlib(_ content: [UInt8]) -> [UInt8] { libdeflate(content, libdeflate_zlib_compress) }
    static func deflate(_ content: [UInt8]) -> [UInt8] { libdeflate(content, libdeflate_deflate_compress) }

    private static func libdeflate(
        _ content: [UInt8],
        _ compress: (OpaquePointer, UnsafeRawPointer?, Int, UnsafeMutableRawPointer?, Int) -> Int
    ) -> [UInt8] {
        guard let compressor = libdeflate_alloc_compressor(6) else { return [] }
        defer { libdeflate_free_compressor(compressor) }
        return [UInt8](unsafeUninitializedCapacity: content.count + 1024) { buffer, count in
            count = content.withUnsafeBytes {
                compress(compressor, $0.baseAddress, $0.count, buffer.baseAddress, buffer.count)
            }
        }
    }

    /// `sized` is whether the frame's header says how long the content is.
    static func zstd(_ content: [UInt8], sized: Bool = true) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { return [] }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, sized ? 1 : 0)
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(content.count)) { buffer, count in
            count = content.withUnsafeBytes {
                ZSTD_compress2(context, buffer.baseAddress, buffer.count, $0.baseAddress, $0.count)
            }
        }
    }

    /// So many mebibytes of zeros, packed without ever being in memory.
    static func bomb(mebibytes: Int, _ encoding: String) -> (name: String, body: [UInt8]) {
        let block = [UInt8](repeating: 0, count: 1 << 20)
        if encoding == "zstd" {
            let frame = zstd(block)
            return ("zstd", Array((0..<mebibytes).map { _ in frame }.joined()))
        }
        let windowBits: Int32 = encoding == "gzip" ? 31 : encoding == "raw" ? -15 : 15
        var stream = z_stream()
        deflateInit2_(
            &stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = block
        let body = [UInt8](unsafeUninitializedCapacity: mebibytes * 2048 + 4096) { buffer, count in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(buffer.count)
            for index in 1...mebibytes {
                input.withUnsafeMutableBufferPointer {
                    stream.next_in = $0.baseAddress
                    stream.avail_in = UInt32($0.count)
                    _ = CCompression.deflate(&stream, index == mebibytes ? Z_FINISH : Z_NO_FLUSH)
                }
            }
            count = Int(stream.total_out)
        }
        return (encoding == "gzip" ? "gzip" : "deflate", body)
    }

    static let brotliContent = Array(
        "{\"message\":\"hello brotli\",\"extra\":\"\(String(repeating: "abc", count: 200))\"}".utf8)

    /// `brotliContent`, packed.
    static let brotli: [UInt8] = [
        27, 124, 2, 32, 28, 9, 118, 76, 199, 58, 194, 7, 30, 161, 12, 19, 219, 75, 22, 157, 190, 22, 25, 75, 99, 11,
        14, 57, 96, 190, 52, 111, 139, 2, 140, 144, 3, 135, 156, 159, 191, 36, 75, 203, 172, 50, 111, 186, 67, 186,
        15, 245, 73, 254, 64, 97, 3,
    ]

    /// 6 MiB of zeros, packed.
    static let brotliZeros: [UInt8] = [
        155, 255, 255, 95, 0, 36, 0, 226, 177, 64, 114, 239, 191, 0,
    ]
}
