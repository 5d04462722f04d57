import SentryProtocol
import Storage

extension SQLiteEngine {
    public func transactions(matching query: TransactionQuery) async throws -> Page<TransactionSummary> {
        try await readers.read { reader in
            try reader.page(
                of: .performance, in: query.period, from: query.cursor, limit: query.limit, select: query.rows
            ) { row, _ in TransactionSummary(row) }
        }
    }

    public func transactionStatistics(
        of project: ProjectID, environments: [String], over period: Period, limit: Int
    ) async throws -> [TransactionStatistics] {
        let isWanted = SQL.within(period, "ended_at") + SQL.among(environments, "environment")
        return try await readers.read { reader in
            var statistics = TransactionFold()
            try reader.forEachFile(
                of: .performance, on: reader.recordDays(of: .performance, in: period)
            ) { file, _ in
                try file.forEachRow(
                    """
                    SELECT name, op, duration, status, user_hash FROM performance_transaction
                    WHERE project_id = \(project)\(isWanted)
                    UNION ALL
                    SELECT name, op, duration, status, NULL FROM span
                    WHERE is_segment = 1 AND project_id = \(project)\(isWanted)
                    """
                ) { statistics.add($0) }
            }
            return statistics.result(limit: limit)
        }
    }

    public func measurement(
        _ name: String, of project: ProjectID, transaction: String?, environments: [String], over period: Period
    ) async throws -> Spread? {
        try await readers.read { reader in
            var spread = Spread()
            let isNamed: SQL = transaction.map { " AND performance_transaction.name = \($0)" } ?? ""
            try reader.forEachFile(
                of: .performance, on: reader.recordDays(of: .performance, in: period)
            ) { file, _ in
                try file.forEachRow(
                    """
                    SELECT value FROM performance_transaction
                    JOIN measurement ON transaction_row = performance_transaction.id AND measurement.name = \(name)
                    WHERE project_id = \(project)\(SQL.within(period, "ended_at"))\(isNamed)\(
                        SQL.among(environments, "environment"))
                    """
                ) { spread.add($0.double(0)) }
            }
            return spread.count == 0 ? nil : spread
        }
    }

    public func transaction(_ id: EventID, in project: ProjectID) async throws -> StoredTransaction? {
        try await readers.read { reader in
            try reader.first(of: .performance, on: reader.layout.days(of: .performance).reversed()) { file, day in
                try reader.transactions(in: file, on: day, where: "event_id = \(id) AND project_id = \(project)", 1)
                    .first
            }
        }
    }

    public func trace(_ id: TraceID, in projects: [ProjectID]) async throws -> StoredTrace {
        try await readers.read { reader in
            var trace = StoredTrace()
            guard !projects.isEmpty else { return trace }
            let isWanted: SQL = "trace_id = \(id) AND project_id IN \(anyOf: projects)"
            try reader.forEachFile(of: .performance, on: reader.layout.days(of: .performance)) { file, day in
                let room = Self.traceTransactionsMax - trace.transactions.count
                let transactions = try reader.transactions(in: file, on: day, where: isWanted, room + 1)
                trace.transactions += transactions.prefix(room)
                let spanRoom = Self.traceSpansMax - trace.spans.count
                let spans = try reader.spans(in: file, on: day, where: isWanted, spanRoom + 1)
                trace.spans += spans.prefix(spanRoom)
                if transactions.count > room || spans.count > spanRoom { trace.isCut = true }
            }
            trace.transactions.sort { $0.summary.startedAt < $1.summary.startedAt }
            trace.spans.sort { $0.startedAt < $1.startedAt }
            return trace
        }
    }

    static let traceTransactionsMax = 200
    static let traceSpansMax = 5000

    public func segments(
        of project: ProjectID, over period: Period?, cursor: Cursor, limit: Int
    ) async throws -> Page<StoredSpan> {
        try await readers.read { reader in
            try reader.page(of: .performance, in: period, from: cursor, limit: limit) { walk in
                """
                SELECT \(StoredSpan.columns) FROM span
                WHERE is_segment = 1 AND project_id = \(project)\(walk.range("ended_at"))\(
                    SQL.within(period, "ended_at"))\(walk.order("ended_at"))
                """
            } read: { row, day in
                try reader.span(row, on: day)
            }
        }
    }

    public func profile(ofTransaction id: EventID, in project: ProjectID) async throws -> StoredProfile? {
        try await profile(where: "transaction_id = \(id) AND project_id = \(project)")
    }

    public func profile(_ id: EventID, in project: ProjectID) async throws -> StoredProfile? {
        try await profile(where: "profile_id = \(id) AND project_id = \(project)")
    }

    private func profile(where condition: SQL) async throws -> StoredProfile? {
        try await readers.read { reader in
            try reader.first(of: .performance, on: reader.layout.days(of: .performance).reversed()) { file, day in
                try file.first(
                    """
                    SELECT profile_id, profiler_id, transaction_id, trace_id, platform, started_at, duration,
                        environment, release, bytes, profile.id
                    FROM profile JOIN profile_body ON profile_body.id = profile.id WHERE \(condition)
                    """
                ) { row in
                    StoredProfile(
                        id: row.eventID(0), profilerID: row.optionalEventID(1), transactionID: row.optionalEventID(2),
                        traceID: row.traceID(3), platform: row.text(4), startedAt: row.time(5),
                        duration: row.double(6), environment: row.name(7), release: row.optionalText(8),
                        json: try reader.decode(row.blob(9), .performance, day, row: row.integer(10)))
                }
            }
        }
    }
}

