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
            try reader.culprit.rows(
                """
                SELECT \(Deploy.columns) FROM deploy
                WHERE release_id = \(release) ORDER BY id DESC LIMIT \(ReleaseLimits.deploysMax)
                """, Deploy.init)
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

    public func newIssues(in version: String, of projects: [ProjectID], limit: Int) async throws -> [IssueSummary] {
        try await read { try $0.culprit.rows(ReleaseIssues.new(in: version, of: projects, limit), IssueSummary.init) }
    }

    public func regressedIssues(
        in version: String, of projects: [ProjectID], limit: Int
    ) async throws -> [IssueSummary] {
        try await read {
            try $0.culprit.rows(ReleaseIssues.regressed(in: version, of: projects, limit), IssueSummary.init)
        }
    }
}

/// Which issues began in a release, and which came back in it.
enum ReleaseIssues {
    static func new(in version: String, of projects: [ProjectID], _ limit: Int) -> SQL {
        IssueSummary.selection(
            where: """
                issue.id IN (
                    SELECT id FROM issue WHERE project_id IN \(anyOf: projects) AND first_release = \(version)
                    ORDER BY id DESC LIMIT \(limit)
                ) AND +status IN \(anyOf: IssueStatus.allCases) ORDER BY issue.id DESC
                """, eventsInPeriod: nil)
    }

    static func regressed(in version: String, of projects: [ProjectID], _ limit: Int) -> SQL {
        IssueSummary.selection(
            where: """
                issue.id IN (
                    SELECT issue_id FROM activity
                    WHERE type = 'set_regression' AND json_extract(data, '$.version') = \(version)
                    ORDER BY issue_id DESC LIMIT \(limit * 4)
                ) AND project_id IN \(anyOf: projects) AND +status IN \(anyOf: IssueStatus.allCases)
                ORDER BY status_changed_at DESC LIMIT \(limit)
                """, eventsInPeriod: nil)
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
        let found = try first(
            """
            SELECT \(Release.columns) FROM release
            WHERE organization_id = \(organization) AND version = \(version)
            """, Release.init)
        return try found.map { try withProjects([$0])[0] }
    }

    /// Adds what the projects of each say, and where it was brought.
    fileprivate func withProjects(_ releases: [Release]) throws -> [Release] {
        guard !releases.isEmpty else { return [] }
        var projects: [Int64: [ReleaseProject]] = [:]
        try forEachRow(
            """
            SELECT release_id, project_id, events, first_event_at, last_event_at, (
                SELECT count(*) FROM issue
                WHERE issue.project_id = release_project.project_id AND first_release = release.version
            ) FROM release_project JOIN release ON release.id = release_id
            WHERE release_id IN \(anyOf: releases.map(\.id)) ORDER BY release_id, project_id
            """
        ) { row in
            projects[row.integer(0), default: []].append(
                ReleaseProject(
                    projectID: ProjectID(rawValue: row.integer(1)), events: row.int(2),
                    firstEventAt: row.optionalTime(3), lastEventAt: row.optionalTime(4), newIssues: row.int(5)))
        }
        var deploys: [Int64: (count: Int, last: Deploy)] = [:]
        try forEachRow(
            """
            SELECT \(Deploy.columns), release_id FROM deploy WHERE release_id IN \(anyOf: releases.map(\.id)) ORDER BY id
            """
        ) { (row: Row) -> Void in
            deploys[row.integer(6)] = ((deploys[row.integer(6)]?.count ?? 0) + 1, Deploy(row))
        }
        return releases.map { release in
            var release = release
            release.projects = projects[release.id.rawValue] ?? []
            release.deployCount = deploys[release.id.rawValue]?.count ?? 0
            release.lastDeploy = deploys[release.id.rawValue]?.last
            return release
        }
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

extension Deploy {
    static let columns: SQL = "id, environment, name, url, started_at, finished_at"

    /// A row of `columns`.
    init(_ row: Row) {
        self.init(
            id: row.integer(0), environment: row.text(1), name: row.optionalText(2), url: row.optionalText(3),
            startedAt: row.optionalTime(4), finishedAt: row.time(5))
    }
}
