import SentryProtocol
import Storage

/// The counts of tags in `search.db`. Used by the thread of `TagKeeper` alone, inside transactions.
final class TagCounters {
    private let search: Connection
    private let findKey: Statement
    private let findValue: Statement
    private let addTotal: Statement
    private let addCount: Statement
    private let insertCount: Statement
    private let takeTotal: Statement
    private let takeCount: Statement
    private var keyIDs: [TagKey: Int64] = [:]
    /// Bounded by being emptied when full.
    private var valueIDs: [ValueName: Int64] = [:]

    private struct ValueName: Hashable {
        let key: Int64
        let value: String
    }

    static let valuesCachedMax = 50_000

    init(_ search: Connection) throws(SQLiteError) {
        self.search = search
        findKey = try search.prepare("SELECT id FROM tag_key WHERE name = ?1 AND is_field = ?2")
        findValue = try search.prepare("SELECT id FROM tag_value WHERE key_id = ?1 AND value = ?2")
        addTotal = try search.prepare(
            "UPDATE tag_total SET events = events + ?3 WHERE owner = ?1 AND key_id = ?2 RETURNING kept")
        addCount = try search.prepare(
            """
            UPDATE tag_count SET events = events + ?4, first_seen = min(first_seen, ?5), last_seen = max(last_seen, ?6)
            WHERE owner = ?1 AND key_id = ?2 AND value_id = ?3
            """)
        insertCount = try search.prepare("INSERT INTO tag_count VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        takeTotal = try search.prepare(
            "UPDATE tag_total SET events = events - ?3 WHERE owner = ?1 AND key_id = ?2 RETURNING events")
        takeCount = try search.prepare(
            """
            UPDATE tag_count SET events = events - ?4 WHERE owner = ?1 AND key_id = ?2 AND value_id = ?3
            RETURNING events
            """)
    }

    /// A transaction was undone: what it had added is not there.
    func forget() {
        keyIDs.removeAll()
        valueIDs.removeAll()
    }

    func add(_ tally: TagTally) throws {
        for (label, counts) in tally.labels { try add(counts, to: label) }
        for (project, counts) in tally.byProject { try add(counts, to: project) }
    }

    /// Takes what `add` added; where values were not kept for want of room, as far as they are.
    func take(_ tally: TagTally) throws {
        for (label, counts) in tally.labels { try take(counts, from: label) }
        for (project, counts) in tally.byProject { try take(counts, from: project) }
    }

    /// Sets the counts of one label.
    func replace(_ label: Int64, with counts: TagTally.Counts?) throws {
        try delete(label)
        if let counts { try add(counts, to: label) }
    }

    func delete(_ owner: Int64) throws {
        try search.run("DELETE FROM tag_count WHERE owner = \(owner)")
        try search.run("DELETE FROM tag_total WHERE owner = \(owner)")
    }

    // MARK: One owner

    private func add(_ counts: TagTally.Counts, to owner: Int64) throws {
        _ = try total(of: owner, key: 0, adding: counts.events)
        for (key, values) in counts.keys {
            let keyID = try id(of: key)
            let events = values.values.reduce(0) { $0 + $1.events }
            guard let kept = try total(of: owner, key: keyID, adding: events) else { continue }
            try add(values, to: owner, keyID, kept: kept)
        }
    }

    private func add(_ values: [String: TagTally.Value], to owner: Int64, _ keyID: Int64, kept: Int) throws {
        var (keptNow, isCapped) = (kept, false)
        let room = TagLimits.valuesMax(of: owner)
        for (text, value) in values {
            var valueID = try id(ofValue: text, keyID)
            if let valueID, try add(value, to: owner, keyID, valueID) { continue }
            guard keptNow < room else {
                isCapped = true
                continue
            }
            if valueID == nil { valueID = try insert(text, keyID) }
            bind(insertCount, owner, keyID, valueID ?? 0, value)
            try insertCount.run()
            keptNow += 1
        }
        guard keptNow != kept || isCapped else { return }
        try search.run(
            """
            UPDATE tag_total SET kept = \(keptNow), is_capped = max(is_capped, \(isCapped))
            WHERE owner = \(owner) AND key_id = \(keyID)
            """)
    }

