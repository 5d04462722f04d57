import SentryProtocol
import Storage

extension SQLiteEngine: ReleaseStore {
    public func releases(matching query: ReleaseQuery) async throws -> Page<Release> {
        try await read { reader in
            try reader.culprit.snapshot {
                var page = try reader.culprit.page(of: query)
                page.rows = try reader.culprit.withProjects(page.rows)
                return page
            }
        }
    }

    public func release(_ version: String, in organization: OrganizationID) async throws -> Release? {
        try await read { reader in
            try reader.culprit.snapshot { try reader.culprit.release(version, in: organization) }
        }
    }

    public func save(
        _ change: ReleaseChange, to version: String, in organization: OrganizationID, at now: Timestamp
    ) async throws -> (release: Release, isNew: Bool) {
        try await writer.perform { files in
            try files.change { database in
                let isNew =
                    try database.run(
                        """
                        INSERT OR IGNORE INTO release (organization_id, version, created_at)
                        VALUES (\(organization), \(version), \(now))
                        """) > 0
                try database.apply(change, to: version, in: organization)
                guard let release = try database.release(version, in: organization) else {
                    throw SQLiteStorageError.unusable(path: database.path, reason: "a release is gone again")
                }
                return (release, isNew)
            }
        }
    }

    public func deleteRelease(
        _ version: String, in organization: OrganizationID
    ) async throws -> ReleaseDeletion {
        try await writer.perform { files in
            let deletion = try files.change { try $0.deleteRelease(version, in: organization) }
            // Whoever counts events remembers the numbers of releases.
            files.ingestion?.forgetLinks()
            return deletion
        }
    }

    public func releaseWithCommits(
        before version: String, in organization: OrganizationID
    ) async throws -> Release? {
        try await read { reader in
            try reader.culprit.snapshot {
                guard let release = try reader.culprit.release(version, in: organization) else { return nil }
                let query = ReleaseQuery(
                    organization: organization, projects: release.projects.map(\.projectID), isArchived: nil)
                var found: Release?
                try reader.culprit.forEachRow(
                    query.rows(after: release.place, backwards: false, limit: Self.walkMax),
                    while: { row in
                        let candidate = Release(row)
                        if !candidate.commits.isEmpty { found = candidate }
                        return found == nil
                    })
                return try found.map { try reader.culprit.withProjects([$0])[0] }
            }
        }
    }

    /// So many releases are asked for commits.
    private static let walkMax = 200

    public func deploys(of release: ReleaseID) async throws -> [Deploy] {
        try await readers.read { reader in
            try reader.culprit.rows(Deploy.list(of: release), Deploy.init)
        }
    }

    public func addDeploy(_ deploy: Deploy, to release: ReleaseID) async throws -> Deploy? {
        try await writer.perform { files in
            try files.change { database in
                guard try database.integer("SELECT 1 FROM release WHERE id = \(release)") != nil else { return nil }
                try database.run(
                    """
                    INSERT INTO deploy (release_id, environment, name, url, started_at, finished_at)
                    VALUES (\(release), \(deploy.environment), \(deploy.name), \(deploy.url), \(deploy.startedAt),
                        \(deploy.finishedAt))
                    """)
                var added = deploy
                added.id = database.lastInsertedRow
                // A script that deploys all day must not fill the disk.
                try database.run(
                    """
                    DELETE FROM deploy WHERE id IN (
                        SELECT id FROM deploy WHERE release_id = \(release)
                        ORDER BY id DESC LIMIT -1 OFFSET \(ReleaseLimits.deploysMax))
                    """)
                return added
            }
        }
    }
}

extension Connection {
    fileprivate func page(of query: ReleaseQuery) throws -> Page<Release> {
        let limit = min(max(query.limit, 1), 100)
        let cursor = query.cursor
        guard !query.projects.isEmpty else { return Page(rows: []) }
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let place = cursor.isStart ? nil : ReleasePlace(date: cursor.value, id: cursor.offset)
        let found = try rows(
            query.rows(after: place, backwards: cursor.isPrevious, limit: limit + 1), Release.init)
        return try Paging.page(of: found, limit: limit, from: cursor) { release, isPrevious in
            Cursor(value: release.place.date, offset: release.place.id, isPrevious: isPrevious)
        } isAnythingBehind: { first in
            try self.first(query.rows(after: first.place, backwards: !cursor.isPrevious, limit: 1)) { $0.integer(0) }
                != nil
        }
    }

    fileprivate func release(_ version: String, in organization: OrganizationID) throws -> Release? {
        var found: Release?
        var parts = ReleaseParts()
        try forEachRow(Release.selection(version, in: organization)) { (row: Row) -> Void in
            if Release.Part(rawValue: row.int(0)) == .release { found = Release(row, from: 1) } else { parts.add(row) }
        }
        return found.map { parts.completing($0) }
    }

    /// Adds what the projects of each say, and where it was brought.
    fileprivate func withProjects(_ releases: [Release]) throws -> [Release] {
        guard !releases.isEmpty else { return [] }
        var parts = ReleaseParts()
        try forEachRow(Release.parts(of: "\(anyOf: releases.map(\.id))")) { (row: Row) -> Void in parts.add(row) }
        return releases.map { parts.completing($0) }
    }

    fileprivate func apply(
        _ change: ReleaseChange, to version: String, in organization: OrganizationID
    ) throws {
        let isMeant: SQL = "organization_id = \(organization) AND version = \(version)"
        try run(
            """
            UPDATE release SET started_at = coalesce(\(change.startedAt), started_at),
                released_at = coalesce(\(change.releasedAt), released_at),
                is_archived = coalesce(\(change.isArchived), is_archived), ref = coalesce(\(change.ref), ref),
                url = coalesce(\(change.url), url), commits = coalesce(\(change.commits?.stored), commits)
            WHERE \(isMeant)
            """)
        for project in change.projects {
            try run(
                """
                INSERT OR IGNORE INTO release_project (release_id, project_id)
                SELECT id, \(project) FROM release WHERE \(isMeant)
                """)
        }
    }

    fileprivate func deleteRelease(_ version: String, in organization: OrganizationID) throws -> ReleaseDeletion {
        guard let release = try release(version, in: organization) else { return .missing }
        // Its events are counted by its number.
        guard release.events == 0, release.newIssues == 0 else { return .inUse }
        for table: SQL in ["release_project", "release_environment", "deploy"] {
            try run("DELETE FROM \(table) WHERE release_id = \(release.id)")
        }
        try run("DELETE FROM release WHERE id = \(release.id)")
        return .deleted
    }
}
