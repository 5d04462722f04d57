/// Unpacks request bodies (protocol.md §4). The output is bounded before memory is taken for it: a bomb costs one
/// pass through a window of 64 KiB.
public enum ContentDecoder {
    /// Why a body could not be unpacked.
    public enum DecodingError: Error, Equatable, Sendable {
        /// An encoding that we do not know, or a list of them; 415.
        case unsupported
        /// Cut short, damaged, or not what the header says; 400.
        case corrupt
        /// Longer than the limit; 413.
        case tooLarge
    }

    /// What `Accept-Encoding` should say beside a 415.
    public static let acceptedEncodings = "gzip, deflate, br, zstd"

    /// Whether unpacking makes a second copy of a body.
    public static func isPacked(_ contentEncoding: String?) -> Bool {
        ContentEncoding(header: contentEncoding) != .identity
    }

    /// The body as it was before `contentEncoding`. Bodies that were sent plain in spite of a `gzip` header pass as
    /// they are, and so do those with the empty and the `utf-8` encodings of two old SDKs.
    public static func decode(
        _ body: [UInt8], contentEncoding: String?, limit: Int
    ) throws(DecodingError) -> [UInt8] {
        switch ContentEncoding(header: contentEncoding) {
        case .identity: return try plain(body, limit: limit)
        case .gzip: return Gzip.isGzip(body) ? try Gzip.decode(body, limit: limit) : try plain(body, limit: limit)
        case .deflate: return try Deflate.decode(body, limit: limit)
        case .brotli: return try Brotli.decode(body, limit: limit)
        case .zstd: return try Zstandard.decode(body, limit: limit)
        case nil: throw .unsupported
        }
    }

    private static func plain(_ body: [UInt8], limit: Int) throws(DecodingError) -> [UInt8] {
        guard body.count <= limit else { throw .tooLarge }
        return body
    }
}

/// The encodings by their names in HTTP.
enum ContentEncoding {
    case identity, gzip, deflate, brotli, zstd

    /// Nil for unknown names and for lists.
    init?(header: String?) {
        switch (header ?? "").lowercased().trimmed {
        case "", "identity", "utf-8", "utf8": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case "br": self = .brotli
        case "zstd": self = .zstd
        default: return nil
        }
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var text = self[...]
        while let first = text.utf8.first, first <= 0x20 { text.removeFirst() }
        while let last = text.utf8.last, last <= 0x20 { text.removeLast() }
        return text
    }
}

/// How much memory an unpacked body may take before its size is known for sure.
enum OutputPolicy {
    /// Up to here a body is unpacked straight into a buffer of a guessed size; above, its size is counted first.
    static let directBytesMax = 4 * 1024 * 1024
    /// The window of the counting pass.
    static let windowBytes = 64 * 1024

    /// Capacities to try one after the other, up to the smaller of `limit` and `directBytesMax`.
    static func capacities(hint: Int, limit: Int) -> [Int] {
        let most = min(max(0, limit), directBytesMax)
        var next = min(max(hint, 4096), most)
        var capacities = [next]
        while next < most {
            next = min(next * 4, most)
            capacities.append(next)
        }
        return capacities
    }
}

/// What one attempt to unpack into a buffer of fixed size came to.
enum Attempt {
    case done
    case corrupt
    /// The output does not fit.
    case short
}

/// Unpacks into buffers of growing size, and above `directBytesMax` into one of exactly the counted size.
func unpack(
    hint: Int, limit: Int,
    attempt: (UnsafeMutableBufferPointer<UInt8>, inout Int) -> Attempt,
    count: (_ limit: Int) throws(ContentDecoder.DecodingError) -> Int
) throws(ContentDecoder.DecodingError) -> [UInt8] {
    for capacity in OutputPolicy.capacities(hint: hint, limit: limit) {
        if let output = try unpackOnce(capacity: capacity, attempt: attempt) { return output }
    }
    guard limit > OutputPolicy.directBytesMax else { throw .tooLarge }
    let size = try count(limit)
    guard size <= limit else { throw .tooLarge }
    guard let output = try unpackOnce(capacity: size, attempt: attempt) else { throw .corrupt }
    return output
}

/// Nil when `capacity` was not enough.
private func unpackOnce(
    capacity: Int, attempt: (UnsafeMutableBufferPointer<UInt8>, inout Int) -> Attempt
) throws(ContentDecoder.DecodingError) -> [UInt8]? {
    var result = Attempt.corrupt
    let output = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        result = attempt(UnsafeMutableBufferPointer(rebasing: buffer[..<capacity]), &count)
    }
    switch result {
    case .done: return output
    case .corrupt: throw .corrupt
    case .short: return nil
    }
}
