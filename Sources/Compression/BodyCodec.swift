import CCompression

/// How event bodies are kept: a byte that names the format, then the packed JSON.
///
/// zstd level 1 with a dictionary of what events have in common: a third smaller than level 3 without, in half the time
/// (`Bench` scenario `body/encode`). Several dictionaries can be known, so that bodies stay readable when a better one
/// is trained; each frame names its own.
public struct BodyCodec: Sendable {
    /// The first byte of a stored body.
    enum Format {
        /// The JSON as it is.
        static let identity: UInt8 = 0x00
        /// A zstd frame; its header has the dictionary's id, if one is needed.
        static let zstd: UInt8 = 0x01
        /// The 16 bytes that name another body, then a zstd frame that continues that body's JSON. The store looks for
        /// the name there, to read both bodies at once.
        static let difference: UInt8 = 0x02
    }

    /// Why a body cannot be read or a dictionary not be used.
    public enum CodecError: Error, Equatable, Sendable {
        /// No bytes, an unknown format, or damaged.
        case corrupt
        /// It needs a dictionary that is not among those given.
        case unknownDictionary(id: UInt32)
        /// The bytes are no dictionary.
        case badDictionary
        /// Longer than the limit.
        case tooLarge
        /// Too few samples, or too small ones.
        case trainingFailed(reason: String)
        case outOfMemory
    }

    /// The limit of `decode` unless another is given.
    public static let decodedBytesMax = 64 * 1024 * 1024
    private static let compressionLevel: Int32 = 1

    private let decoding: [UInt32: DecodingDictionary]
    private let encoding: EncodingDictionary?
    private let compressors = Pool { ZstandardCompressor() }

    /// Knows `dictionaries` for reading, and packs with the one at `index`; with none, plain zstd.
    public init(dictionaries: [[UInt8]] = [], encodingWith index: Int? = nil) throws(CodecError) {
        var decoding: [UInt32: DecodingDictionary] = [:]
        for bytes in dictionaries {
            guard let dictionary = DecodingDictionary(bytes) else { throw .badDictionary }
            decoding[dictionary.id] = dictionary
        }
        self.decoding = decoding
        guard let index else {
            encoding = nil
            return
        }
        guard dictionaries.indices.contains(index),
            let dictionary = EncodingDictionary(dictionaries[index], level: Self.compressionLevel)
        else { throw .badDictionary }
        encoding = dictionary
    }

    private init() { (decoding, encoding) = ([:], nil) }

    /// With the dictionaries built in; the newest packs.
    public static let standard: BodyCodec = {
        let dictionaries = BuiltInDictionary.all
        do { return try BodyCodec(dictionaries: dictionaries, encodingWith: dictionaries.indices.last) } catch {
            return BodyCodec()
        }
    }()

    /// The ids of the dictionaries it can read with.
    public var dictionaryIDs: [UInt32] { decoding.keys.sorted() }

    /// Whether the bytes are a dictionary that can be read and packed with.
    static func isDictionary(_ bytes: [UInt8]) -> Bool {
        DecodingDictionary(bytes) != nil && EncodingDictionary(bytes, level: compressionLevel) != nil
    }

    /// Packs one body. What does not get smaller is kept as it is.
    public func encode(_ json: [UInt8]) -> [UInt8] {
        let capacity = ZSTD_compressBound(json.count)
        let packed: [UInt8]?? = compressors.lend { compressor in
            // Rows wait in memory for their commit: they are copied once, into exactly as much as they need.
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { scratch in
                guard let start = scratch.baseAddress else { return nil }
                let size = compress(json, into: start, capacity: capacity, by: compressor)
                guard ZSTD_isError(size) == 0, size < json.count else { return nil }
                return [UInt8](unsafeUninitializedCapacity: 1 + size) { buffer, count in
                    buffer[0] = Format.zstd
                    count = 1 + size
                    _ = buffer[1..<count].update(fromContentsOf: scratch[..<size])
                }
            }
        }
        return (packed ?? nil) ?? [Format.identity] + json
    }

