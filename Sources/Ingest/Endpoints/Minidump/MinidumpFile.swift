import Compression
import SentryProtocol

/// A minidump as it was sent, packed or not.
struct MinidumpFile {
    /// Where it is in the body.
    let range: Range<Int>
    /// The dump itself; nil when it was not packed.
    let unpacked: [UInt8]?
    private let packing: Packing?

    /// Unpacks what is packed, as far as there is memory for it, and checks that a dump has come out.
    init(in body: [UInt8], at range: Range<Int>, within memory: ByteHold) throws(IngestFailure) {
        self.range = range
        packing = Packing(of: body[range])
        guard let packing else {
            unpacked = nil
            guard Self.isMinidump(body, at: range) else { throw .invalidMinidump }
            return
        }
        let dump = try packing.unpack(body, at: range, within: memory)
        guard Self.isMinidump(dump, at: 0..<dump.count) else { throw .invalidMinidump }
        unpacked = dump
    }

    /// Whether the file begins as dumps do, in either byte order.
    static func isMinidump(_ bytes: [UInt8], at range: Range<Int>) -> Bool {
        let start = bytes[range].prefix(4)
        return start.elementsEqual("MDMP".utf8) || start.elementsEqual("PMDM".utf8)
    }

    /// The name of the unpacked file: `crash.dmp.gz` was `crash.dmp`.
    func filename(from sent: String) -> String {
        guard let suffixes = packing?.suffixes else { return sent }
        for suffix in suffixes where sent.lowercased().hasSuffix(suffix) && sent.count > suffix.count {
            return String(sent.dropLast(suffix.count))
        }
        return sent
    }
}

/// How crash reporters pack dumps; told by the first bytes.
private enum Packing: CaseIterable {
    case gzip, zstd, xz, bzip2

    init?(of content: ArraySlice<UInt8>) {
        guard let packing = Self.allCases.first(where: { content.starts(with: $0.magic) }) else { return nil }
        self = packing
    }

    var magic: [UInt8] {
        switch self {
        case .gzip: [0x1f, 0x8b]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        case .bzip2: [0x42, 0x5a, 0x68]
        }
    }

    var suffixes: [String] {
        switch self {
        case .gzip: [".gz"]
        case .zstd: [".zst", ".zstd"]
        case .xz: [".xz"]
        case .bzip2: [".bz2"]
        }
    }

    func unpack(
        _ body: [UInt8], at range: Range<Int>, within memory: ByteHold
    ) throws(IngestFailure) -> [UInt8] {
        let encoding: String
        switch self {
        case .gzip: encoding = "gzip"
        case .zstd: encoding = "zstd"
        // Only crash reporters that somebody has built by hand use these.
        case .xz, .bzip2: throw .invalidCompression
        }
        let packed = range == 0..<body.count ? body : Array(body[range])
        let (most, room) = (WireLimits.attachmentBytesMax, memory.room)
        let dump: [UInt8]
        do {
            dump = try ContentDecoder.decode(packed, contentEncoding: encoding, limit: min(most, room))
        } catch {
            guard error == .tooLarge else { throw .invalidCompression }
            throw room < most ? .overloaded : .bodyTooLarge
        }
        guard memory.take(dump.count) else { throw .overloaded }
        return dump
    }
}
