import SentryProtocol
import Storage

/// Transactions, spans and profiles of one day.
final class PerformanceFile: RecordFile {
    let connection: Connection
    private let findTransaction: Statement
    private let insertTransaction: Statement
    private let insertTransactionBody: Statement
    private let insertMeasurement: Statement
    private let findSpan: Statement
    private let insertSpan: Statement
    private let findProfile: Statement
    private let insertProfile: Statement
    private let insertProfileBody: Statement

    init(_ connection: Connection) throws {
        self.connection = connection
        findTransaction = try connection.prepare(
            "SELECT 1 FROM performance_transaction WHERE event_id = ?1 AND project_id = ?2")
        insertTransaction = try connection.prepare(
            """
            INSERT OR IGNORE INTO performance_transaction
                (event_id, project_id, trace_id, span_id, parent_span_id, received_at, ended_at, duration, name, op,
                status, platform, environment, release, user_hash, span_count)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """)
        insertTransactionBody = try connection.prepare("INSERT INTO transaction_body (id, bytes) VALUES (?1, ?2)")
        insertMeasurement = try connection.prepare(
            "INSERT OR REPLACE INTO measurement (transaction_row, name, value, unit) VALUES (?1, ?2, ?3, ?4)")
        findSpan = try connection.prepare(
            "SELECT 1 FROM span WHERE trace_id = ?1 AND span_id = ?2 AND project_id = ?3")
        insertSpan = try connection.prepare(
            """
            INSERT OR IGNORE INTO span
                (trace_id, span_id, project_id, parent_span_id, is_segment, received_at, ended_at, duration, name, op,
                status, environment, release, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """)
        findProfile = try connection.prepare("SELECT 1 FROM profile WHERE profile_id = ?1 AND project_id = ?2")
        insertProfile = try connection.prepare(
            """
            INSERT OR IGNORE INTO profile
                (profile_id, project_id, profiler_id, transaction_id, trace_id, platform, started_at, received_at,
                duration, environment, release)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
        insertProfileBody = try connection.prepare("INSERT INTO profile_body (id, bytes) VALUES (?1, ?2)")
    }

    func contains(transaction id: EventID, of project: ProjectID) throws(SQLiteError) -> Bool {
        try exists(findTransaction) {
            $0.add(id)
            $0.add(project)
        }
    }

    func contains(span: SpanRow, of project: ProjectID) throws(SQLiteError) -> Bool {
        try exists(findSpan) {
            $0.add(span.traceID)
            $0.add(span.spanID)
            $0.add(project)
        }
    }

    func contains(profile id: EventID, of project: ProjectID) throws(SQLiteError) -> Bool {
        try exists(findProfile) {
            $0.add(id)
            $0.add(project)
        }
    }

    func insert(_ row: TransactionRow, of project: ProjectID) throws(SQLiteError) {
        let isNew = try run(insertTransaction) {
            $0.add(row.id)
            $0.add(project)
            $0.add(row.traceID)
            $0.add(row.spanID)
            $0.add(row.parentSpanID)
            $0.add(row.receivedAt)
            $0.add(row.endedAt)
            $0.add(row.endedAt.duration(since: row.startedAt))
            $0.add(row.name)
            $0.add(row.op)
            $0.add(row.status)
            $0.add(row.platform)
            $0.add(row.environment ?? "")
            $0.add(row.release)
            $0.add(StableHash.user(row.userIdentity))
            $0.add(row.spanCount)
        }
        guard isNew else { return }
        let id = connection.lastInsertedRow
        _ = try run(insertTransactionBody) {
            $0.add(id)
            $0.add(row.body)
        }
        for measurement in row.measurements where measurement.value.isFinite {
            _ = try run(insertMeasurement) {
                $0.add(id)
                $0.add(measurement.name)
                $0.add(measurement.value)
                $0.add(measurement.unit)
            }
        }
    }

    func insert(_ row: SpanRow, of project: ProjectID) throws(SQLiteError) {
        _ = try run(insertSpan) {
            $0.add(row.traceID)
            $0.add(row.spanID)
            $0.add(project)
            $0.add(row.parentSpanID)
            $0.add(row.isSegment)
            $0.add(row.receivedAt)
            $0.add(row.endedAt)
            $0.add(row.endedAt.duration(since: row.startedAt))
            $0.add(row.name)
            $0.add(row.op)
            $0.add(row.status)
            $0.add(row.environment ?? "")
            $0.add(row.release)
            $0.add(row.body)
        }
    }

    func insert(_ row: ProfileRow, of project: ProjectID) throws(SQLiteError) {
        let isNew = try run(insertProfile) {
            $0.add(row.id)
            $0.add(project)
            $0.add(row.profilerID)
            $0.add(row.transactionID)
            $0.add(row.traceID)
            $0.add(row.platform)
            $0.add(row.startedAt)
            $0.add(row.receivedAt)
            $0.add(row.duration.isFinite ? row.duration : 0)
            $0.add(row.environment ?? "")
            $0.add(row.release)
        }
        guard isNew else { return }
        let id = connection.lastInsertedRow
        _ = try run(insertProfileBody) {
            $0.add(id)
            $0.add(row.body)
        }
    }
}
