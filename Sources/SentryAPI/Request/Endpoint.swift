/// One path, and what may be done to it.
struct Endpoint: Sendable {
    let pattern: [PathPart]
    let verbs: [Verb]

    /// A path below `/api/0`, without slashes at its ends: `projects/{organization}/{project}/keys`.
    init(_ path: String, _ verbs: Verb...) { self.init(path, verbs) }

    init(_ path: String, _ verbs: [Verb]) {
        pattern = path.split(separator: "/").map(PathPart.init)
        self.verbs = verbs
    }

    /// The same under both bases of issues: the legacy one has no organization (web-api.md §1.1, rule 14).
    static func ofIssue(_ path: String, _ verbs: Verb...) -> [Endpoint] {
        ["issues/{issue}", "organizations/{organization}/issues/{issue}"].map { base in
            Endpoint(base + "/" + path, verbs)
        }
    }

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

/// A method, who may use it, and what it does.
struct Verb: Sendable {
    typealias Action = @Sendable (Call) async throws -> APIResponse

    let method: String
    let access: Access
    let action: Action

    static func get(_ scopes: Scope..., do action: @escaping Action) -> Verb {
        Verb(method: "GET", access: .scopes(scopes), action: action)
    }
    static func post(_ scopes: Scope..., do action: @escaping Action) -> Verb {
        Verb(method: "POST", access: .scopes(scopes), action: action)
    }
    static func put(_ scopes: Scope..., do action: @escaping Action) -> Verb {
        Verb(method: "PUT", access: .scopes(scopes), action: action)
    }
    static func delete(_ scopes: Scope..., do action: @escaping Action) -> Verb {
        Verb(method: "DELETE", access: .scopes(scopes), action: action)
    }
    static func get(access: Access, do action: @escaping Action) -> Verb {
        Verb(method: "GET", access: access, action: action)
    }
}
