import SentryProtocol
import Storage

extension SQLiteEngine: PeopleStore {
    public func access(of user: UserID) async throws -> UserAccess? {
        try await remembered(.access(user)) { reader in
            let found = try reader.culprit.first(
                "SELECT \(User.columns), is_operator FROM user WHERE id = \(user) AND is_active"
            ) { (User($0), $0.bool(User.columnCount)) }
            guard let (row, isOperator) = found else { return nil }
            return UserAccess(
                user: row, isOperator: isOperator, memberships: try reader.culprit.memberships(of: user),
                teams: Set(
                    try reader.culprit.rows("SELECT team_id FROM team_member WHERE user_id = \(user)") {
                        TeamID(rawValue: $0.integer(0))
                    }))
        }
    }

    public func members(of organization: OrganizationID) async throws -> [Member] {
        try await remembered(.members(organization)) { reader in
            try reader.culprit.members("membership.organization_id = \(organization)", of: organization)
        }
    }

    public func member(_ user: UserID, of organization: OrganizationID) async throws -> Member? {
        try await readers.read { reader in
            try reader.culprit.members(
                "membership.organization_id = \(organization) AND membership.user_id = \(user)", of: organization
            ).first
        }
    }

    public func setRole(
        _ role: Role, of user: UserID, in organization: OrganizationID, at now: Timestamp
    ) async throws {
        try await changeDirectory { database in
            guard try database.exists("user", user.rawValue) else { throw PeopleError.noSuchUser }
            guard try database.exists("organization", organization.rawValue) else {
                throw PeopleError.noSuchOrganization
            }
            let wasOwner = try database.isOwner(user, of: organization)
            try database.run(
                """
                INSERT INTO membership (user_id, organization_id, role, joined_at)
                VALUES (\(user), \(organization), \(role), \(now)) ON CONFLICT DO UPDATE SET role = excluded.role
                """)
            if wasOwner, role != .owner { try database.keepAnOwner(in: organization) }
            try database.run("UPDATE user SET role = \(role) WHERE id = \(user)")
        }
    }

    public func removeMember(_ user: UserID, from organization: OrganizationID) async throws -> Bool {
        try await changeDirectory { database in
            let wasOwner = try database.isOwner(user, of: organization)
            let removed = try database.run(
                "DELETE FROM membership WHERE user_id = \(user) AND organization_id = \(organization)")
            guard removed > 0 else { return false }
            if wasOwner { try database.keepAnOwner(in: organization) }
            try database.run(
                """
                DELETE FROM team_member WHERE user_id = \(user)
                  AND team_id IN (SELECT id FROM team WHERE organization_id = \(organization))
                """)
            try database.run("DELETE FROM api_token WHERE user_id = \(user) AND organization_id = \(organization)")
            return true
        }
    }

    public func createAccount(
        email: String, name: String, passwordHash: String, at now: Timestamp
    ) async throws -> User {
        let email = email.lowercased()
        return try await changeDirectory { database in
            try database.insertPerson(
                """
                INSERT INTO user (email, name, role, password_hash, is_active, created_at)
                VALUES (\(email), \(name), \(Role.member), \(passwordHash), 1, \(now))
                """, orTaken: email)
            return User(
                id: UserID(rawValue: database.lastInsertedRow), email: email, name: name, role: .member,
                isActive: true, createdAt: now)
        }
    }

    public func updateUser(_ user: UserID, name: String?, email: String?) async throws -> User? {
        let email = email?.lowercased()
        return try await changeDirectory { database in
            try database.insertPerson(
                """
                UPDATE user SET name = coalesce(\(name), name), email = coalesce(\(email), email) WHERE id = \(user)
                """, orTaken: email ?? "")
            return try database.first("SELECT \(User.columns) FROM user WHERE id = \(user)") { User($0) }
        }
    }

    public func setPreferences(_ preferences: UserPreferences, of user: UserID) async throws -> Bool {
        try await changeDirectory { database in
            try database.run(
                """
                UPDATE user SET time_zone = \(preferences.timeZone), language = \(preferences.language),
                    theme = \(preferences.theme), frame_order = \(preferences.frameOrder)
                WHERE id = \(user)
                """) > 0
        }
    }

    public func setActive(_ isActive: Bool, user: UserID) async throws {
        try await changeDirectory { database in
            try database.run("UPDATE user SET is_active = \(isActive) WHERE id = \(user)")
            guard !isActive else { return }
            for membership in try database.memberships(of: user) where membership.role == .owner {
                try database.keepAnOwner(in: membership.organizationID)
            }
            try database.run("DELETE FROM session WHERE user_id = \(user)")
            try database.run("DELETE FROM api_token WHERE user_id = \(user)")
        }
    }

