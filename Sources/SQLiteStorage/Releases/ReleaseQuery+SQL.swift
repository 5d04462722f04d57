import SentryProtocol
import Storage

/// A place in a list of releases.
struct ReleasePlace: Equatable {
    var date: Int64
    var id: Int64
}

extension ReleaseQuery {
    /// The next `limit` releases after `place` as `Release.init(_:)` reads them: a walk along `release_by_date`.
    func rows(after place: ReleasePlace?, backwards: Bool, limit: Int) -> SQL {
        let order: SQL = backwards ? "ASC" : "DESC"
        return """
            SELECT \(Release.columns) FROM release
            WHERE organization_id = \(organization)\(range(place, backwards))\(filters)
            ORDER BY coalesce(released_at, created_at) \(order), id \(order) LIMIT \(limit)
            """
    }

    private func range(_ place: ReleasePlace?, _ backwards: Bool) -> SQL {
        guard let place else { return "" }
        let date: SQL = "coalesce(released_at, created_at)"
        return backwards
            ? " AND \(date) >= \(place.date) AND (\(date), id) > (\(place.date), \(place.id))"
            : " AND \(date) <= \(place.date) AND (\(date), id) < (\(place.date), \(place.id))"
    }

    private var filters: SQL {
        var filters: SQL = """
             AND EXISTS (
                SELECT 1 FROM release_project
                WHERE release_id = release.id AND project_id IN \(anyOf: projects))
            """
        if let isArchived { filters += " AND is_archived = \(isArchived)" }
        if !text.isEmpty { filters += " AND instr(lower(version), lower(\(text))) > 0" }
        if !environments.isEmpty {
            filters += """
                 AND EXISTS (SELECT 1 FROM release_environment WHERE release_id = release.id\(
                    SQL.environmentFilter(environments)))
                """
        }
        return filters
    }
}

extension Release {
    static let columns: SQL = """
        id, organization_id, version, created_at, started_at, released_at, is_archived, ref, url, commits
        """

    /// A row of `columns`; its projects are read beside it.
    init(_ row: Row) { self.init(row, from: 0) }

    init(_ row: Row, from column: Int32) {
        self.init(
            id: ReleaseID(rawValue: row.integer(column)),
            organizationID: OrganizationID(rawValue: row.integer(column + 1)), version: row.text(column + 2),
            createdAt: row.time(column + 3))
        (startedAt, releasedAt) = (row.optionalTime(column + 4), row.optionalTime(column + 5))
        isArchived = row.bool(column + 6)
        (ref, url) = (row.optionalText(column + 7), row.optionalText(column + 8))
        commits = [Commit](stored: row.text(column + 9))
    }

    var place: ReleasePlace { ReleasePlace(date: date.microseconds, id: id.rawValue) }
}

extension ReleaseID: SQLBindable {}

extension [Commit] {
    /// Reads what `stored` has written; nothing when it is damaged.
    init(stored text: String) {
        self = []
        guard let root = try? JSONDocument(parsing: [UInt8](text.utf8)).root else { return }
        for node in root.elements {
            guard let id = node["id"]?.string else { continue }
            append(
                Commit(
                    id: id, message: node["message"]?.string, authorName: node["name"]?.string,
                    authorEmail: node["email"]?.string, repository: node["repository"]?.string,
                    createdAt: node["at"]?.string.flatMap { Timestamp(iso8601: $0) }))
        }
    }

    /// A JSON array.
    var stored: String {
        var writer = JSONWriter()
        writer.beginArray()
        for commit in prefix(ReleaseLimits.commitsMax) {
            writer.object { writer in
                writer.member("id", commit.id)
                writer.member("message", commit.message)
                writer.member("name", commit.authorName)
                writer.member("email", commit.authorEmail)
                writer.member("repository", commit.repository)
                writer.member("at", commit.createdAt?.iso8601)
            }
        }
        writer.endArray()
        return writer.text
    }
}
