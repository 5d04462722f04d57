import Access
import Testing

@Suite("Every route says what it needs")
struct AccessRoutesTests {
    @Test("no route is written down twice")
    func unique() {
        let patterns = AccessRoutes.rules.map(\.pattern)
        #expect(Set(patterns).count == patterns.count)
        let counted = Dictionary(grouping: patterns) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(counted.isEmpty, "\(counted)")
    }

    @Test("a served route without a line is named, whatever its parameters are called")
    func missing() {
        let served = [
            RoutePattern("GET", "/api/0/issues/{id}/"), RoutePattern("HEAD", "/issues/"),
            RoutePattern("GET", "/api/0/secrets/{secret}/"), RoutePattern("PATCH", "/issues/{issue}/"),
        ]
        #expect(
            AccessRoutes.missing(from: served).map(\.description) == ["GET /api/0/secrets/{}/", "PATCH /issues/{}/"])
    }

    @Test("a line that nobody serves is named, too")
    func unserved() {
        let all = AccessRoutes.rules.map(\.pattern)
        #expect(AccessRoutes.unserved(by: all).isEmpty)
        #expect(AccessRoutes.unserved(by: Array(all.dropFirst())) == [all[0]])
    }

    @Test(
        "requests find their line: words before parameters, and nothing for what is unknown",
        arguments: [
            ("GET", "issues", RouteNeed.action(.issueRead)), ("POST", "issues/12", .action(.issueWrite)),
            ("GET", "issues/new-count", .action(.issueRead)),
            ("HEAD", "issues/SHOP-1", .action(.issueRead)), ("GET", "", .signedIn), ("GET", "login", .public),
            ("GET", "monitors/new", .action(.monitorWrite)), ("GET", "monitors/nightly", .action(.monitorRead)),
            ("GET", "organizations/acme/issues/1", .action(.issueRead)), ("POST", "api/7/envelope", .key),
            ("POST", "login/second-factor", .public), ("GET", "api/0", .public),
            ("PUT", "api/0/organizations/acme/issues/1", .action(.issueWrite)),
            ("DELETE", "api/0/projects/acme/web/keys/abc", .action(.keyWrite)),
            ("GET", "api/0/organizations/acme/events/validate", .action(.telemetryRead)),
            ("GET", "api/0/organizations/acme/events/web:1", .action(.eventRead)),
            ("GET", "settings/status", .action(.installationStatusRead)),
        ])
    func found(method: String, path: String, need: RouteNeed) {
        #expect(AccessRoutes.need(of: method, path: path.split(separator: "/").map(String.init)) == need)
    }

    @Test("an unknown path or method needs what nobody has", arguments: ["PATCH /issues", "GET /api/0/nothing/here"])
    func unknown(text: String) {
        let parts = text.split(separator: " ")
        let path = parts[1].split(separator: "/").map(String.init)
        #expect(AccessRoutes.need(of: String(parts[0]), path: path) == nil)
    }

    @Test("nothing that writes is public but getting in")
    func publicWrites() {
        let open = AccessRoutes.rules.filter { $0.need == .public && $0.pattern.method != "GET" }
        #expect(
            Set(open.map(\.pattern.description)) == [
                "POST /setup/", "POST /login/", "POST /login/second-factor/", "POST /login/{}/", "POST /invite/{}/",
                "POST /password-reset/{}/",
            ])
    }

    @Test("every action that can be reached at all is reached by some route")
    func used() {
        // By a button of the form of a project's settings.
        var needed: Set<Action> = [.projectArchive]
        for rule in AccessRoutes.rules { if case .action(let action) = rule.need { needed.insert(action) } }
        #expect(Set(Action.allCases).subtracting(needed).isEmpty)
    }
}
