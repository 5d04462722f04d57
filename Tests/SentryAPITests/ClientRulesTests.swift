import SentryAPI
import SentryProtocol
import Storage
import Testing

/// The rules of web-api.md §1.1 that break clients when missed, by their numbers there.
@Suite struct ClientRulesTests {
    static let lists = [
        "/organizations/", "/projects/", "/organizations/acme/projects/", "/organizations/acme/teams/",
        "/organizations/acme/members/", "/organizations/acme/users/", "/organizations/acme/environments/",
        "/organizations/acme/repos/", "/organizations/acme/issues/", "/projects/acme/web/issues/",
        "/projects/acme/web/keys/", "/projects/acme/web/environments/", "/projects/acme/web/events/",
        "/projects/acme/web/teams/", "/issues/101/events/", "/organizations/acme/issues/101/events/",
        "/issues/101/hashes/", "/issues/101/notes/", "/issues/101/external-issues/", "/teams/acme/acme/members/",
        "/projects/acme/web/events/\(World.firstEventID)/attachments/", "/issues/101/attachments/",
        "/issues/101/user-reports/", "/projects/acme/web/user-feedback/",
    ]

    @Test("1: only paths below /api/0 are answered")
    func root() async throws {
        let world = try await World()
        for target in ["/sentry/api/0/projects/", "/api/1/projects/", "/projects/", "", "api/0/projects/"] {
            let request = APIRequest(method: "GET", target: target, authorization: "Bearer full")
            #expect(await world.api.respond(to: request).status == 404, "\(target)")
        }
    }

    @Test("2: a write without the last slash is a 404 in JSON, never a redirect")
    func lastSlash() async throws {
        let world = try await World()
        let response = await world.send("POST", "/projects/acme/web/keys", body: "{}")
        #expect(response.status == 404)
        #expect(response.detail == "The requested resource does not exist")
        #expect(await world.get("/projects/acme/web/keys").status == 200)
    }

    @Test("3: every list has a Link header with both relations, also when nothing follows", arguments: lists)
    func linkHeader(target: String) async throws {
        let response = try await World().get(target)
        #expect(response.status == 200)
        #expect(try response.json.kind == .array)
        #expect(response.link("previous")?.hasRows == false)
        #expect(response.link("next")?.hasRows == false)
        let header = try #require(response.header("Link"))
        #expect(header.hasPrefix("<https://host/api/0\(target)?&cursor=0:0:1>; rel=\"previous\""))
    }

    @Test("4: answers and errors are JSON and say so")
    func contentType() async throws {
        let world = try await World()
        for (target, token) in [
            ("/", "full"), ("/nowhere/", "full"), ("/projects/", "wrong"),
            ("/organizations/acme/issues/?cursor=x", "full"),
            ("/organizations/nobody/", "full"), ("/organizations/acme/issues/", "ci"),
        ] {
            let response = await world.get(target, token: token)
            #expect(response.header("Content-Type") == "application/json", "\(target)")
            #expect(try response.json.kind == .object)
        }
    }

    @Test("5: the text of an error is a string in detail")
    func detailIsText() async throws {
        let world = try await World()
        for target in ["/nowhere/", "/organizations/nobody/", "/issues/999/", "/issues/101/events/latest/x/"] {
            #expect(await world.get(target).detail?.isEmpty == false, "\(target)")
        }
    }

    @Test("6: ids are strings; an issue's count is a string and its userCount a number")
    func ids() async throws {
        let world = try await World()
        let issue = try await world.get("/issues/101/").json
        #expect(issue["id"]?.string == "101")
        #expect(issue["project"]?["id"]?.string == "2")
        #expect(issue["count"]?.string == "42")
        #expect(issue["userCount"]?.integer == 7)
        #expect(try await world.get("/organizations/acme/").json["id"]?.string == "1")
        let event = try await world.get("/issues/101/events/latest/").json
        #expect(event["groupID"]?.string == "101")
        #expect(event["projectID"]?.string == "2")
        #expect(try await world.get("/projects/acme/web/keys/").json[0]?["projectId"]?.integer == 2)
    }

    @Test("7: dates end in Z")
    func dates() async throws {
        let world = try await World()
        let issue = try await world.get("/issues/101/").json
        #expect(issue["lastSeen"]?.string == "2026-08-01T12:00:00.123456Z")
        #expect(issue["firstSeen"]?.string == "2026-08-01T10:00:00Z")
        #expect(try await world.get("/projects/acme/web/").json["dateCreated"]?.string == "2026-01-01T00:00:00Z")
    }

