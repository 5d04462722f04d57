import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite struct EventTests {
    @Test("an event in full has the shape that clients read")
    func golden() async throws {
        let world = try await World()
        await world.storage.add(Self.rich)
        let event = try await world.get("/projects/acme/web/events/\(Self.richID)/").json
        #expect(event["size"]?.integer == Self.rich.json.count)
        #expect(event.sourceText == (try compact(Self.golden(size: Self.rich.json.count))))
    }

    @Test("entries keep to the rules of strict clients")
    func entries() async throws {
        let world = try await World()
        await world.storage.add(Self.rich)
        let event = try await world.get("/projects/acme/web/events/\(Self.richID)/").json
        let entries = event["entries"]
        #expect(
            entries?.elements.compactMap { $0["type"]?.string }
                == ["exception", "threads", "message", "request", "breadcrumbs"])
        for frame in entries?[0]?["data"]?["values"]?[0]?["stacktrace"]?["frames"]?.elements.map({ $0 }) ?? [] {
            #expect(frame["inApp"]?.bool != nil)
            for pair in frame["context"]?.elements.map({ $0 }) ?? [] {
                #expect(pair[0]?.integer != nil)
                #expect(pair[1]?.string != nil)
            }
        }
    }

    @Test("a bare path is no address, and the entry says null")
    func barePath() async throws {
        let world = try await World()
        let id = String(repeating: "e", count: 32)
        for (url, expected) in [
            ("/cart", nil), ("https://shop.example/cart", "https://shop.example/cart"), ("://", nil),
        ]
            as [(String, String?)]
        {
            await world.storage.edit { $0.eventRows.removeAll() }
            await world.storage.add(
                World.event(id: id, at: World.now, extra: #""request":{"url":"\#(url)","method":"GET"},"#))
            let event = try await world.get("/projects/acme/web/events/\(id)/").json
            #expect(event["entries"]?[1]?["data"]?["url"]?.string == expected)
        }
    }

    @Test(
        "lists hold short events, or whole ones when asked",
        arguments: [
            "/projects/acme/web/events/", "/issues/101/events/",
        ])
    func lists(target: String) async throws {
        let world = try await World()
        let short = try await world.get(target).json
        #expect(short.elements.compactMap { $0["eventID"]?.string } == [World.secondEventID, World.firstEventID])
        #expect(short[0]?["entries"] == nil)
        #expect(short[0]?["event.type"]?.string == "error")
        #expect(short[0]?["title"]?.string == "TypeError: boom")
        #expect(
            short[0]?["tags"]?.sourceText
                == #"[{"key":"environment","value":"production"},{"key":"level","value":"error"}]"#)
        let whole = try await world.get(target + "?full=true").json
        #expect(whole[0]?["entries"]?[0]?["type"]?.string == "exception")
        let page = await world.get(target + "?per_page=1")
        #expect(page.link("next")?.hasRows == true)
        #expect(page.link("next")?.target.contains("per_page=1&cursor=0:1:0") == true)
    }

    @Test(
        "lists are cut by period, environment, id, level and words",
        arguments: [
            ("statsPeriod=1h", 1), ("statsPeriod=24h", 2), ("start=2026-08-01T09:00:00&end=2026-08-01T11:00:00", 1),
            ("environment=production", 1), ("environment=", 1), ("environment=none", 0),
            ("query=\(World.firstEventID)", 1), ("query=BOOM", 2), ("query=nothing", 0), ("query=", 2),
            ("query=level:error", 2),
            ("query=!level:error", 0), ("query=title:TypeE*", 2), ("query=platform:python", 0),
            ("query=event.type:error", 2), ("query=has:environment", 1), ("query=!has:trace", 2),
            ("query=trace:abc", 0), ("query=timestamp:-1h", 1), ("query=id:\(World.firstEventID)", 1),
            ("query=release.version:%3E1.0", 0), ("query=release:latest", 0), ("query=stack.lineno:%3E0", 0),
        ])
    func filters(query: String, count: Int) async throws {
        let world = try await World()
        for target in ["/projects/acme/web/events/?", "/issues/101/events/?"] {
            #expect(try await world.get(target + query).json.count == count)
        }
    }

    @Test("a search of events by what only issues have is refused")
    func issueTerms() async throws {
        let response = try await World().get("/issues/101/events/?query=is:unresolved")
        #expect(response.status == 400)
        #expect(try response.json["detail"]?.string == "Invalid key for this search: is")
    }

    @Test("a filtered list goes on until it is full, each event once")
    func filteredPages() async throws {
        let world = try await World()
        for number in 0..<9 {
            let id = String(repeating: "1", count: 31) + String(number)
            let time = World.now.adding(seconds: Int64(number - 20))
            await world.storage.add(World.event(id: id, at: time, environment: number % 3 == 0 ? "dev" : nil))
        }
        var target = "/projects/acme/web/events/?environment=dev&per_page=2&cursor="
        var found: [String] = []
        while true {
            let response = await world.get(target)
            let rows = try response.json.elements.compactMap { $0["eventID"]?.string }
            #expect(rows.count <= 2)
            found += rows
            let next = try #require(response.link("next"))
            guard next.hasRows else { break }
            target = "/projects/acme/web/events/?environment=dev&per_page=2&cursor=" + next.cursor
        }
        #expect(found.map(\.last) == ["6", "3", "0"])
    }

    @Test("the latest event that a search means, and the oldest")
    func searchedEvent() async throws {
        let world = try await World()
        let base = "/issues/101/events/"
        #expect(
            try await world.get(base + "latest/?query=!has:environment").json["eventID"]?.string == World.firstEventID)
        #expect(try await world.get(base + "latest/?query=level:error").json["eventID"]?.string == World.secondEventID)
        #expect(try await world.get(base + "oldest/?query=level:error").json["eventID"]?.string == World.firstEventID)
        #expect(await world.get(base + "latest/?query=level:fatal").status == 404)
        #expect(await world.get(base + "latest/?query=is:new").status == 400)
    }

    @Test("a list that has run past its period ends")
    func endOfPeriod() async throws {
        let response = try await World().get("/projects/acme/web/events/?statsPeriod=1h&per_page=1&cursor=0:1:0")
        #expect(try response.json.count == 0)
        #expect(response.link("next")?.hasRows == false)
    }

    @Test("the first, the last and a given event of an issue")
    func selectors() async throws {
        let world = try await World()
        func id(_ name: String) async throws -> String? {
            try await world.get("/issues/101/events/\(name)/").json["eventID"]?.string
        }
        #expect(try await id("latest") == World.secondEventID)
        #expect(try await id("recommended") == World.secondEventID)
        #expect(try await id("oldest") == World.firstEventID)
        #expect(try await id("9EC79C33-EC99-42AB-8353-589FCB2E04DC") == World.firstEventID)
        let none = await world.get("/issues/101/events/latest/?environment=nowhere")
        #expect(none.status == 404)
        #expect(none.detail == "No events found for issue")
        for name in [String(repeating: "f", count: 32), "newest"] {
            let missing = await world.get("/issues/101/events/\(name)/")
            #expect(missing.status == 404)
            #expect(missing.detail == "Event not found")
        }
    }

    @Test("the raw event is what is stored")
    func raw() async throws {
        let world = try await World()
        let stored = World.event(id: World.firstEventID, at: Timestamp(seconds: 1_785_578_400)).json
        #expect(await world.get("/projects/acme/web/events/\(World.firstEventID)/json/").body == stored)
        #expect(await world.get("/issues/101/events/oldest/json/").body == stored)
    }

    @Test("an event is found by its id alone, and by the old form of links")
    func lookups() async throws {
        let world = try await World()
        let found = try await world.get("/organizations/acme/eventids/\(World.firstEventID)/").json
        #expect(found["groupId"]?.string == "101")
        #expect(found["projectSlug"]?.string == "web")
        #expect(found["event"]?["eventID"]?.string == World.firstEventID)
        #expect(await world.get("/organizations/acme/eventids/\(String(repeating: "f", count: 32))/").status == 404)
        for project in ["web", "2"] {
            let event = try await world.get("/organizations/acme/events/\(project):\(World.firstEventID)/").json
            #expect(event["groupID"]?.string == "101")
        }
    }

    @Test("hashes come with their newest event")
    func hashes() async throws {
        let rows = try await World().get("/issues/101/hashes/").json
        #expect(rows.count == 1)
        #expect(rows[0]?["id"]?.string == "0f0e0d0c0b0a09080706050403020100")
        #expect(rows[0]?["latestEvent"]?["eventID"]?.string == World.secondEventID)
        #expect(rows[0]?["latestEvent"]?["entries"]?.count == 1)
    }

    @Test("a damaged body is a fault, not a crash")
    func damaged() async throws {
        let world = try await World()
        await world.storage.edit { $0.eventRows[0].body = Array("{".utf8) }
        let response = await world.get("/projects/acme/web/events/\(World.firstEventID)/")
        #expect(response.status == 500)
        #expect(response.fault != nil)
    }
}
