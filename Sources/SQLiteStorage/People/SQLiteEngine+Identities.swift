import SentryProtocol
import Storage

extension SQLiteEngine {
    /// Log-ins that have begun; strangers can begin as many as they like.
    private static let pendingMax = 10_000

    public func identityProviders() async throws -> [IdentityProvider] {
        try await readers.read { try $0.culprit.providers("1") }
    }

    public func identityProvider(_ id: IdentityProviderID) async throws -> IdentityProvider? {
        try await readers.read { try $0.culprit.providers("id = \(id)").first }
    }

    public func createIdentityProvider(_ provider: IdentityProvider) async throws -> IdentityProvider {
        try await changeDirectory { database in
            guard try database.exists("organization", provider.organizationID.rawValue) else {
                throw PeopleError.noSuchOrganization
            }
            try database.run(
                """
                INSERT INTO identity_provider (organization_id, name, issuer, client_id, sealed_client_secret, scopes,
                    groups_claim, default_role, is_required, is_active)
                VALUES (\(provider.organizationID), \(provider.name), \(provider.issuer), \(provider.clientID),
                    \(provider.sealedClientSecret), \(provider.scopes.joined(separator: " ")),
                    \(provider.groupsClaim), \(provider.defaultRole), \(provider.isRequired), \(provider.isActive))
                """)
            var made = provider
            made.id = IdentityProviderID(rawValue: database.lastInsertedRow)
            try database.setMappings(of: made)
            return made
        }
    }

    public func updateIdentityProvider(_ provider: IdentityProvider) async throws -> Bool {
        try await changeDirectory { database in
            // Whoever is known at one issuer is a stranger at another.
            let isElsewhere =
                try database.integer(
                    "SELECT 1 FROM identity_provider WHERE id = \(provider.id) AND issuer <> \(provider.issuer)") != nil
            if isElsewhere {
                try database.run("DELETE FROM linked_identity WHERE provider_id = \(provider.id)")
                try database.run("DELETE FROM pending_log_in WHERE provider_id = \(provider.id)")
            }
            let changed = try database.run(
                """
                UPDATE identity_provider SET name = \(provider.name), issuer = \(provider.issuer),
                    client_id = \(provider.clientID), sealed_client_secret = \(provider.sealedClientSecret),
                    scopes = \(provider.scopes.joined(separator: " ")), groups_claim = \(provider.groupsClaim),
                    default_role = \(provider.defaultRole), is_required = \(provider.isRequired),
                    is_active = \(provider.isActive)
                WHERE id = \(provider.id)
                """)
            guard changed > 0 else { return false }
            try database.setMappings(of: provider)
            return true
        }
    }

    public func deleteIdentityProvider(_ id: IdentityProviderID) async throws -> Bool {
        try await changeDirectory { database in
            try database.run("DELETE FROM group_mapping WHERE provider_id = \(id)")
            try database.run("DELETE FROM linked_identity WHERE provider_id = \(id)")
            try database.run("DELETE FROM pending_log_in WHERE provider_id = \(id)")
            return try database.run("DELETE FROM identity_provider WHERE id = \(id)") > 0
        }
    }

    public func identity(subject: String, at provider: IdentityProviderID) async throws -> LinkedIdentity? {
        try await readers.read { reader in
            try reader.culprit.first(
                "\(LinkedIdentity.selection) WHERE provider_id = \(provider) AND subject = \(subject)"
            ) { LinkedIdentity($0) }
        }
    }

    public func identities(of user: UserID) async throws -> [LinkedIdentity] {
        try await readers.read { reader in
            try reader.culprit.rows("\(LinkedIdentity.selection) WHERE user_id = \(user) ORDER BY linked_at") {
                LinkedIdentity($0)
            }
        }
    }

    public func link(_ identity: LinkedIdentity) async throws {
        try await changeDirectory { database in
            guard try database.exists("identity_provider", identity.providerID.rawValue) else {
                throw PeopleError.noSuchProvider
            }
            let owner = try database.integer(
                """
                SELECT user_id FROM linked_identity
                WHERE provider_id = \(identity.providerID) AND subject = \(identity.subject)
                """)
            if let owner {
                guard owner == identity.userID.rawValue else { throw PeopleError.taken(identity.subject) }
                return
            }
            try database.run(
                """
                INSERT INTO linked_identity (provider_id, subject, user_id, linked_at, last_used_at)
                VALUES (\(identity.providerID), \(identity.subject), \(identity.userID), \(identity.linkedAt),
                    \(identity.lastUsedAt))
                """)
        }
    }

