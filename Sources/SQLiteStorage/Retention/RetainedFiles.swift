import Dispatch
import Glibc
import SentryProtocol
import Storage

/// What retention asks of the writer's files; used on the writer's thread.
protocol RetainedFiles: AnyObject {
    /// Nil in a process that does not take data.
    var records: RecordStore? { get }
    /// Forgets where hashes lead: these issues are deleted.
    func forget(_ issues: [IssueID])
    /// Closes the file of a day's events: it is about to be removed.
    func close(_ day: Day)
    /// Takes nothing of this project any more: it is being deleted.
    func refuse(_ project: ProjectID)
}

extension WriterFiles {
    /// Without it nothing may be dropped: new events would be counted for issues that are gone.
    func retained() throws(SQLiteStorageError) -> any RetainedFiles {
        guard let retained = (self as AnyObject) as? any RetainedFiles else {
            throw .unusable(path: directory.path, reason: "this writer cannot let go of what is dropped")
        }
        return retained
    }
}

/// The thread that deletes rows of old days. Their files are no longer written to, so nobody waits for it.
final class RetentionQueue: Sendable {
    private let queue = DispatchQueue(label: "culprit.retention", qos: .utility)

    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// How much is done at a time, so that it takes about five milliseconds.
struct SliceSize {
    private(set) var count: Int
    private let range: ClosedRange<Int>

    init(_ count: Int, in range: ClosedRange<Int>) { (self.count, self.range) = (count, range) }

    mutating func adapt(to elapsed: Duration) {
        if elapsed < .milliseconds(3) { count = min(count * 2, range.upperBound) }
        if elapsed > .milliseconds(8) { count = max(count / 2, range.lowerBound) }
    }
}

extension StoreLayout {
    static let removedSuffix = ".removed"

    /// Takes a day's file out of sight; `sweepRemoved` gives its space back. True when there was one.
    func hide(_ day: Day, _ kind: DataKind) -> Bool {
        let path = file(of: day, kind)
        var isHidden = false
        for suffix in ["", "-wal", "-shm"] where rename(path + suffix, path + Self.removedSuffix + suffix) == 0 {
            isHidden = true
        }
        if isHidden { sync(folder(of: kind)) }
        return isHidden
    }

    /// Unlinks what `hide` left, after a crash too.
    func sweepRemoved() {
        for kind in DataKind.records + [.errors] {
            let folder = folder(of: kind)
            for name in DirectoryBlobStore.names(in: folder) where name.contains(".db" + Self.removedSuffix) {
                unlink(folder + "/" + name)
            }
        }
    }

    /// What everything in the data directory takes on the disk, in bytes.
    func bytesUsed() -> Int { Self.bytesUsed(directory, depth: 0) }

    private static func bytesUsed(_ path: String, depth: Int) -> Int {
        var figures = stat()
        guard depth < 8, lstat(path, &figures) == 0 else { return 0 }
        var bytes = Int(figures.st_blocks) * 512
        guard figures.st_mode & S_IFMT == S_IFDIR else { return bytes }
        for name in DirectoryBlobStore.names(in: path) { bytes += bytesUsed(path + "/" + name, depth: depth + 1) }
        return bytes
    }
}
