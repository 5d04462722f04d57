import SentryProtocol
import Storage

extension SQLiteEngine {
    public func openSession(
        hash: [UInt8], user: UserID, from origin: SessionOrigin, expiresAt: Timestamp, at now: Timestamp
    ) async throws -> SessionID {
        try await changeDirectory { database in
            try database.run("DELETE FROM session WHERE expires_at <= \(now)")
            try database.run(
                """
                INSERT INTO session (hash, user_id, created_at, expires_at, last_seen_at, address, user_agent)
                VALUES (\(hash), \(user), \(now), \(expiresAt), \(now), \(origin.address), \(origin.userAgent))
                """)
            return SessionID(rawValue: database.lastInsertedRow)
        }
    }

    public func sessions(of user: UserID, at now: Timestamp) async throws -> [SessionSummary] {
        try await readers.read { reader in
            try reader.culprit.rows(
                """
                SELECT id, created_at, expires_at, last_seen_at, address, user_agent FROM session
                WHERE user_id = \(user) AND expires_at > \(now) ORDER BY last_seen_at DESC, id DESC LIMIT 1000
                """
            ) { row in
                SessionSummary(
                    id: SessionID(rawValue: row.integer(0)), userID: user, createdAt: row.time(1),
                    expiresAt: row.time(2), lastSeenAt: row.time(3), address: row.optionalText(4),
                    userAgent: row.optionalText(5))
            }
        }
    }

    public func touchSession(_ id: SessionID, at now: Timestamp) async throws {
        await note { try $0.run("UPDATE session SET last_seen_at = \(now) WHERE id = \(id)") }
    }

    public func revokeSession(_ id: SessionID, of user: UserID) async throws -> Bool {
        try await changeDirectory { try $0.run("DELETE FROM session WHERE id = \(id) AND user_id = \(user)") > 0 }
    }

    public func revokeSessions(of user: UserID, except kept: SessionID?) async throws -> Int {
        try await changeDirectory { try $0.endSessions(of: user, except: kept) }
    }

    /// A change that may get lost and that nobody waits for long: when something was last used.
    func note(_ body: @escaping @Sendable (Connection) throws -> Void) async {
        await writer.note { files in try files.change { try body($0) } }
    }

    /// A change that nobody's memory depends on: when something was last used, entries of the audit log.
    func changeSilently(_ body: @escaping @Sendable (Connection) throws -> Int) async throws {
        _ = try await writer.perform { files in try files.change { try body($0) } }
    }
}
