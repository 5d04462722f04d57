import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct TagTests {
    @Test("an issue lists its keys with their most frequent values, and says them in its detail")
    func keys() async throws {
        let world = try await World()
        await world.storage.add(World.event(id: String(repeating: "a", count: 32), at: World.now, issue: 101))
        let tags = try await world.get("/issues/101/tags/").json
        let level = try #require(tags.elements.first { $0["key"]?.string == "level" })
        #expect(level["name"]?.string == "Level")
        #expect(level["totalValues"]?.integer ?? 0 > 0)
        #expect(level["uniqueValues"]?.integer == level["topValues"]?.count)
        #expect(level["topValues"]?[0]?["query"]?.string?.hasPrefix("tags[level]:") == true)
        #expect(try await world.get("/issues/101/tags/?key=level").json.count == 1)
        let detail = try await world.get("/organizations/acme/issues/101/").json
        #expect(detail["tags"]?.count == tags.count)
        #expect(detail["tags"]?[0]?["totalValues"]?.integer != nil)
    }

    @Test("a key has its values, and one that no event has is not found")
    func values() async throws {
        let world = try await World()
        await world.storage.add(World.event(id: String(repeating: "a", count: 32), at: World.now, issue: 101))
        #expect(try await world.get("/issues/101/tags/level/").json["uniqueValues"]?.integer == 1)
        let response = await world.get("/issues/101/tags/level/values/?sort=-date")
        let value = try #require(try response.json[0])
        #expect(value["key"]?.string == "level")
        #expect(value["value"]?.string == value["name"]?.string)
        #expect(value["count"]?.integer ?? 0 > 0)
        #expect(value["lastSeen"]?.string?.hasSuffix("Z") == true)
        #expect(response.headers.contains { $0.0 == "Link" })
        #expect(try await world.get("/issues/101/tags/level/values/?query=nothing").json.count == 0)
        #expect(await world.get("/issues/101/tags/no-such-key/").status == 404)
        #expect(await world.get("/issues/999/tags/").status == 404)
    }

    @Test("projects and organizations list keys and values")
    func projects() async throws {
        let world = try await World()
        await world.storage.add(World.event(id: String(repeating: "a", count: 32), at: World.now, issue: 101))
        let keys = try await world.get("/projects/acme/web/tags/").json
        #expect(keys[0]?["canDelete"]?.bool == false)
        #expect(keys[0]?["id"]?.string == "1")
        let all = try await world.get("/organizations/acme/tags/?statsPeriod=14d&dataset=errors").json
        #expect(all.count == keys.count)
        #expect(try await world.get("/projects/acme/web/tags/level/values/").json.count == 1)
        #expect(try await world.get("/organizations/acme/tags/level/values/?project=web").json.count == 1)
        #expect(await world.get("/projects/acme/none/tags/").status == 404)
    }

    @Test("keys and values are those of the environments that are asked for")
    func environments() async throws {
        let world = try await World()
        for base in ["/issues/101/tags/", "/projects/acme/web/tags/", "/organizations/acme/tags/"] {
            let all = try await world.get(base).json
            #expect(all.elements.contains { $0["key"]?.string == "environment" })
            #expect(try await world.get(base + "?environment=none").json.count == 0)
            let some = try await world.get(base + "?environment=production").json
            #expect(some.elements.contains { $0["key"]?.string == "environment" })
            let without = try await world.get(base + "?environment=").json
            #expect(without.elements.contains { $0["key"]?.string == "level" })
            #expect(!without.elements.contains { $0["key"]?.string == "environment" })
            let values = try await world.get(base + "level/values/?environment=production").json
            #expect(values.elements.map { $0["count"]?.integer } == [1])
        }
        let tag = try await world.get("/issues/101/tags/level/?environment=production").json
        #expect(tag["totalValues"]?.integer == 1)
        #expect(await world.get("/issues/101/tags/environment/?environment=").status == 404)
    }
}
