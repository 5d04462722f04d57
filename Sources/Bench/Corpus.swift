import CCompression
import Compression
import Foundation
import SentryProtocol

/// What the scenarios run over: request bodies, and the events in them.
struct Corpus {
    struct Entry {
        /// As it comes over the wire.
        let body: [UInt8]
        let contentEncoding: String?
        let envelope: [UInt8]
        /// The event's JSON.
        let event: [UInt8]
    }

    var entries: [Entry] = []

    var meanBodyBytes: Int { mean(\.body) }
    var meanEventBytes: Int { mean(\.event) }

    private func mean(_ part: (Entry) -> [UInt8]) -> Int {
        entries.isEmpty ? 0 : entries.reduce(0) { $0 + part($1).count } / entries.count
    }

    private mutating func add(body: [UInt8], contentEncoding: String?, envelope: [UInt8]) {
        guard let parsed = try? Envelope(parsing: envelope), let item = parsed.items.first(where: { $0.type == .event })
        else { return }
        let event = Array(envelope[item.payload])
        guard (try? JSONDocument(parsing: event)) != nil else { return }
        entries.append(Entry(body: body, contentEncoding: contentEncoding, envelope: envelope, event: event))
    }
}

extension Corpus {
    /// Why a corpus cannot be read.
    enum Problem: Error { case notACorpus, cutShort }

    /// The file that `gen_events.py` makes: of each entry the plain prefix and rest (its header comment has the
    /// layout). Bodies are packed as SDKs do it, with gzip level 6.
    init(file path: String, entriesMax: Int) throws {
        var reader = LittleEndianReader(bytes: Array(try Data(contentsOf: URL(filePath: path))))
        guard try reader.take(8) == Array("CULPB01\n".utf8) else { throw Problem.notACorpus }
        _ = try reader.word()
        let count = try reader.word()
        _ = try reader.take(8)
        for _ in 0..<min(count, entriesMax) {
            _ = try reader.word()
            let prefixBytes = try reader.word()
            let restBytes = try reader.word()
            let deflateBytes = try reader.word()
            _ = try reader.word()
            // Places of ids and of times, then a matrix of 32 words.
            _ = try reader.take(try reader.half() * 4)
            _ = try reader.take(try reader.half() * 4)
            _ = try reader.take(32 * 4)
            let envelope = try reader.take(prefixBytes + restBytes)
            _ = try reader.take(deflateBytes)
            add(body: gzip(envelope), contentEncoding: "gzip", envelope: envelope)
        }
    }

    /// Recorded requests: folders with `body.bin` and `request.json`.
    init(recordings folder: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            guard let body = try? Data(contentsOf: URL(filePath: folder + "/" + name + "/body.bin")),
                let json = try? Data(contentsOf: URL(filePath: folder + "/" + name + "/request.json")),
                let request = try? JSONDocument(parsing: Array(json)).root
            else { continue }
            let headers = request["headers"]?.elements.map { $0.elements.compactMap(\.string) } ?? []
            let encoding = headers.first { $0.first?.lowercased() == "content-encoding" }?.last
            guard let envelope = try? ContentDecoder.decode(Array(body), contentEncoding: encoding, limit: 1 << 22)
            else { continue }
            add(body: Array(body), contentEncoding: encoding, envelope: envelope)
        }
    }
}

/// Reads a binary file from front to back.
private struct LittleEndianReader {
    let bytes: [UInt8]
    var position = 0

    mutating func take(_ count: Int) throws -> [UInt8] {
        guard count >= 0, bytes.count - position >= count else { throw Corpus.Problem.cutShort }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func word() throws -> Int { try number(4) }
    mutating func half() throws -> Int { try number(2) }

    private mutating func number(_ size: Int) throws -> Int {
        try take(size).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

private func gzip(_ content: [UInt8]) -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(6) else { return [] }
    defer { libdeflate_free_compressor(compressor) }
    return [UInt8](unsafeUninitializedCapacity: content.count + 1024) { buffer, count in
        count = content.withUnsafeBytes {
            libdeflate_gzip_compress(compressor, $0.baseAddress, $0.count, buffer.baseAddress, buffer.count)
        }
    }
}
