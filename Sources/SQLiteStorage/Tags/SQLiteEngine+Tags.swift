import SentryProtocol
import Storage

extension SQLiteEngine {
    public func tags(of scope: TagScope, top: Int, isCurrent: Bool) async throws -> [TagSummary] {
        if isCurrent { try await countTags() }
        return try await readers.read { reader in
            try reader.culprit.snapshot {
                try reader.culprit.tags(of: reader.culprit.owners(of: scope), top: top)
            }
        }
    }

    public func suggestedTags(of projects: [ProjectID], keys: Int, values: Int) async throws -> [TagSummary] {
        try await readers.read { reader in
            try reader.culprit.tags(
                of: projects.map { TagOwner.project($0) }, top: values,
                " HAVING max(is_capped) = 0 AND max(kept) <= 50 ORDER BY events DESC, name LIMIT \(max(keys, 0))")
        }
    }

    public func tag(_ key: String, of scope: TagScope) async throws -> TagSummary? {
        try await readTags { reader in
            let owners = try reader.culprit.owners(of: scope)
            let summaries = try reader.culprit.rows(TagSummary.selection(of: owners), TagSummary.init)
            return summaries.first { $0.key == key }
        }
    }

    public func values(
        of key: String, in scope: TagScope, containing text: String, order: TagOrder, limit: Int
    ) async throws -> [TagValueSummary] {
        try await readTags { reader in
            let owners = try reader.culprit.owners(of: scope)
            let filter: SQL =
                text.isEmpty ? "" : " WHERE text_match(\(TextPattern(withinLiteral: text).encoded), value)"
            return try reader.culprit.rows(
                "SELECT * FROM (\(TagValueSummary.selection(of: key, owners)))\(filter)\(order.sql) LIMIT \(max(limit, 0))",
                TagValueSummary.init)
        }
    }

    private func readTags<T: Sendable>(_ question: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await countTags()
        return try await read(question)
    }

    /// Lets tags follow what is stored.
    func countTags() async throws {
        try await writer.countUp()
        try await tags.catchUp()
    }
}

extension Connection {
    /// Puts the tables about tags beside those of `culprit.db`.
    func attachSearch(_ layout: StoreLayout) throws {
        try run("ATTACH \(layout.search) AS search")
        try Migrator.checkSearch(self)
    }

    /// Keys of all owners together, each with its most frequent values; in one statement.
    func tags(of owners: [Int64], top: Int, _ choice: SQL = " ORDER BY events DESC, name") throws -> [TagSummary] {
        let keys = TagSummary.selection(of: owners) + choice
        guard top > 0 else { return try rows(keys, TagSummary.init) }
        var summaries: [TagSummary] = []
        try forEachRow(TagSummary.withValues(of: keys, owners, top)) { (row: Row) -> Void in
            if summaries.last?.key != row.text(0) { summaries.append(TagSummary(row)) }
            guard !row.isNull(5) else { return }
            summaries[summaries.count - 1].top.append(TagValueSummary(row, from: 5))
        }
        return summaries
    }

    /// Whose counts answer; empty for nobody's.
    fileprivate func owners(of scope: TagScope) throws -> [Int64] {
        switch scope {
        case .issue(let label): try labels(ofIssueLabelled: label).map { TagOwner.label($0) }
        case .projects(let projects): projects.map { TagOwner.project($0) }
        }
    }
}

extension TagSummary {
    /// One row for each key that is a tag, over all owners.
    static func selection(of owners: [Int64]) -> SQL {
        """
        SELECT name, sum(events) AS events, iif(count(*) = 1, sum(kept), (
                SELECT count(DISTINCT value_id) FROM tag_count
                WHERE owner IN \(anyOf: owners) AND tag_count.key_id = tag_total.key_id
            )) AS kept_values, max(is_capped) AS capped, tag_total.key_id AS key_id
        FROM tag_total JOIN tag_key ON tag_key.id = tag_total.key_id
        WHERE owner IN \(anyOf: owners) AND is_field = 0 GROUP BY tag_total.key_id
        """
    }

    /// `keys`, as `selection` gives them, each once for each of its `top` values, or once without one.
    static func withValues(of keys: SQL, _ owners: [Int64], _ top: Int) -> SQL {
        """
        WITH keys AS MATERIALIZED (\(keys)),
        ranked AS (
            SELECT *, row_number() OVER (PARTITION BY key_id ORDER BY events DESC, value_id) AS place FROM (
                SELECT key_id, value_id, sum(events) AS events, min(first_seen) AS first_seen,
                    max(last_seen) AS last_seen
                FROM tag_count WHERE owner IN \(anyOf: owners) AND key_id IN (SELECT key_id FROM keys)
                GROUP BY key_id, value_id
            )
        )
        SELECT keys.*, value, ranked.events, first_seen, last_seen FROM keys
        LEFT JOIN ranked ON ranked.key_id = keys.key_id AND place <= \(top)
        LEFT JOIN tag_value ON tag_value.id = value_id
        ORDER BY keys.events DESC, name, ranked.events DESC, value
        """
    }

    fileprivate init(_ row: Row) {
        self.init(key: row.text(0), events: row.int(1), values: row.int(2), isCapped: row.bool(3))
    }
}

extension TagValueSummary {
    /// One row for each value of a key, over all owners.
    fileprivate static func selection(of key: String, _ owners: [Int64]) -> SQL {
        """
        SELECT value, sum(events) AS events, min(first_seen) AS first_seen, max(last_seen) AS last_seen
        FROM tag_count JOIN tag_value ON tag_value.id = tag_count.value_id
        WHERE owner IN \(anyOf: owners)
            AND tag_count.key_id = (SELECT id FROM tag_key WHERE name = \(key) AND is_field = 0)
        GROUP BY tag_count.value_id
        """
    }

    fileprivate init(_ row: Row) { self.init(row, from: 0) }

    fileprivate init(_ row: Row, from first: Int32) {
        self.init(
            value: row.text(first), events: row.int(first + 1), firstSeen: row.time(first + 2),
            lastSeen: row.time(first + 3))
    }
}

extension TagOrder {
    fileprivate var sql: SQL {
        switch self {
        case .count: " ORDER BY events DESC, value"
        case .lastSeen: " ORDER BY last_seen DESC, value"
        case .lastSeenOldest: " ORDER BY last_seen, value"
        case .firstSeen: " ORDER BY first_seen, value"
        }
    }
}
