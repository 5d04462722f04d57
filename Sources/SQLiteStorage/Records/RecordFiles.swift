import SentryProtocol
import Storage

/// A thread's connections to the files of records; few are open at a time.
final class RecordFiles {
    private let layout: StoreLayout
    private var files: [RecordFileKey: OpenFile] = [:]
    private var uses = 0

    static let openMax = 12

    private struct OpenFile {
        let connection: Connection
        /// Tells a file from another that took its name.
        let identity: FileIdentity
        var lastUse: Int
    }

    init(_ layout: StoreLayout) { self.layout = layout }

    /// A day's file; nil when there is none.
    func file(of day: Day, _ kind: DataKind) throws -> Connection? {
        let key = RecordFileKey(kind: kind, day: day)
        let path = layout.file(of: day, kind)
        guard let database = kind.database, let identity = FileIdentity(of: path) else {
            files[key] = nil
            return nil
        }
        uses += 1
        if let known = files[key], known.identity == identity {
            files[key]?.lastUse = uses
            return known.connection
        }
        files[key] = nil
        let connection = try Connection(path: path, mode: .read)
        // A file that is just being made has no tables yet.
        guard try Migrator.version(of: connection) > 0 else { return nil }
        try Migrator.check(connection, is: database)
        try connection.execute("PRAGMA cache_size = -1024")
        if files.count >= Self.openMax, let oldest = files.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            files[oldest.key] = nil
        }
        files[key] = OpenFile(connection: connection, identity: identity, lastUse: uses)
        return connection
    }

    func closeRemovedFiles() {
        files = files.filter { FileIdentity(of: layout.file(of: $0.key.day, $0.key.kind)) == $0.value.identity }
    }
}
