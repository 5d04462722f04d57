import SentryProtocol
import Storage

/// Tags of an issue, of a project, of an organization (web-api.md §2.6.5, §2.8).
enum TagResource {
    static let endpoints =
        Endpoint.ofIssue("tags", .get(do: listOfIssue))
        + Endpoint.ofIssue("tags/{key}", .get(do: showOfIssue))
        + Endpoint.ofIssue("tags/{key}/values", .get(do: valuesOfIssue))
        + [
            Endpoint("projects/{organization}/{project}/tags", .get(do: listOfProject)),
            Endpoint("projects/{organization}/{project}/tags/{key}/values", .get(do: valuesOfProject)),
            Endpoint(
                "organizations/{organization}/tags", .get(do: listOfOrganization)),
            Endpoint(
                "organizations/{organization}/tags/{key}/values",
                .get(do: valuesOfOrganization)),
        ]

    private static let topMax = 10

    private static func listOfIssue(_ call: Call) async throws -> APIResponse {
        let issue = try await call.issue().issue.id
        let asked = call.request.value(of: "limit").flatMap { Int($0) } ?? topMax
        var tags = try await tags(call, of: .issue(issue), top: min(max(asked, 0), topMax))
        let keys = Set(call.request.values(of: "key").map(TagKey.unprefixed))
        if !keys.isEmpty { tags.removeAll { !keys.contains($0.key) } }
        // Clients read the whole list; it has no pages.
        return .json { $0.array(tags) { TagJSON(tag: $1).encode(into: &$0) } }
            .adding("Link", call.link(Page(rows: tags), PageRequest(cursor: .start, limit: Call.pageLimitMax)))
    }

    private static func showOfIssue(_ call: Call) async throws -> APIResponse {
        let scope = TagScope.issue(try await call.issue().issue.id)
        if let sample = try await sample(call, of: scope) {
            guard let tag = sample.summary(call.tagKey, top: topMax) else { throw APIFailure.notFound }
            return .json { TagJSON(tag: tag).encode(into: &$0) }
        }
        guard var tag = try await call.storage.tag(call.tagKey, of: scope) else { throw APIFailure.notFound }
        tag.top = try await call.storage.values(
            of: tag.key, in: scope, containing: "", order: .count, limit: topMax)
        return .json { [tag] in TagJSON(tag: tag).encode(into: &$0) }
    }

    private static func valuesOfIssue(_ call: Call) async throws -> APIResponse {
        try await values(call, of: .issue(call.issue().issue.id))
    }

    private static func listOfProject(_ call: Call) async throws -> APIResponse {
        let project = try await call.project().project.id
        let tags = try await tags(call, of: .projects([project]), top: 0).sorted { $0.key < $1.key }
        return try call.list(Array(tags.enumerated())) { writer, row in
            writer.object {
                $0.field("id", String(row.offset + 1))
                $0.field("key", row.element.key)
                $0.field("name", TagJSON.name(of: row.element.key))
                $0.field("uniqueValues", row.element.values)
                $0.field("canDelete", false)
            }
        }
    }

    private static func valuesOfProject(_ call: Call) async throws -> APIResponse {
        try await values(call, of: .projects([call.project().project.id]))
    }

    private static func listOfOrganization(_ call: Call) async throws -> APIResponse {
        let projects = try await call.chosenProjects(of: call.organization()).map(\.id)
        let tags = try await tags(call, of: .projects(projects), top: 0)
        return try call.list(tags) { TagJSON(tag: $1, showsValues: false).encode(into: &$0) }
    }

    private static func valuesOfOrganization(_ call: Call) async throws -> APIResponse {
        try await values(call, of: .projects(call.chosenProjects(of: call.organization()).map(\.id)))
    }

    private static func tags(_ call: Call, of scope: TagScope, top: Int) async throws -> [TagSummary] {
        if let sample = try await sample(call, of: scope) { return sample.summaries(top: top) }
        return try await call.storage.tags(of: scope, top: top)
    }

    /// Counts are kept for all environments together; those of some are counted when somebody asks. Nil when nobody does.
    private static func sample(_ call: Call, of scope: TagScope) async throws -> TagSample? {
        guard !call.environments.isEmpty else { return nil }
        return try await call.storage.tagSample(of: scope, environments: call.environments, period: call.period())
    }

    private static func values(_ call: Call, of scope: TagScope) async throws -> APIResponse {
        let order = call.request.value(of: "sort").flatMap { TagOrder(rawValue: $0) } ?? .count
        let key = call.tagKey
        let text = call.request.value(of: "query") ?? ""
        let values =
            if let sample = try await sample(call, of: scope) {
                sample.values(of: key, containing: text, order: order)
            } else {
                try await call.storage.values(
                    of: key, in: scope, containing: text, order: order, limit: TagBounds.valuesOfProjectMax)
            }
        return try call.list(values) { TagValueJSON(key: key, value: $1).encode(into: &$0) }
    }
}

extension Call {
    /// `{key}`, without the prefix that old clients give Sentry's own tags.
    fileprivate var tagKey: String { TagKey.unprefixed(parameter("key")) }
}

extension TagKey {
    fileprivate static func unprefixed(_ key: String) -> String {
        key.hasPrefix("sentry:") ? String(key.dropFirst("sentry:".utf8.count)) : key
    }
}