    private func compress(
        _ json: [UInt8], into output: UnsafeMutablePointer<UInt8>, capacity: Int, by compressor: ZstandardCompressor
    ) -> Int {
        json.withUnsafeBytes { input in
            if let encoding {
                ZSTD_compress_usingCDict(
                    compressor.pointer, output, capacity, input.baseAddress, input.count, encoding.pointer)
            } else {
                ZSTD_compressCCtx(
                    compressor.pointer, output, capacity, input.baseAddress, input.count, Self.compressionLevel)
            }
        }
    }

    /// Packs one body as what it adds to `keyframe`, the JSON of another that is named by 16 bytes. Bodies of one issue
    /// shrink to a third of what the best dictionary makes of them. Nil when it does not get smaller.
    public func encode(_ json: [UInt8], after keyframe: [UInt8], named name: [UInt8]) -> [UInt8]? {
        precondition(name.count == Self.nameBytes, "a keyframe's name has 16 bytes")
        let capacity = ZSTD_compressBound(json.count)
        let packed: [UInt8]?? = compressors.lend { compressor in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { scratch in
                guard let start = scratch.baseAddress else { return nil }
                let size = compressor.compress(json, after: keyframe, into: start, capacity: capacity)
                guard ZSTD_isError(size) == 0, size < json.count else { return nil }
                let header = 1 + Self.nameBytes
                return [UInt8](unsafeUninitializedCapacity: header + size) { buffer, count in
                    buffer[0] = Format.difference
                    count = header + size
                    _ = buffer[1..<header].update(fromContentsOf: name)
                    _ = buffer[header..<count].update(fromContentsOf: scratch[..<size])
                }
            }
        }
        return packed ?? nil
    }

    private static let nameBytes = 16

    /// The name of the body that is needed to read this one; nil when it stands alone.
    public static func keyframe(of stored: [UInt8]) -> ArraySlice<UInt8>? {
        guard stored.first == Format.difference, stored.count > 1 + nameBytes else { return nil }
        return stored[1..<1 + nameBytes]
    }

    /// The JSON of a stored body that continues the JSON of `keyframe`.
    public func decode(
        _ stored: [UInt8], after keyframe: [UInt8], limit: Int = Self.decodedBytesMax
    ) throws(CodecError) -> [UInt8] {
        let header = 1 + Self.nameBytes
        guard stored.first == Format.difference, stored.count > header else { throw .corrupt }
        let claimed = stored.withUnsafeBytes { bytes in
            let frame = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(header))
            return ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        }
        guard claimed < .max - 1 else { throw .corrupt }
        guard claimed <= UInt64(max(0, limit)) else { throw .tooLarge }
        let size = Int(claimed)
        let attempt: [UInt8]?? = ZstandardDecompressor.pool.lend { decompressor in
            let output = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                let result = stored.withUnsafeBytes { bytes in
                    keyframe.withUnsafeBytes { keyframe in
                        let frame = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(header))
                        ZSTD_DCtx_reset(decompressor.pointer, ZSTD_reset_session_only)
                        ZSTD_DCtx_refPrefix(decompressor.pointer, keyframe.baseAddress, keyframe.count)
                        return ZSTD_decompressDCtx(
                            decompressor.pointer, buffer.baseAddress, size, frame.baseAddress, frame.count)
                    }
                }
                count = ZSTD_isError(result) == 0 ? result : 0
            }
            return output.count == size ? output : nil
        }
        guard let output = attempt ?? nil else { throw .corrupt }
        return output
    }

    /// The JSON of a stored body that stands alone.
    public func decode(_ stored: [UInt8], limit: Int = Self.decodedBytesMax) throws(CodecError) -> [UInt8] {
        switch stored.first {
        case Format.identity:
            guard stored.count - 1 <= limit else { throw .tooLarge }
            return Array(stored.dropFirst())
        case Format.zstd: return try decodeFrame(of: stored, limit: limit)
        default: throw .corrupt
        }
    }

    /// A frame of ours says how long its content is.
    private func decodeFrame(of stored: [UInt8], limit: Int) throws(CodecError) -> [UInt8] {
        let (claimed, id) = stored.withUnsafeBytes { bytes in
            let frame = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
            return (
                ZSTD_getFrameContentSize(frame.baseAddress, frame.count),
                ZSTD_getDictID_fromFrame(frame.baseAddress, frame.count)
            )
        }
        // The two largest numbers say that the size is unknown, or that this is no frame.
        guard claimed < .max - 1 else { throw .corrupt }
        guard claimed <= UInt64(max(0, limit)) else { throw .tooLarge }
        let dictionary = decoding[id]
        guard id == 0 || dictionary != nil else { throw .unknownDictionary(id: id) }

        let size = Int(claimed)
        let attempt: [UInt8]?? = ZstandardDecompressor.pool.lend { decompressor in
            let output = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                let result = stored.withUnsafeBytes { bytes in
                    let frame = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
                    // Without a dictionary this decodes a plain frame.
                    return ZSTD_decompress_usingDDict(
                        decompressor.pointer, buffer.baseAddress, size, frame.baseAddress, frame.count,
                        dictionary?.pointer)
                }
                count = ZSTD_isError(result) == 0 ? result : 0
            }
            return output.count == size ? output : nil
        }
        guard let output = attempt ?? nil else { throw .corrupt }
        return output
    }

    /// Makes a dictionary of at most `size` bytes out of many typical bodies.
    public static func trainDictionary(samples: [[UInt8]], size: Int) throws(CodecError) -> [UInt8] {
        var parameters = ZDICT_fastCover_params_t()
        // Shorter segments (k) than 400 end the search early and leave a dictionary of a tenth of the size.
        (parameters.k, parameters.d, parameters.f, parameters.accel) = (400, 8, 20, 1)
        parameters.splitPoint = 1
        parameters.zParams.compressionLevel = compressionLevel
        var dictionary = [UInt8](repeating: 0, count: max(0, size))
        let result = ZDICT_trainFromBuffer_fastCover(
            &dictionary, dictionary.count, Array(samples.joined()), samples.map(\.count), UInt32(samples.count),
            parameters)
        guard ZDICT_isError(result) == 0 else {
            throw .trainingFailed(reason: String(cString: ZDICT_getErrorName(result)))
        }
        return Array(dictionary.prefix(result))
    }
}

