import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct IssueWorkflowAPITests {
    @Test(
        "how an issue was resolved is told in its details",
        arguments: [
            (#"{"status":"resolved"}"#, "{}"),
            (#"{"status":"resolvedInNextRelease"}"#, #"{"inNextRelease":true,"actor":"dev@example.com"}"#),
            (
                #"{"status":"resolved","statusDetails":{"inNextRelease":true}}"#,
                #"{"inNextRelease":true,"actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"resolved","statusDetails":{"inUpcomingRelease":true}}"#,
                #"{"inNextRelease":true,"actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"resolved","statusDetails":{"inRelease":"web@1.2"}}"#,
                #"{"inRelease":"web@1.2","actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"resolved","statusDetails":{"inRelease":"latest"}}"#,
                #"{"inRelease":"latest of all","actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"resolved","statusDetails":{"inCommit":{"commit":"abc1234","repository":"acme/web"}}}"#,
                #"""
                {"inCommit":{"id":"abc1234","commit":"abc1234","repository":{"name":"acme/web"}},"actor":"dev@example.com"}
                """#
            ),
        ])
    func resolving(body: String, details: String) async throws {
        let issue = try await World().send("PUT", "/issues/101/", body: body).json
        #expect(issue["status"]?.string == "resolved")
        #expect(try shortened(issue["statusDetails"]) == details)
    }

    @Test(
        "until when an issue is archived is told in its details",
        arguments: [
            (#"{"status":"ignored"}"#, "archived_forever", "{}"),
            (#"{"status":"ignored","substatus":"archived_forever"}"#, "archived_forever", "{}"),
            (#"{"status":"ignored","substatus":"archived_until_escalating"}"#, "archived_until_escalating", "{}"),
            (#"{"status":"muted","snoozeDuration":null}"#, "archived_forever", "{}"),
            (
                #"{"status":"ignored","ignoreDuration":30}"#, "archived_until_condition_met",
                #"{"ignoreUntil":"2026-08-01T13:00:00Z","ignoreCount":null,"ignoreWindow":null,"ignoreUserCount":null,"ignoreUserWindow":null,"actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"ignored","statusDetails":{"ignoreCount":100,"ignoreWindow":60}}"#,
                "archived_until_condition_met",
                #"{"ignoreUntil":null,"ignoreCount":100,"ignoreWindow":60,"ignoreUserCount":null,"ignoreUserWindow":null,"actor":"dev@example.com"}"#
            ),
            (
                #"{"status":"ignored","ignoreUserCount":10}"#, "archived_until_condition_met",
                #"{"ignoreUntil":null,"ignoreCount":null,"ignoreWindow":null,"ignoreUserCount":10,"ignoreUserWindow":null,"actor":"dev@example.com"}"#
            ),
        ])
    func archiving(body: String, substatus: String, details: String) async throws {
        let issue = try await World().send("PUT", "/issues/101/", body: body).json
        #expect(issue["status"]?.string == "ignored")
        #expect(issue["substatus"]?.string == substatus)
        #expect(try shortened(issue["statusDetails"]) == details)
    }

    /// With users shortened to their addresses.
    private func shortened(_ node: JSONNode?) throws -> String {
        let node = try #require(node)
        guard let actor = node["actor"] else { return node.sourceText }
        let email = try #require(actor["email"]?.string)
        return node.sourceText.replacing(actor.sourceText, with: "\"\(email)\"")
    }

    @Test(
        "an issue is assigned by any name that somebody has",
        arguments: [
            ("user:1", "user"), ("1", "user"), ("dev@example.com", "user"), ("DEV@example.com", "user"),
            ("Dev", "user"),
            ("team:1", "team"), ("#acme", "team"), ("acme", "team"),
        ])
    func assigning(name: String, type: String) async throws {
        let world = try await World()
        let issue = try await world.send("PUT", "/issues/101/", body: #"{"assignedTo":"\#(name)"}"#).json
        let expected =
            type == "user"
            ? #"{"type":"user","id":"1","name":"Dev","email":"dev@example.com"}"#
            : #"{"type":"team","id":"1","name":"acme"}"#
        #expect(issue["assignedTo"]?.sourceText == expected)
        #expect(try await world.get("/organizations/acme/issues/").json[0]?["assignedTo"]?.sourceText == expected)
        for nobody in [#""""#, "null"] {
            _ = await world.send("PUT", "/issues/101/", body: #"{"assignedTo":"user:1"}"#)
            let free = try await world.send("PUT", "/issues/101/", body: #"{"assignedTo":\#(nobody)}"#).json
            #expect(free["assignedTo"]?.isNull == true)
        }
    }

    @Test("a bulk change answers with what it changed, and with nothing else")
    func bulk() async throws {
        let world = try await World()
        let body = #"{"assignedTo":"user:1","priority":"low","isBookmarked":true,"hasSeen":true}"#
        let answer = try await world.send("PUT", "/organizations/acme/issues/?id=101", body: body).json
        #expect(
            answer.sourceText
                == #"""
                {"assignedTo":{"type":"user","id":"1","name":"Dev","email":"dev@example.com"},"priority":"low","isBookmarked":true,"hasSeen":true}
                """#)
        let found = try await world.get("/organizations/acme/issues/?query=assigned:me").status
        #expect(found == 200)
        let terms = await world.storage.lastQuery?.search.terms
        #expect(terms == [SearchTerm(.workflow(.assignedTo([.user(UserID(rawValue: 1))])))])
    }

    @Test("marks are the caller's own, and a token that is nobody's has none")
    func marks() async throws {
        let world = try await World()
        let body = #"{"isBookmarked":true,"isSubscribed":true,"hasSeen":true}"#
        let issue = try await world.send("PUT", "/issues/101/", body: body).json
        #expect(issue["isBookmarked"]?.bool == true && issue["hasSeen"]?.bool == true)
        #expect(issue["subscriptionDetails"]?.sourceText == #"{"reason":"unknown"}"#)
        #expect(issue["seenBy"]?[0]?["lastSeen"]?.string == World.now.iso8601)
        #expect(issue["participants"]?[0]?["id"]?.string == "1")
        await world.grant("nobody", ["event:admin", "event:read"], user: nil)
        let seen = try await world.get("/issues/101/", token: "nobody").json
        #expect(seen["isBookmarked"]?.bool == false && seen["subscriptionDetails"]?.isNull == true)
        #expect(await world.send("PUT", "/issues/101/", body: body, token: "nobody").status == 200)
    }

    @Test("issues are deleted one by one and many at once, by those who may")
    func deleting() async throws {
        let world = try await World()
        for number in 102...104 { await world.storage.add(World.issue(number: Int64(number), counter: Int64(number))) }
        await world.grant("writer", ["event:write", "event:read"], user: UserID(rawValue: 1))
        #expect(await world.send("DELETE", "/issues/101/", token: "writer").status == 403)
        #expect(await world.send("DELETE", "/organizations/acme/issues/?id=102", token: "writer").status == 403)
        let one = await world.send("DELETE", "/organizations/acme/issues/WEB-1/")
        #expect(one.status == 202 && one.body.isEmpty)
        #expect(await world.send("DELETE", "/issues/101/").status == 404)
        #expect(await world.send("DELETE", "/projects/acme/web/issues/?id=102&id=999").status == 204)
        #expect(await world.storage.issueRows.map(\.id.rawValue) == [103, 104])
        for query in ["", "?query=boom", "?status=unresolved"] {
            #expect(await world.send("DELETE", "/organizations/acme/issues/" + query).status == 400)
        }
        #expect(await world.storage.issueRows.count == 2, "only what is listed is deleted")
    }
}

@Suite struct CommentAPITests {
    @Test("comments are written, listed, changed and deleted under both names", arguments: ["notes", "comments"])
    func life(name: String) async throws {
        let world = try await World()
        let base = "/organizations/acme/issues/WEB-1/\(name)/"
        let posted = await world.send("POST", base, body: #"{"text":"  me <too>  ","mentions":[]}"#)
        #expect(posted.status == 201)
        let comment = try posted.json
        #expect(comment["type"]?.string == "note")
        #expect(comment["data"]?.sourceText == #"{"text":"me <too>"}"#)
        #expect(comment["user"]?["email"]?.string == "dev@example.com")
        let id = try #require(comment["id"]?.string)
        #expect(try await world.get("/issues/101/\(name)/").json.count == 1)
        let changed = await world.send("PUT", "\(base)\(id)/", body: #"{"text":"me three"}"#)
        #expect(changed.status == 200)
        #expect(try changed.json["data"]?["text"]?.string == "me three")
        #expect(await world.send("DELETE", "\(base)\(id)/").status == 204)
        #expect(await world.send("DELETE", "\(base)\(id)/").status == 404)
        #expect(try await world.get(base).json.count == 0)
    }

    @Test("what is no comment is refused")
    func refusals() async throws {
        let world = try await World()
        for (body, message) in [
            ("{}", "This field is required."), (#"{"text":" \n"}"#, "This field may not be blank."),
            (#"{"text":7.5e}"#, nil), (#"{"text":["a"]}"#, "Not a valid string."),
        ] as [(String, String?)] {
            let response = await world.send("POST", "/issues/101/notes/", body: body)
            #expect(response.status == 400)
            if let message { #expect(try response.json["text"]?[0]?.string == message) }
        }
        let long = String(repeating: "a", count: WorkflowLimits.commentBytesMax + 1)
        #expect(await world.send("POST", "/issues/101/notes/", body: #"{"text":"\#(long)"}"#).status == 400)
        #expect(await world.send("POST", "/issues/101/notes/", body: #"{"text":"a"}"#).status == 201)
        let again = await world.send("POST", "/issues/101/notes/", body: #"{"text":"a"}"#)
        #expect(again.status == 400 && again.detail?.isEmpty == false)
        #expect(await world.send("POST", "/issues/101/notes/", body: #"{"text":"b"}"#, token: "reader").status == 403)
        #expect(await world.send("POST", "/issues/999/notes/", body: #"{"text":"b"}"#).status == 404)
        #expect(await world.send("PUT", "/issues/101/notes/x/", body: #"{"text":"b"}"#).status == 404)
    }
}

@Suite struct SavedSearchAPITests {
    private let body = #"{"type":0,"name":"Mine","query":"is:new","sort":"freq","visibility":"owner"}"#

    @Test("searches are saved, listed, changed and deleted")
    func life() async throws {
        let world = try await World()
        #expect(try await world.get("/organizations/acme/searches/").json.count == 0)
        let saved = await world.send("POST", "/organizations/acme/searches/", body: body)
        #expect(saved.status == 201)
        #expect(
            try saved.json.sourceText
                == #"{"id":"1","type":0,"name":"Mine","query":"is:new","sort":"freq","visibility":"owner","isGlobal":false,"isPinned":false,"dateCreated":"\#(World.now.iso8601)"}"#
        )
        let shared = await world.send(
            "PUT", "/organizations/acme/searches/1/", body: #"{"name":"Ours","visibility":"organization"}"#)
        #expect(try shared.json["visibility"]?.string == "organization")
        #expect(
            try await world.get("/organizations/acme/searches/", token: "reader").json[0]?["name"]?.string == "Ours")
        #expect(await world.send("DELETE", "/organizations/acme/searches/1/").status == 204)
        #expect(await world.send("DELETE", "/organizations/acme/searches/1/").status == 404)
    }

    @Test("only those who look after the organization share searches, and change shared ones")
    func sharing() async throws {
        let world = try await World()
        let ours = body.replacing("owner", with: "organization")
        let path = "/organizations/acme/searches/"
        #expect(await world.send("POST", path, body: ours, token: "reader").status == 403)
        #expect(await world.send("POST", path, body: body, token: "reader").status == 201)
        #expect(await world.send("POST", path, body: ours).status == 201)
        #expect(await world.send("PUT", path + "2/", body: #"{"name":"x"}"#, token: "reader").status == 403)
        #expect(await world.send("DELETE", path + "2/", token: "reader").status == 403)
        #expect(
            await world.send("PUT", path + "1/", body: #"{"visibility":"organization"}"#, token: "reader").status == 403
        )
    }

    @Test(
        "what is no search is refused",
        arguments: [
            #"{"query":"is:new"}"#, #"{"name":"x"}"#, #"{"name":" ","query":"a"}"#, #"{"name":"x","query":"is:"}"#,
            #"{"name":"x","query":"a","visibility":"world"}"#, "[]",
        ])
    func refusals(body: String) async throws {
        #expect(try await World().send("POST", "/organizations/acme/searches/", body: body).status == 400)
    }
}
