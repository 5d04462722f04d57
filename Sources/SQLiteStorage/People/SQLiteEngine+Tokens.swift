import SentryProtocol
import Storage

extension SQLiteEngine {
    public func createToken(_ token: NewToken, at now: Timestamp) async throws -> TokenSummary {
        try await changeDirectory { database in
            try database.insertPerson(
                """
                INSERT INTO api_token (hash, kind, name, tail, scopes, user_id, organization_id, created_by, created_at,
                    expires_at)
                VALUES (\(token.hash), \(token.kind), \(token.name), \(token.tail),
                    \(token.scopes.sorted().joined(separator: " ")), \(token.userID), \(token.organizationID),
                    \(token.createdBy), \(now), \(token.expiresAt))
                """, orTaken: token.name)
            return TokenSummary(
                id: TokenID(rawValue: database.lastInsertedRow), kind: token.kind, name: token.name, tail: token.tail,
                scopes: token.scopes, userID: token.userID, organizationID: token.organizationID,
                createdBy: token.createdBy, createdAt: now, expiresAt: token.expiresAt)
        }
    }

    public func tokenSummary(hash: [UInt8]) async throws -> TokenSummary? {
        try await readers.read { reader in
            try reader.culprit.first("\(TokenSummary.selection) WHERE hash = \(hash)") { TokenSummary($0) }
        }
    }

    public func tokens(of user: UserID) async throws -> [TokenSummary] {
        try await readers.read { reader in
            try reader.culprit.rows(
                "\(TokenSummary.selection) WHERE user_id = \(user) AND kind = 'user' ORDER BY id DESC LIMIT 1000"
            ) { TokenSummary($0) }
        }
    }

    public func tokens(of organization: OrganizationID) async throws -> [TokenSummary] {
        try await readers.read { reader in
            try reader.culprit.rows(
                """
                \(TokenSummary.selection) WHERE organization_id = \(organization) AND kind <> 'user'
                ORDER BY id DESC LIMIT 1000
                """
            ) { TokenSummary($0) }
        }
    }

    public func touchToken(_ id: TokenID, from address: String?, at now: Timestamp) async throws {
        await note {
            try $0.run(
                "UPDATE api_token SET last_used_at = \(now), last_used_address = \(address) WHERE id = \(id)")
        }
    }

    public func revokeToken(_ id: TokenID, of user: UserID) async throws -> Bool {
        try await changeDirectory {
            try $0.run("DELETE FROM api_token WHERE id = \(id) AND user_id = \(user) AND kind = 'user'") > 0
        }
    }

    public func revokeToken(_ id: TokenID, of organization: OrganizationID) async throws -> Bool {
        try await changeDirectory {
            try $0.run(
                "DELETE FROM api_token WHERE id = \(id) AND organization_id = \(organization) AND kind <> 'user'") > 0
        }
    }
}

extension TokenSummary {
    fileprivate static let selection: SQL =
        """
        SELECT id, kind, name, tail, scopes, user_id, organization_id, created_by, created_at, expires_at, last_used_at,
            last_used_address
        FROM api_token
        """

    fileprivate init(_ row: Row) {
        self.init(
            id: TokenID(rawValue: row.integer(0)), kind: TokenKind(rawValue: row.text(1)) ?? .user, name: row.text(2),
            tail: row.text(3), scopes: Set(row.text(4).split(separator: " ").map(String.init)),
            userID: row.optionalInteger(5).map { UserID(rawValue: $0) },
            organizationID: row.optionalInteger(6).map { OrganizationID(rawValue: $0) },
            createdBy: row.optionalInteger(7).map { UserID(rawValue: $0) }, createdAt: row.time(8),
            expiresAt: row.optionalTime(9), lastUsedAt: row.optionalTime(10), lastUsedAddress: row.optionalText(11))
    }
}