/// A compression context of libzstd.
private final class ZstandardCompressor: @unchecked Sendable {
    // SAFETY: the pool lends a context to one user at a time.
    let pointer: OpaquePointer

    /// Level 1, and a checksum: a body that is read after the wrong keyframe must not look like one.
    func compress(
        _ json: [UInt8], after keyframe: [UInt8], into output: UnsafeMutablePointer<UInt8>, capacity: Int
    ) -> Int {
        ZSTD_CCtx_reset(pointer, ZSTD_reset_session_and_parameters)
        ZSTD_CCtx_setParameter(pointer, ZSTD_c_compressionLevel, 1)
        ZSTD_CCtx_setParameter(pointer, ZSTD_c_checksumFlag, 1)
        return keyframe.withUnsafeBytes { keyframe in
            json.withUnsafeBytes { input in
                ZSTD_CCtx_refPrefix(pointer, keyframe.baseAddress, keyframe.count)
                return ZSTD_compress2(pointer, output, capacity, input.baseAddress, input.count)
            }
        }
    }

    init?() {
        guard let pointer = ZSTD_createCCtx() else { return nil }
        self.pointer = pointer
    }

    deinit { ZSTD_freeCCtx(pointer) }
}

/// A dictionary prepared for packing.
private final class EncodingDictionary: @unchecked Sendable {
    // SAFETY: libzstd only reads a prepared dictionary; many contexts may at once.
    let pointer: OpaquePointer

    init?(_ bytes: [UInt8], level: Int32) {
        let pointer = bytes.withUnsafeBytes { ZSTD_createCDict($0.baseAddress, $0.count, level) }
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit { ZSTD_freeCDict(pointer) }
}

/// A dictionary prepared for unpacking.
private final class DecodingDictionary: @unchecked Sendable {
    // SAFETY: libzstd only reads a prepared dictionary; many contexts may at once.
    let pointer: OpaquePointer
    let id: UInt32

    /// Nil unless the bytes are a dictionary with an id.
    init?(_ bytes: [UInt8]) {
        let id = bytes.withUnsafeBytes { ZSTD_getDictID_fromDict($0.baseAddress, $0.count) }
        guard id != 0 else { return nil }
        let pointer = bytes.withUnsafeBytes { ZSTD_createDDict($0.baseAddress, $0.count) }
        guard let pointer else { return nil }
        (self.pointer, self.id) = (pointer, id)
    }

    deinit { ZSTD_freeDDict(pointer) }
}
