import Access

/// One path, and what may be done to it.
struct Endpoint: Sendable {
    let path: String
    let pattern: [PathPart]
    let verbs: [Verb]
    /// Answers whatever somebody shows who asks: a probe.
    var ignoresCallers = false

    /// A path below `/api/0`, without slashes at its ends: `projects/{organization}/{project}/keys`.
    init(_ path: String, _ verbs: Verb...) { self.init(path, verbs) }

    init(_ path: String, _ verbs: [Verb]) {
        self.path = path
        pattern = path.split(separator: "/").map(PathPart.init)
        self.verbs = verbs
    }

    /// The same under both bases of issues: the legacy one has no organization (web-api.md §1.1, rule 14).
    static func ofIssue(_ path: String, _ verbs: Verb...) -> [Endpoint] {
        ["issues/{issue}", "organizations/{organization}/issues/{issue}"].map { base in
            Endpoint(base + "/" + path, verbs)
        }
    }

    /// What the inventory of routes says about it; nil when it is not there, which means no.
    func need(for verb: Verb) -> RouteNeed? { AccessRoutes.need(of: route(for: verb)) }

    /// As the inventory names it.
    func route(for verb: Verb) -> RoutePattern { RoutePattern(verb.method, "api/0/" + path) }

    /// `HEAD` is `GET` without the body.
    func verb(for method: String) -> Verb? {
        let method = method == "HEAD" ? "GET" : method
        return verbs.first { $0.method == method }
    }

    var allowedMethods: [String] {
        let methods = verbs.map(\.method)
        return (methods.contains("GET") ? methods + ["HEAD"] : methods) + ["OPTIONS"]
    }

    /// The values of the pattern's parameters; nil when `path` is another one.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, segment) in zip(pattern, path) {
            switch part {
            case .literal(let text): guard segment == text else { return nil }
            case .parameter(let name):
                guard !segment.isEmpty else { return nil }
                parameters[name] = segment
            }
        }
        return parameters
    }

    /// The first endpoint of the list whose pattern fits.
    static func find(_ request: APIRequest) -> (Endpoint, [String: String])? {
        guard let path = request.pathSegments else { return nil }
        for endpoint in allByLength[path.count] ?? [] {
            if let parameters = endpoint.match(path) { return (endpoint, parameters) }
        }
        return nil
    }

    private static let allByLength = Dictionary(grouping: apiEndpoints) { $0.pattern.count }

    /// The answer to a browser that asks before it sends (web-api.md §1.6). No foreign origin is let in, so the header
    /// that would name one is left out.
    var options: APIResponse {
        APIResponse(
            status: 200,
            headers: [
                ("Allow", allowedMethods.joined(separator: ", ")),
                ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"),
                ("Access-Control-Max-Age", "3600"),
                (
                    "Access-Control-Allow-Headers",
                    "X-Sentry-Auth, X-Requested-With, Origin, Accept, Content-Type, Authentication, Authorization, "
                        + "Content-Encoding, sentry-trace, baggage, X-CSRFToken"
                ),
                (
                    "Access-Control-Expose-Headers",
                    "X-Sentry-Error, X-Sentry-Direct-Hit, X-Hits, X-Max-Hits, Endpoint, Retry-After, Link"
                ),
            ])
    }
}

/// A segment of a pattern.
enum PathPart: Sendable {
    case literal(String)
    case parameter(String)

    init(_ text: Substring) {
        self = text.hasPrefix("{") ? .parameter(String(text.dropFirst().dropLast())) : .literal(String(text))
    }
}

/// A method, and what it does. Who may use it stands in `AccessRoutes`.
struct Verb: Sendable {
    typealias Action = @Sendable (Call) async throws -> APIResponse

    let method: String
    let action: Action

    static func get(do action: @escaping Action) -> Verb { Verb(method: "GET", action: action) }
    static func post(do action: @escaping Action) -> Verb { Verb(method: "POST", action: action) }
    static func put(do action: @escaping Action) -> Verb { Verb(method: "PUT", action: action) }
    static func delete(do action: @escaping Action) -> Verb { Verb(method: "DELETE", action: action) }
}

/// Every route of the API, as the inventory names them.
public let apiRoutes: [RoutePattern] = apiEndpoints.flatMap { endpoint in endpoint.verbs.map(endpoint.route) }
