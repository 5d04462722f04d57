import SentryProtocol
import Storage

extension SQLiteEngine {
    public func updateProject(_ id: ProjectID, _ change: ProjectChange, at now: Timestamp) async throws -> Project? {
        if let slug = change.slug, !slug.isSlug { throw DirectoryError.badSlug(slug) }
        return try await changeDirectory { database in
            guard let before = try database.project(id) else { return nil }
            if let slug = change.slug, slug != before.slug { try database.rename(before, to: slug) }
            if let name = change.name { try database.run("UPDATE project SET name = \(name) WHERE id = \(id)") }
            if let platform = change.platform {
                try database.run("UPDATE project SET platform = \(platform) WHERE id = \(id)")
            }
            if let isArchived = change.isArchived {
                let at: Timestamp? = isArchived ? before.archivedAt ?? now : nil
                try database.run("UPDATE project SET archived_at = \(at) WHERE id = \(id)")
            }
            return try database.project(id)
        }
    }

    public func project(formerlyCalled slug: String, in organization: OrganizationID) async throws -> Project? {
        try await readers.read { reader in
            try reader.culprit.first(
                """
                \(Project.selection) WHERE id = (
                    SELECT project_id FROM project_former_slug
                    WHERE organization_id = \(organization) AND slug = \(slug)
                )
                """
            ) { Project($0) }
        }
    }

    public func setRateLimit(_ limit: KeyRateLimit?, ofKey publicKey: String) async throws -> ProjectKey? {
        try await changeDirectory { database in
            try database.run(
                """
                UPDATE project_key SET rate_limit = \(limit?.count), rate_limit_seconds = \(limit?.window)
                WHERE public_key = \(publicKey)
                """)
            return try database.first("\(ProjectKey.selection) WHERE public_key = \(publicKey)") { ProjectKey($0) }
        }
    }

    public func beginDeletion(of project: ProjectID, by author: UserID?, at now: Timestamp) async throws -> Bool {
        try await changeDirectory { database in
            let begun = try database.run(
                """
                INSERT INTO project_deletion (id, organization_id, slug, name, author_id, began_at)
                SELECT id, organization_id, slug, name, \(author), \(now) FROM project WHERE id = \(project)
                """)
            guard begun > 0 else { return false }
            // What a restart would find half done is out of everybody's sight with this one commit.
            for table: SQL in ["project_key", "project_setting", "project_former_slug"] {
                try database.run("DELETE FROM \(table) WHERE project_id = \(project)")
            }
            try database.run("DELETE FROM project WHERE id = \(project)")
            try database.run(
                """
                UPDATE regroup_job SET state = \(RegroupJob.State.cancelled.rawValue)
                WHERE project_id = \(project)
                    AND state IN (\(RegroupJob.State.running.rawValue), \(RegroupJob.State.reverting.rawValue))
                """)
            return true
        }
    }

    public func projectDeletions() async throws -> [ProjectDeletion] {
        try await readers.read { reader in
            try reader.culprit.rows(
                "SELECT id, organization_id, slug, name, began_at FROM project_deletion ORDER BY began_at, id"
            ) {
                ProjectDeletion(
                    project: ProjectID(rawValue: $0.integer(0)),
                    organizationID: OrganizationID(rawValue: $0.integer(1)), slug: $0.text(2), name: $0.text(3),
                    beganAt: $0.time(4))
            }
        }
    }
}

extension Connection {
    fileprivate func project(_ id: ProjectID) throws -> Project? {
        try first("\(Project.selection) WHERE id = \(id)") { Project($0) }
    }

    /// The slug that it had goes on leading to it; the one that it gets leads nowhere else any more.
    fileprivate func rename(_ project: Project, to slug: String) throws {
        try insert("UPDATE project SET slug = \(slug) WHERE id = \(project.id)", orTaken: slug)
        try forgetFormerSlug(slug, in: project.organizationID)
        try run(
            """
            INSERT INTO project_former_slug (organization_id, slug, project_id)
            VALUES (\(project.organizationID), \(project.slug), \(project.id))
            ON CONFLICT DO UPDATE SET project_id = excluded.project_id
            """)
    }

    /// Somebody has this slug now.
    func forgetFormerSlug(_ slug: String, in organization: OrganizationID) throws {
        try run("DELETE FROM project_former_slug WHERE organization_id = \(organization) AND slug = \(slug)")
    }
}
