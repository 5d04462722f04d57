import SentryProtocol
import Storage

/// Answers one question about logs: walks entries newest first, and opens the blocks of those that may match.
struct LogSearch {
    private let reader: Reader
    private let query: LogQuery
    private let limit: Int
    private let text: [UInt8]?
    private let attributes: [(name: String, pattern: [UInt8])]
    private var blocks = BlockCache()

    /// A page of a search of text ends after so many blocks, full or not.
    static let blocksMax = 500
    /// Entries that are looked at together.
    static let stride = 500

    init(_ reader: Reader, _ query: LogQuery) {
        (self.reader, self.query) = (reader, query)
        limit = min(max(query.limit, 1), 1000)
        text = query.text.flatMap { $0.isEmpty ? nil : TextPattern(within: $0).encoded }
        attributes = query.attributes.map { ($0.name, TextPattern($0.value).encoded) }
    }

    /// An entry's row.
    private struct Found {
        let place: OccurrencePlace
        let block: Int64
        let position: Int
        let log: StoredLog
    }

    mutating func page() throws -> Page<StoredLog> {
        let cursor = query.cursor
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        var (found, end) = try walk(
            after: cursor.isStart ? nil : OccurrencePlace(cursor), oldestFirst: cursor.isPrevious)
        let hasMore = end != nil || found.count > limit
        found = Array(found.prefix(limit))
        if found.count < limit, let end { return unfinished(found, end) }
        if cursor.isPrevious { found.reverse() }
        guard let first = found.first, let last = found.last else {
            return Page(rows: [], next: cursor.isPrevious ? .start : nil)
        }
        let (hasPrevious, hasNext) = cursor.isPrevious ? (hasMore, true) : (!cursor.isStart, hasMore)
        return Page(
            rows: found.map(\.log), previous: hasPrevious ? first.place.cursor(isPrevious: true) : nil,
            next: hasNext ? last.place.cursor(isPrevious: false) : nil)
    }

    /// A page that ended early goes on where it ended.
    private func unfinished(_ found: [Found], _ end: OccurrencePlace) -> Page<StoredLog> {
        let edge = (found.first?.place ?? end).cursor(isPrevious: !query.cursor.isPrevious)
        let goesOn = end.cursor(isPrevious: query.cursor.isPrevious)
        let rows = found.map(\.log)
        if query.cursor.isPrevious { return Page(rows: rows.reversed(), previous: goesOn, next: edge) }
        return Page(rows: rows, previous: query.cursor.isStart ? nil : edge, next: goesOn)
    }

    /// One more match than fits the page; and where the walk stopped, when it stopped for having read enough.
    private mutating func walk(
        after start: OccurrencePlace?, oldestFirst: Bool
    ) throws -> (found: [Found], end: OccurrencePlace?) {
        var found: [Found] = []
        let days = reader.recordDays(of: query.kind, in: query.period)
        for day in oldestFirst ? days : days.reversed() {
            if let start, oldestFirst ? day < start.day : day > start.day { continue }
            guard let file = try reader.records.file(of: day, query.kind) else { continue }
            blocks.forget()
            var place = start?.day == day ? start : nil
            while true {
                let walk = RecordWalk(
                    place: place, oldestFirst: oldestFirst,
                    limit: isReadingBlocks ? Self.stride : limit + 1 - found.count)
                let rows = try file.rows(query.rows(walk)) { row in Self.found(row, day) }
                for row in rows {
                    place = row.place
                    if let match = try match(row, in: file) { found.append(match) }
                    if found.count > limit { return (found, nil) }
                    if isReadingBlocks, blocks.reads >= Self.blocksMax { return (found, row.place) }
                }
                if rows.count < walk.limit { break }
            }
        }
        return (found, nil)
    }

    private var isReadingBlocks: Bool { text != nil || !attributes.isEmpty }

    private static func found(_ row: Row, _ day: Day) -> Found {
        Found(
            place: OccurrencePlace(day: day, occurredAt: row.integer(0), row: row.integer(1)), block: row.integer(2),
            position: row.int(3),
            log: StoredLog(
                at: row.time(0), level: LogLevel(rawValue: row.int(4)) ?? .info, traceID: row.traceID(5),
                spanID: row.spanID(6), environment: row.name(7), release: row.name(8), message: "", attributes: []))
    }

    /// The entry with its content, if that matches.
    private mutating func match(_ found: Found, in file: Connection) throws -> Found? {
        let content = try blocks.entry(found.position, of: found.block) { id in
            let bytes = try file.first("SELECT bytes FROM block WHERE id = \(id)") { $0.blob(0) }
            return try reader.decode(bytes ?? [], query.kind, found.place.day, row: id)
        }
        var log = found.log
        log.message = content?["body"]?.lenientString ?? ""
        log.attributes = content?["attributes"]?.members.map { StoredLog.Attribute($0.text, $1) } ?? []
        if let text, !TextMatch.matches(log.message, text) { return nil }
        for wanted in attributes {
            let isThere = log.attributes.contains {
                $0.name == wanted.name && TextMatch.matches($0.value, wanted.pattern)
            }
            if !isThere { return nil }
        }
        return Found(place: found.place, block: found.block, position: found.position, log: log)
    }
}

/// Blocks that were opened last. Entries of one moment are often neighbours in a block.
private struct BlockCache {
    private var blocks: [Int64: [JSONNode]] = [:]
    private var order: [Int64] = []
    /// Blocks opened so far.
    private(set) var reads = 0

    static let blocksMax = 8

    /// Another file has other blocks.
    mutating func forget() {
        blocks.removeAll()
        order.removeAll()
    }

    mutating func entry(
        _ position: Int, of id: Int64, read: (Int64) throws -> [UInt8]
    ) throws -> JSONNode? {
        let entries: [JSONNode]
        if let known = blocks[id] {
            entries = known
        } else {
            reads += 1
            entries = (try? JSONDocument(parsing: try read(id)))?.root.elements.map { $0 } ?? []
            if order.count >= Self.blocksMax { blocks[order.removeFirst()] = nil }
            order.append(id)
            blocks[id] = entries
        }
        return entries.indices.contains(position) ? entries[position] : nil
    }
}

extension LogQuery {
    /// A walk along `log_by_project`, or along `log_by_trace` when a trace is asked for; no sort.
    func rows(_ walk: RecordWalk) -> SQL {
        let isOfTrace: SQL = traceID.map { " AND trace_id = \($0)" } ?? ""
        let isOfRelease: SQL = release.map { " AND release = \($0)" } ?? ""
        let isBadEnough: SQL = level.map { " AND level >= \($0.rawValue)" } ?? ""
        // The plus keeps the planner on the trace's index.
        let owner: SQL = traceID == nil ? "project_id = \(project)" : "+project_id = \(project)"
        return """
            SELECT at, id, block_id, position, level, trace_id, span_id, environment, release FROM log
            WHERE \(owner)\(walk.range("at"))\(SQL.within(period, "at"))\(isOfTrace)\(isBadEnough)\(isOfRelease)\(
                SQL.among(environments, "environment"))\(walk.order("at"))
            """
    }
}

extension StoredLog.Attribute {
    fileprivate init(_ name: String, _ node: JSONNode) {
        let value = node["value"]
        self.init(
            name: name, type: node["type"]?.string ?? "string",
            value: value.map { $0.kind == .string ? $0.string ?? "" : $0.sourceText } ?? "", unit: node["unit"]?.string
        )
    }
}

extension TextMatch {
    fileprivate static func matches(_ text: String, _ pattern: [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { text in pattern.withUnsafeBufferPointer { matches(text, $0) } }
    }
}
