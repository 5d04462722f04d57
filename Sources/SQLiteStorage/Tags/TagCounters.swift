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
    private let insertValue: Statement
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
        insertValue = try search.prepare("INSERT INTO tag_value (key_id, value) VALUES (?1, ?2)")
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
        var numbers = Numbers(tally.names)
        try add(tally.sumsByLabel(numbers.names), &numbers)
        try add(tally.sumsByProject(numbers.names), &numbers)
    }

    /// Takes what `add` added; where values were not kept for want of room, as far as they are.
    func take(_ tally: TagTally) throws {
        for (label, counts) in tally.labels { try take(counts, from: label) }
        for (project, counts) in tally.byProject { try take(counts, from: project) }
    }

    /// Sets the counts of one label to what the tally has of it.
    func replace(_ label: Int64, with tally: TagTally) throws {
        try delete(label)
        var numbers = Numbers(tally.names)
        if let sums = tally.sumsByLabel(numbers.names)[label] { try add(sums, to: label, &numbers) }
    }

    func delete(_ owner: Int64) throws {
        try search.run("DELETE FROM tag_count WHERE owner = \(owner)")
        try search.run("DELETE FROM tag_total WHERE owner = \(owner)")
    }

    // MARK: One owner

    /// A tally's names as the tables number them, as far as that was asked: each is looked up once for all owners.
    private struct Numbers {
        let names: TagTally.Names
        var keys: [Int64?]
        var values: [ValueNumber]

        init(_ names: TagTally.Names) {
            self.names = names
            keys = Array(repeating: nil, count: names.texts.count)
            values = Array(repeating: .unasked, count: names.texts.count)
        }
    }

    private enum ValueNumber {
        case unasked
        /// Nobody has the value yet.
        case absent
        case stored(Int64)
        /// Added with this tally: no owner that follows has a row of it.
        case new(Int64)
    }

    /// What a tally adds to one count.
    private struct Addition {
        let keyID: Int64
        /// Behind all others when nobody has the value yet.
        let valueID: Int64
        let name: Int
        let sum: TagTally.Value
    }

    /// In the order of the rows in the tables: neighbours share pages, and of many counts not all are in the cache.
    private func add(_ owners: [Int64: TagTally.Sums], _ numbers: inout Numbers) throws {
        for (owner, sums) in owners.sorted(by: { $0.key < $1.key }) { try add(sums, to: owner, &numbers) }
    }

    private func add(_ sums: TagTally.Sums, to owner: Int64, _ numbers: inout Numbers) throws {
        _ = try total(of: owner, key: 0, adding: sums.events)
        var additions: [Addition] = []
        additions.reserveCapacity(sums.values.count)
        for (name, sum) in sums.values {
            let key = try keyID(of: name, &numbers)
            let value = try valueID(of: name, key, &numbers) ?? .max
            additions.append(Addition(keyID: key, valueID: value, name: name, sum: sum))
        }
        additions.sort { ($0.keyID, $0.valueID, $0.name) < ($1.keyID, $1.valueID, $1.name) }
        var rest = additions[...]
        while let key = rest.first?.keyID {
            let ofKey = rest.prefix(while: { $0.keyID == key })
            rest = rest.dropFirst(ofKey.count)
            let events = ofKey.reduce(0) { $0 + $1.sum.events }
            guard let kept = try total(of: owner, key: key, adding: events) else { continue }
            try add(ofKey, to: owner, key, kept: kept, &numbers)
        }
    }

    private func add(
        _ additions: ArraySlice<Addition>, to owner: Int64, _ key: Int64, kept: Int, _ numbers: inout Numbers
    ) throws {
        var (keptNow, isCapped) = (kept, false)
        let room = TagLimits.valuesMax(of: owner)
        // Without room few of many values may have a row: to look at all rows then takes less than to look for each.
        let own = try kept >= room && additions.count > kept / 4 ? valuesKept(of: owner, key) : nil
        for addition in additions {
            let number = numbers.values[addition.name]
            if case .stored(let id) = number, own?.contains(id) ?? true,
                try add(addition.sum, to: owner, key, id)
            {
                continue
            }
            guard keptNow < room else {
                isCapped = true
                continue
            }
            let id: Int64
            switch number {
            case .stored(let known), .new(let known): id = known
            case .unasked, .absent:
                id = try insert(numbers.names.texts[addition.name].value, key)
                numbers.values[addition.name] = .new(id)
            }
            bind(insertCount, owner, key, id, addition.sum)
            try insertCount.run()
            keptNow += 1
        }
        guard keptNow != kept || isCapped else { return }
        try search.run(
            """
            UPDATE tag_total SET kept = \(keptNow), is_capped = max(is_capped, \(isCapped))
            WHERE owner = \(owner) AND key_id = \(key)
            """)
    }

    private func keyID(of name: Int, _ numbers: inout Numbers) throws -> Int64 {
        if let known = numbers.keys[name] { return known }
        let found = try id(of: numbers.names.texts[name].key)
        numbers.keys[name] = found
        return found
    }

    /// Nil when nobody had it before.
    private func valueID(of name: Int, _ key: Int64, _ numbers: inout Numbers) throws -> Int64? {
        switch numbers.values[name] {
        case .stored(let known), .new(let known): return known
        case .absent: return nil
        case .unasked:
            let found = try id(ofValue: numbers.names.texts[name].value, key)
            numbers.values[name] = found.map { ValueNumber.stored($0) } ?? .absent
            return found
        }
    }

    /// The values of which an owner has a row.
    private func valuesKept(of owner: Int64, _ key: Int64) throws -> Set<Int64> {
        Set(
            try search.rows("SELECT value_id FROM tag_count WHERE owner = \(owner) AND key_id = \(key)") {
                $0.integer(0)
            })
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
        insertValue.bind(1, key)
        insertValue.bind(2, text)
        try insertValue.run()
        if valueIDs.count >= Self.valuesCachedMax { valueIDs.removeAll() }
        valueIDs[ValueName(key: key, value: text)] = search.lastInsertedRow
        return search.lastInsertedRow
    }
}
