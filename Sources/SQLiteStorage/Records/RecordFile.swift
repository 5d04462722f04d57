import SentryProtocol
import Storage

/// One day's file of one kind, as the writer sees it. Each kind knows how to store what belongs to it.
protocol RecordFile: AnyObject {
    var connection: Connection { get }
    init(_ connection: Connection) throws
}

extension RecordFile {
    /// Runs `statement` with what `bind` adds; true when it changed a row.
    func run(_ statement: Statement, _ bind: (inout Binder) -> Void) throws(SQLiteError) -> Bool {
        var binder = Binder(statement)
        bind(&binder)
        try statement.run()
        return connection.changes > 0
    }

    /// Whether a question with these values has an answer.
    func exists(_ statement: Statement, _ bind: (inout Binder) -> Void) throws(SQLiteError) -> Bool {
        var binder = Binder(statement)
        bind(&binder)
        return try statement.integer() != nil
    }
}

/// Which file of records.
struct RecordFileKey: Hashable, Sendable {
    let kind: DataKind
    let day: Day
}

/// A file that SQLite cannot read as one.
struct DamagedRecordFile: Error {
    let key: RecordFileKey
    let error: SQLiteError
}

extension SQLiteError {
    /// The file itself is wrong, not the disk or the moment.
    var isAboutTheFile: Bool { code & 0xFF == 11 || code & 0xFF == 26 }
}
