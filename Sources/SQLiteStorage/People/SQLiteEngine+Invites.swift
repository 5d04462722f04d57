import SentryProtocol
import Storage

extension SQLiteEngine {
    public func createInvite(_ invite: NewInvite, at now: Timestamp) async throws -> Invite {
        try await changeDirectory { database in
            guard try database.exists("organization", invite.organizationID.rawValue) else {
                throw PeopleError.noSuchOrganization
            }
            try database.run(
                """
                INSERT INTO invite
                    (secret_hash, organization_id, role, teams, email, invited_by, created_at, expires_at)
                VALUES (\(invite.secretHash), \(invite.organizationID), \(invite.role), \(invite.teams.text),
                    \(invite.email?.lowercased()), \(invite.invitedBy), \(now), \(invite.expiresAt))
                """)
            return Invite(
                id: InviteID(rawValue: database.lastInsertedRow), organizationID: invite.organizationID,
                role: invite.role, teams: invite.teams, email: invite.email?.lowercased(),
                invitedBy: invite.invitedBy, createdAt: now, expiresAt: invite.expiresAt)
        }
    }

    public func invites(to organization: OrganizationID) async throws -> [Invite] {
        let now = configuration.now()
        return try await readers.read { reader in
            try reader.culprit.rows(
                """
                \(Invite.selection) WHERE organization_id = \(organization)
                ORDER BY accepted_at IS NULL AND expires_at > \(now) DESC, id DESC LIMIT 2000
                """
            ) { Invite($0) }
        }
    }

    public func invite(secretHash: [UInt8]) async throws -> Invite? {
        try await readers.read { reader in
            try reader.culprit.first("\(Invite.selection) WHERE secret_hash = \(secretHash)") { Invite($0) }
        }
    }

    public func acceptInvite(_ id: InviteID, as user: UserID, at now: Timestamp) async throws -> Bool {
        try await changeDirectory { database in
            let taken = try database.run(
                """
                UPDATE invite SET accepted_at = \(now), accepted_by = \(user)
                WHERE id = \(id) AND accepted_at IS NULL AND expires_at > \(now)
                """)
            guard taken > 0, let invite = try database.first("\(Invite.selection) WHERE id = \(id)", { Invite($0) })
            else { return false }
            // Somebody who is in already keeps the role they have, unless they were invited to a higher one.
            try database.run(
                """
                INSERT INTO membership (user_id, organization_id, role, joined_at)
                VALUES (\(user), \(invite.organizationID), \(invite.role), \(now))
                ON CONFLICT DO UPDATE SET role = excluded.role
                WHERE instr('member admin manager owner', role) < instr('member admin manager owner', excluded.role)
                """)
            for team in invite.teams {
                let home = try database.integer("SELECT organization_id FROM team WHERE id = \(team)")
                guard home == invite.organizationID.rawValue else { continue }
                _ = try database.addToTeam(user, team, at: now)
            }
            return true
        }
    }

    public func deleteInvite(_ id: InviteID) async throws -> Bool {
        try await changeDirectory { try $0.run("DELETE FROM invite WHERE id = \(id)") > 0 }
    }

    public func createPasswordReset(
        of user: UserID, secretHash: [UInt8], by creator: UserID?, expiresAt: Timestamp, at now: Timestamp
    ) async throws -> PasswordReset {
        try await changeDirectory { database in
            guard try database.exists("user", user.rawValue) else { throw PeopleError.noSuchUser }
            try database.run("DELETE FROM password_reset WHERE user_id = \(user) AND used_at IS NULL")
            try database.run(
                """
                INSERT INTO password_reset (secret_hash, user_id, created_by, created_at, expires_at)
                VALUES (\(secretHash), \(user), \(creator), \(now), \(expiresAt))
                """)
            return PasswordReset(
                id: PasswordResetID(rawValue: database.lastInsertedRow), userID: user, createdBy: creator,
                createdAt: now, expiresAt: expiresAt)
        }
    }

    public func passwordReset(secretHash: [UInt8]) async throws -> PasswordReset? {
        try await readers.read { reader in
            try reader.culprit.first(
                """
                SELECT id, user_id, created_by, created_at, expires_at, used_at FROM password_reset
                WHERE secret_hash = \(secretHash)
                """
            ) { row in
                PasswordReset(
                    id: PasswordResetID(rawValue: row.integer(0)), userID: UserID(rawValue: row.integer(1)),
                    createdBy: row.optionalInteger(2).map { UserID(rawValue: $0) }, createdAt: row.time(3),
                    expiresAt: row.time(4), usedAt: row.optionalTime(5))
            }
        }
    }

    public func usePasswordReset(
        _ id: PasswordResetID, settingPassword hash: String, at now: Timestamp
    ) async throws -> Bool {
        try await changeDirectory { database in
            let used = try database.run(
                """
                UPDATE password_reset SET used_at = \(now)
                WHERE id = \(id) AND used_at IS NULL AND expires_at > \(now)
                """)
            guard used > 0,
                let number = try database.integer("SELECT user_id FROM password_reset WHERE id = \(id)")
            else { return false }
            let user = UserID(rawValue: number)
            try database.run("UPDATE user SET password_hash = \(hash) WHERE id = \(user)")
            try database.endSessions(of: user, except: nil)
            return true
        }
    }

    public func deletePasswordReset(_ id: PasswordResetID) async throws -> Bool {
        try await changeDirectory { try $0.run("DELETE FROM password_reset WHERE id = \(id)") > 0 }
    }
}

extension Invite {
    fileprivate static let selection: SQL =
        """
        SELECT id, organization_id, role, teams, email, invited_by, created_at, expires_at, accepted_at, accepted_by
        FROM invite
        """

    fileprivate init(_ row: Row) {
        self.init(
            id: InviteID(rawValue: row.integer(0)), organizationID: OrganizationID(rawValue: row.integer(1)),
            role: row.role(2), teams: row.teams(3), email: row.optionalText(4),
            invitedBy: UserID(rawValue: row.integer(5)), createdAt: row.time(6), expiresAt: row.time(7),
            acceptedAt: row.optionalTime(8), acceptedBy: row.optionalInteger(9).map { UserID(rawValue: $0) })
    }
}
