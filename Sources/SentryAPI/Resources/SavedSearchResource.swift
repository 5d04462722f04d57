import Access
import SentryProtocol
import Storage

/// Searches with names, one's own and everybody's (web-api.md §2.0).
enum SavedSearchResource {
    static let endpoints = [
        Endpoint(
            "organizations/{organization}/searches", .get(do: list),
            .post(do: add)),
        Endpoint(
            "organizations/{organization}/searches/{search}", .put(do: change),
            .delete(do: delete)),
    ]

    private static func list(_ call: Call) async throws -> APIResponse {
        try call.list(await visible(call)) { encode($1, into: &$0) }
    }

    private static func visible(_ call: Call) async throws -> [SavedSearch] {
        try await call.storage.savedSearches(of: call.organization().id, for: call.caller?.user?.id)
    }

    private static func add(_ call: Call) async throws -> APIResponse {
        let organization = try await call.organization()
        var search = SavedSearch(
            id: 0, organizationID: organization.id, ownerID: call.caller?.user?.id, name: "", query: "",
            sort: .lastSeen, isShared: false, createdAt: call.now)
        try read(call, into: &search)
        // Whoever has no account has nothing of their own.
        if search.ownerID == nil { search.isShared = true }
        try checkSharing(search, call)
        do {
            let saved = try await call.storage.save(search)
            return .json(201) { writer in encode(saved, into: &writer) }
        } catch SavedSearchError.tooMany {
            throw APIFailure.badField("name", "At most \(WorkflowLimits.searchesMax) searches can be saved.")
        }
    }

    private static func change(_ call: Call) async throws -> APIResponse {
        var search = try await named(call)
        try checkSharing(search, call)
        try read(call, into: &search)
        try checkSharing(search, call)
        guard try await call.storage.update(search) else { throw APIFailure.notFound }
        return .json { encode(search, into: &$0) }
    }

    private static func delete(_ call: Call) async throws -> APIResponse {
        let search = try await named(call)
        try checkSharing(search, call)
        guard try await call.storage.deleteSavedSearch(search.id, of: search.organizationID) else {
            throw APIFailure.notFound
        }
        return .noContent
    }

    private static func named(_ call: Call) async throws -> SavedSearch {
        guard let found = try await visible(call).first(where: { String($0.id) == call.parameter("search") }) else {
            throw APIFailure.notFound
        }
        return found
    }

    /// What everybody has is changed by those who look after the organization's projects.
    private static func checkSharing(_ search: SavedSearch, _ call: Call) throws {
        guard search.isShared, !call.may(.searchShare, in: search.organizationID) else { return }
        throw APIFailure.forbidden
    }

    private static func read(_ call: Call, into search: inout SavedSearch) throws {
        var body = BodyReader(try call.bodyObject())
        if let name = body.string("name", max: WorkflowLimits.searchNameBytesMax) { search.name = name.trimmed }
        if let query = body.string("query", max: SearchLimits.textBytesMax) { search.query = query }
        if let sort = body.string("sort") { search.sort = IssueSort(rawValue: sort) ?? .lastSeen }
        switch body.string("visibility") {
        case nil: break
        case "organization": search.isShared = true
        case "owner", "owner_pinned": search.isShared = false
        case .some(let text): body.refuse("visibility", IssueUpdateResource.badStatus(text))
        }
        if search.name.isEmpty { body.refuse("name", "This field may not be blank.") }
        if search.query.trimmed.isEmpty { body.refuse("query", "This field may not be blank.") }
        try body.check()
        _ = try Call.search(search.query)
    }

    private static func encode(_ search: SavedSearch, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.id("id", search.id)
            writer.field("type", 0)
            writer.field("name", search.name)
            writer.field("query", search.query)
            writer.field("sort", search.sort.rawValue)
            writer.field("visibility", search.isShared ? "organization" : "owner")
            writer.field("isGlobal", false)
            writer.field("isPinned", false)
            writer.field("dateCreated", search.createdAt)
        }
    }
}
