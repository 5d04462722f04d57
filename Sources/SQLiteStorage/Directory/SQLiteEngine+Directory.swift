import SentryProtocol
import Storage
import Synchronization

extension SQLiteEngine {
    public func organizations() async throws -> [Organization] {
        try await remembered(.organizations) { reader in
            try reader.culprit.rows("SELECT id, slug, name, created_at FROM organization ORDER BY id") {
                Organization(
                    id: OrganizationID(rawValue: $0.integer(0)), slug: $0.text(1), name: $0.text(2),
                    createdAt: $0.time(3))
            }
        }
    }

    public func createOrganization(slug: String, name: String, at now: Timestamp) async throws -> Organization {
        guard slug.isSlug else { throw DirectoryError.badSlug(slug) }
        return try await changeDirectory { database in
            try database.insert(
                "INSERT INTO organization (slug, name, created_at) VALUES (\(slug), \(name), \(now))", orTaken: slug)
            return Organization(
                id: OrganizationID(rawValue: database.lastInsertedRow), slug: slug, name: name, createdAt: now)
        }
    }

    public func projects() async throws -> [Project] {
        try await remembered(.projects) { reader in
            try reader.culprit.rows("\(Project.selection) ORDER BY id") { Project($0) }
        }
    }

    public func createProject(
        slug: String, name: String, platform: String?, in organization: OrganizationID, key: NewKey, at now: Timestamp
    ) async throws -> (Project, ProjectKey) {
        guard slug.isSlug else { throw DirectoryError.badSlug(slug) }
        return try await changeDirectory { database in
            guard try database.integer("SELECT 1 FROM organization WHERE id = \(organization)") != nil else {
                throw DirectoryError.noSuchOrganization(String(organization.rawValue))
            }
            try database.insert(
                """
                INSERT INTO project (organization_id, slug, name, platform, created_at)
                VALUES (\(organization), \(slug), \(name), \(platform), \(now))
                """, orTaken: slug)
            try database.forgetFormerSlug(slug, in: organization)
            let project = Project(
                id: ProjectID(rawValue: database.lastInsertedRow), organizationID: organization, slug: slug, name: name,
                platform: platform, createdAt: now)
            return (project, try database.insertKey(key, of: project.id, at: now))
        }
    }

    public func keys() async throws -> [ProjectKey] {
        try await readers.read { reader in
            try reader.culprit.rows("\(ProjectKey.selection) ORDER BY project_id, rowid") { ProjectKey($0) }
        }
    }

    public func createKey(_ key: NewKey, of project: ProjectID, at now: Timestamp) async throws -> ProjectKey {
        try await changeDirectory { try $0.insertKey(key, of: project, at: now) }
    }

    public func updateKey(_ publicKey: String, label: String?, isActive: Bool?) async throws -> ProjectKey? {
        try await changeDirectory { database in
            try database.run(
                """
                UPDATE project_key SET label = coalesce(\(label), label), is_active = coalesce(\(isActive), is_active)
                WHERE public_key = \(publicKey)
                """)
            return try database.first("\(ProjectKey.selection) WHERE public_key = \(publicKey)") { ProjectKey($0) }
        }
    }

    public func deleteKey(_ publicKey: String) async throws -> Bool {
        try await changeDirectory { try $0.run("DELETE FROM project_key WHERE public_key = \(publicKey)") > 0 }
    }

    public func setting(_ name: String) async throws -> String? {
        try await readers.read { try $0.culprit.setting(name) }
    }

    public func setSetting(_ name: String, to value: String?) async throws {
        _ = try await changeDirectory { database in
            if let value {
                try database.run(
                    """
                    INSERT INTO setting (name, value) VALUES (\(name), \(value))
                    ON CONFLICT DO UPDATE SET value = excluded.value
                    """)
            } else {
                try database.run("DELETE FROM setting WHERE name = \(name)")
            }
        }
    }

    public func setting(_ name: String, orSet value: String) async throws -> String {
        try await changeDirectory { database in
            try database.run("INSERT INTO setting (name, value) VALUES (\(name), \(value)) ON CONFLICT DO NOTHING")
            return try database.setting(name) ?? value
        }
    }

    public func version() async throws -> Int64 {
        try versions.withLock { connection in
            guard let connection else { throw SQLiteStorageError.closed }
            return try connection.integer("SELECT version FROM directory_version") ?? 0
        }
    }

    /// A change that other processes must notice.
    func changeDirectory<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let result = try await writer.perform { files in
            try files.change { database in
                let result = try body(database)
                try database.execute(DirectoryVersion.bump)
                return result
            }
        }
        ReadingRequest.current?.directoryVersion = nil
        return result
    }
}

extension Connection {
    /// Inserts or changes a row whose unique value is `name`.
    func insert(_ sql: SQL, orTaken name: String) throws {
        do {
            try run(sql)
        } catch  where error.isConstraint {
            throw DirectoryError.taken(name)
        }
    }

    fileprivate func insertKey(_ key: NewKey, of project: ProjectID, at now: Timestamp) throws -> ProjectKey {
        try insert(
            """
            INSERT INTO project_key (public_key, secret_key, project_id, label, is_active, created_at)
            VALUES (\(key.publicKey), \(key.secretKey), \(project), \(key.label), 1, \(now))
            """, orTaken: key.publicKey)
        return ProjectKey(
            publicKey: key.publicKey, secretKey: key.secretKey, projectID: project, label: key.label, isActive: true,
            createdAt: now)
    }

    func setting(_ name: String) throws -> String? {
        try first("SELECT value FROM setting WHERE name = \(name)") { $0.text(0) }
    }
}

extension Project {
    static let selection: SQL = """
        SELECT id, organization_id, slug, name, platform, created_at, first_event_at, archived_at FROM project
        """

    init(_ row: Row) {
        self.init(
            id: ProjectID(rawValue: row.integer(0)), organizationID: OrganizationID(rawValue: row.integer(1)),
            slug: row.text(2), name: row.text(3), platform: row.optionalText(4), createdAt: row.time(5),
            firstEventAt: row.optionalTime(6), archivedAt: row.optionalTime(7))
    }
}

extension ProjectKey {
    static let selection: SQL = """
        SELECT public_key, secret_key, project_id, label, is_active, created_at, rate_limit, rate_limit_seconds
        FROM project_key
        """

    init(_ row: Row) {
        self.init(
            publicKey: row.text(0), secretKey: row.text(1), projectID: ProjectID(rawValue: row.integer(2)),
            label: row.text(3), isActive: row.bool(4), createdAt: row.time(5),
            rateLimit: KeyRateLimit(
                count: Int(row.optionalInteger(6) ?? 0), window: Int(row.optionalInteger(7) ?? 0)))
    }
}
