import SentryProtocol
import Storage

/// A project's inbound filters by Sentry's names (web-api.md §2.9).
enum FilterResource {
    static let endpoints = [
        Endpoint("projects/{organization}/{project}/filters", .get(do: list)),
        Endpoint("projects/{organization}/{project}/filters/{filter}", .put(do: update)),
    ]

    /// A filter that is on or off, and the setting that it is.
    private static let flags: [(id: String, path: any WritableKeyPath<FilterSettings, Bool> & Sendable)] = [
        ("browser-extensions", \.browserExtensions), ("localhost", \.localhost), ("web-crawlers", \.webCrawlers),
        ("filtered-transaction", \.healthChecks), ("react-hydration-errors", \.hydrationErrors),
        ("chunk-load-error", \.chunkLoadErrors),
    ]
    private static let legacyBrowsers = "legacy-browsers"

    private static func list(_ call: Call) async throws -> APIResponse {
        let filters = try await call.storage.settings(of: call.project().project.id).filters
        return .json { writer in
            writer.array(flags.map(\.id) + [legacyBrowsers]) { writer, id in
                writer.object { writer in
                    writer.field("id", id)
                    if let flag = flags.first(where: { $0.id == id }) {
                        writer.field("active", filters[keyPath: flag.path])
                    } else {
                        writer.strings("active", filters.legacyBrowsers)
                    }
                }
            }
        }
    }

    private static func update(_ call: Call) async throws -> APIResponse {
        let project = try await call.project().project.id
        var settings = try await call.storage.settings(of: project)
        var body = BodyReader(try call.bodyObject())
        let id = call.parameter("filter")
        if id == legacyBrowsers {
            try setLegacyBrowsers(&settings, body.object)
        } else {
            guard let flag = flags.first(where: { $0.id == id }) else { throw APIFailure.notFound }
            guard let isActive = body.bool("active") else {
                try body.check()
                throw APIFailure.badField("active", "This field is required.")
            }
            settings.filters[keyPath: flag.path] = isActive
        }
        try await call.storage.setSettings(settings, of: project)
        return .noContent
    }

    /// `{"subfilters": ["ie", "safari"]}`, or `{"active": true}` for the usual groups.
    private static func setLegacyBrowsers(_ settings: inout ProjectSettings, _ object: JSONNode) throws {
        let groups: String
        if let list = object["subfilters"], list.kind == .array {
            groups = list.sourceText
        } else if let isActive = object["active"]?.bool {
            groups = isActive ? "default" : ""
        } else {
            throw APIFailure.badField("subfilters", "This field is required.")
        }
        do {
            try settings.set("filters.legacy_browsers", to: groups)
        } catch {
            throw APIFailure.badField("subfilters", error.reason)
        }
    }
}
