import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct IssueListTests {
    @Test("an issue in a list has the shape that clients read")
    func golden() async throws {
        let world = try await World()
        let response = await world.get("/organizations/acme/issues/?limit=10&sort=date&project=2&collapse=unhandled")
        let zeros = (0..<21).map { "[\(1_785_502_800 + $0 * 3_600),0]" }.joined(separator: ",")
        #expect(
            try response.json[0]?.sourceText
                == compact(
                    """
                    {"id":"101","shareId":null,"shortId":"WEB-1","title":"TypeError: boom","culprit":"fail(src/app)",
                     "permalink":"https://host/organizations/acme/issues/101/","logger":null,"level":"error",
                     "platform":"javascript","project":{"id":"2","name":"Web","slug":"web","platform":"javascript"},
                     "type":"error","metadata":{"type":"TypeError","value":"boom","filename":"src/app.js",
                       "function":"fail","title":"TypeError: boom"},
                     "issueType":"error","issueCategory":"error","status":"unresolved","statusDetails":{},
                     "substatus":"new","isPublic":false,"numComments":0,"assignedTo":null,"isBookmarked":false,
                     "isSubscribed":false,"subscriptionDetails":null,"hasSeen":false,"annotations":[],
                     "priority":"high","priorityLockedAt":null,"seerFixabilityScore":null,
                     "count":"42","userCount":7,"firstSeen":"2026-08-01T10:00:00Z",
                     "lastSeen":"2026-08-01T12:00:00.123456Z",
                     "stats":{"24h":[\(zeros),[1785578400,1],[1785582000,0],[1785585600,1]]},
                     "lifetime":{"count":"42","userCount":7,"firstSeen":"2026-08-01T10:00:00Z",
                       "lastSeen":"2026-08-01T12:00:00.123456Z","stats":null},"filtered":null}
                    """))
        #expect(response.header("X-Hits") == "1")
        #expect(response.header("X-Max-Hits") == "1000")
    }

    @Test("collapsed parts are left out")
    func collapse() async throws {
        let issue = try await World().get("/organizations/acme/issues/?collapse=stats&collapse=unhandled").json[0]
        for name in ["stats", "lifetime", "filtered", "isUnhandled"] { #expect(issue?.member(named: name) == nil) }
    }

    @Test("paging walks every row once and ends by results, not by a missing header")
    func paging() async throws {
        let world = try await World()
        for number in 102...125 {
            let lastSeen = World.now.adding(seconds: Int64(-number))
            await world.storage.add(World.issue(number: Int64(number), counter: Int64(number), lastSeen: lastSeen))
        }
        var seen: [String] = []
        var target = "/projects/acme/web/issues/?query=&limit=10&cursor="
        for _ in 0..<10 {
            let response = await world.get(target)
            seen += try response.json.elements.compactMap { $0["id"]?.string }
            #expect(response.header("X-Hits") == "25")
            let next = try #require(response.link("next"))
            guard next.hasRows else { break }
            target = String(next.target.dropFirst("https://host/api/0".count))
        }
        #expect(seen.count == 25)
        #expect(Set(seen).count == 25)
    }

    @Test("the first page of a list of many projects is named as clients expect")
    func offsetPaging() async throws {
        let world = try await World()
        for number in 0..<150 {
            let key = NewKey(publicKey: "key\(number)", secretKey: "", label: "")
            _ = try await world.storage.createProject(
                slug: "p\(number)", name: "P", platform: nil, in: OrganizationID(rawValue: 1), key: key, at: World.now)
        }
        let first = await world.get("/projects/")
        #expect(try first.json.count == 100)
        #expect(first.link("previous")?.cursor == "0:0:1")
        #expect(first.link("next")?.cursor == "0:100:0")
        #expect(first.link("next")?.target == "https://host/api/0/projects/?&cursor=0:100:0")
        let second = await world.get("/projects/?&cursor=0:100:0")
        #expect(try second.json.count == 51)
        #expect(second.link("next")?.hasRows == false)
        #expect(second.link("previous")?.hasRows == true)
        #expect(try await world.get("/projects/?cursor=0:0:1").json.count == 100)
        #expect(try await world.get("/projects/?cursor=0:9000000000000000000:0").json.count == 0)
    }

    @Test(
        "sizes are clamped and bad cursors, sizes, ids, times and searches refused",
        arguments: [
            ("limit=10000", 200, nil), ("limit=0", 200, nil), ("limit=-3", 200, nil),
            ("limit=ten", 400, "invalid limit"), ("cursor=x", 400, "Invalid cursor parameter."),
            ("cursor=1:2:3", 400, "Invalid cursor parameter."), ("group=x", 400, "Group ids must be integers"),
            ("start=2026-08-01", 400, "start and end are both required"),
            ("start=2026-08-02&end=2026-08-01", 400, "start must be before end"),
            ("start=noon&end=2026-08-01", 400, "Invalid format for start: 'noon'"),
            ("statsPeriod=soon", 400, "Invalid statsPeriod: 'soon'"),
            ("query=is:", 400, nil), ("statsPeriod=99999999999999999999d", 400, nil),
            ("statsPeriod=9999999999w", 200, nil),
            ("start=2026-08-01T00:00:00&end=2026-08-02T00:00:00%2B02:00", 200, nil),
            ("start=2026-08-01T00:00:00&end=2026-08-02T00:00:00+02:00", 200, nil),
            ("sort=newest&utc=true&referrer=x&dataset=errors&environment=", 200, nil),
            ("sort=trends", 200, nil), ("sort=recommended", 200, nil), ("sort=priority", 200, nil),
            ("sort=inbox&query=is:for_review", 200, nil),
            ("sort=inbox", 400, "Sort key 'inbox' only supported for inbox search"),
            ("query=timesSeen:%3E1+http.status_code:500", 200, nil),
            (
                "query=error.main_thread:maybe", 400,
                "error.main_thread: Invalid boolean: maybe. Expected true, 1, false, or 0."
            ),
        ])
    func parameters(query: String, status: Int, detail: String?) async throws {
        let response = try await World().get("/organizations/acme/issues/?" + query)
        #expect(response.status == status)
        if let detail { #expect(response.detail == detail) }
    }

    @Test("the question reaches the store as it was asked")
    func question() async throws {
        let world = try await World()
        let target = "/organizations/acme/issues/?statsPeriod=24h&environment=a&environment=&sort=freq&limit=7"
        let issue = try await world.get(target).json[0]
        let query = try #require(await world.storage.lastQuery)
        #expect(query.environments == ["a", ""])
        #expect(query.sort == .events)
        #expect(query.limit == 7)
        #expect(query.period?.start == World.now.adding(seconds: -86_400))
        #expect(issue?["count"]?.string == "5")
        #expect(issue?["lifetime"]?["count"]?.string == "42")
    }

    @Test("on a project's list 24h and 14d choose the trend, other periods are a window")
    func projectPeriods() async throws {
        let world = try await World()
        let fortnight = try await world.get("/projects/acme/web/issues/?statsPeriod=14d").json[0]
        #expect(fortnight?["stats"]?["14d"]?.count == 14)
        #expect(await world.storage.lastQuery?.period == nil)
        #expect(try await world.get("/projects/acme/web/issues/?statsPeriod=").json[0]?["stats"] == nil)
        _ = await world.get("/projects/acme/web/issues/?statsPeriod=90d")
        #expect(await world.storage.lastQuery?.period != nil)
    }

    @Test("the id of an event finds its issue, whatever its status")
    func directHit() async throws {
        let world = try await World()
        let response = await world.get("/organizations/acme/issues/?query=\(World.secondEventID)")
        #expect(response.header("X-Sentry-Direct-Hit") == "1")
        let issue = try response.json[0]
        #expect(issue?["id"]?.string == "101")
        #expect(issue?["matchingEventId"]?.string == World.secondEventID)
        #expect(issue?["matchingEventEnvironment"]?.string == "production")
        let none = await world.get("/organizations/acme/issues/?query=\(String(repeating: "f", count: 32))")
        #expect(none.status == 200)
        #expect(none.header("X-Sentry-Direct-Hit") == nil)
    }

    @Test("a short id finds its issue when it is asked for")
    func shortIDLookup() async throws {
        let world = try await World()
        let hit = await world.get("/organizations/acme/issues/?query=web-1&shortIdLookup=1")
        #expect(hit.header("X-Sentry-Direct-Hit") == "1")
        #expect(await world.get("/organizations/acme/issues/?query=web-1").header("X-Sentry-Direct-Hit") == nil)
        let place = try await world.get("/organizations/acme/shortids/WEB-1/").json
        #expect(place["groupId"]?.string == "101")
        #expect(place["projectId"]?.string == "2")
        #expect(place["group"]?["shortId"]?.string == "WEB-1")
    }

    @Test("listed groups come back, others do not")
    func groups() async throws {
        let world = try await World()
        await world.storage.add(World.issue(number: 102, counter: 2, status: .resolved))
        let response = await world.get("/organizations/acme/issues/?group=102&group=102&group=999")
        #expect(try response.json.elements.compactMap { $0["id"]?.string } == ["102"])
        #expect(response.header("X-Hits") == "1")
    }
}

@Suite struct IssueTests {
    @Test("the detail adds history, releases and both trends")
    func detail() async throws {
        let world = try await World()
        _ = await world.send("PUT", "/issues/101/", body: #"{"status":"resolved"}"#)
        let issue = try await world.get("/issues/101/").json
        #expect(issue["stats"]?["24h"]?.count == 24)
        #expect(issue["stats"]?["30d"]?.count == 30)
        #expect(issue["stats"]?["30d"]?[29]?.sourceText == "[1785542400,2]")
        #expect(issue["activity"]?.elements.compactMap { $0["type"]?.string } == ["set_resolved", "first_seen"])
        #expect(issue["activity"]?[0]?["user"]?["email"]?.string == "dev@example.com")
        #expect(issue["activity"]?[0]?["data"]?.kind == .object)
        #expect(issue["firstRelease"]?["shortVersion"]?.string == "1.0.0")
        #expect(issue["lastRelease"]?.isNull == true)
        #expect(issue["substatus"]?.isNull == true)
        #expect(issue["openPeriods"]?[0]?["isOpen"]?.bool == false)
        #expect(try await world.get("/issues/101/activities/").json["activity"]?.count == 2)
    }

    @Test(
        "a change of one issue answers with the whole of it",
        arguments: [
            ("resolved", "resolved"), ("unresolved", "unresolved"), ("ignored", "ignored"), ("archived", "ignored"),
            ("muted", "ignored"),
        ])
    func statusWords(word: String, status: String) async throws {
        let world = try await World()
        let response = await world.send("PUT", "/organizations/acme/issues/WEB-1/", body: #"{"status":"\#(word)"}"#)
        #expect(response.status == 200)
        let issue = try response.json
        #expect(issue["status"]?.string == status)
        #expect(issue["id"]?.string == "101")
        #expect(issue["statusDetails"]?.sourceText == "{}")
        #expect(issue["activity"]?.kind == .array)
    }

    @Test("listed issues change, and the answer says what changed")
    func bulkByID() async throws {
        let world = try await World()
        await world.storage.add(World.issue(number: 102, counter: 2))
        let body = #"{"status":"resolved","snoozeDuration":null}"#
        let response = await world.send("PUT", "/projects/acme/web/issues/?id=101&id=102", body: body)
        #expect(response.status == 200)
        #expect(try response.json.sourceText == #"{"status":"resolved","statusDetails":{},"substatus":null}"#)
        #expect(await world.storage.issueRows.allSatisfy { $0.status == .resolved })
    }

    @Test("all that match change when no ids are listed, also beyond one page")
    func bulkByQuery() async throws {
        let world = try await World()
        for number in 102...350 {
            await world.storage.add(
                World.issue(
                    number: Int64(number), counter: Int64(number),
                    status: number.isMultiple(of: 2) ? .resolved : .unresolved))
        }
        let muted = await world.send(
            "PUT", "/projects/acme/web/issues/?status=unresolved", body: #"{"status":"muted"}"#)
        #expect(try muted.json["status"]?.string == "ignored")
        #expect(try muted.json["substatus"]?.string == "archived_forever")
        #expect(await world.storage.issueRows.count { $0.status == .archived } == 125)
        let rest = await world.send("PUT", "/organizations/acme/issues/", body: #"{"status":"unresolved"}"#)
        #expect(rest.status == 200)
        #expect(await world.storage.issueRows.allSatisfy { $0.status == .unresolved })
    }

    @Test("nothing that matches is a 204 without a body", arguments: ["id=999", "status=resolved", "query=nothing"])
    func bulkOfNothing(query: String) async throws {
        let response = try await World().send(
            "PUT", "/projects/acme/web/issues/?" + query, body: #"{"status":"resolved"}"#)
        #expect(response.status == 204)
        #expect(response.body.isEmpty)
    }

    @Test(
        "what cannot be kept is refused by the name of its field, and nothing changes",
        arguments: [
            (#"{"status":"gone"}"#, "status"), (#"{"status":"ignored","ignoreDuration":-3}"#, "ignoreDuration"),
            (#"{"status":"ignored","statusDetails":{"ignoreCount":"many"}}"#, "ignoreCount"),
            (#"{"status":"ignored","ignoreCount":5,"ignoreWindow":10081}"#, "ignoreWindow"),
            (#"{"status":"ignored","ignoreUserCount":1e30}"#, "ignoreUserCount"),
            (#"{"status":"ignored","ignoreUntil":"soon"}"#, "ignoreUntil"),
            (#"{"status":"resolved","statusDetails":{"inRelease":["1.0"]}}"#, "statusDetails"),
            (#"{"status":"resolved","statusDetails":{"inCommit":{"repository":"shop"}}}"#, "statusDetails"),
            (#"{"status":"resolved","statusDetails":7}"#, "statusDetails"),
            (#"{"status":"ignored","substatus":"archived_until_condition_met"}"#, "substatus"),
            (#"{"status":"ignored","substatus":"later"}"#, "substatus"),
            (#"{"status":"resolved","assignedTo":"user:9"}"#, "assignedTo"),
            (#"{"assignedTo":"nobody@example.com"}"#, "assignedTo"), (#"{"assignedTo":["user:1"]}"#, "assignedTo"),
            (#"{"merge":true}"#, "merge"), (#"{"discard":true}"#, "discard"), (#"{"priority":"urgent"}"#, "priority"),
            (#"{"isBookmarked":"perhaps"}"#, "isBookmarked"),
            (#"{"isPublic":true}"#, "isPublic"), (#"{"status":["resolved"]}"#, "status"),
        ])
    func refusals(body: String, field: String) async throws {
        let world = try await World()
        for target in ["/issues/101/", "/projects/acme/web/issues/?id=101"] {
            let response = await world.send("PUT", target, body: body)
            #expect(response.status == 400)
            #expect(try response.json.member(named: field)?[0]?.string?.isEmpty == false)
        }
        #expect(await world.storage.issueRows.first?.status == .unresolved)
    }

    @Test(
        "what does no harm is taken without a word",
        arguments: [
            #"{"hasSeen":true,"isBookmarked":true,"isSubscribed":true,"inbox":false,"assignedTo":null}"#,
            #"{"isPublic":false}"#,
            #"{"status":"resolved","statusDetails":{"inNextRelease":true}}"#,
            #"{"status":"ignored","substatus":"archived_until_escalating"}"#,
            #"{"status":"ignored","ignoreDuration":null,"ignoreCount":0}"#, "{}", "",
        ])
    func harmless(body: String) async throws {
        #expect(try await World().send("PUT", "/issues/101/", body: body).status == 200)
    }

    @Test("a body that is no JSON object is refused", arguments: ["{", "[]", "7", "null", "\u{1}", "{\"status\":"])
    func badBodies(body: String) async throws {
        #expect(try await World().send("PUT", "/issues/101/", body: body).status == 400)
    }
}
