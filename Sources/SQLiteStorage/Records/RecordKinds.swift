import CSQLite
import SentryProtocol
import Storage

extension DataKind {
    /// Kinds that have files of their own, by day; committed in this order.
    ///
    /// Sessions that an SDK has counted itself have no id by which to know them again. They come last, so that nothing
    /// after them can fail and have them sent again.
    static let records: [DataKind] = [
        .attachments, .replays, .performance, .logs, .requestLogs, .metrics, .checkIns, .sessions,
    ]

    /// Which tables its files have.
    var database: DatabaseKind? {
        switch self {
        case .errors: .events
        case .performance: .performance
        case .logs, .requestLogs: .logs
        case .metrics: .metrics
        case .checkIns: .checkIns
        case .sessions: .sessions
        case .attachments: .attachments
        case .replays: .replays
        case .outcomes: nil
        }
    }
}

extension Record {
    /// Decides in which day's file it is stored.
    var receivedAt: Timestamp {
        switch self {
        case .transaction(let row): row.receivedAt
        case .span(let row): row.receivedAt
        case .logs(let block): block.receivedAt
        case .metrics(let block): block.receivedAt
        case .checkIn(let row): row.receivedAt
        case .session(let row): row.receivedAt
        case .sessionAggregate(let row): row.receivedAt
        case .userReport(let row): row.receivedAt
        case .attachment(let row): row.receivedAt
        case .profile(let row): row.receivedAt
        case .replayEvent(let row): row.receivedAt
        case .replayRecording(let row): row.receivedAt
        }
    }
}

extension TraceID: SQLBindable { var sqlValue: SQLValue { .blob(bytes) } }
extension SpanID: SQLBindable { var sqlValue: SQLValue { .integer(Int64(bitPattern: rawValue)) } }

extension Row {
    func traceID(_ column: Int32) -> TraceID? { TraceID(bytes: blob(column)) }
    func spanID(_ column: Int32) -> SpanID? {
        isNull(column) ? nil : SpanID(rawValue: UInt64(bitPattern: integer(column)))
    }
    func optionalEventID(_ column: Int32) -> EventID? { EventID(bytes: blob(column)) }
    /// Nil for the empty text.
    func name(_ column: Int32) -> String? {
        let text = text(column)
        return text.isEmpty ? nil : text
    }
}

/// Binds the values of a statement in the order in which they are handed over.
struct Binder {
    let statement: Statement
    private var index: Int32 = 0

    init(_ statement: Statement) { self.statement = statement }

    mutating func add(_ value: Int64) { statement.bind(next(), value) }
    mutating func add(_ value: Int64?) { statement.bind(next(), value) }
    mutating func add(_ value: Int) { statement.bind(next(), value) }
    mutating func add(_ value: Bool) { statement.bind(next(), value ? 1 : 0) }
    mutating func add(_ value: Double) { statement.bind(next(), .real(value)) }
    mutating func add(_ value: Double?) { statement.bind(next(), value.map { .real($0) } ?? .null) }
    mutating func add(_ value: String) { statement.bind(next(), value) }
    mutating func add(_ value: String?) { statement.bind(next(), value) }
    mutating func add(_ value: [UInt8]) { statement.bind(next(), value) }
    mutating func add(_ value: [UInt8]?) { statement.bind(next(), value.map { .blob($0) } ?? .null) }
    mutating func add(_ value: Timestamp) { statement.bind(next(), value.microseconds) }
    mutating func add(_ value: EventID) { statement.bind(next(), value) }
    mutating func add(_ value: EventID?) { if let value { add(value) } else { statement.bindNull(next()) } }
    mutating func add(_ value: TraceID) { statement.bind(next(), EventID(high: value.high, low: value.low)) }
    mutating func add(_ value: TraceID?) { if let value { add(value) } else { statement.bindNull(next()) } }
    mutating func add(_ value: SpanID) { statement.bind(next(), Int64(bitPattern: value.rawValue)) }
    mutating func add(_ value: SpanID?) { if let value { add(value) } else { statement.bindNull(next()) } }
    mutating func add(_ value: ProjectID) { statement.bind(next(), value.rawValue) }

    private mutating func next() -> Int32 {
        index += 1
        return index
    }
}

extension Timestamp {
    /// Microseconds from `earlier` to here; never negative, never more than fits.
    func duration(since earlier: Timestamp) -> Int64 {
        let (difference, overflows) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        return overflows ? .max : max(difference, 0)
    }
}

extension Row {
    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func optionalDouble(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }
}

extension Connection {
    /// Reads an answer row by row, without keeping it.
    func forEachRow(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        _ = try rows(sql) { try body($0) }
    }
}
