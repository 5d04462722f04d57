import SentryProtocol
import Storage

extension SQLiteEngine {
    public func savedSearches(of organization: OrganizationID, for user: UserID?) async throws -> [SavedSearch] {
        try await readers.read {
            try $0.culprit.rows(SavedSearch.selection(of: organization, for: user), SavedSearch.init)
        }
    }

    public func save(_ search: SavedSearch) async throws -> SavedSearch {
        try await changeDirectory { culprit in
            let count = try culprit.integer(
                """
                SELECT count(*) FROM saved_search
                WHERE organization_id = \(search.organizationID) AND owner_id IS \(search.ownerID)
                """)
            guard count ?? 0 < WorkflowLimits.searchesMax else { throw SavedSearchError.tooMany }
            try culprit.run(
                """
                INSERT INTO saved_search (organization_id, owner_id, name, query, sort, is_shared, created_at)
                VALUES (\(search.organizationID), \(search.ownerID), \(search.name), \(search.query),
                    \(search.sort.rawValue), \(search.isShared), \(search.createdAt))
                """)
            var saved = search
            saved.id = culprit.lastInsertedRow
            return saved
        }
    }

    public func update(_ search: SavedSearch) async throws -> Bool {
        try await changeDirectory { culprit in
            try culprit.run(
                """
                UPDATE saved_search SET name = \(search.name), query = \(search.query),
                    sort = \(search.sort.rawValue), is_shared = \(search.isShared)
                WHERE id = \(search.id) AND organization_id = \(search.organizationID)
                """) > 0
        }
    }

    public func deleteSavedSearch(_ id: Int64, of organization: OrganizationID) async throws -> Bool {
        try await changeDirectory {
            try $0.run("DELETE FROM saved_search WHERE id = \(id) AND organization_id = \(organization)") > 0
        }
    }
}

extension SavedSearch {
    private static let columns: SQL = """
        saved_search.id, saved_search.organization_id, owner_id, saved_search.name, saved_search.query,
        saved_search.sort, is_shared, saved_search.created_at
        """

    static func selection(of organization: OrganizationID, for user: UserID?) -> SQL {
        """
        SELECT \(columns) FROM saved_search
        WHERE organization_id = \(organization) AND (is_shared = 1 OR owner_id IS \(user))
        ORDER BY name, id LIMIT \(searchesShownMax)
        """
    }

    /// Those of all organizations that the projects belong to.
    static func selection(of projects: [ProjectID], for user: UserID?) -> SQL {
        """
        SELECT \(columns) FROM saved_search
        WHERE organization_id IN (SELECT organization_id FROM project WHERE id IN \(anyOf: projects))
            AND (is_shared = 1 OR owner_id IS \(user))
        ORDER BY saved_search.name, saved_search.id LIMIT \(searchesShownMax)
        """
    }

    private static let searchesShownMax = 500

    init(_ row: Row) {
        self.init(
            id: row.integer(0), organizationID: OrganizationID(rawValue: row.integer(1)),
            ownerID: row.optionalInteger(2).map { UserID(rawValue: $0) }, name: row.text(3), query: row.text(4),
            sort: IssueSort(rawValue: row.text(5)) ?? .lastSeen, isShared: row.bool(6), createdAt: row.time(7))
    }
}
