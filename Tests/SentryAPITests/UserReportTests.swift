import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite("API: what users wrote")
struct UserReportTests {
    private static let ofProject = "/projects/acme/web/user-feedback/"

    @Test("a report has the shape that clients read, with its event's user and its issue")
    func shape() async throws {
        let world = try await World()
        let id = String(repeating: "a", count: 32)
        await world.storage.add(
            World.event(id: id, at: World.now, extra: #""user":{"id":"7","email":"ann@example.com"},"#))
        try await world.records.report("It broke.", on: id)
        let row = try #require(try await world.get(Self.ofProject).json[0])
        #expect(Int64(row["id"]?.string ?? "") != nil)
        #expect(row["eventID"]?.string == id)
        #expect(row["name"]?.string == "Jane" && row["email"]?.string == "jane@example.com")
        #expect(row["comments"]?.string == "It broke.")
        #expect(row["dateCreated"]?.string == "2026-08-01T12:30:00Z")
        #expect(row["user"]?["id"]?.string == "7" && row["user"]?["email"]?.string == "ann@example.com")
        #expect(row["user"]?["ipAddress"]?.isNull == true)
        #expect(row["event"]?["id"]?.string == id && row["event"]?["eventID"]?.string == id)
        #expect(row["issue"]?["id"]?.string == "101")
        #expect(try await world.get("/issues/101/user-reports/").json[0]?.sourceText == row.sourceText)
    }

    @Test("a project's are those of unresolved issues and of events still to come, or all; the newest first")
    func statuses() async throws {
        let world = try await World()
        let resolved = String(repeating: "b", count: 32)
        await world.storage.add(World.issue(number: 102, counter: 2, status: .resolved))
        await world.storage.add(World.event(id: resolved, at: World.now, issue: 102))
        try await world.records.report("resolved", on: resolved)
        try await world.records.report("unresolved", on: World.firstEventID)
        try await world.records.report("early", on: String(repeating: "c", count: 32))
        func comments(_ query: String) async throws -> [String] {
            try await world.get(Self.ofProject + query).json.elements.compactMap { $0["comments"]?.string }
        }
        #expect(try await comments("") == ["early", "unresolved"])
        #expect(try await comments("?status=unresolved") == ["early", "unresolved"])
        #expect(try await comments("?status=") == ["early", "unresolved", "resolved"])
        #expect(try await world.get(Self.ofProject).json[0]?["issue"]?.isNull == true)
        let odd = await world.get(Self.ofProject + "?status=odd")
        #expect(odd.status == 400)
        #expect(try odd.json["status"]?[0]?.string == "Invalid status choice")
    }

    @Test("an issue's are those of its own events, page by page")
    func ofIssue() async throws {
        let world = try await World()
        let other = String(repeating: "d", count: 32)
        await world.storage.add(World.issue(number: 102, counter: 2))
        await world.storage.add(World.event(id: other, at: World.now, issue: 102))
        for (comments, event) in [("1", World.firstEventID), ("2", other), ("3", World.secondEventID), ("4", other)] {
            try await world.records.report(comments, on: event)
        }
        for base in ["/issues/101/", "/organizations/acme/issues/WEB-1/"] {
            let rows = try await world.get(base + "user-reports/").json
            #expect(rows.elements.compactMap { $0["comments"]?.string } == ["3", "1"])
        }
        let first = await world.get("/issues/101/user-reports/?per_page=1")
        #expect(try first.json.elements.compactMap { $0["comments"]?.string } == ["3"])
        let next = try #require(first.link("next"))
        #expect(next.hasRows)
        let second = await world.get("/issues/101/user-reports/?per_page=1&cursor=" + next.cursor)
        #expect(try second.json.elements.compactMap { $0["comments"]?.string } == ["1"])
        #expect(second.link("next")?.hasRows == false)
    }

    @Test("they are read by whoever reads events")
    func access() async throws {
        let world = try await World()
        #expect(await world.get(Self.ofProject, token: "reader").status == 200)
        #expect(await world.get(Self.ofProject, token: "ci").status == 403)
        #expect(await world.get(Self.ofProject, token: nil).status == 401)
        #expect(await world.get("/issues/999/user-reports/").status == 404)
    }
}