extension TransactionQuery {
    /// A walk along `performance_transaction_by_project`, no sort.
    func rows(_ walk: RecordWalk) -> SQL {
        let isNamed: SQL = name.map { " AND name = \($0)" } ?? ""
        return """
            SELECT \(TransactionSummary.columns) FROM performance_transaction
            WHERE project_id = \(project)\(walk.range("ended_at"))\(SQL.within(period, "ended_at"))\(isNamed)\(
                SQL.among(environments, "environment"))\(walk.order("ended_at"))
            """
    }
}

extension TransactionSummary {
    fileprivate static let columns: SQL = """
        ended_at, id, event_id, project_id, trace_id, span_id, parent_span_id, received_at, duration, name, op, status,
        platform, environment, release, span_count
        """

    fileprivate init(_ row: Row) {
        self.init(
            id: row.eventID(2), projectID: ProjectID(rawValue: row.integer(3)),
            traceID: row.traceID(4) ?? TraceID(high: 0, low: 0), spanID: row.spanID(5) ?? SpanID(rawValue: 0),
            parentSpanID: row.spanID(6), receivedAt: row.time(7),
            startedAt: Timestamp(microseconds: row.integer(0) &- row.integer(8)), endedAt: row.time(0),
            name: row.text(9), op: row.text(10), status: row.text(11), platform: row.text(12),
            environment: row.name(13), release: row.optionalText(14), spanCount: row.int(15))
    }
}

extension Reader {
    /// The JSON of a stored body.
    func decode(_ stored: [UInt8], _ kind: DataKind, _ day: Day, row: Int64) throws -> [UInt8] {
        guard let json = try? configuration.decodeBody(stored, { _ in nil }) else {
            throw SQLiteStorageError.damaged(file: layout.file(of: day, kind), row: row)
        }
        return json
    }

    fileprivate func transactions(
        in file: Connection, on day: Day, where condition: SQL, _ limit: Int
    ) throws -> [StoredTransaction] {
        let found = try file.rows(
            "SELECT \(TransactionSummary.columns) FROM performance_transaction WHERE \(condition) LIMIT \(limit)"
        ) { (row: $0.integer(1), summary: TransactionSummary($0)) }
        return try found.map { row, summary in
            let body = try file.first("SELECT bytes FROM transaction_body WHERE id = \(row)") { $0.blob(0) } ?? []
            return StoredTransaction(
                summary: summary,
                measurements: try file.rows(
                    "SELECT name, value, unit FROM measurement WHERE transaction_row = \(row) ORDER BY name"
                ) { TransactionRow.Measurement(name: $0.text(0), value: $0.double(1), unit: $0.text(2)) },
                json: try decode(body, .performance, day, row: row))
        }
    }

    fileprivate func spans(
        in file: Connection, on day: Day, where condition: SQL, _ limit: Int
    ) throws -> [StoredSpan] {
        try file.rows("SELECT \(StoredSpan.columns) FROM span WHERE \(condition) LIMIT \(limit)") {
            try span($0, on: day)
        }
    }

    fileprivate func span(_ row: Row, on day: Day) throws -> StoredSpan {
        StoredSpan(
            traceID: row.traceID(2) ?? TraceID(high: 0, low: 0), spanID: row.spanID(3) ?? SpanID(rawValue: 0),
            parentSpanID: row.spanID(4), projectID: ProjectID(rawValue: row.integer(5)), isSegment: row.bool(6),
            startedAt: Timestamp(microseconds: row.integer(0) &- row.integer(7)), endedAt: row.time(0),
            name: row.text(8), op: row.text(9), status: row.text(10), environment: row.name(11),
            release: row.optionalText(12), json: try decode(row.blob(13), .performance, day, row: row.integer(1)))
    }
}

extension StoredSpan {
    fileprivate static let columns: SQL = """
        ended_at, id, trace_id, span_id, parent_span_id, project_id, is_segment, duration, name, op, status,
        environment, release, bytes
        """
}

/// Sums up transactions by name.
private struct TransactionFold {
    private var groups: [String: Group] = [:]

    /// More names than these are summed up as one, as are names made of random parts.
    static let namesMax = 1000
    static let rest = "<other>"

    private struct Group {
        var op: String
        var failures = 0
        var users = DistinctCount()
        var durations = Spread()

        mutating func add(duration: Double, isFailure: Bool, user: Int64?) {
            durations.add(duration)
            if isFailure { failures += 1 }
            if let user { users.insert(user) }
        }
    }

    mutating func add(_ row: Row) {
        var name = row.text(0)
        if groups[name] == nil, groups.count >= Self.namesMax { name = Self.rest }
        let status = row.text(3)
        groups[name, default: Group(op: row.text(1))].add(
            duration: Double(row.integer(2)) / 1000,
            isFailure: status != "ok" && status != "cancelled" && status != "unknown", user: row.optionalInteger(4))
    }

    func result(limit: Int) -> [TransactionStatistics] {
        let largest = groups.sorted { ($0.value.durations.sum, $1.key) > ($1.value.durations.sum, $0.key) }
        return largest.prefix(max(limit, 0)).map { name, group in
            TransactionStatistics(
                name: name, op: group.op, failures: group.failures, users: group.users.count,
                durations: group.durations)
        }
    }
}
