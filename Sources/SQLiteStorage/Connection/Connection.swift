import CSQLite
import Storage

/// An open database file. Used by one thread at a time; whoever owns it sees to that with a `Mutex`.
final class Connection {
    let path: String
    let handle: OpaquePointer
    /// Compiled statements by their text.
    private var statements: [String: Statement] = [:]
    /// Frames in the write-ahead log after the last commit made here.
    private let logFrames: UnsafeMutablePointer<Int32>

    /// How a file is opened.
    enum Mode {
        /// Makes the file when there is none.
        case create
        case write
        /// Refuses statements that write. The file itself is opened for writing, which a log beside it needs.
        case read
    }

    static let statementsMax = 128

    init(path: String, mode: Mode, busyMilliseconds: Int32 = 10_000) throws(SQLiteError) {
        var handle: OpaquePointer?
        let create = mode == .create ? SQLITE_OPEN_CREATE : 0
        let code = sqlite3_open_v2(
            path, &handle, SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle else {
            let error = SQLiteError(of: handle)
            sqlite3_close_v2(handle)
            throw error
        }
        (self.path, self.handle) = (path, handle)
        logFrames = .allocate(capacity: 1)
        logFrames.initialize(to: 0)
        sqlite3_busy_timeout(handle, busyMilliseconds)
        if mode == .read { try execute("PRAGMA query_only = ON") }
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
        logFrames.deallocate()
    }

    /// Runs statements that answer nothing.
    func execute(_ script: String) throws(SQLiteError) {
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw SQLiteError(of: handle) }
    }

    func prepare(_ text: String) throws(SQLiteError) -> Statement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw SQLiteError(of: handle) }
        return Statement(handle: statement)
    }

    /// The compiled form of `text`, from the cache unless a caller further up is using it.
    func statement(_ text: String) throws(SQLiteError) -> Statement {
        if let known = statements[text], !known.isBusy { return known }
        let statement = try prepare(text)
        if statements.count >= Self.statementsMax { statements.removeAll() }
        statements[text] = statement
        return statement
    }

    /// Every row of the answer, read by `read`.
    func rows<T>(_ sql: SQL, limit: Int = .max, _ read: (Row) throws -> T) throws -> [T] {
        let statement = try bound(sql)
        defer { statement.reset() }
        var result: [T] = []
        while result.count < limit, try statement.step() { result.append(try read(statement.row)) }
        return result
    }

    func first<T>(_ sql: SQL, _ read: (Row) throws -> T) throws -> T? {
        try rows(sql, limit: 1, read).first
    }

    /// The first column of the first row.
    func integer(_ sql: SQL) throws -> Int64? { try first(sql) { $0.integer(0) } }

    /// Runs a statement; returns how many rows it changed.
    @discardableResult
    func run(_ sql: SQL) throws(SQLiteError) -> Int {
        try bound(sql).run()
        return Int(sqlite3_changes(handle))
    }

    /// Rows changed by the last statement that wrote.
    var changes: Int { Int(sqlite3_changes(handle)) }
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// All of `body`, or nothing.
    func transaction<T>(_ body: () throws -> T) throws -> T {
        try statement("BEGIN IMMEDIATE").run()
        do {
            let result = try body()
            try statement("COMMIT").run()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// One snapshot for everything `body` reads.
    func snapshot<T>(_ body: () throws -> T) throws -> T {
        try statement("BEGIN").run()
        defer { rollBack() }
        return try body()
    }

    /// Some errors have ended the transaction already.
    func rollBack() {
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
    }

    /// How SQLite would answer; one line for each step.
    func queryPlan(of sql: SQL) throws -> [String] {
        var explained = sql
        explained.text = "EXPLAIN QUERY PLAN " + sql.text
        return try rows(explained) { $0.text(3) }
    }

    private func bound(_ sql: SQL) throws(SQLiteError) -> Statement {
        let statement = try statement(sql.text)
        ReadingRequest.current?.countStatement()
        for (offset, value) in sql.values.enumerated() { statement.bind(Int32(offset + 1), value) }
        return statement
    }
}

extension Connection {
    /// Switches to write-ahead logging, and leaves copying the log back to the `Checkpointer`.
    ///
    /// Pages of 4 KiB: smaller ones take up to 17 % less disk for bodies of 2 KB and 11 % more time, larger ones more of
    /// both for bodies of 5 KB.
    func prepareForWriting(synchronous: Synchronous, cacheKibibytes: Int) throws(SQLiteError) {
        try execute("PRAGMA page_size = \(Self.pageBytes)")
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = \(synchronous.rawValue)")
        try execute("PRAGMA wal_autocheckpoint = 0")
        try execute("PRAGMA journal_size_limit = \(Checkpointer.logBytesKept)")
        try execute("PRAGMA cache_size = -\(cacheKibibytes)")
        try execute("PRAGMA temp_store = MEMORY")
        // SAFETY: the pointer lives as long as the connection, and SQLite calls the hook on the thread that commits.
        sqlite3_wal_hook(
            handle,
            { context, _, _, frames in
                context?.assumingMemoryBound(to: Int32.self).pointee = frames
                return SQLITE_OK
            }, logFrames)
    }

    static let pageBytes = 8192

    /// How much of the log is not in the file yet, as far as this connection knows.
    var logBytes: Int { Int(logFrames.pointee) * (Self.pageBytes + 24) }

    /// Copies what no reader needs from the log into the file, without making anybody wait.
    func checkpoint(truncating: Bool = false) {
        sqlite3_wal_checkpoint_v2(
            handle, nil, truncating ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
}
