/// Every route there is, with what it needs. A route that is served without a line here fails the tests, and is refused.
public enum AccessRoutes {
    /// All lines: probes, ingest, pages and API; those too whose routes are still to come, so that they begin closed.
    public static let rules: [RouteRule] = [
        probes, ingest, gettingIn, pages, issuePages, projectPages, settingsPages, api, plannedAPI,
    ].flatMap { $0 }

    private static let byLength = Dictionary(grouping: rules) { $0.pattern.parts.count }
    private static let needs = Dictionary(rules.map { ($0.pattern, $0.need) }, uniquingKeysWith: { first, _ in first })

    /// What a request needs; nil when nobody wrote it down, which means no. `path` is split and decoded, without the
    /// prefix that the server is mounted at.
    public static func need(of method: String, path: [String]) -> RouteNeed? {
        let method = method == "HEAD" ? "GET" : method
        let fitting = (byLength[path.count] ?? []).filter { $0.pattern.method == method && $0.pattern.matches(path) }
        return fitting.reduce(nil as RouteRule?) { best, rule in
            guard let best else { return rule }
            return rule.pattern.isMoreSpecific(than: best.pattern) ? rule : best
        }?.need
    }

    /// What a served route needs; nil when it has no line.
    public static func need(of route: RoutePattern) -> RouteNeed? { needs[route] }

    /// The methods that a path knows.
    public static func methods(of path: [String]) -> Set<String> {
        Set((byLength[path.count] ?? []).filter { $0.pattern.matches(path) }.map(\.pattern.method))
    }

    /// Which of the served routes have no line here.
    public static func missing(from served: [RoutePattern]) -> [RoutePattern] { served.filter { needs[$0] == nil } }

    /// Which lines nobody serves: planned, or forgotten when a route was taken away.
    public static func unserved(by served: [RoutePattern]) -> [RoutePattern] {
        let served = Set(served)
        return rules.map(\.pattern).filter { !served.contains($0) }
    }

    // MARK: Writing lines

    static func get(_ path: String, _ action: Action) -> RouteRule { line("GET", path, .action(action)) }
    static func post(_ path: String, _ action: Action) -> RouteRule { line("POST", path, .action(action)) }
    static func put(_ path: String, _ action: Action) -> RouteRule { line("PUT", path, .action(action)) }
    static func delete(_ path: String, _ action: Action) -> RouteRule { line("DELETE", path, .action(action)) }

    static func line(_ method: String, _ path: String, _ need: RouteNeed) -> RouteRule {
        RouteRule(pattern: RoutePattern(method, path), need: need)
    }

    /// The same path read and written.
    static func form(_ path: String, read: Action, write: Action) -> [RouteRule] {
        [get(path, read), post(path, write)]
    }

    /// A form that only those may see who may send it.
    static func form(_ path: String, _ action: Action) -> [RouteRule] { form(path, read: action, write: action) }

    /// The lines, each below every one of the bases.
    static func below(_ bases: String..., lines: [RouteRule]) -> [RouteRule] {
        bases.flatMap { base in lines.map { RouteRule(pattern: $0.pattern.below(base), need: $0.need) } }
    }
}
