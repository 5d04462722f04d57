import Glibc
import Testing

@testable import Compression

/// Content encodings of requests (protocol.md §4 and §11, 2–6).
@Suite struct ContentDecoderTests {
    private static let limit = 64 * 1024 * 1024
    private static let json = Array(
        "{\"message\":\"hello\",\"extra\":\"\(String(repeating: "abc", count: 3000))\"}".utf8)

    private func decode(
        _ body: [UInt8], _ encoding: String?, limit: Int = limit
    ) throws(ContentDecoder.DecodingError) -> [UInt8] {
        try ContentDecoder.decode(body, contentEncoding: encoding, limit: limit)
    }

    @Test("bodies without an encoding pass", arguments: [nil, "", " ", "identity", "Identity", "utf-8", "UTF-8"])
    func plain(encoding: String?) throws {
        #expect(try decode(Self.json, encoding) == Self.json)
        #expect(try decode([], encoding) == [])
    }

    @Test("gzip by all its names", arguments: ["gzip", "GZIP", "x-gzip", " gzip "])
    func gzip(encoding: String) throws {
        #expect(try decode(Packed.gzip(Self.json), encoding) == Self.json)
    }

    @Test("gzip declared, but plain")
    func plainGzip() throws {
        #expect(try decode(Self.json, "gzip") == Self.json)
        #expect(try decode([], "gzip") == [])
    }

    @Test("several gzip members are one body, also with padding behind them")
    func members() throws {
        let body = Packed.gzip(Self.json) + Packed.gzip([]) + Packed.gzip(Array("tail".utf8))
        #expect(try decode(body, "gzip") == Self.json + Array("tail".utf8))
        #expect(try decode(body + [0, 0, 0], "gzip") == Self.json + Array("tail".utf8))
        #expect(throws: ContentDecoder.DecodingError.corrupt) { try decode(body + [1, 2, 3], "gzip") }
    }

    @Test("deflate with and without zlib's wrapper")
    func deflate() throws {
        #expect(try decode(Packed.zlib(Self.json), "deflate") == Self.json)
        #expect(try decode(Packed.deflate(Self.json), "deflate") == Self.json)
    }

    @Test("brotli")
    func brotli() throws {
        #expect(try decode(Packed.brotli, "br") == Packed.brotliContent)
    }

    @Test("zstd, with and without its size in the header")
    func zstd() throws {
        #expect(try decode(Packed.zstd(Self.json), "zstd") == Self.json)
        #expect(try decode(Packed.zstd(Self.json, sized: false), "zstd") == Self.json)
        #expect(try decode(Packed.zstd(Self.json) + Packed.zstd([1]), "zstd") == Self.json + [1])
    }

    @Test(
        "unknown encodings and lists", arguments: ["rot13", "compress", "gzip, deflate", "gzip,gzip", "é", "gzip;q=1"])
    func unsupported(encoding: String) {
        #expect(throws: ContentDecoder.DecodingError.unsupported) { try decode(Self.json, encoding) }
    }

    @Test("cut at every byte, a stream is damaged", arguments: ["gzip", "deflate", "raw", "br", "zstd"])
    func truncation(encoding: String) {
        let (name, body) = Packed.small(encoding)
        for end in body.indices where end > 1 || name != "gzip" {
            #expect(throws: ContentDecoder.DecodingError.corrupt, "cut at \(end)") {
                try decode(Array(body[..<end]), name)
            }
        }
    }

    @Test("random damage is an error or other bytes, never more", arguments: ["gzip", "deflate", "raw", "br", "zstd"])
    func damage(encoding: String) {
        var random = SystemRandomNumberGenerator()
        let (name, body) = Packed.small(encoding)
        for _ in 0..<500 {
            var damaged = body
            for _ in 0..<3 {
                let at = Int.random(in: damaged.indices, using: &random)
                damaged[at] = UInt8.random(in: 0...255, using: &random)
            }
            if let output = try? decode(damaged, name, limit: 100_000) { #expect(output.count <= 100_000) }
        }
    }

    @Test(
        "output above the limit is refused at any size",
        arguments: ["gzip", "deflate", "raw", "zstd"], [10, 5000, 3 << 20, 6 << 20, 20 << 20])
    func limits(encoding: String, size: Int) throws {
        let content = [UInt8](repeating: 0x61, count: size)
        let (name, body) = Packed.pack(content, encoding)
        #expect(try decode(body, name, limit: size) == content)
        #expect(throws: ContentDecoder.DecodingError.tooLarge) { try decode(body, name, limit: size - 1) }
        #expect(throws: ContentDecoder.DecodingError.tooLarge) { try decode(body, name, limit: 0) }
    }

    @Test("brotli above the size of the direct buffer")
    func largeBrotli() throws {
        let content = try decode(Packed.brotliZeros, "br")
        #expect(content.count == 6 << 20)
        #expect(content.allSatisfy { $0 == 0 })
        #expect(throws: ContentDecoder.DecodingError.tooLarge) { try decode(Packed.brotliZeros, "br", limit: 5 << 20) }
        #expect(throws: ContentDecoder.DecodingError.tooLarge) { try decode(Packed.brotliZeros, "br", limit: 1 << 20) }
        #expect(throws: ContentDecoder.DecodingError.corrupt) { try decode(Array(Packed.brotliZeros.dropLast()), "br") }
    }

    @Test("a bomb costs constant memory", arguments: ["gzip", "deflate", "raw", "zstd"])
    func bomb(encoding: String) throws {
        let (name, body) = Packed.bomb(mebibytes: 300, encoding)
        #expect(body.count < 1 << 20)
        let before = Memory.peakKibibytes()
        #expect(throws: ContentDecoder.DecodingError.tooLarge) { try decode(body, name, limit: 200 << 20) }
        #expect(Memory.peakKibibytes() - before < 100 * 1024)
    }

    @Test("a trailer that lies about the size changes nothing")
    func lyingTrailer() {
        var body = Packed.gzip(Self.json)
        body.replaceSubrange(body.count - 4..<body.count, with: [0xff, 0xff, 0xff, 0xff])
        #expect(throws: ContentDecoder.DecodingError.corrupt) { try decode(body, "gzip") }
    }

    @Test("many at once share the decompressors")
    func concurrency() async {
        let bodies = ["gzip", "deflate", "raw", "zstd"].map { Packed.pack(Self.json, $0) }
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let (name, body) = bodies[index % bodies.count]
                    return (try? ContentDecoder.decode(body, contentEncoding: name, limit: Self.limit)) == Self.json
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}

/// What the process has taken from the system at most.
enum Memory {
    static func peakKibibytes() -> Int {
        var usage = rusage()
        // 0 is RUSAGE_SELF.
        getrusage(0, &usage)
        return usage.ru_maxrss
    }
}
