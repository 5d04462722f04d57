import SentryProtocol
import Storage

extension Release {
    /// What the first column of `selection` and `parts` says.
    enum Part: Int {
        case release
        /// The release's number, then the project's; events, the first and the last; new issues.
        case project
        /// The release's number, then a row of `Deploy.columns`.
        case deploy
    }

    /// A release with its parts, in one statement.
    static func selection(_ version: String, in organization: OrganizationID) -> SQL {
        let isMeant: SQL = "organization_id = \(organization) AND version = \(version)"
        return """
            SELECT \(Part.release.rawValue), \(columns) FROM release WHERE \(isMeant)
            UNION ALL SELECT *, NULL, NULL, NULL FROM (\(parts(of: "(SELECT id FROM release WHERE \(isMeant))")))
            """
    }

    /// What the projects of releases say, and where these were brought. `releases` is a list for `IN`.
    static func parts(of releases: SQL) -> SQL {
        """
        SELECT \(Part.project.rawValue), release_id, project_id, events, first_event_at, last_event_at, (
            SELECT count(*) FROM issue
            WHERE issue.project_id = release_project.project_id AND first_release = release.version
        ), NULL FROM release_project JOIN release ON release.id = release_id WHERE release_id IN \(releases)
        UNION ALL
        SELECT \(Part.deploy.rawValue), release_id, \(Deploy.columns) FROM deploy WHERE release_id IN \(releases)
        """
    }
}

/// What `Release.parts` answers, by release.
struct ReleaseParts {
    private var projects: [Int64: [ReleaseProject]] = [:]
    private var deploys: [Int64: (count: Int, last: Deploy)] = [:]

    mutating func add(_ row: Row) {
        let release = row.integer(1)
        switch Release.Part(rawValue: row.int(0)) {
        case .project:
            projects[release, default: []].append(
                ReleaseProject(
                    projectID: ProjectID(rawValue: row.integer(2)), events: row.int(3),
                    firstEventAt: row.optionalTime(4), lastEventAt: row.optionalTime(5), newIssues: row.int(6)))
        case .deploy:
            let deploy = Deploy(row, from: 2)
            let known = deploys[release]
            let last = known.map { $0.last.id > deploy.id ? $0.last : deploy } ?? deploy
            deploys[release] = ((known?.count ?? 0) + 1, last)
        case .release, nil: break
        }
    }

    func completing(_ release: Release) -> Release {
        var release = release
        let id = release.id.rawValue
        release.projects = (projects[id] ?? []).sorted { $0.projectID.rawValue < $1.projectID.rawValue }
        release.deployCount = deploys[id]?.count ?? 0
        release.lastDeploy = deploys[id]?.last
        return release
    }
}

extension Deploy {
    static let columns: SQL = "id, environment, name, url, started_at, finished_at"

    /// A row of `columns`.
    init(_ row: Row) { self.init(row, from: 0) }

    init(_ row: Row, from column: Int32) {
        self.init(
            id: row.integer(column), environment: row.text(column + 1), name: row.optionalText(column + 2),
            url: row.optionalText(column + 3), startedAt: row.optionalTime(column + 4),
            finishedAt: row.time(column + 5))
    }
}
