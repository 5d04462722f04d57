import SentryAPI
import SentryProtocol
import Storage
import Testing

@Suite("API: attachments")
struct AttachmentTests {
    private static let list = "/projects/acme/web/events/\(World.firstEventID)/attachments/"

    @Test("a file beside an event has the shape that clients read, in the list and by itself")
    func shape() async throws {
        let world = try await World()
        try await world.records.attach("log.txt", "hello")
        let rows = try await world.get(Self.list).json
        #expect(rows.count == 1)
        let row = try #require(rows[0])
        let id = try #require(row["id"]?.string)
        #expect(Int64(id) != nil)
        #expect(row["event_id"]?.string == World.firstEventID)
        #expect(row["type"]?.string == "event.attachment")
        #expect(row["name"]?.string == "log.txt")
        #expect(row["mimetype"]?.string == "text/plain")
        #expect(row["dateCreated"]?.string == "2026-08-01T12:30:00Z")
        #expect(row["size"]?.integer == 5)
        #expect(row["headers"]?["Content-Type"]?.string == "text/plain")
        #expect(row["sha1"]?.string == "" && row["sha256"]?.string == "68656c6c6f")
        let one = await world.get(Self.list + "\(id)/")
        #expect(one.status == 200)
        #expect(String(decoding: one.body, as: UTF8.self) == row.sourceText)
    }

    @Test(
        "a file is given to be kept, not to be shown, whatever it is called and whatever it says it is",
        arguments: ["?download=1", "?download"])
    func download(query: String) async throws {
        let world = try await World()
        try await world.records.attach("a \"b\"\r\n.html", "<script>alert(1)</script>", contentType: "text/html")
        let id = try #require(try await world.get(Self.list).json[0]?["id"]?.string)
        let answer = await world.get(Self.list + "\(id)/\(query)")
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "<script>alert(1)</script>")
        #expect(answer.header("Content-Type") == "application/octet-stream")
        #expect(
            answer.header("Content-Disposition")
                == "attachment; filename=\"a _b___.html\"; filename*=UTF-8''a%20%22b%22%0D%0A.html")
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
        #expect(answer.header("Content-Security-Policy")?.contains("sandbox") == true)
        #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
    }

    @Test("files of one name have numbers of their own, and one that came twice is one")
    func numbers() async throws {
        let world = try await World()
        for content in ["one", "two", "one"] { try await world.records.attach("log.txt", content) }
        try await world.records.attach("log.txt", "one", to: World.secondEventID)
        let rows = try await world.get(Self.list).json
        let ids = rows.elements.compactMap { $0["id"]?.string }
        #expect(ids.count == 2 && Set(ids).count == 2)
        let others = try await world.get("/projects/acme/web/events/\(World.secondEventID)/attachments/").json
        #expect(others.elements.compactMap { $0["id"]?.string }.allSatisfy { !ids.contains($0) })
    }

    @Test("what is not there, and what is another event's, is not found; nothing is deleted")
    func missing() async throws {
        let world = try await World()
        try await world.records.attach("log.txt", "hello", to: World.secondEventID)
        let other = "/projects/acme/web/events/\(World.secondEventID)/attachments/"
        let id = try #require(try await world.get(other).json[0]?["id"]?.string)
        #expect(await world.get(Self.list + "\(id)/").status == 404)
        #expect(await world.get(other + "1/").status == 404)
        let unknown = String(repeating: "f", count: 32)
        #expect(await world.get("/projects/acme/web/events/\(unknown)/attachments/").status == 404)
        #expect(await world.send("DELETE", other + "\(id)/").status == 405)
        #expect(await world.get(other, token: "ci").status == 403)
        #expect(await world.get(other + "\(id)/?download=1", token: nil).status == 401)
    }

    @Test("an issue's files are those of its events, the newest event's first")
    func ofIssue() async throws {
        let world = try await World()
        try await world.records.attach("old.txt", "1")
        try await world.records.attach("new.dmp", "2", type: "event.minidump", to: World.secondEventID)
        try await world.records.attach("screenshot.png", "3", contentType: "image/png", to: World.secondEventID)
        func names(_ query: String) async throws -> [String] {
            try await world.get("/issues/101/attachments/" + query).json.elements.compactMap { $0["name"]?.string }
        }
        #expect(try await names("") == ["new.dmp", "screenshot.png", "old.txt"])
        #expect(try await names("?types=event.minidump&types=event.applecrashreport") == ["new.dmp"])
        #expect(try await names("?screenshot=1") == ["screenshot.png"])
        #expect(try await names("?environment=production") == ["new.dmp", "screenshot.png"])
        #expect(await world.get("/issues/999/attachments/").status == 404)
    }

    @Test("an issue's files come page by page, each once, however many events have none")
    func pages() async throws {
        let world = try await World()
        for number in 0..<9 {
            let id = String(repeating: "1", count: 31) + String(number)
            await world.storage.add(World.event(id: id, at: World.now.adding(seconds: Int64(number - 20))))
            if number % 3 == 0 { try await world.records.attach("\(number)", "x", to: id) }
        }
        var target = "/issues/101/attachments/?per_page=2&cursor="
        var found: [String] = []
        while true {
            let response = await world.get(target)
            found += try response.json.elements.compactMap { $0["name"]?.string }
            let next = try #require(response.link("next"))
            guard next.hasRows, found.count < 20 else { break }
            target = "/issues/101/attachments/?per_page=2&cursor=" + next.cursor
        }
        #expect(found == ["6", "3", "0"])
    }
}
