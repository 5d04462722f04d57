import SentryProtocol

/// Things that Culprit does not have, and whose absence clients must be told in their own terms (web-api.md §2.0).
enum ConstantResource {
    static let endpoints =
        ["repos", "integrations", "plugins/configs", "sentry-app-installations", "trace-items/attributes"]
        .map { Endpoint("organizations/{organization}/" + $0, .get(do: nothing)) }
        + [
            Endpoint("projects/{organization}/{project}/stacktrace-link", .get(do: noStacktraceLink)),
            Endpoint(
                "projects/{organization}/{project}/events/{event}/committers", .get(do: noCommitters)),
            Endpoint("projects/{organization}/{project}/events/{event}/owners", .get(do: noOwners)),
        ]

    private static func nothing(_ call: Call) async throws -> APIResponse {
        _ = try await call.organization()
        return try call.list([String]()) { $0.string($1) }
    }

    private static func noStacktraceLink(_ call: Call) async throws -> APIResponse {
        _ = try await call.project()
        return .json { writer in
            writer.object {
                $0.null("config")
                $0.null("sourceUrl")
                $0.emptyArray("integrations")
                $0.field("error", "no_code_mappings")
            }
        }
    }

    private static func noCommitters(_ call: Call) async throws -> APIResponse {
        _ = try await call.storedEvent()
        return .json { writer in writer.object { $0.emptyArray("committers") } }
    }

    private static func noOwners(_ call: Call) async throws -> APIResponse {
        _ = try await call.storedEvent()
        return .json { writer in
            writer.object {
                $0.emptyArray("owners")
                $0.null("rule")
                $0.emptyArray("rules")
            }
        }
    }
}
