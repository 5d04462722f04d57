import SentryProtocol
import Storage

extension SQLiteEngine: AuditLog {
    public func append(_ entry: AuditEntry) async throws {
        let (kind, number) = entry.actor.words
        try await changeSilently {
            try $0.run(
                """
                INSERT INTO audit_entry (at, organization_id, actor_kind, actor_id, actor_name, event, target_kind,
                    target_id, target_name, address, user_agent, before, after)
                VALUES (\(entry.at), \(entry.organizationID), \(kind), \(number), \(entry.actorName), \(entry.event),
                    \(entry.target.kind), \(entry.target.id), \(entry.target.name), \(entry.address),
                    \(entry.userAgent), \(entry.before), \(entry.after))
                """)
        }
    }

    public func auditEntries(matching query: AuditQuery) async throws -> Page<AuditEntry> {
        let limit = max(1, min(query.limit, 1_000))
        let cursor = query.cursor
        return try await readers.read { reader in
            let isBackwards = cursor.isPrevious
            var place: SQL = "1"
            if !cursor.isStart { place = isBackwards ? "id > \(cursor.value)" : "id < \(cursor.value)" }
            var found = try reader.culprit.rows(
                """
                SELECT id, at, organization_id, actor_kind, actor_id, actor_name, event, target_kind, target_id,
                    target_name, address, user_agent, before, after
                FROM audit_entry WHERE \(query.condition) AND \(place)
                ORDER BY id \(isBackwards ? "ASC" : "DESC" as SQL) LIMIT \(limit + 1)
                """
            ) { ($0.integer(0), AuditEntry($0)) }
            let hasMore = found.count > limit
            if hasMore { found.removeLast() }
            if isBackwards { found.reverse() }
            let hasNewer = isBackwards ? hasMore : !cursor.isStart
            let hasOlder = isBackwards ? true : hasMore
            return Page(
                rows: found.map(\.1),
                previous: hasNewer
                    ? found.first.map { Cursor(value: $0.0, offset: 0, isPrevious: true) } : nil,
                next: hasOlder ? found.last.map { Cursor(value: $0.0, offset: 0, isPrevious: false) } : nil)
        }
    }

    public func deleteAuditEntries(before moment: Timestamp) async throws -> Int {
        try await writer.perform { files in
            try files.change { try $0.run("DELETE FROM audit_entry WHERE at < \(moment)") }
        }
    }
}

extension AuditQuery {
    fileprivate var condition: SQL {
        var parts: [SQL] = []
        if let organization { parts.append("organization_id = \(organization)") }
        if let actor {
            let (kind, number) = actor.words
            parts.append("actor_kind = \(kind) AND actor_id IS \(number)")
        }
        if let eventPrefix { parts.append("substr(event, 1, \(eventPrefix.unicodeScalars.count)) = \(eventPrefix)") }
        if let period { parts.append("at >= \(period.start) AND at < \(period.end)") }
        return parts.isEmpty ? "1" : parts.joined(separator: " AND ")
    }
}

extension AuditActor {
    /// As the table has it.
    fileprivate var words: (kind: String, number: Int64?) {
        switch self {
        case .user(let user): ("user", user.rawValue)
        case .token(let token): ("token", token.rawValue)
        case .commandLine: ("command-line", nil)
        case .system: ("system", nil)
        case .stranger: ("stranger", nil)
        }
    }

    fileprivate init(kind: String, number: Int64?) {
        switch (kind, number) {
        case ("user", let number?): self = .user(UserID(rawValue: number))
        case ("token", let number?): self = .token(TokenID(rawValue: number))
        case ("command-line", _): self = .commandLine
        case ("system", _): self = .system
        default: self = .stranger
        }
    }
}

extension AuditEntry {
    fileprivate init(_ row: Row) {
        self.init(
            at: row.time(1), organizationID: row.optionalInteger(2).map { OrganizationID(rawValue: $0) },
            actor: AuditActor(kind: row.text(3), number: row.optionalInteger(4)), actorName: row.text(5),
            event: row.text(6), target: AuditTarget(kind: row.text(7), id: row.text(8), name: row.text(9)),
            address: row.optionalText(10), userAgent: row.optionalText(11), before: row.isNull(12) ? nil : row.blob(12),
            after: row.isNull(13) ? nil : row.blob(13))
    }
}
