import SentryProtocol
import Storage

extension SQLiteEngine: OrganizationStore {
    public func createOrganization(
        slug: String, name: String, owner: UserID, at now: Timestamp
    ) async throws -> Organization {
        guard slug.isSlug else { throw PeopleError.badSlug(slug) }
        return try await changeDirectory { database in
            guard try database.exists("user", owner.rawValue) else { throw PeopleError.noSuchUser }
            try database.insertPerson(
                "INSERT INTO organization (slug, name, created_at) VALUES (\(slug), \(name), \(now))", orTaken: slug)
            let id = OrganizationID(rawValue: database.lastInsertedRow)
            try database.run(
                """
                INSERT INTO membership (user_id, organization_id, role, joined_at)
                VALUES (\(owner), \(id), \(Role.owner), \(now))
                """)
            return Organization(id: id, slug: slug, name: name, createdAt: now)
        }
    }

    public func updateOrganization(
        _ id: OrganizationID, slug: String?, name: String?
    ) async throws -> Organization? {
        if let slug, !slug.isSlug { throw PeopleError.badSlug(slug) }
        return try await changeDirectory { database in
            try database.insertPerson(
                """
                UPDATE organization SET slug = coalesce(\(slug), slug), name = coalesce(\(name), name) WHERE id = \(id)
                """, orTaken: slug ?? "")
            return try database.first("SELECT slug, name, created_at FROM organization WHERE id = \(id)") {
                Organization(id: id, slug: $0.text(0), name: $0.text(1), createdAt: $0.time(2))
            }
        }
    }
}
