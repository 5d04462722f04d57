import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct ProjectTests {
    @Test("a project's row and detail have what clients insist on")
    func shape() async throws {
        let world = try await World()
        let row = try await world.get("/organizations/acme/projects/?query=slug:web").json[0]
        #expect(row?["id"]?.string == "2")
        #expect(row?["team"]?["slug"]?.string == "acme")
        #expect(row?["organization"]?["slug"]?.string == "acme")
        #expect(row?["firstEvent"]?.isNull == true)
        let detail = try await world.get("/projects/acme/web/").json
        for name in ["filters:blacklisted_ips", "filters:releases", "filters:error_messages"] {
            #expect(detail["options"]?.member(named: name)?.string == "")
        }
        #expect(detail["digestsMinDelay"]?.integer == 300)
        #expect(detail["resolveAge"]?.integer == 0)
        #expect(detail["environments"]?.elements.compactMap(\.string) == ["production"])
        #expect(detail["organization"]?["require2FA"]?.bool == false)
        #expect(try await world.get("/organizations/acme/projects/?query=nothing").json.count == 0)
    }

    @Test("an organization lists roles, teams and projects")
    func organization() async throws {
        let world = try await World()
        let detail = try await world.get("/organizations/acme/").json
        #expect(detail["orgRoleList"]?.count == 4)
        #expect(detail["teamRoleList"]?[0]?["id"]?.string == "contributor")
        #expect(detail["projects"]?[0]?["slug"]?.string == "web")
        #expect(detail["teams"]?[0]?["slug"]?.string == "acme")
        #expect(detail["access"]?.count == 6)
        let row = try await world.get("/organizations/").json[0]
        for name in [
            "id", "slug", "name", "dateCreated", "isEarlyAdopter", "require2FA", "requireEmailVerification", "features",
        ] {
            #expect(row?.member(named: name) != nil, "\(name)")
        }
    }

    @Test(
        "a project is made through the team or the organization",
        arguments: [
            "/teams/acme/acme/projects/", "/teams/1/1/projects/", "/organizations/acme/projects/",
        ])
    func create(target: String) async throws {
        let world = try await World()
        let body = #"{"name":"My Shop!","platform":"python","default_rules":true}"#
        let response = await world.send("POST", target, body: body)
        #expect(response.status == 201)
        #expect(try response.json["slug"]?.string == "my-shop")
        #expect(try response.json["platform"]?.string == "python")
        let keys = try await world.get("/projects/acme/my-shop/keys/").json
        #expect(keys[0]?["dsn"]?["public"]?.string?.hasPrefix("https://00070e15") == true)
        let again = await world.send("POST", target, body: body)
        #expect(again.status == 409)
        #expect(again.detail == "A project with this slug already exists.")
    }

    @Test(
        "a project that cannot be made says which field is wrong",
        arguments: [
            ("{}", "name"), (#"{"name":" "}"#, "name"), (#"{"name":"x","slug":"123"}"#, "slug"),
            (#"{"name":"42"}"#, "slug"),
            (#"{"name":"x","slug":"A b"}"#, "slug"), (#"{"name":"日本"}"#, "slug"),
            (#"{"name":"x","platform":"<b>"}"#, "platform"),
            (#"{"name":["x"]}"#, "name"), (#"{"name":"x","slug":"\#(String(repeating: "a", count: 101))"}"#, "slug"),
        ])
    func refusals(body: String, field: String) async throws {
        let response = try await World().send("POST", "/teams/acme/acme/projects/", body: body)
        #expect(response.status == 400)
        #expect(try response.json.member(named: field)?[0]?.string?.isEmpty == false)
    }

    @Test("there is one team, named for the organization")
    func teams() async throws {
        let world = try await World()
        let team = try await world.get("/teams/acme/acme/").json
        #expect(team["slug"]?.string == "acme")
        #expect(team["memberCount"]?.integer == 1)
        #expect(team["projects"]?[0]?["slug"]?.string == "web")
        #expect(await world.get("/teams/acme/devs/").status == 404)
        #expect(await world.send("POST", "/projects/acme/web/teams/acme/").status == 201)
        #expect(await world.send("POST", "/projects/acme/web/teams/devs/").status == 404)
        #expect(try await world.get("/organizations/acme/users/").json[0]?["projects"]?[0]?.string == "web")
    }

    @Test("environments are those that events named")
    func environments() async throws {
        let world = try await World()
        for target in ["/projects/acme/web/environments/", "/organizations/acme/environments/?project=2"] {
            let rows = try await world.get(target).json
            #expect(rows[0]?["name"]?.string == "production")
            #expect(rows[0]?["id"]?.kind == .string)
        }
        #expect(try await world.get("/projects/acme/web/environments/?visibility=hidden").json.count == 0)
        #expect(await world.get("/projects/acme/web/environments/production/").status == 200)
        #expect(await world.get("/projects/acme/web/environments/nowhere/").status == 404)
    }
}

@Suite struct ClientKeyTests {
    static let base = "/projects/acme/web/keys/"

    @Test("a key has a DSN for every way in")
    func golden() async throws {
        let key = World.keyDigits
        let secret = String(repeating: "5", count: 32)
        #expect(
            try await World().get(Self.base + key + "/").json.sourceText
                == compact(
                    """
                    {"id":"\(key)","name":"Default","label":"Default","public":"\(key)","secret":"\(secret)",
                     "projectId":2,"isActive":true,"rateLimit":null,
                     "dsn":{"public":"https://\(key)@host/2","secret":"https://\(key):\(secret)@host/2",
                       "csp":"https://host/api/2/csp-report/?sentry_key=\(key)",
                       "security":"https://host/api/2/security/?sentry_key=\(key)",
                       "minidump":"https://host/api/2/minidump/?sentry_key=\(key)",
                       "unreal":"https://host/api/2/unreal/\(key)/","nel":"https://host/api/2/nel/?sentry_key=\(key)",
                       "cdn":"https://host/js-sdk-loader/\(key).min.js",
                       "crons":"https://host/api/2/cron/___MONITOR_SLUG___/\(key)/",
                       "otlp_traces":"https://host/api/2/integration/otlp/v1/traces"},
                     "dateCreated":"2026-01-01T00:00:00Z",
                     "dynamicSdkLoaderOptions":{"hasReplay":false,"hasPerformance":false,"hasDebug":false}}
                    """))
    }

    @Test("keys are made, renamed, switched off and deleted once")
    func life() async throws {
        let world = try await World()
        let digits = String(repeating: "AB", count: 16)
        let made = await world.send("POST", Self.base, body: #"{"name":"CI","public":"\#(digits)","rateLimit":null}"#)
        #expect(made.status == 201)
        let id = try #require(try made.json["id"]?.string)
        #expect(id == digits.lowercased())
        #expect(await world.send("POST", Self.base, body: #"{"public":"\#(digits)"}"#).status == 400)
        let changed = await world.send("PUT", Self.base + id + "/", body: #"{"name":"Other","isActive":false}"#)
        #expect(try changed.json["name"]?.string == "Other")
        #expect(try changed.json["isActive"]?.bool == false)
        #expect(try await world.get(Self.base + "?status=inactive").json.count == 1)
        #expect(try await world.get(Self.base + "?status=active").json.count == 1)
        #expect(await world.send("DELETE", Self.base + id + "/").status == 204)
        #expect(await world.send("DELETE", Self.base + id + "/").status == 404)
    }

    @Test("a key's own limit is set, kept by changes that do not name it, and cleared with null or nothing")
    func rateLimit() async throws {
        let world = try await World()
        let made = await world.send("POST", Self.base, body: #"{"rateLimit":{"window":3600,"count":100}}"#)
        let id = try #require(try made.json["id"]?.string)
        #expect(try made.json["rateLimit"]?.sourceText == #"{"window":3600,"count":100}"#)
        func put(_ body: String) async throws -> String? {
            try await world.send("PUT", Self.base + id + "/", body: body).json["rateLimit"]?.sourceText
        }
        #expect(try await put(#"{"name":"CI"}"#) == #"{"window":3600,"count":100}"#)
        #expect(try await put(#"{"rateLimit":{"window":60,"count":5}}"#) == #"{"window":60,"count":5}"#)
        #expect(try await put(#"{"rateLimit":{}}"#) == "null")
        _ = try await put(#"{"rateLimit":{"window":60,"count":5}}"#)
        #expect(try await put(#"{"rateLimit":null}"#) == "null")
    }

    @Test(
        "what a key cannot have is refused",
        arguments: [
            #"{"rateLimit":{"window":0,"count":1}}"#, #"{"rateLimit":{"count":1}}"#, #"{"rateLimit":7}"#,
            #"{"public":"xyz"}"#, #"{"name":{"a":1}}"#,
            #"{"secret":"12-34"}"#,
        ])
    func refusals(body: String) async throws {
        #expect(try await World().send("POST", Self.base, body: body).status == 400)
    }
}