    /// How many values are kept; nil when the owner has too many keys already.
    private func total(of owner: Int64, key: Int64, adding events: Int) throws -> Int? {
        addTotal.bind(1, owner)
        addTotal.bind(2, key)
        addTotal.bind(3, events)
        if let kept = try addTotal.integer() { return Int(kept) }
        let keys = try search.integer("SELECT count(*) FROM tag_total WHERE owner = \(owner)") ?? 0
        guard Int(keys) <= TagLimits.keysMax(of: owner) else { return nil }
        try search.run(
            "INSERT INTO tag_total (owner, key_id, events, kept, is_capped) VALUES (\(owner), \(key), \(events), 0, 0)")
        return 0
    }

    /// False when the value has no row.
    private func add(_ value: TagTally.Value, to owner: Int64, _ key: Int64, _ valueID: Int64) throws -> Bool {
        bind(addCount, owner, key, valueID, value)
        try addCount.run()
        return search.changes > 0
    }

    private func take(_ counts: TagTally.Counts, from owner: Int64) throws {
        try takeTotal(of: owner, key: 0, counts.events)
        for (key, values) in counts.keys {
            let keyID = try id(of: key)
            var gone = 0
            for (text, value) in values {
                guard let valueID = try id(ofValue: text, keyID) else { continue }
                takeCount.bind(1, owner)
                takeCount.bind(2, keyID)
                takeCount.bind(3, valueID)
                takeCount.bind(4, value.events)
                guard let left = try takeCount.integer(), left <= 0 else { continue }
                gone += try search.run(
                    """
                    DELETE FROM tag_count WHERE owner = \(owner) AND key_id = \(keyID) AND value_id = \(valueID)
                    """)
            }
            if gone > 0 {
                try search.run(
                    "UPDATE tag_total SET kept = kept - \(gone) WHERE owner = \(owner) AND key_id = \(keyID)")
            }
            try takeTotal(of: owner, key: keyID, values.values.reduce(0) { $0 + $1.events })
        }
    }

    private func takeTotal(of owner: Int64, key: Int64, _ events: Int) throws {
        takeTotal.bind(1, owner)
        takeTotal.bind(2, key)
        takeTotal.bind(3, events)
        guard let left = try takeTotal.integer(), left <= 0 else { return }
        try search.run("DELETE FROM tag_total WHERE owner = \(owner) AND key_id = \(key)")
        try search.run("DELETE FROM tag_count WHERE owner = \(owner) AND key_id = \(key)")
    }

    private func bind(
        _ statement: Statement, _ owner: Int64, _ key: Int64, _ valueID: Int64, _ value: TagTally.Value
    ) {
        statement.bind(1, owner)
        statement.bind(2, key)
        statement.bind(3, valueID)
        statement.bind(4, value.events)
        statement.bind(5, value.firstSeen)
        statement.bind(6, value.lastSeen)
    }

    // MARK: Names

    private func id(of key: TagKey) throws -> Int64 {
        if let id = keyIDs[key] { return id }
        findKey.bind(1, key.name)
        findKey.bind(2, key.isField ? 1 : 0)
        var id = try findKey.integer()
        if id == nil {
            try search.run("INSERT INTO tag_key (name, is_field) VALUES (\(key.name), \(key.isField))")
            id = search.lastInsertedRow
        }
        if keyIDs.count >= Self.valuesCachedMax { keyIDs.removeAll() }
        keyIDs[key] = id
        return id ?? 0
    }

    /// Nil when nobody has it yet.
    private func id(ofValue text: String, _ key: Int64) throws -> Int64? {
        let name = ValueName(key: key, value: text)
        if let id = valueIDs[name] { return id }
        findValue.bind(1, key)
        findValue.bind(2, text)
        guard let id = try findValue.integer() else { return nil }
        if valueIDs.count >= Self.valuesCachedMax { valueIDs.removeAll() }
        valueIDs[name] = id
        return id
    }

    private func insert(_ text: String, _ key: Int64) throws -> Int64 {
        try search.run("INSERT INTO tag_value (key_id, value) VALUES (\(key), \(text))")
        if valueIDs.count >= Self.valuesCachedMax { valueIDs.removeAll() }
        valueIDs[ValueName(key: key, value: text)] = search.lastInsertedRow
        return search.lastInsertedRow
    }
}