    @Test("8: permalinks, organization links and Link targets are absolute")
    func absoluteURLs() async throws {
        let world = try await World()
        let issue = try await world.get("/issues/101/").json
        #expect(issue["permalink"]?.string == "https://host/organizations/acme/issues/101/")
        let links = try await world.get("/organizations/acme/").json["links"]
        #expect(links?["organizationUrl"]?.string == "https://host/organizations/acme")
        #expect(links?["regionUrl"]?.string == "")
        let list = await world.get("/organizations/acme/issues/?query=is%3Aunresolved&cursor=0:0:0")
        #expect(
            list.link("next")?.target.hasPrefix(
                "https://host/api/0/organizations/acme/issues/?query=is%3Aunresolved&cursor=") == true)
    }

    @Test("9: an empty cursor is the first page; an empty query has no filter, an absent one means is:unresolved")
    func emptyValues() async throws {
        let world = try await World()
        await world.storage.add(World.issue(number: 102, counter: 2, status: .resolved))
        for base in ["/projects/acme/web/issues/", "/organizations/acme/issues/"] {
            #expect(try await world.get(base + "?cursor=").json.count == 1)
            #expect(try await world.get(base + "?query=&cursor=").json.count == 2)
            #expect(try await world.get(base + "?query=is:resolved").json.count == 1)
        }
    }

    @Test("10: unknown parameters and unknown fields are left alone")
    func unknownNames() async throws {
        let world = try await World()
        #expect(await world.get("/organizations/acme/issues/?useRpc=1&expand=owners&flavour=sour").status == 200)
        #expect(
            await world.send("PUT", "/issues/101/", body: #"{"status":"resolved","flavour":{"a":[1]}}"#).status == 200)
        #expect(await world.send("POST", "/projects/acme/web/keys/", body: #"{"flavour":1}"#).status == 201)
    }

    @Test("11: what clients refuse as null is left out or has its type")
    func nulls() async throws {
        let world = try await World()
        let key = try await world.get("/projects/acme/web/keys/").json[0]
        #expect(key?["browserSdkVersion"]?.isNull != true)
        #expect(key?["dynamicSdkLoaderOptions"]?.kind == .object)
        let issue = try await world.get("/issues/101/").json
        #expect(issue["issueType"]?.string == "error")
        #expect(issue["issueCategory"]?.string == "error")
        #expect(issue["metadata"]?.members.contains { $0.value.kind != .string } == false)
        let event = try await world.get("/issues/101/events/latest/").json
        #expect(event["contexts"]?.kind == .object)
        #expect(event["context"]?.kind == .object)
        #expect(event["message"]?.kind == .string)
    }

    @Test("12: a path is split first and decoded afterwards, and its plus is a plus")
    func pathDecoding() {
        let request = APIRequest(
            method: "GET", target: "/api/0/organizations/acme/releases/web%401.0.0%2B5+b%2Fc/?a=1+2")
        #expect(request.pathSegments == ["organizations", "acme", "releases", "web@1.0.0+5+b/c"])
        #expect(request.query.first?.value == "1 2")
    }

    @Test(
        "14: the legacy base of issues answers like the one below an organization",
        arguments: [
            "", "events/", "events/latest/", "events/oldest/", "events/recommended/", "hashes/", "activities/",
            "notes/",
            "comments/", "external-issues/", "user-reports/", "attachments/", "stats/", "first-last-release/",
            "events/\(World.firstEventID)/", "events/\(World.firstEventID)/json/",
        ])
    func bothBases(part: String) async throws {
        let world = try await World()
        let legacy = await world.get("/issues/101/" + part)
        let scoped = await world.get("/organizations/acme/issues/101/" + part)
        #expect(legacy.status == 200)
        #expect(legacy.status == scoped.status)
        #expect(legacy.body == scoped.body)
    }

    @Test("15: issues go by number or short id, organizations and projects by slug or number")
    func names() async throws {
        let world = try await World()
        let expected = await world.get("/issues/101/").body
        for target in [
            "/issues/WEB-1/", "/issues/web-1/", "/organizations/1/issues/101/", "/organizations/acme/issues/web-1/",
        ] {
            #expect(await world.get(target).body == expected, "\(target)")
        }
        let project = await world.get("/projects/acme/web/").body
        #expect(await world.get("/projects/1/2/").body == project)
    }
}
