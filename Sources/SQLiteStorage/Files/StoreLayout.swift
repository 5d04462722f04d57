import Glibc
import SentryProtocol
import Storage

/// Where the files are.
struct StoreLayout: Sendable {
    let directory: String

    var culprit: String { directory + "/culprit.db" }
    var search: String { directory + "/search.db" }
    var events: String { directory + "/events" }
    var lock: String { directory + "/culprit.lock" }
    func file(of day: Day) -> String { events + "/" + day.text + ".db" }

    func exists(_ day: Day) -> Bool { access(file(of: day), F_OK) == 0 }

    /// Where the files of a kind are; `events` for errors.
    func folder(of kind: DataKind) -> String {
        kind == .errors ? events : directory + "/" + kind.rawValue
    }

    func file(of day: Day, _ kind: DataKind) -> String { folder(of: kind) + "/" + day.text + ".db" }

    /// Makes the folders that are missing, so that they survive a power cut.
    func makeDirectories() throws(SQLiteStorageError) {
        try makeDirectory(directory)
        try makeDirectory(events)
        for kind in DataKind.records { try makeDirectory(folder(of: kind)) }
    }

    /// Days that have a file, oldest first.
    func days() -> [Day] { days(of: .errors) }

    /// Days that have a file of a kind, oldest first.
    func days(of kind: DataKind) -> [Day] {
        guard let folder = opendir(folder(of: kind)) else { return [] }
        defer { closedir(folder) }
        var days: [Day] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".db"), let day = Day(text: String(name.dropLast(3))) { days.append(day) }
        }
        return days.sorted()
    }

    /// Bytes that an ordinary process may still write; nil when nobody can tell.
    func freeBytes() -> Int? {
        var figures = statvfs()
        guard statvfs(directory, &figures) == 0 else { return nil }
        return Int(clamping: figures.f_bavail.multipliedReportingOverflow(by: UInt(figures.f_frsize)).partialValue)
    }

    /// Why files cannot be made here; nil when they can.
    func obstacle() -> String? {
        for folder in [directory, events] where access(folder, W_OK) != 0 {
            return "\(folder): \(reason(errno))"
        }
        return nil
    }

    /// Makes `path` and the folders above it; existing ones are fine.
    func makeDirectory(_ path: String) throws(SQLiteStorageError) {
        var parent = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            let folder = parent.isEmpty && !path.hasPrefix("/") ? String(part) : parent + "/" + part
            if mkdir(folder, 0o700) == 0 {
                sync(parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
            } else if errno != EEXIST {
                throw .unusable(path: folder, reason: reason(errno))
            }
            parent = folder
        }
    }

    /// Makes the entries of a folder durable.
    func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

extension StoreLayout {
    /// Renames a database that cannot be read, so that a new one can take its place; returns its new name.
    func setAside(_ path: String, at now: Timestamp) throws(SQLiteStorageError) -> String {
        let aside = path + ".corrupt-\(now.seconds)"
        guard rename(path, aside) == 0 else { throw .unusable(path: path, reason: reason(errno)) }
        rename(path + "-wal", aside + "-wal")
        unlink(path + "-shm")
        return aside
    }
}

/// What an error number means.
func reason(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }

/// Held by the one process that takes events. The kernel lets go of it when the process ends, however it ends.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// Waits up to `milliseconds` for the process that holds it.
    init(_ layout: StoreLayout, waiting milliseconds: Int) throws(SQLiteStorageError) {
        descriptor = open(layout.lock, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unusable(path: layout.lock, reason: reason(errno)) }
        var waited = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard waited < milliseconds else {
                close(descriptor)
                throw .inUse(directory: layout.directory)
            }
            usleep(20_000)
            waited += 20
        }
    }

    deinit { close(descriptor) }
}
