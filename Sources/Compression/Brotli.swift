import CCompression

/// `Content-Encoding: br` (RFC 7932). The format does not say how long the output is.
enum Brotli {
    static func decode(_ body: [UInt8], limit: Int) throws(ContentDecoder.DecodingError) -> [UInt8] {
        try unpack(hint: body.count * 6, limit: limit) { output, count in
            guard let decoder = BrotliDecoderCreateInstance(nil, nil, nil) else { return .corrupt }
            defer { BrotliDecoderDestroyInstance(decoder) }
            return body.withUnsafeBufferPointer { input in
                var available = input.count
                var next = input.baseAddress
                var space = output.count
                var end = output.baseAddress
                let result = BrotliDecoderDecompressStream(decoder, &available, &next, &space, &end, nil)
                switch result {
                case BROTLI_DECODER_RESULT_SUCCESS:
                    count = output.count - space
                    return available == 0 ? .done : .corrupt
                case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: return .short
                default: return .corrupt
                }
            }
        } count: { limit throws(ContentDecoder.DecodingError) in
            try size(of: body, limit: limit)
        }
    }

    /// Unpacks into a window that is forgotten; stops as soon as `limit` is passed.
    private static func size(of body: [UInt8], limit: Int) throws(ContentDecoder.DecodingError) -> Int {
        guard let decoder = BrotliDecoderCreateInstance(nil, nil, nil) else { throw .corrupt }
        defer { BrotliDecoderDestroyInstance(decoder) }
        let size: Int? = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: OutputPolicy.windowBytes) { window in
            body.withUnsafeBufferPointer { run(decoder, $0, window, limit: limit) }
        }
        guard let size else { throw .corrupt }
        return size
    }

    private static func run(
        _ decoder: OpaquePointer, _ input: UnsafeBufferPointer<UInt8>, _ window: UnsafeMutableBufferPointer<UInt8>,
        limit: Int
    ) -> Int? {
        var size = 0
        var available = input.count
        var next = input.baseAddress
        while size <= limit {
            var space = window.count
            var end = window.baseAddress
            let result = BrotliDecoderDecompressStream(decoder, &available, &next, &space, &end, nil)
            size += window.count - space
            switch result {
            case BROTLI_DECODER_RESULT_SUCCESS: return available == 0 ? size : nil
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: continue
            default: return nil
            }
        }
        return size
    }
}
