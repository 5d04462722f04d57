import SentryProtocol
import Storage

extension SQLiteEngine {
    public func teams(of organization: OrganizationID) async throws -> [Team] {
        try await remembered(.teams(organization)) { reader in
            try reader.culprit.rows("\(Team.selection) WHERE organization_id = \(organization) ORDER BY slug") {
                Team($0)
            }
        }
    }

    public func team(_ id: TeamID) async throws -> Team? {
        try await readers.read { try $0.culprit.first("\(Team.selection) WHERE id = \(id)") { Team($0) } }
    }

    public func createTeam(
        slug: String, name: String, in organization: OrganizationID, at now: Timestamp
    ) async throws -> Team {
        guard slug.isSlug else { throw PeopleError.badSlug(slug) }
        return try await changeDirectory { database in
            guard try database.exists("organization", organization.rawValue) else {
                throw PeopleError.noSuchOrganization
            }
            try database.insertPerson(
                """
                INSERT INTO team (organization_id, slug, name, created_at)
                VALUES (\(organization), \(slug), \(name), \(now))
                """, orTaken: slug)
            return Team(
                id: TeamID(rawValue: database.lastInsertedRow), organizationID: organization, slug: slug, name: name,
                createdAt: now)
        }
    }

    public func updateTeam(_ id: TeamID, slug: String?, name: String?) async throws -> Team? {
        if let slug, !slug.isSlug { throw PeopleError.badSlug(slug) }
        return try await changeDirectory { database in
            try database.insertPerson(
                "UPDATE team SET slug = coalesce(\(slug), slug), name = coalesce(\(name), name) WHERE id = \(id)",
                orTaken: slug ?? "")
            return try database.first("\(Team.selection) WHERE id = \(id)") { Team($0) }
        }
    }

    public func deleteTeam(_ id: TeamID) async throws -> Bool {
        try await changeDirectory { database in
            try database.run("DELETE FROM team_member WHERE team_id = \(id)")
            try database.run("DELETE FROM project_team WHERE team_id = \(id)")
            return try database.run("DELETE FROM team WHERE id = \(id)") > 0
        }
    }

    public func members(of team: TeamID) async throws -> [UserID] {
        try await readers.read { reader in
            try reader.culprit.rows("SELECT user_id FROM team_member WHERE team_id = \(team) ORDER BY user_id") {
                UserID(rawValue: $0.integer(0))
            }
        }
    }

    public func addMember(_ user: UserID, to team: TeamID, at now: Timestamp) async throws -> Bool {
        try await changeDirectory { database in
            guard try database.exists("team", team.rawValue) else { throw PeopleError.noSuchTeam }
            let isInOrganization = try database.integer(
                """
                SELECT 1 FROM membership JOIN team ON team.organization_id = membership.organization_id
                WHERE user_id = \(user) AND team.id = \(team)
                """)
            guard isInOrganization != nil else { throw PeopleError.noSuchUser }
            return try database.addToTeam(user, team, at: now)
        }
    }

    public func removeMember(_ user: UserID, from team: TeamID) async throws -> Bool {
        try await changeDirectory {
            try $0.run("DELETE FROM team_member WHERE team_id = \(team) AND user_id = \(user)") > 0
        }
    }

    public func projectTeams(of organization: OrganizationID) async throws -> [ProjectID: Set<TeamID>] {
        try await readers.read { reader in
            let pairs = try reader.culprit.rows(
                """
                SELECT project_id, team_id FROM project_team JOIN team ON team.id = team_id
                WHERE organization_id = \(organization)
                """
            ) { (ProjectID(rawValue: $0.integer(0)), TeamID(rawValue: $0.integer(1))) }
            return Dictionary(grouping: pairs) { $0.0 }.mapValues { Set($0.map(\.1)) }
        }
    }

    public func teams(of project: ProjectID) async throws -> Set<TeamID> {
        try await remembered(.teamsOfProject(project)) { reader in
            Set(
                try reader.culprit.rows("SELECT team_id FROM project_team WHERE project_id = \(project)") {
                    TeamID(rawValue: $0.integer(0))
                })
        }
    }

    public func assign(_ team: TeamID, to project: ProjectID) async throws -> Bool {
        try await changeDirectory { database in
            let home = try database.integer("SELECT organization_id FROM project WHERE id = \(project)")
            guard let home else { throw PeopleError.noSuchProject }
            guard try database.integer("SELECT organization_id FROM team WHERE id = \(team)") == home else {
                throw PeopleError.noSuchTeam
            }
            return try database.run(
                """
                INSERT INTO project_team (project_id, team_id) VALUES (\(project), \(team)) ON CONFLICT DO NOTHING
                """) > 0
        }
    }

    public func unassign(_ team: TeamID, from project: ProjectID) async throws -> Bool {
        try await changeDirectory {
            try $0.run("DELETE FROM project_team WHERE project_id = \(project) AND team_id = \(team)") > 0
        }
    }
}

extension Connection {
    func addToTeam(_ user: UserID, _ team: TeamID, at now: Timestamp) throws -> Bool {
        try run(
            """
            INSERT INTO team_member (team_id, user_id, joined_at) VALUES (\(team), \(user), \(now))
            ON CONFLICT DO NOTHING
            """) > 0
    }
}

extension Team {
    fileprivate static let selection: SQL = "SELECT id, organization_id, slug, name, created_at FROM team"

    fileprivate init(_ row: Row) {
        self.init(
            id: TeamID(rawValue: row.integer(0)), organizationID: OrganizationID(rawValue: row.integer(1)),
            slug: row.text(2), name: row.text(3), createdAt: row.time(4))
    }
}
