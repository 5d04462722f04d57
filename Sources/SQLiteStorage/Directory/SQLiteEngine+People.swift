import SentryProtocol
import Storage

extension SQLiteEngine {
    public func users() async throws -> [User] {
        try await remembered(.users) { reader in
            try reader.culprit.rows("SELECT \(User.columns) FROM user ORDER BY id") { User($0) }
        }
    }

    public func createUser(
        email: String, name: String, role: Role, passwordHash: String, at now: Timestamp
    ) async throws -> User {
        let email = email.lowercased()
        return try await changeDirectory { database in
            try database.insert(
                """
                INSERT INTO user (email, name, role, password_hash, is_active, created_at)
                VALUES (\(email), \(name), \(role.rawValue), \(passwordHash), 1, \(now))
                """, orTaken: email)
            let id = UserID(rawValue: database.lastInsertedRow)
            try database.run("UPDATE user SET is_operator = \(role == .owner) WHERE id = \(id)")
            try database.run(
                """
                INSERT INTO membership (user_id, organization_id, role, joined_at)
                SELECT \(id), id, \(role), \(now) FROM organization ORDER BY id LIMIT 1
                """)
            return User(id: id, email: email, name: name, role: role, isActive: true, createdAt: now)
        }
    }

    public func credentials(email: String) async throws -> (user: User, passwordHash: String)? {
        let email = email.lowercased()
        return try await readers.read { reader in
            try reader.culprit.first("SELECT \(User.columns), password_hash FROM user WHERE email = \(email)") {
                (User($0), $0.text(User.columnCount))
            }
        }
    }

    public func recordLogin(_ user: UserID, at now: Timestamp) async throws {
        _ = try await changeDirectory { try $0.run("UPDATE user SET last_login_at = \(now) WHERE id = \(user)") }
    }

    public func createToken(
        hash: [UInt8], name: String, tail: String, scopes: Set<String>, user: UserID?, expiresAt: Timestamp?,
        at now: Timestamp
    ) async throws -> APIToken {
        try await changeDirectory { database in
            try database.insert(
                """
                INSERT INTO api_token (hash, name, tail, scopes, user_id, created_at, expires_at, kind, organization_id)
                VALUES (\(hash), \(name), \(tail), \(scopes.sorted().joined(separator: " ")), \(user), \(now),
                    \(expiresAt), \(user == nil ? TokenKind.integration : .user),
                    iif(\(user == nil), (SELECT min(id) FROM organization), NULL))
                """, orTaken: name)
            return APIToken(
                id: TokenID(rawValue: database.lastInsertedRow), name: name, tail: tail, scopes: scopes, userID: user,
                createdAt: now, expiresAt: expiresAt)
        }
    }

    public func token(hash: [UInt8]) async throws -> APIToken? {
        try await readers.read { reader in
            try reader.culprit.first(
                "SELECT id, name, tail, scopes, user_id, created_at, expires_at FROM api_token WHERE hash = \(hash)"
            ) { row in
                APIToken(
                    id: TokenID(rawValue: row.integer(0)), name: row.text(1), tail: row.text(2),
                    scopes: Set(row.text(3).split(separator: " ").map(String.init)),
                    userID: row.optionalInteger(4).map { UserID(rawValue: $0) }, createdAt: row.time(5),
                    expiresAt: row.optionalTime(6))
            }
        }
    }

    public func createSession(hash: [UInt8], user: UserID, expiresAt: Timestamp, at now: Timestamp) async throws {
        try await changeDirectory { database in
            try database.run("DELETE FROM session WHERE expires_at <= \(now)")
            try database.run(
                """
                INSERT INTO session (hash, user_id, created_at, expires_at, last_seen_at)
                VALUES (\(hash), \(user), \(now), \(expiresAt), \(now))
                """)
        }
    }

    public func session(hash: [UInt8], at now: Timestamp) async throws -> Session? {
        try await readers.read { reader in
            try reader.culprit.first(
                """
                SELECT \(User.columns), session.created_at, session.expires_at, session.id, session.last_seen_at,
                    (SELECT version FROM directory_version)
                FROM session JOIN user ON user.id = session.user_id
                WHERE session.hash = \(hash) AND session.expires_at > \(now) AND user.is_active
                """
            ) { row in
                // Whoever is logged in is about to ask for more of the directory.
                ReadingRequest.current?.directoryVersion = row.integer(User.columnCount + 4)
                return Session(
                    id: SessionID(rawValue: row.integer(User.columnCount + 2)), user: User(row),
                    createdAt: row.time(User.columnCount), expiresAt: row.time(User.columnCount + 1),
                    lastSeenAt: row.time(User.columnCount + 3))
            }
        }
    }

    public func deleteSession(hash: [UInt8]) async throws {
        _ = try await changeDirectory { try $0.run("DELETE FROM session WHERE hash = \(hash)") }
    }
}

extension User {
    static let columns: SQL =
        """
        user.id, user.email, user.name, user.role, user.is_active, user.created_at, user.last_login_at,
        user.time_zone, user.language, user.theme, user.frame_order
        """
    static let columnCount: Int32 = 11

    init(_ row: Row) {
        self.init(
            id: UserID(rawValue: row.integer(0)), email: row.text(1), name: row.text(2),
            role: Role(rawValue: row.text(3)) ?? .member, isActive: row.bool(4), createdAt: row.time(5),
            lastLoginAt: row.optionalTime(6),
            preferences: UserPreferences(
                timeZone: row.text(7), language: row.text(8), theme: row.text(9), frameOrder: row.text(10)))
    }
}
