import SentryProtocol
import Storage

/// Where releases were brought (web-api.md §2.9).
enum DeployResource {
    static let endpoints = [
        Endpoint(
            "organizations/{organization}/releases/{version}/deploys",
            .get(do: list), ReleaseResource.write("POST", add))
    ]

    private static func list(_ call: Call) async throws -> APIResponse {
        let release = try await ReleaseScope(call).release(call)
        return try call.list(await call.api.figures.deploys(of: release.id)) {
            DeployJSON(deploy: $1).encode(into: &$0)
        }
    }

    private static func add(_ call: Call) async throws -> APIResponse {
        let release = try await ReleaseScope(call).releaseToChange(call)
        var body = BodyReader(try call.bodyObject())
        let environment = body.string("environment", max: 64)
        if environment?.isEmpty != false, body.errors.isEmpty { body.refuse("environment", "This field is required.") }
        let deploy = Deploy(
            id: 0, environment: environment ?? "", name: body.string("name", max: 64),
            url: body.string("url", max: 1_000),
            startedAt: moment("dateStarted", &body), finishedAt: moment("dateFinished", &body) ?? call.now)
        try body.check()
        guard let added = try await call.api.figures.addDeploy(deploy, to: release.id) else {
            throw APIFailure.notFound
        }
        return .json(201) { DeployJSON(deploy: added).encode(into: &$0) }
    }

    private static func moment(_ name: StaticString, _ body: inout BodyReader) -> Timestamp? {
        guard let text = body.string(name) else { return nil }
        if let moment = Timestamp(iso8601: text) { return moment }
        body.refuse(name, "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm:ss.uZ.")
        return nil
    }
}
