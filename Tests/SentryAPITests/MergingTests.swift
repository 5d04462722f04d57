import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct MergingTests {
    private static let otherHash = "ffffffffffffffffffffffffffffffff"

    /// A world with a second issue, 102, that has an event of its own.
    private func world() async throws -> World {
        let world = try await World()
        await world.storage.add(World.issue(number: 102, counter: 2))
        await world.storage.edit { storage in
            storage.issueRows[1].timesSeen = 5
            let event = World.event(id: "11111111111111111111111111111111", at: World.now, issue: 102)
            let body = String(decoding: event.body, as: UTF8.self)
                .split(separator: "0f0e0d0c0b0a09080706050403020100").joined(separator: Self.otherHash)
            storage.eventRows.append(
                StoredEvent(
                    id: event.id, projectID: event.projectID, issueID: event.issueID, body: Array(body.utf8)))
        }
        return world
    }

    @Test(
        "a merge answers with parent and children, and the merged number leads to the parent",
        arguments: [
            ("/projects/acme/web/issues/?id=101&id=102", #"{"merge":true}"#),
            ("/organizations/acme/issues/?id=102&id=101", #"{"merge":1}"#),
            ("/organizations/acme/issues/?id=102&id=101&merge=1", ""),
        ])
    func merge(target: String, body: String) async throws {
        let world = try await world()
        let response = await world.send("PUT", target, body: body)
        #expect(response.status == 200)
        #expect(try response.json.sourceText == #"{"merge":{"parent":"101","children":["102"]}}"#)
        #expect(try await world.get("/issues/102/").json["id"]?.string == "101")
        let types = try await world.get("/issues/101/activities/").json["activity"]?.elements.map { $0["type"]?.string }
        #expect(types?.first == "merge")
    }

    @Test(
        "a merge of fewer than two issues is refused",
        arguments: ["?id=101", "?id=101&id=101", "?id=101&id=999", "", "?query=is:unresolved"])
    func tooFew(query: String) async throws {
        let world = try await world()
        let response = await world.send("PUT", "/organizations/acme/issues/" + query, body: #"{"merge":true}"#)
        #expect(response.status == 400)
        #expect(try response.json["merge"]?[0]?.string?.isEmpty == false)
        #expect(await world.storage.issueRows.count == 2)
    }

    @Test("issues of different projects are not merged, and readers merge nothing")
    func refusals() async throws {
        let world = try await world()
        _ = try await world.storage.createProject(
            slug: "api", name: "API", platform: nil, in: OrganizationID(rawValue: 1),
            key: NewKey(publicKey: "k", secretKey: "", label: ""), at: World.now)
        await world.storage.add(World.issue(number: 103, counter: 1, project: ProjectID(rawValue: 3), slug: "api"))
        let across = await world.send("PUT", "/organizations/acme/issues/?id=101&id=103", body: #"{"merge":true}"#)
        #expect(across.status == 400)
        #expect(across.detail == "Only issues of one project and one type can be merged.")
        for (method, target) in [
            ("PUT", "/organizations/acme/issues/?id=101&id=102"), ("DELETE", "/issues/101/hashes/?id=a"),
            ("PUT", "/issues/101/hashes/?id=a"),
        ] {
            let response = await world.send(method, target, body: #"{"merge":true}"#, token: "reader")
            #expect(response.status == 403, "\(method) \(target)")
        }
    }

    @Test("hashes come with the newest event that each decided")
    func hashes() async throws {
        let world = try await world()
        _ = await world.send("PUT", "/organizations/acme/issues/?id=101&id=102", body: #"{"merge":true}"#)
        let rows = try await world.get("/issues/101/hashes/").json
        #expect(rows.elements.map { $0["id"]?.string } == [Self.otherHash, "0f0e0d0c0b0a09080706050403020100"])
        #expect(rows[0]?["latestEvent"]?["eventID"]?.string == "11111111111111111111111111111111")
        #expect(rows[0]?["latestEvent"]?["entries"] != nil)
        let brief = try await world.get("/issues/101/hashes/?full=0&per_page=1").json
        #expect(brief.count == 1)
        #expect(brief[0]?["latestEvent"]?["entries"] == nil)
    }

    @Test("hashes taken out go back to the issue they came from", arguments: ["DELETE", "PUT"])
    func unmerge(method: String) async throws {
        let world = try await world()
        _ = await world.send("PUT", "/organizations/acme/issues/?id=101&id=102", body: #"{"merge":true}"#)
        let response = await world.send(method, "/issues/101/hashes/?id=\(Self.otherHash)")
        #expect(response.status == 202)
        #expect(try await world.get("/issues/102/").json["id"]?.string == "102")
    }

    @Test("an issue keeps a hash, and hashes of others do nothing")
    func unmergeRefusals() async throws {
        let world = try await world()
        let last = await world.send("DELETE", "/issues/101/hashes/?id=0f0e0d0c0b0a09080706050403020100")
        #expect(last.status == 400)
        #expect(last.detail == "An issue must keep a hash.")
        for query in ["", "?id=", "?id=\(Self.otherHash)", "?id=%00"] {
            #expect(await world.send("DELETE", "/issues/101/hashes/" + query).status == 200)
        }
    }

    @Test("similar issues come in pairs with a score", arguments: ["similar", "similar-issues-embeddings"])
    func similar(path: String) async throws {
        let response = try await world().get("/organizations/acme/issues/101/\(path)/?k=3")
        let pair = try #require(try response.json[0])
        #expect(pair[0]?["id"]?.string == "102")
        #expect(pair[1]?.sourceText == #"{"exception":0.95,"shouldBeGrouped":"Yes"}"#)
        #expect(response.header("Link") != nil)
    }

    @Test(
        "grouping-info names the variants of an event",
        arguments: [
            "/projects/acme/web/events/\(World.firstEventID)/grouping-info/",
            "/issues/101/events/latest/grouping-info/", "/organizations/acme/issues/101/grouping-info/",
        ])
    func groupingInfo(target: String) async throws {
        let app = try #require(try await world().get(target).json["app"])
        #expect(app["type"]?.string == "component")
        #expect(app["description"]?.string == "exception in-app stack-trace")
        #expect(app["hash"]?.string == "0f0e0d0c0b0a09080706050403020100")
        #expect(app["hashMismatch"]?.bool == false)
        #expect(app["component"]?["values"]?[0]?["values"]?.sourceText == #"["TypeError"]"#)
        #expect(try await world().get(target, token: "ci").status == 403)
    }

    @Test("grouping-info of a custom fingerprint shows its entries")
    func customFingerprint() async throws {
        let world = try await World()
        await world.storage.add(
            World.event(id: "22222222222222222222222222222222", at: World.now, extra: #""fingerprint":["db","eu"],"#))
        let info = try await world.get("/projects/acme/web/events/22222222222222222222222222222222/grouping-info/").json
        #expect(info["custom_fingerprint"]?["values"]?.sourceText == #"["db","eu"]"#)
    }
}

@Suite struct GroupingRulesTests {
    @Test("rules are shown and changed as project options, one revision for each change")
    func rules() async throws {
        let world = try await World()
        let before = try await world.get("/projects/acme/web/").json
        #expect(before["groupingEnhancements"]?.string == "")
        #expect(before["groupingConfig"]?.string == "culprit-1")
        let response = await world.send(
            "PUT", "/projects/acme/web/", body: #"{"groupingEnhancements":"function:a -app\n","name":"Web"}"#)
        #expect(response.status == 200)
        #expect(try response.json["groupingEnhancements"]?.string == "function:a -app\n")
        _ = await world.send("PUT", "/projects/acme/web/", body: #"{"fingerprintingRules":"type:X -> x"}"#)
        _ = await world.send("PUT", "/projects/acme/web/", body: #"{"fingerprintingRules":"type:X -> x"}"#)
        let history = await world.storage.groupingRuleHistory(of: ProjectID(rawValue: 2), limit: 9)
        #expect(history.map(\.revision) == [2, 1])
        #expect(history[0].stackRules == "function:a -app\n" && history[0].authorID == UserID(rawValue: 1))
        #expect(history[0].note.hasPrefix("Through the API, with token "))
    }

    @Test("rules that are none are refused with line and column, and nothing is saved")
    func problems() async throws {
        let world = try await World()
        let response = await world.send(
            "PUT", "/projects/acme/web/",
            body: #"{"groupingEnhancements":"a:b -app\nnonsense","fingerprintingRules":"a:b"}"#)
        #expect(response.status == 400)
        #expect(
            try response.json.sourceText == #"{"groupingEnhancements":["This is no rule. (line 2, column 1)"]}"#)
        #expect(await world.storage.ruleRows.isEmpty)
        let long = String(repeating: "a", count: 20_001)
        #expect(
            await world.send("PUT", "/projects/acme/web/", body: #"{"fingerprintingRules":"\#(long)"}"#).status == 400)
    }

    @Test("a change goes on top of what somebody else saves meanwhile")
    func conflict() async throws {
        let world = try await World()
        await world.storage.edit { $0.conflictingRules = GroupingRules(revision: 1, stackRules: "theirs:1 +app") }
        let response = await world.send("PUT", "/projects/acme/web/", body: #"{"fingerprintingRules":"a:b -> c"}"#)
        #expect(response.status == 200)
        #expect(try response.json["groupingEnhancements"]?.string == "theirs:1 +app")
        #expect(try response.json["fingerprintingRules"]?.string == "a:b -> c")
    }

    @Test(
        "settings that cannot be changed are refused by name",
        arguments: [(#"{"subjectPrefix":"x"}"#, "subjectPrefix"), (#"{"resolveAge":5}"#, "resolveAge")])
    func others(body: String, field: String) async throws {
        let response = try await World().send("PUT", "/projects/acme/web/", body: body)
        #expect(response.status == 400)
        #expect(try response.json.member(named: field)?[0]?.string?.isEmpty == false)
        #expect(try await World().send("PUT", "/projects/acme/web/", body: "{}", token: "reader").status == 403)
    }
}