    public func touchIdentity(subject: String, at provider: IdentityProviderID, at now: Timestamp) async throws {
        try await changeSilently {
            try $0.run(
                """
                UPDATE linked_identity SET last_used_at = \(now)
                WHERE provider_id = \(provider) AND subject = \(subject)
                """)
        }
    }

    public func unlink(_ provider: IdentityProviderID, from user: UserID) async throws -> Bool {
        try await changeDirectory {
            try $0.run("DELETE FROM linked_identity WHERE provider_id = \(provider) AND user_id = \(user)") > 0
        }
    }

    public func beginLogIn(_ pending: PendingLogIn, at now: Timestamp) async throws {
        try await changeSilently { database in
            try database.run("DELETE FROM pending_log_in WHERE expires_at <= \(now)")
            try database.run(
                """
                DELETE FROM pending_log_in WHERE state_hash IN (
                    SELECT state_hash FROM pending_log_in ORDER BY expires_at DESC LIMIT -1 OFFSET \(Self.pendingMax - 1))
                """)
            return try database.run(
                """
                INSERT INTO pending_log_in
                    (state_hash, provider_id, nonce, verifier, browser_hash, next, linking_user, expires_at)
                VALUES (\(pending.stateHash), \(pending.providerID), \(pending.nonce), \(pending.verifier),
                    \(pending.browserHash), \(pending.next), \(pending.linkingUser), \(pending.expiresAt))
                """)
        }
    }

    public func finishLogIn(stateHash: [UInt8], at now: Timestamp) async throws -> PendingLogIn? {
        try await changeDirectory { database in
            let pending = try database.first(
                """
                SELECT provider_id, nonce, verifier, browser_hash, next, linking_user, expires_at FROM pending_log_in
                WHERE state_hash = \(stateHash)
                """
            ) { row in
                PendingLogIn(
                    providerID: IdentityProviderID(rawValue: row.integer(0)), stateHash: stateHash, nonce: row.text(1),
                    verifier: row.text(2), browserHash: row.blob(3), next: row.text(4),
                    linkingUser: row.optionalInteger(5).map { UserID(rawValue: $0) }, expiresAt: row.time(6))
            }
            try database.run("DELETE FROM pending_log_in WHERE state_hash = \(stateHash)")
            return pending.flatMap { $0.expiresAt > now ? $0 : nil }
        }
    }
}

extension Connection {
    fileprivate func providers(_ condition: SQL) throws -> [IdentityProvider] {
        var providers = try rows(
            """
            SELECT id, organization_id, name, issuer, client_id, sealed_client_secret, scopes, groups_claim,
                default_role, is_required, is_active
            FROM identity_provider WHERE \(condition) ORDER BY id LIMIT 1000
            """
        ) { row in
            IdentityProvider(
                id: IdentityProviderID(rawValue: row.integer(0)),
                organizationID: OrganizationID(rawValue: row.integer(1)), name: row.text(2), issuer: row.text(3),
                clientID: row.text(4), sealedClientSecret: row.isNull(5) ? nil : row.blob(5),
                scopes: row.text(6).split(separator: " ").map(String.init), groupsClaim: row.text(7), mappings: [],
                defaultRole: row.optionalText(8).flatMap { Role(rawValue: $0) }, isRequired: row.bool(9),
                isActive: row.bool(10))
        }
        for index in providers.indices {
            providers[index].mappings = try rows(
                "SELECT name, role, teams FROM group_mapping WHERE provider_id = \(providers[index].id) ORDER BY position"
            ) { GroupMapping(group: $0.text(0), role: $0.role(1), teams: $0.teams(2)) }
        }
        return providers
    }

    fileprivate func setMappings(of provider: IdentityProvider) throws {
        try run("DELETE FROM group_mapping WHERE provider_id = \(provider.id)")
        for (position, mapping) in provider.mappings.enumerated() {
            try run(
                """
                INSERT INTO group_mapping (provider_id, position, name, role, teams)
                VALUES (\(provider.id), \(position), \(mapping.group), \(mapping.role), \(mapping.teams.text))
                """)
        }
    }
}

extension LinkedIdentity {
    fileprivate static let selection: SQL =
        "SELECT user_id, provider_id, subject, linked_at, last_used_at FROM linked_identity"

    fileprivate init(_ row: Row) {
        self.init(
            userID: UserID(rawValue: row.integer(0)), providerID: IdentityProviderID(rawValue: row.integer(1)),
            subject: row.text(2), linkedAt: row.time(3), lastUsedAt: row.optionalTime(4))
    }
}
