import SentryProtocol
import Storage

/// Log entries of one day, in blocks as they came.
final class LogFile: RecordFile {
    let connection: Connection
    private let blocks: BlockTable
    private let insertLog: Statement

    init(_ connection: Connection) throws {
        self.connection = connection
        blocks = try BlockTable(connection)
        insertLog = try connection.prepare(
            """
            INSERT INTO log (block_id, position, project_id, at, level, trace_id, span_id, environment, release)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
    }

    func contains(_ hash: [UInt8]) throws(SQLiteError) -> Bool { try blocks.contains(hash) }

    func insert(_ block: LogBlock, hash: [UInt8], of project: ProjectID) throws(SQLiteError) {
        guard let id = try blocks.insert(block.body, hash: hash, of: project) else { return }
        for (position, entry) in block.entries.enumerated() {
            _ = try run(insertLog) {
                $0.add(id)
                $0.add(position)
                $0.add(project)
                $0.add(entry.at)
                $0.add(entry.level.rawValue)
                $0.add(entry.traceID)
                $0.add(entry.spanID)
                $0.add(entry.environment ?? "")
                $0.add(entry.release ?? "")
            }
        }
    }
}

/// Metrics of one day, in blocks as they came.
final class MetricFile: RecordFile {
    let connection: Connection
    private let blocks: BlockTable
    private let insertMetric: Statement

    init(_ connection: Connection) throws {
        self.connection = connection
        blocks = try BlockTable(connection)
        insertMetric = try connection.prepare(
            """
            INSERT INTO metric
                (block_id, position, project_id, at, name, type, value, unit, trace_id, environment, release)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
    }

    func contains(_ hash: [UInt8]) throws(SQLiteError) -> Bool { try blocks.contains(hash) }

    func insert(_ block: MetricBlock, hash: [UInt8], of project: ProjectID) throws(SQLiteError) {
        guard let id = try blocks.insert(block.body, hash: hash, of: project) else { return }
        for (position, entry) in block.entries.enumerated() where entry.value.isFinite {
            _ = try run(insertMetric) {
                $0.add(id)
                $0.add(position)
                $0.add(project)
                $0.add(entry.at)
                $0.add(entry.name)
                $0.add(entry.type)
                $0.add(entry.value)
                $0.add(entry.unit)
                $0.add(entry.traceID)
                $0.add(entry.environment ?? "")
                $0.add(entry.release ?? "")
            }
        }
    }
}

/// The packed blocks of a file.
private struct BlockTable {
    private let connection: Connection
    private let find: Statement
    private let insert: Statement

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        find = try connection.prepare("SELECT 1 FROM block WHERE hash = ?1")
        insert = try connection.prepare("INSERT OR IGNORE INTO block (project_id, hash, bytes) VALUES (?1, ?2, ?3)")
    }

    func contains(_ hash: [UInt8]) throws(SQLiteError) -> Bool {
        find.bind(1, hash)
        return try find.integer() != nil
    }

    /// The new block's number; nil when it was there already.
    func insert(_ bytes: [UInt8], hash: [UInt8], of project: ProjectID) throws(SQLiteError) -> Int64? {
        insert.bind(1, project.rawValue)
        insert.bind(2, hash)
        insert.bind(3, bytes)
        try insert.run()
        return connection.changes > 0 ? connection.lastInsertedRow : nil
    }
}

extension LogBlock {
    /// What makes a block the same when it is sent again.
    func contentHash(of project: ProjectID) -> [UInt8] {
        ContentHash.block(
            digest.bytes, of: project, first: entries.first?.at, last: entries.last?.at, count: entries.count)
    }
}

extension MetricBlock {
    /// What makes a block the same when it is sent again.
    func contentHash(of project: ProjectID) -> [UInt8] {
        ContentHash.block(
            digest.bytes, of: project, first: entries.first?.at, last: entries.last?.at, count: entries.count)
    }
}
