import Access
import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct AuthenticationTests {
    @Test("without a token, with a wrong one and with an old one the answer is 401 in the words clients know")
    func refusals() async throws {
        let world = try await World()
        for (token, detail) in [
            (nil, "Authentication credentials were not provided."), ("wrong", "Invalid token"),
            ("old", "Token expired"),
        ] as [(String?, String)] {
            let response = await world.get("/organizations/", token: token)
            #expect(response.status == 401)
            #expect(response.detail == detail)
        }
    }

    @Test(
        "a scheme that is not spoken here counts as no credentials",
        arguments: ["Basic a2V5Og==", "DSN x", "Bearer", ""])
    func otherSchemes(header: String) async throws {
        let request = APIRequest(method: "GET", target: "/api/0/organizations/", authorization: header)
        #expect(try await World().api.respond(to: request).status == 401)
    }

    @Test(
        "a good token without the scope is refused with 403",
        arguments: [
            ("GET", "/organizations/acme/issues/", "ci"), ("PUT", "/issues/101/", "reader"),
            ("POST", "/projects/acme/web/keys/", "reader"), ("POST", "/teams/acme/acme/projects/", "reader"),
            ("GET", "/organizations/acme/members/", "reader"),
        ])
    func missingScope(method: String, target: String, token: String) async throws {
        let response = try await World().send(method, target, body: "{}", token: token)
        #expect(response.status == 403)
        #expect(response.detail == "You do not have permission to perform this action.")
    }

    @Test(
        "what does not exist is a 404 that tells nothing",
        arguments: [
            "/organizations/nobody/", "/projects/acme/nothing/", "/projects/nobody/web/", "/issues/999/",
            "/organizations/nobody/issues/101/", "/organizations/acme/shortids/WEB-9/", "/nowhere/",
            "/users/me/regions/",
        ])
    func notFound(target: String) async throws {
        let response = try await World().get(target)
        #expect(response.status == 404)
        #expect(response.detail == "The requested resource does not exist")
    }

    @Test("an issue of another organization is not there")
    func otherTenant() async throws {
        let world = try await World()
        let other = await world.storage.createOrganization(slug: "other", name: "Other", at: World.now)
        let key = NewKey(publicKey: String(repeating: "a", count: 32), secretKey: "", label: "")
        let (project, _) = try await world.storage.createProject(
            slug: "shop", name: "Shop", platform: nil, in: other.id, key: key, at: World.now)
        await world.storage.add(World.issue(number: 200, project: project.id, slug: "shop"))
        #expect(await world.get("/organizations/acme/issues/200/").status == 404)
        #expect(await world.get("/organizations/acme/issues/SHOP-1/").status == 404)
        #expect(await world.get("/organizations/other/issues/200/").status == 200)
        #expect(await world.get("/projects/acme/shop/").status == 404)
        #expect(try await world.get("/organizations/acme/issues/?group=200").json.count == 0)
        #expect(await world.get("/organizations/acme/issues/?project=\(project.id.rawValue)").status == 404)
        let change = await world.send("PUT", "/projects/acme/web/issues/?id=200", body: #"{"status":"resolved"}"#)
        #expect(change.status == 204)
        #expect(await world.storage.issue(IssueID(rawValue: 200))?.status == .unresolved)
    }

    @Test("the index answers without a token, names the caller with one, and refuses a bad one")
    func index() async throws {
        let world = try await World()
        let nobody = try await world.get("/", token: nil).json
        #expect(nobody.sourceText == #"{"version":"0","auth":null,"user":null}"#)
        let somebody = try await world.get("/").json
        #expect(somebody["user"]?["id"]?.string == "1")
        #expect(somebody["user"]?["email"]?.string == "dev@example.com")
        #expect(somebody["auth"]?["scopes"]?.count == 6)
        let machine = try await world.get("/", token: "ci").json
        #expect(machine["user"]?.isNull == true)
        #expect(machine["auth"]?["scopes"]?[0]?.string == "org:ci")
        let bad = await world.get("/", token: "wrong")
        #expect(bad.status == 401)
        #expect(bad.detail == "Invalid token")
    }

    @Test("health needs no token and does not mind a bad one")
    func health() async throws {
        let world = try await World()
        let healthy = await world.get("/internal/health/", token: "wrong")
        #expect(healthy.status == 200)
        #expect(try healthy.json.sourceText == #"{"healthy":true,"problems":[]}"#)
        await world.storage.edit { $0.notReady = "disk full" }
        #expect(try await world.get("/internal/health/", token: nil).json["healthy"]?.bool == false)
    }

    @Test("whoami is the user at top level", arguments: ["/auth/", "/users/me/"])
    func whoami(target: String) async throws {
        let world = try await World()
        let user = try await world.get(target).json
        #expect(user["id"]?.string == "1")
        #expect(user["name"]?.string == "Dev")
        #expect(await world.get(target, token: nil).status == 401)
        #expect(await world.get(target, token: "ci").status == 403)
    }

    @Test("a browser session does what its role may, and a bearer token goes before it")
    func session() async throws {
        let world = try await World()
        let start = Timestamp(seconds: 0)
        func access(_ role: Role) -> UserAccess {
            let user = User(
                id: UserID(rawValue: 1), email: "a@b", name: "A", role: role, isActive: true, createdAt: start)
            let membership = Membership(
                userID: user.id, organizationID: OrganizationID(rawValue: 1), role: role, joinedAt: start)
            return UserAccess(user: user, isOperator: false, memberships: [membership], teams: [])
        }
        func status(_ method: String, _ target: String, _ role: Role, _ header: String? = nil) async -> Int {
            await world.api.respond(
                to: APIRequest(
                    method: method, target: "/api/0" + target, body: Array("{}".utf8), authorization: header,
                    session: access(role))
            ).status
        }
        #expect(await status("GET", "/organizations/acme/issues/", .member) == 200)
        #expect(await status("PUT", "/issues/101/", .member) == 200)
        #expect(await status("POST", "/projects/acme/web/keys/", .member) == 403)
        #expect(await status("POST", "/projects/acme/web/keys/", .admin) == 201)
        #expect(await status("GET", "/organizations/acme/issues/", .owner, "Bearer ci") == 403)
    }

    @Test("what lies in an organization where one has no place is a 404, and is left out of lists")
    func strangers() async throws {
        let world = try await World()
        let acme = OrganizationID(rawValue: 1)
        await world.storage.edit { $0.strangers = [acme: [UserID(rawValue: 1)]] }
        for path in ["/organizations/acme/", "/projects/acme/web/", "/issues/101/", "/issues/WEB-1/"] {
            #expect(await world.get(path).status == 404)
        }
        #expect(await world.send("PUT", "/issues/101/", body: #"{"status":"resolved"}"#).status == 404)
        #expect(try await world.get("/organizations/").json.count == 0)
        #expect(try await world.get("/projects/").json.count == 0)
    }

    @Test("members work on issues of their own teams only, one by one and in bulk")
    func otherTeams() async throws {
        let world = try await World()
        let web = ProjectID(rawValue: 2)
        let team = TeamID(rawValue: 1)
        await world.storage.edit {
            $0.userRows[0].role = .member
            $0.teamsOfProjects = [web: [team]]
        }
        let resolve = #"{"status":"resolved"}"#
        #expect(await world.get("/issues/101/").status == 200)
        #expect(await world.send("PUT", "/issues/101/", body: resolve).status == 403)
        #expect(await world.send("PUT", "/projects/acme/web/issues/?id=101", body: resolve).status == 403)
        #expect(await world.send("PUT", "/organizations/acme/issues/?id=101", body: resolve).status == 204)
        #expect(await world.storage.issue(IssueID(rawValue: 101))?.status == .unresolved)
        await world.storage.edit { $0.memberTeams = [UserID(rawValue: 1): [team]] }
        #expect(await world.send("PUT", "/organizations/acme/issues/?id=101", body: resolve).status == 200)
        #expect(await world.storage.issue(IssueID(rawValue: 101))?.status == .resolved)
    }

    @Test("every route of the API stands in the inventory")
    func inventory() {
        let missing = AccessRoutes.missing(from: apiRoutes)
        #expect(missing.isEmpty, "write these into AccessRoutes+API: \(missing)")
    }

    @Test("the token of somebody who may not log in any more is refused")
    func inactiveUser() async throws {
        let world = try await World()
        await world.storage.edit { $0.userRows[0].isActive = false }
        #expect(await world.get("/organizations/").status == 401)
    }

    @Test("a method that a path does not know is a 405 with its name")
    func methods() async throws {
        let world = try await World()
        let response = await world.send("PATCH", "/issues/101/")
        #expect(response.status == 405)
        #expect(response.detail == #"Method "PATCH" not allowed."#)
        #expect(response.header("Allow") == "GET, PUT, DELETE, HEAD, OPTIONS")
        let head = await world.send("HEAD", "/issues/101/")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
    }

    @Test("OPTIONS says what a path takes and lets no foreign origin in")
    func preflight() async throws {
        let world = try await World()
        let response = await world.send("OPTIONS", "/projects/acme/web/keys/", token: nil)
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(response.header("Allow") == "GET, POST, HEAD, OPTIONS")
        #expect(response.header("Access-Control-Allow-Headers")?.contains("Authorization") == true)
        #expect(response.header("Access-Control-Allow-Origin") == nil)
        #expect(response.header("Access-Control-Allow-Credentials") == nil)
        #expect(await world.send("OPTIONS", "/nowhere/", token: nil).status == 404)
    }

    @Test("a fault is a 500 with a number that the log has too")
    func fault() async throws {
        let world = try await World()
        await world.storage.breakDown()
        let response = await world.get("/organizations/acme/issues/")
        #expect(response.status == 500)
        #expect(response.detail == "Internal Error")
        let id = try #require(response.fault?.id)
        #expect(id.utf8.count == 32)
        #expect(try response.json["errorId"]?.string == id)
    }
}