    public func setOperator(_ isOperator: Bool, user: UserID) async throws {
        _ = try await changeDirectory { try $0.run("UPDATE user SET is_operator = \(isOperator) WHERE id = \(user)") }
    }

    public func setPassword(hash: String, of user: UserID, keeping kept: SessionID?) async throws -> Bool {
        try await changeDirectory { database in
            guard try database.run("UPDATE user SET password_hash = \(hash) WHERE id = \(user)") > 0 else {
                return false
            }
            try database.endSessions(of: user, except: kept)
            return true
        }
    }
}

extension Connection {
    func exists(_ table: StaticString, _ id: Int64) throws -> Bool {
        try integer("SELECT 1 FROM \(SQL(stringLiteral: "\(table)")) WHERE id = \(id)") != nil
    }

    /// Inserts or changes a row with a unique value: `name`.
    func insertPerson(_ sql: SQL, orTaken name: String) throws {
        do {
            try run(sql)
        } catch  where error.isConstraint {
            throw PeopleError.taken(name)
        }
    }

    @discardableResult
    func endSessions(of user: UserID, except kept: SessionID?) throws -> Int {
        try run("DELETE FROM session WHERE user_id = \(user) AND id <> \(kept ?? SessionID(rawValue: 0))")
    }

    fileprivate func memberships(of user: UserID) throws -> [Membership] {
        try rows(
            """
            SELECT organization_id, role, joined_at FROM membership WHERE user_id = \(user) ORDER BY organization_id
            """
        ) {
            Membership(
                userID: user, organizationID: OrganizationID(rawValue: $0.integer(0)), role: $0.role(1),
                joinedAt: $0.time(2))
        }
    }

    fileprivate func isOwner(_ user: UserID, of organization: OrganizationID) throws -> Bool {
        try integer(
            """
            SELECT 1 FROM membership
            WHERE user_id = \(user) AND organization_id = \(organization) AND role = 'owner'
            """) != nil
    }

    /// Throws when nobody who can log in owns the organization any more; the transaction is undone then.
    fileprivate func keepAnOwner(in organization: OrganizationID) throws {
        let owners = try integer(
            """
            SELECT count(*) FROM membership JOIN user ON user.id = user_id
            WHERE organization_id = \(organization) AND membership.role = 'owner' AND is_active
            """)
        if owners == 0 { throw PeopleError.lastOwner }
    }

    fileprivate func members(_ condition: SQL, of organization: OrganizationID) throws -> [Member] {
        let teams = try rows(
            """
            SELECT user_id, team_id FROM team_member JOIN team ON team.id = team_id
            WHERE organization_id = \(organization)
            """
        ) { (UserID(rawValue: $0.integer(0)), TeamID(rawValue: $0.integer(1))) }
        let teamsByUser = Dictionary(grouping: teams) { $0.0 }.mapValues { Set($0.map(\.1)) }
        return try rows(
            """
            SELECT \(User.columns), membership.role, joined_at,
                EXISTS (SELECT 1 FROM second_factor WHERE second_factor.user_id = user.id AND is_confirmed),
                is_operator OR EXISTS (
                    SELECT 1 FROM membership AS other
                    WHERE other.user_id = user.id AND other.organization_id <> \(organization))
            FROM membership JOIN user ON user.id = membership.user_id WHERE \(condition) ORDER BY user.email
            """
        ) { row in
            let user = User(row)
            let next = User.columnCount
            return Member(
                user: user,
                membership: Membership(
                    userID: user.id, organizationID: organization, role: row.role(next),
                    joinedAt: row.time(next + 1)),
                teams: teamsByUser[user.id] ?? [], hasSecondFactor: row.bool(next + 2),
                isOnlyHere: !row.bool(next + 3))
        }
    }
}

extension Row {
    /// A role that cannot be read is the lowest one.
    func role(_ column: Int32) -> Role { Role(rawValue: text(column)) ?? .member }

    /// Numbers, separated by blanks.
    func teams(_ column: Int32) -> Set<TeamID> {
        Set(text(column).split(separator: " ").compactMap { Int64($0) }.map { TeamID(rawValue: $0) })
    }
}

extension Set<TeamID> {
    /// As the store writes them.
    var text: String { sorted().map { String($0.rawValue) }.joined(separator: " ") }
}
