import SentryProtocol
import Storage

extension SQLiteEngine {
    public func tags(of scope: TagScope, top: Int, isCurrent: Bool) async throws -> [TagSummary] {
        if isCurrent { try await countTags() }
        return try await readers.read { reader in
            try reader.culprit.snapshot {
                let owners = try reader.culprit.owners(of: scope)
                let summaries = try reader.culprit.rows(
                    TagSummary.selection(of: owners) + " ORDER BY events DESC, name", TagSummary.init)
                guard top > 0 else { return summaries }
                return try reader.culprit.adding(top, to: summaries, of: owners)
            }
        }
    }

    public func suggestedTags(of projects: [ProjectID], keys: Int, values: Int) async throws -> [TagSummary] {
        try await readers.read { reader in
            try reader.culprit.snapshot {
                let owners = projects.map { TagOwner.project($0) }
                let summaries = try reader.culprit.rows(
                    TagSummary.selection(of: owners)
                        + " HAVING max(is_capped) = 0 AND max(kept) <= 50 ORDER BY events DESC, name LIMIT \(max(keys, 0))",
                    TagSummary.init)
                return try reader.culprit.adding(values, to: summaries, of: owners)
            }
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

    /// The same keys with their most frequent values.
    fileprivate func adding(_ top: Int, to summaries: [TagSummary], of owners: [Int64]) throws -> [TagSummary] {
        let keys = summaries.map(\.key)
        let values = try rows(
            """
            SELECT value, events, first_seen, last_seen, name FROM (
                SELECT *, row_number() OVER (PARTITION BY key_id ORDER BY events DESC, value_id) AS place FROM (
                    SELECT key_id, value_id, sum(events) AS events, min(first_seen) AS first_seen,
                        max(last_seen) AS last_seen
                    FROM tag_count
                    WHERE owner IN \(anyOf: owners)
                        AND key_id IN (SELECT id FROM tag_key WHERE is_field = 0 AND name IN \(anyOf: keys))
                    GROUP BY key_id, value_id
                )
            ) AS ranked
            JOIN tag_value ON tag_value.id = value_id JOIN tag_key ON tag_key.id = ranked.key_id
            WHERE place <= \(top) ORDER BY events DESC, value
            """
        ) { row in (key: row.text(4), value: TagValueSummary(row)) }
        let byKey = Dictionary(grouping: values, by: \.key)
        return summaries.map { summary in
            var summary = summary
            summary.top = byKey[summary.key]?.map(\.value) ?? []
            return summary
        }
    }

    /// Whose counts answer; empty for nobody's.
    fileprivate func owners(of scope: TagScope) throws -> [Int64] {
        switch scope {
        case .issue(let label): try labels(of: issue(labelled: label)).map { TagOwner.label($0) }
        case .projects(let projects): projects.map { TagOwner.project($0) }
        }
    }
}

extension TagSummary {
    /// One row for each key that is a tag, over all owners.
    fileprivate static func selection(of owners: [Int64]) -> SQL {
        """
        SELECT name, sum(events) AS events, iif(count(*) = 1, sum(kept), (
                SELECT count(DISTINCT value_id) FROM tag_count
                WHERE owner IN \(anyOf: owners) AND tag_count.key_id = tag_total.key_id
            )), max(is_capped)
        FROM tag_total JOIN tag_key ON tag_key.id = tag_total.key_id
        WHERE owner IN \(anyOf: owners) AND is_field = 0 GROUP BY tag_total.key_id
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

    fileprivate init(_ row: Row) {
        self.init(value: row.text(0), events: row.int(1), firstSeen: row.time(2), lastSeen: row.time(3))
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

extension TextPattern {
    /// Matches any text that has exactly this in it: stars are stars.
    init(withinLiteral text: String) {
        self.init("")
        pieces = ["", text, ""]
    }
}
