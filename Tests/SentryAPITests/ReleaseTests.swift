import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite("API: releases")
struct ReleaseTests {
    private let organization = "/organizations/acme/releases/"
    private let project = "/projects/acme/web/releases/"

    private func make(_ world: World, _ version: String = "web@1.0.0") async {
        _ = await world.send("POST", organization, body: "{\"version\":\"\(version)\",\"projects\":[\"web\"]}")
    }

    @Test("a release is made once: 201, then 208; a project is named by slug or number")
    func creation() async throws {
        let world = try await World()
        let body = "{\"version\":\"web@1.0.0+5\",\"projects\":[2],\"dateReleased\":\"2026-08-01T01:15:35.191681957Z\"}"
        let made = await world.send("POST", organization, body: body)
        #expect(made.status == 201)
        let json = try made.json
        #expect(json["version"]?.string == "web@1.0.0+5" && json["shortVersion"]?.string == "1.0.0 (5)")
        #expect(json["versionInfo"]?["package"]?.string == "web")
        #expect(json["versionInfo"]?["version"]?["buildCode"]?.string == "5")
        #expect(json["dateReleased"]?.string == "2026-08-01T01:15:35.191681Z")
        #expect(json["projects"]?[0]?["slug"]?.string == "web" && json["id"]?.kind == .number)
        for name in ["firstEvent", "lastEvent", "lastCommit", "lastDeploy"] as [StaticString] {
            #expect(json[name]?.isNull == true, "\(name)")
        }
        #expect(await world.send("POST", organization, body: body).status == 208)
        #expect(await world.send("POST", project, body: "{\"version\":\"web@1.0.0+5\"}").status == 208)
    }

    @Test("a token of a pipeline may write releases, one that reads may not")
    func scopes() async throws {
        let world = try await World()
        let body = "{\"version\":\"1\",\"projects\":[\"web\"]}"
        #expect(await world.send("POST", organization, body: body, token: "reader").status == 403)
        #expect(await world.send("POST", organization, body: body, token: "ci").status == 201)
        #expect(await world.get(organization + "1/", token: "reader").status == 200)
        #expect(await world.get("/organizations/acme/repos/", token: "ci").status == 200)
    }

    @Test(
        "names that make no release are refused",
        arguments: ["", " a", "a ", ".", "..", "LATEST", "a/b", "a\\\\b", "a\\nb", String(repeating: "x", count: 201)])
    func badVersions(version: String) async throws {
        let world = try await World()
        let answer = await world.send(
            "POST", organization, body: "{\"version\":\"\(version)\",\"projects\":[\"web\"]}")
        #expect(answer.status == 400)
        #expect(try answer.json["version"]?[0]?.string != nil)
    }

    @Test("bodies that make no sense are refused by field")
    func badBodies() async throws {
        let world = try await World()
        for (body, field) in [
            ("{\"projects\":[\"web\"]}", "version"), ("{\"version\":\"1\"}", "projects"),
            ("{\"version\":\"1\",\"projects\":[\"nope\"]}", "projects"),
            ("{\"version\":\"1\",\"projects\":[\"web\"],\"dateReleased\":\"soon\"}", "dateReleased"),
            ("{\"version\":\"1\",\"projects\":[\"web\"],\"status\":\"odd\"}", "status"),
            ("{\"version\":\"1\",\"projects\":[\"web\"],\"commits\":[{}]}", "commits"),
        ] {
            let answer = await world.send("POST", organization, body: body)
            #expect(
                answer.status == 400 && String(decoding: answer.body, as: UTF8.self).contains("\"\(field)\""), "\(body)"
            )
        }
        #expect(await world.send("POST", organization, body: "[]").status == 400)
    }

    @Test("finalize, commits, archive and restore change what is there")
    func changes() async throws {
        let world = try await World()
        await make(world)
        let commits = """
            {"commits":[{"id":"def","message":"second\\n","author_name":"Dev","author_email":"dev@example.com",\
            "timestamp":"2026-08-01T11:00:00Z","repository":"origin"},{"id":"abc"}]}
            """
        let put = await world.send("PUT", organization + "web@1.0.0/", body: commits)
        #expect(put.status == 200)
        #expect(try put.json["lastCommit"]?["author"]?["name"]?.string == "Dev")
        #expect(try put.json["commitCount"]?.integer == 2)
        let final = await world.send(
            "PUT", organization + "web%401.0.0/",
            body: "{\"projects\":[\"web\"],\"dateReleased\":\"2026-08-01T12:00:00Z\"}")
        #expect(try final.json["dateReleased"]?.string == "2026-08-01T12:00:00Z")
        let list = await world.get(organization + "web@1.0.0/commits/")
        #expect(try list.json[1]?["id"]?.string == "abc" && list.json[1]?["author"]?.kind == .object)
        let archive = "{\"version\":\"web@1.0.0\",\"projects\":[],\"status\":\"archived\"}"
        #expect(await world.send("POST", organization, body: archive).status == 208)
        #expect(try await world.get(organization).json.count == 0)
        #expect(try await world.get(organization + "?status=archived").json.count == 1)
        #expect(try await world.get(project).json.count == 1)
    }

    @Test("what is not there is 404, and only what nobody refers to is deleted")
    func missing() async throws {
        let world = try await World()
        await make(world)
        #expect(await world.get(organization + "nope/").status == 404)
        #expect(await world.send("PUT", organization + "nope/", body: "{}").status == 404)
        await world.figures.count(3, in: "web@1.0.0")
        let refused = await world.send("DELETE", organization + "web@1.0.0/")
        #expect(refused.status == 400 && refused.detail?.contains("cannot be removed") == true)
        await world.figures.count(0, in: "web@1.0.0")
        #expect(await world.send("DELETE", organization + "web@1.0.0/").status == 204)
        #expect(await world.send("DELETE", organization + "web@1.0.0/").status == 404)
    }

    @Test("deploys are added and listed; the release before is told, or an empty object")
    func deploys() async throws {
        let world = try await World()
        await make(world)
        let path = organization + "web@1.0.0/deploys/"
        #expect(await world.send("POST", path, body: "{\"name\":null}").status == 400)
        let added = await world.send(
            "POST", path, body: "{\"environment\":\"production\",\"name\":\"d1\",\"url\":null,\"dateStarted\":null}")
        #expect(added.status == 201)
        #expect(try added.json["environment"]?.string == "production" && added.json["dateFinished"]?.string != nil)
        #expect(try await world.get(path).json.count == 1)
        let none = await world.get(organization + "web@1.0.0/previous-with-commits/")
        #expect(none.status == 200 && String(decoding: none.body, as: UTF8.self) == "{}")
    }

    @Test("health tells sessions when it is asked for")
    func health() async throws {
        let world = try await World()
        await make(world)
        let plain = try await world.get(organization).json[0]?["projects"]?[0]
        #expect(plain?["hasHealthData"]?.bool == false && plain?["healthData"] == nil)
        let asked = try await world.get(organization + "?health=1").json[0]?["projects"]?[0]
        #expect(asked?["healthData"]?["sessionsAdoption"]?.double == 75)
        #expect(asked?["healthData"]?["crashFreeUsers"]?.isNull == true)
        #expect(await world.get(organization + "?health=1").link("next")?.hasRows == false)
    }
}
