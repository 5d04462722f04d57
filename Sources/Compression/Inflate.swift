import CCompression

/// One of libdeflate's decompressors: for bodies that are there as a whole (17 µs per 9 KB, zlib 35).
final class Inflater: @unchecked Sendable {
    // SAFETY: the pool lends an inflater to one user at a time.
    let pointer: OpaquePointer

    init?() {
        guard let pointer = libdeflate_alloc_decompressor() else { return nil }
        self.pointer = pointer
    }

    deinit { libdeflate_free_decompressor(pointer) }

    static let pool = Pool { Inflater() }
}

/// `Content-Encoding: gzip` (RFC 1952).
enum Gzip {
    static func isGzip(_ body: [UInt8]) -> Bool { body.count >= 2 && body[0] == 0x1f && body[1] == 0x8b }

    static func decode(_ body: [UInt8], limit: Int) throws(ContentDecoder.DecodingError) -> [UInt8] {
        try unpack(hint: sizeHint(body), limit: limit) { output, count in
            Inflater.pool.lend { members(of: body, into: output, count: &count, by: $0) } ?? .corrupt
        } count: { limit throws(ContentDecoder.DecodingError) in
            // 16 above the bits of the window: a gzip header.
            try ZlibCounter.count(body, windowBits: 15 + 16, members: true, limit: limit)
        }
    }

    /// The size that the last member claims (its ISIZE), as far as deflate could have packed that much.
    private static func sizeHint(_ body: [UInt8]) -> Int {
        guard body.count >= 18 else { return 0 }
        let claimed = body.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        return min(claimed, (body.count - 18) * 1032)
    }

    /// Every member, one after the other; zeros behind the last are padding.
    private static func members(
        of body: [UInt8], into output: UnsafeMutableBufferPointer<UInt8>, count: inout Int, by inflater: Inflater
    ) -> Attempt {
        body.withUnsafeBytes { input in
            var read = 0
            count = 0
            repeat {
                var readOfMember = 0
                var written = 0
                let result = libdeflate_gzip_decompress_ex(
                    inflater.pointer, input.baseAddress?.advanced(by: read), input.count - read,
                    output.baseAddress?.advanced(by: count), output.count - count, &readOfMember, &written)
                guard result == LIBDEFLATE_SUCCESS else {
                    return result == LIBDEFLATE_INSUFFICIENT_SPACE ? .short : .corrupt
                }
                read += readOfMember
                count += written
            } while read < input.count && !input[read...].allSatisfy { $0 == 0 }
            return .done
        }
    }
}

/// `Content-Encoding: deflate`: zlib's format (RFC 1950) by the book, bare deflate from some clients.
enum Deflate {
    static func decode(_ body: [UInt8], limit: Int) throws(ContentDecoder.DecodingError) -> [UInt8] {
        guard hasZlibHeader(body) else { return try decode(body, isZlib: false, limit: limit) }
        do throws(ContentDecoder.DecodingError) { return try decode(body, isZlib: true, limit: limit) } catch {
            guard error == .corrupt else { throw error }
            return try decode(body, isZlib: false, limit: limit)
        }
    }

    /// Method 8, and a checksum over both bytes.
    static func hasZlibHeader(_ body: [UInt8]) -> Bool {
        body.count >= 2 && body[0] & 0x0f == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
    }

    private static func decode(
        _ body: [UInt8], isZlib: Bool, limit: Int
    ) throws(ContentDecoder.DecodingError) -> [UInt8] {
        guard !body.isEmpty else { throw .corrupt }
        return try unpack(hint: body.count * 4, limit: limit) { output, count in
            Inflater.pool.lend { stream(body, isZlib: isZlib, into: output, count: &count, by: $0) } ?? .corrupt
        } count: { limit throws(ContentDecoder.DecodingError) in
            try ZlibCounter.count(body, windowBits: isZlib ? 15 : -15, members: false, limit: limit)
        }
    }

    private static func stream(
        _ body: [UInt8], isZlib: Bool, into output: UnsafeMutableBufferPointer<UInt8>, count: inout Int,
        by inflater: Inflater
    ) -> Attempt {
        let decompress = isZlib ? libdeflate_zlib_decompress_ex : libdeflate_deflate_decompress_ex
        return body.withUnsafeBytes { input in
            var read = 0
            var written = 0
            let result = decompress(
                inflater.pointer, input.baseAddress, input.count, output.baseAddress, output.count, &read, &written)
            switch result {
            case LIBDEFLATE_SUCCESS:
                count = written
                return read == input.count ? .done : .corrupt
            case LIBDEFLATE_INSUFFICIENT_SPACE: return .short
            default: return .corrupt
            }
        }
    }
}

/// Finds out how long the output of zlib is, without keeping it.
enum ZlibCounter {
    /// Stops as soon as `limit` is passed. `members` goes on after the end of a gzip member.
    static func count(
        _ body: [UInt8], windowBits: Int32, members: Bool, limit: Int
    ) throws(ContentDecoder.DecodingError) -> Int {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .corrupt
        }
        defer { inflateEnd(&stream) }
        let size: Int? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: OutputPolicy.windowBytes) { window in
            body.withUnsafeBufferPointer { run(&stream, $0, window, members: members, limit: limit) }
        }
        guard let size else { throw .corrupt }
        return size
    }

    /// Nil when the input is damaged or ends too soon; some number above `limit` when it goes on too long.
    private static func run(
        _ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>, _ window: UnsafeMutableBufferPointer<UInt8>,
        members: Bool, limit: Int
    ) -> Int? {
        var size = 0
        var read = 0
        while size <= limit {
            // zlib counts in 32 bits: long input goes in by pieces.
            let piece = min(input.count - read, 1 << 30)
            // SAFETY: zlib only reads its input; the header lacks a `const`.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: read))
            stream.avail_in = UInt32(piece)
            stream.next_out = window.baseAddress
            stream.avail_out = UInt32(window.count)
            let result = inflate(&stream, Z_NO_FLUSH)
            let consumed = piece - Int(stream.avail_in)
            let produced = window.count - Int(stream.avail_out)
            read += consumed
            size += produced
            switch result {
            case Z_OK:
                guard consumed > 0 || produced > 0 else { return nil }
            case Z_STREAM_END:
                guard members, read < input.count, !input[read...].allSatisfy({ $0 == 0 }) else { return size }
                guard inflateReset(&stream) == Z_OK else { return nil }
            default: return nil
            }
        }
        return size
    }
}
