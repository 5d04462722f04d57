import Glibc
import SentryProtocol
import Storage

/// Blobs as files: `blobs/<kind>/<day>/<two digits>/<hash>`.
///
/// A file gets its name when its content is on the disk, so a name always leads to all of the content.
struct DirectoryBlobStore: BlobStore {
    private let layout: StoreLayout

    init(_ layout: StoreLayout) { self.layout = layout }

    func put(_ content: [UInt8], at place: BlobPlace) throws {
        let path = path(of: place)
        guard access(path, F_OK) != 0 else { return }
        let folder = folder(of: place)
        try layout.makeDirectory(folder)
        let temporary = path + ".part-\(UInt32.random(in: .min ... .max))"
        try write(content, to: temporary)
        guard rename(temporary, path) == 0 else { throw failure(path) }
        layout.sync(folder)
    }

    func content(at place: BlobPlace) throws -> [UInt8]? {
        let path = path(of: place)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw failure(path) }
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }

    func deleteDay(_ day: Day, of kind: DataKind) throws {
        let folder = folder(of: kind) + "/" + day.text
        for part in Self.names(in: folder) {
            for name in Self.names(in: folder + "/" + part) { unlink(folder + "/" + part + "/" + name) }
            rmdir(folder + "/" + part)
        }
        guard rmdir(folder) == 0 || errno == ENOENT else { throw failure(folder) }
    }

    /// Days that have blobs, oldest first.
    func days(of kind: DataKind) -> [Day] {
        Self.names(in: folder(of: kind)).compactMap { Day(text: $0) }.sorted()
    }

    /// What there is of a day, unfinished files too.
    func files(of kind: DataKind, on day: Day) -> [BlobFile] {
        let folder = folder(of: kind) + "/" + day.text
        return Self.names(in: folder).flatMap { part in
            Self.names(in: folder + "/" + part).map { name in
                BlobFile(hash: Self.hash(of: name), path: folder + "/" + part + "/" + name)
            }
        }
    }

    private func write(_ content: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var written = 0
        try content.withUnsafeBytes { bytes in
            while written < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else {
                    let error = failure(path)
                    unlink(path)
                    throw error
                }
                written += count
            }
        }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> SQLiteStorageError { .unusable(path: path, reason: reason(errno)) }

    private func folder(of kind: DataKind) -> String { layout.directory + "/blobs/" + kind.rawValue }

    private func folder(of place: BlobPlace) -> String {
        folder(of: place.kind) + "/" + place.day.text + "/" + String(place.hash.hex.prefix(2))
    }

    private func path(of place: BlobPlace) -> String { folder(of: place) + "/" + place.hash.hex }

    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func hash(of name: String) -> [UInt8]? {
        guard name.utf8.count == 64, let high = EventID(hex: name.prefix(32)), let low = EventID(hex: name.suffix(32))
        else { return nil }
        return high.bytes + low.bytes
    }
}

/// A file among the blobs.
struct BlobFile: Sendable {
    /// Nil when its name is none.
    let hash: [UInt8]?
    let path: String
}

extension [UInt8] {
    /// Lower-case hex digits, two a byte.
    var hex: String {
        let digits = Array<UInt8>("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
