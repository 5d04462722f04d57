import CSQLite
import SentryProtocol

/// A compiled statement. Belongs to its connection's thread.
final class Statement {
    let handle: OpaquePointer

    init(handle: OpaquePointer) { self.handle = handle }
    deinit { sqlite3_finalize(handle) }

    var isBusy: Bool { sqlite3_stmt_busy(handle) != 0 }

    /// Values count from 1.
    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }
    func bind(_ index: Int32, _ value: Int) { sqlite3_bind_int64(handle, index, Int64(value)) }
    func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    func bind(_ index: Int32, _ value: String) {
        var value = value
        value.withUTF8 { text in
            // An empty buffer may have no address, which SQLite would read as NULL.
            if let start = text.baseAddress {
                start.withMemoryRebound(to: CChar.self, capacity: text.count) {
                    _ = sqlite3_bind_text64(
                        handle, index, $0, UInt64(text.count), Self.copied, UInt8(SQLITE_UTF8))
                }
            } else {
                sqlite3_bind_text(handle, index, "", 0, Self.copied)
            }
        }
    }

    func bind(_ index: Int32, _ value: String?) {
        if let value { bind(index, value) } else { bindNull(index) }
    }

    func bind(_ index: Int32, _ value: [UInt8]) {
        value.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress, !bytes.isEmpty {
                _ = sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), Self.copied)
            } else {
                sqlite3_bind_zeroblob(handle, index, 0)
            }
        }
    }

    /// The 16 bytes of an id or a hash.
    func bind(_ index: Int32, _ value: EventID) {
        let words = (value.high.bigEndian, value.low.bigEndian)
        withUnsafeBytes(of: words) { _ = sqlite3_bind_blob64(handle, index, $0.baseAddress, 16, Self.copied) }
    }

    func bind(_ index: Int32, _ value: SQLValue) {
        switch value {
        case .null: bindNull(index)
        case .integer(let number): bind(index, number)
        case .real(let number): sqlite3_bind_double(handle, index, number)
        case .text(let text): bind(index, text)
        case .blob(let bytes): bind(index, bytes)
        }
    }

    /// True when there is a row to read.
    func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteError(of: sqlite3_db_handle(handle))
        }
    }

    /// Runs to the end and makes the statement ready for its next use.
    func run() throws(SQLiteError) {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// The first column of the first row, an integer; nil when there is no row.
    func integer() throws(SQLiteError) -> Int64? {
        defer { sqlite3_reset(handle) }
        return try step() ? sqlite3_column_int64(handle, 0) : nil
    }

    func reset() { sqlite3_reset(handle) }

    var row: Row { Row(handle: handle) }

    // SAFETY: SQLite defines the destructor value -1 (SQLITE_TRANSIENT) as "copy the bytes before returning".
    static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The row a statement stands on. Columns count from 0.
struct Row {
    let handle: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func bool(_ column: Int32) -> Bool { sqlite3_column_int64(handle, column) != 0 }
    func time(_ column: Int32) -> Timestamp { Timestamp(microseconds: integer(column)) }
    func optionalTime(_ column: Int32) -> Timestamp? { isNull(column) ? nil : time(column) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// Sixteen bytes; the nil id when the column holds something else.
    func eventID(_ column: Int32) -> EventID {
        EventID(bytes: blob(column)) ?? EventID(high: 0, low: 0)
    }
}

extension SQLiteError {
    /// The last error of a connection.
    init(of database: OpaquePointer?) {
        code = sqlite3_extended_errcode(database)
        message = sqlite3_errmsg(database).map { String(cString: $0) } ?? "unknown error"
    }
}
