import Compression

/// The first byte chooses the encoding; what comes out is bounded.
func fuzz(_ bytes: [UInt8]) {
    let encodings = ["gzip", "deflate", "br", "zstd"]
    let limit = 1 << 20
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    if Int(first) % 5 == encodings.count {
        _ = try? BodyCodec.standard.decode(rest, limit: limit)
        return
    }
    let body = try? ContentDecoder.decode(rest, contentEncoding: encodings[Int(first) % 5], limit: limit)
    claim((body?.count ?? 0) <= limit, "more than the limit")
}
