import CSQLite

/// What SQLite refused to do.
public struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// The extended result code.
    public let code: Int32
    public let message: String

    /// The disk is full, broken, read-only or busy: the same statement may work later.
    var isAboutTheMachine: Bool {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_LOCKED,
            SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_PERM, SQLITE_AUTH:
            true
        default: false
        }
    }

    /// The file is no database, or a broken one.
    var isDamage: Bool { code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB }

    var isConstraint: Bool { code & 0xFF == SQLITE_CONSTRAINT }

    /// `database or disk is full (13)`.
    public var description: String { "\(message) (\(code))" }
}

/// Why a store cannot be opened or read.
public enum SQLiteStorageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Written by a newer Culprit.
    case fromTheFuture(file: String, version: Int, supported: Int)
    /// A migration has not run yet; the server does that at its start.
    case notMigrated(file: String, version: Int, supported: Int)
    /// Another process writes to this directory.
    case inUse(directory: String)
    /// A folder cannot be made, a file cannot be opened.
    case unusable(path: String, reason: String)
    /// A stored event cannot be read.
    case damaged(file: String, row: Int64)
    /// The store was closed.
    case closed

    public var description: String {
        switch self {
        case .fromTheFuture(let file, let version, let supported):
            "\(file) has version \(version); this Culprit knows versions up to \(supported)"
        case .notMigrated(let file, let version, let supported):
            "\(file) has version \(version) and needs \(supported); start the server once"
        case .inUse(let directory): "another process has \(directory) open for writing"
        case .unusable(let path, let reason): "\(path): \(reason)"
        case .damaged(let file, let row): "row \(row) of \(file) cannot be read"
        case .closed: "the store is closed"
        }
    }
}
